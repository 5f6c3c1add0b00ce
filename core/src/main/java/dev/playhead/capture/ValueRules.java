package dev.playhead.capture;

import dev.playhead.event.PlainData;
import dev.playhead.internal.data.FieldMap;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules that decide which values are sensitive by their form.
 *
 * <p><b>Threading.</b> Immutable.
 */
final class ValueRules {
    /*
     * A text is scanned once. Most kinds are examined only where a word begins, an e-mail address only at an at sign.
     * Each examination is bounded by the maximum length of its kind. Only a JWT has no maximum length, but no part of
     * it is read more than twice. So the work is linear in the length of the text.
     */
    /** The text that replaces a sensitive key, type or source, which cannot be a marker. */
    static final String CUT_OUT_TEXT = "(sensitive)";

    static final ValueRules NONE = new ValueRules(Set.of());

    private static final String BEARER = "bearer ";
    private static final int MIN_TOKEN_CHARS = 8;
    private static final int MIN_PLAIN_TOKEN_CHARS = 20;
    private static final int MIN_JWT_PART_CHARS = 8;
    private static final String PEM_BEGIN = "-----BEGIN ";
    private static final String PEM_PRIVATE = "PRIVATE KEY";
    private static final int MAX_PEM_LABEL_CHARS = 64;
    /** The length of the shortest e-mail address. */
    private static final int MIN_EMAIL_CHARS = 6;

    /** The length of the shortest sensitive text of the other kinds, which is a card number. */
    private static final int MIN_CHARS = CardNumbers.MIN_DIGITS;

    private final Set<SensitiveValue> kinds;
    private final boolean cards;
    private final boolean ibans;
    private final boolean jwts;
    private final boolean keys;
    private final boolean bearers;
    private final boolean clouds;
    private final boolean emails;

    ValueRules(Set<SensitiveValue> kinds) {
        this.kinds = kinds.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(kinds));
        cards = kinds.contains(SensitiveValue.CARD_NUMBER);
        ibans = kinds.contains(SensitiveValue.IBAN);
        jwts = kinds.contains(SensitiveValue.JWT);
        keys = kinds.contains(SensitiveValue.PRIVATE_KEY);
        bearers = kinds.contains(SensitiveValue.BEARER_TOKEN);
        clouds = kinds.contains(SensitiveValue.CLOUD_KEY);
        emails = kinds.contains(SensitiveValue.EMAIL);
    }

    /** Returns rules for the kinds of these rules and for the given kinds. */
    ValueRules and(Set<SensitiveValue> more) {
        Set<SensitiveValue> all = EnumSet.noneOf(SensitiveValue.class);
        all.addAll(kinds);
        all.addAll(more);
        return new ValueRules(all);
    }

    Set<SensitiveValue> kinds() {
        return kinds;
    }

    boolean isAny() {
        return !kinds.isEmpty();
    }

    /** Returns whether a scalar is sensitive. Returns false for lists and maps: their parts are examined separately. */
    boolean isSensitive(@Nullable Object value) {
        if (value instanceof String text) {
            return isSensitive(text);
        }
        if (!cards || !(value instanceof Number)) {
            return false;
        }
        if (value instanceof Long number) {
            return CardNumbers.isOne(number);
        }
        if (value instanceof Double number) {
            return number >= CardNumbers.LEAST
                    && number < 1L << 53
                    && number == Math.rint(number)
                    && CardNumbers.isOne(number.longValue());
        }
        if (value instanceof BigInteger || value instanceof BigDecimal) {
            BigDecimal number = value instanceof BigDecimal decimal ? decimal : new BigDecimal((BigInteger) value);
            return number.scale() <= 0
                    && number.precision() - (long) number.scale() <= CardNumbers.MAX_DIGITS
                    && number.signum() > 0
                    && isSensitive(number.toPlainString());
        }
        return false;
    }

    /**
     * Replaces sensitive values in plain data with markers, and sensitive keys with {@value #CUT_OUT_TEXT}.
     *
     * @param onCut called for each replaced value and each replaced key
     * @return the same object if nothing in it is sensitive; otherwise a copy with the replacements
     */
    @Nullable
    Object cut(@Nullable Object plain, Runnable onCut) {
        return hasSensitive(plain) ? cut(plain, 0, onCut) : plain; // usually finds nothing, and then allocates nothing
    }

    private boolean hasSensitive(@Nullable Object plain) {
        if (plain instanceof String text) { // classes come first, because a failed check for an interface is slow
            return isSensitive(text);
        }
        if (plain == null || plain instanceof Number || plain instanceof Boolean) {
            return cards && isSensitive(plain);
        }
        if (plain instanceof FieldMap map) {
            int size = map.size();
            for (int i = 0; i < size; i++) {
                if (isSensitive(map.name(i)) || hasSensitive(map.value(i))) {
                    return true;
                }
            }
            return false;
        }
        if (plain instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                if (hasSensitive(list.get(i))) {
                    return true;
                }
            }
            return false;
        }
        return plain instanceof Map<?, ?>; // cut() examines the entries of other maps
    }

    private @Nullable Object cut(@Nullable Object plain, int level, Runnable onCut) {
        if (plain instanceof Map<?, ?> map) {
            return cut(map, level, onCut);
        }
        if (plain instanceof List<?> list) {
            boolean changed = false;
            List<@Nullable Object> parts = new ArrayList<>(list.size());
            for (Object part : list) {
                Object left = cut(part, level + 1, onCut);
                changed |= left != part;
                parts.add(left);
            }
            return changed ? PlainData.ofPlain(parts) : plain;
        }
        if (!isSensitive(plain)) {
            return plain;
        }
        onCut.run();
        // A marker is a map, so there is no room for a marker at the maximum depth of plain data.
        return level < PlainData.MAX_DEPTH ? FieldRules.CUT_OUT : CUT_OUT_TEXT;
    }

    private Object cut(Map<?, ?> map, int level, Runnable onCut) {
        boolean changed = false;
        String[] keys = new String[map.size()];
        @Nullable Object[] values = new Object[map.size()];
        int i = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object value = entry.getValue();
            keys[i] = (String) entry.getKey();
            if (isSensitive(keys[i])) {
                onCut.run();
                keys[i] = unusedKey(map, keys, i);
                changed = true;
            }
            values[i] = cut(value, level + 1, onCut);
            changed |= values[i++] != value;
        }
        return changed ? PlainData.ofPlain(keys, values) : map;
    }

    /** Returns an unused key for the entry at a position. Neither the map nor an earlier entry has this key. */
    private static String unusedKey(Map<?, ?> map, String[] keys, int position) {
        String key = CUT_OUT_TEXT;
        for (int number = 2;
                map.containsKey(key) || Arrays.asList(keys).subList(0, position).contains(key);
                number++) {
            key = CUT_OUT_TEXT + " " + number;
        }
        return key;
    }

    boolean isSensitive(String text) {
        int length = text.length();
        if (length < MIN_CHARS) { // most texts are shorter
            return emails && length >= MIN_EMAIL_CHARS && hasEmail(text);
        }
        boolean inWord = false;
        int noJwtBefore = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean letter = isLetter(c);
            boolean digit = c >= '0' && c <= '9';
            if (letter || digit) {
                if (!inWord) {
                    if (digit ? cards && CardNumbers.beginsAt(text, i) : begins(text, i)) {
                        return true;
                    }
                    if (c == 'e' && jwts && i >= noJwtBefore) {
                        noJwtBefore = endOfJwtAttempt(text, i);
                        if (noJwtBefore < 0) {
                            return true;
                        }
                    }
                }
                inWord = !isEscape(text, i); // a word may begin after an escape, such as a backslash and an n
            } else {
                if (c == '@' ? emails && isEmail(text, i) : c == '-' && keys && isPrivateKey(text, i)) {
                    return true;
                }
                inWord = c > 0x7F && Character.isLetterOrDigit(c);
            }
        }
        return false;
    }

    /**
     * Returns whether an IBAN, a key of a cloud service or a bearer token begins at an index. The caller ensures that a
     * word begins there, with a letter.
     */
    private boolean begins(String text, int at) {
        return (ibans && Ibans.beginsAt(text, at))
                || (clouds && CloudKeys.beginsAt(text, at))
                || (bearers && (text.charAt(at) | 0x20) == 'b' && isBearer(text, at));
    }

    /** Returns whether a backslash and the character at an index represent a character, such as a line end. */
    private static boolean isEscape(String text, int at) {
        return at > 0 && text.charAt(at - 1) == '\\' && "nrtbf".indexOf(text.charAt(at)) >= 0;
    }

    static boolean isLetter(char c) {
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'z';
    }

    static boolean isLetterOrDigit(char c) {
        return isLetter(c) || (c >= '0' && c <= '9');
    }

    /** Returns whether a character may be part of Base64 in the alphabet of URLs. */
    static boolean isUrlBase64(char c) {
        return isLetterOrDigit(c) || c == '-' || c == '_';
    }

    private static int endOfBase64(String text, int from) {
        int end = from;
        while (end < text.length() && isUrlBase64(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /**
     * Returns -1 if a JWT begins at an index; otherwise the index before which no JWT begins. All candidates in one
     * part of Base64 fail for the same reason, so only the first candidate is examined.
     */
    private static int endOfJwtAttempt(String text, int at) {
        if (!text.startsWith("eyJ", at)) { // the beginning of an object in Base64
            return at;
        }
        int end = endOfBase64(text, at);
        if (end - at < MIN_JWT_PART_CHARS || end == text.length() || text.charAt(end) != '.') {
            return end;
        }
        int second = endOfBase64(text, end + 1);
        // The second part of a signed token is an object. That of an encrypted token is a key, which may be empty.
        boolean signed = second - end > MIN_JWT_PART_CHARS;
        boolean more = second < text.length() && text.charAt(second) == '.';
        return more && (signed || second == end + 1) ? -1 : end;
    }

    private static boolean isBearer(String text, int at) {
        if (!text.regionMatches(true, at, BEARER, 0, BEARER.length())) {
            return false;
        }
        int begin = at + BEARER.length();
        int end = begin;
        boolean mixed = false;
        for (; end < text.length(); end++) {
            char c = text.charAt(end);
            boolean letter = isLetter(c);
            if (!letter && !(c >= '0' && c <= '9') && "-._~+/=".indexOf(c) < 0) {
                break;
            }
            boolean capital = letter && c <= 'Z';
            mixed |= (!letter && c != '-' && c != '.' && c != '/') || (capital && end > begin);
            if (end - begin >= MIN_PLAIN_TOKEN_CHARS || (mixed && end - begin >= MIN_TOKEN_CHARS - 1)) {
                return true;
            }
        }
        return mixed && end - begin >= MIN_TOKEN_CHARS;
    }

    private static boolean isPrivateKey(String text, int at) {
        if (!text.startsWith(PEM_BEGIN, at)) {
            return false;
        }
        int from = at + PEM_BEGIN.length();
        int end = Math.min(text.length(), from + MAX_PEM_LABEL_CHARS);
        return text.substring(from, end).contains(PEM_PRIVATE);
    }

    private static boolean hasEmail(String text) {
        for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
            if (isEmail(text, at)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the at sign at an index is part of an e-mail address. */
    private static boolean isEmail(String text, int at) {
        int begin = at;
        while (begin > 0 && at - begin < 64 && isOfLocalPart(text.charAt(begin - 1))) {
            begin--;
        }
        if (begin == at || text.charAt(at - 1) == '.') {
            return false;
        }
        int labelFrom = at + 1;
        boolean dotted = false;
        for (int i = labelFrom; i < text.length() && i - at <= 255; i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (i == labelFrom) {
                    return false;
                }
                dotted = true;
                labelFrom = i + 1;
            } else if (c != '-' && !Character.isLetterOrDigit(c)) {
                break;
            } else if (dotted
                    && i == labelFrom + 1
                    && Character.isLetter(c)
                    && Character.isLetter(text.charAt(i - 1))) {
                return true; // a label of at least two letters after a dot
            }
        }
        return false;
    }

    private static boolean isOfLocalPart(char c) {
        return Character.isLetterOrDigit(c) || "._%+-'".indexOf(c) >= 0;
    }
}
