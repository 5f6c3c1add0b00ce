package dev.playhead.capture;

import dev.playhead.event.Marker;
import dev.playhead.event.Marker.Reason;
import dev.playhead.event.PlainData;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules that decide which field names are sensitive.
 *
 * <p><b>Threading.</b> Immutable, except for a cache of decisions.
 */
final class FieldRules {
    /** The marker that replaces a sensitive value. */
    static final Map<String, @Nullable Object> CUT_OUT = Marker.of(Reason.SENSITIVE, null);

    /**
     * The maximum number of cached names. Usually there are few names of fields and columns. If there are more, the
     * decision for each further name is computed every time.
     */
    private static final int MAX_CACHED = 4_096;

    private final List<Pattern> patterns;
    private final Map<String, Boolean> cache = new ConcurrentHashMap<>();

    FieldRules(List<String> patterns) {
        this.patterns = patterns.stream().map(Pattern::parse).toList();
    }

    boolean isAny() {
        return !patterns.isEmpty();
    }

    boolean isSensitive(String name) {
        if (patterns.isEmpty()) {
            return false;
        }
        Boolean known = cache.get(name);
        return known != null ? known : decide(name);
    }

    /**
     * Returns whether the value of a key may have to be cut out. Does not convert the key to text, so it may return
     * true for a key that is not sensitive.
     */
    boolean mayCutOut(@Nullable Object key) {
        return isAny() && !(key instanceof String name && !isSensitive(name));
    }

    /**
     * Returns whether the key of a {@code Map.Entry} that is captured by itself is sensitive. The rules are applied to
     * the text of the key, as they are for the keys of a map.
     */
    boolean isSensitiveKey(@Nullable Object key) {
        if (key instanceof String name) {
            return isSensitive(name);
        }
        return isAny() && decide(Words.of(String.valueOf(key)));
    }

    static boolean isCutOut(@Nullable Object value) {
        return value == CUT_OUT || (value instanceof Map<?, ?> && PlainData.isPlain(value) && value.equals(CUT_OUT));
    }

    private boolean decide(String name) {
        boolean sensitive = decide(Words.of(name));
        if (cache.size() < MAX_CACHED) {
            cache.put(name, sensitive);
        }
        return sensitive;
    }

    private boolean decide(Words words) {
        boolean sensitive = false;
        for (Pattern pattern : patterns) {
            if (pattern.sensitive() != sensitive && pattern.matches(words)) {
                sensitive = pattern.sensitive();
            }
        }
        return sensitive;
    }

    /**
     * The letters and digits of a name in lower case, without separators. {@code starts} contains the index of the
     * first character of each word, and the length of {@code letters}.
     */
    private record Words(String letters, BitSet starts) {
        static Words of(String name) {
            StringBuilder letters = new StringBuilder(name.length());
            BitSet starts = new BitSet();
            for (int i = 0; i < name.length(); i++) {
                char c = name.charAt(i);
                if (Character.isLetterOrDigit(c)) {
                    if (startsWord(name, i)) {
                        starts.set(letters.length());
                    }
                    letters.append(Character.toLowerCase(c));
                }
            }
            starts.set(letters.length());
            return new Words(letters.toString(), starts);
        }

        private static boolean startsWord(String name, int i) {
            char c = name.charAt(i);
            char before = i == 0 ? '_' : name.charAt(i - 1);
            if (!Character.isLetterOrDigit(before) || Character.isDigit(before) != Character.isDigit(c)) {
                return true;
            }
            boolean lowerFollows = i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1));
            return Character.isUpperCase(c) && (!Character.isUpperCase(before) || lowerFollows);
        }

        /** {@return whether a word ends at an index, possibly before the s of a plural} */
        boolean endAt(int index) {
            return starts.get(index)
                    || (index < letters.length() && letters.charAt(index) == 's' && starts.get(index + 1));
        }

        boolean isEnd(int index) {
            return index == letters.length()
                    || (index == letters.length() - 1 && letters.charAt(index) == 's' && !starts.get(index));
        }
    }

    /**
     * A sequence of words against which names are matched.
     *
     * @param letters the letters and digits of the words, without separators
     * @param anywhere whether more words may follow
     * @param sensitive whether matching names are sensitive; false if the pattern excludes them
     */
    private record Pattern(String letters, boolean anywhere, boolean sensitive) {
        static Pattern parse(String text) {
            boolean anywhere = text.endsWith("*");
            boolean sensitive = !text.startsWith("!");
            String name = text.substring(sensitive ? 0 : 1, anywhere ? text.length() - 1 : text.length());
            String letters = Words.of(name).letters();
            if (letters.isEmpty() || name.indexOf('*') >= 0) {
                throw new IllegalArgumentException(
                        "field=" + text + " is not a field name; a name may be followed by one *");
            }
            return new Pattern(letters, anywhere, sensitive);
        }

        boolean matches(Words words) {
            for (int at = words.letters.indexOf(letters); at >= 0; at = words.letters.indexOf(letters, at + 1)) {
                int end = at + letters.length();
                if (words.starts.get(at) && (anywhere ? words.endAt(end) : words.isEnd(end))) {
                    return true;
                }
            }
            return false;
        }
    }
}
