package dev.playhead.cli.option;

import dev.playhead.event.Numbers;
import dev.playhead.event.PayloadPath;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A comparison: {@code path op value}. An absent value fulfills no condition, not even {@code !=}. The order of two
 * values can be compared only if both are numbers or both are strings. Otherwise conditions with {@code < <= > >=} are
 * not fulfilled.
 *
 * @param path the path of the compared value, as it was written
 * @param operator the comparison operator
 * @param with the value to compare with; a string unless it is JSON
 */
public record Condition(String path, String operator, Comparand with) {
    /** The pattern of a condition with a symbol as operator. A character after a backslash is part of the path. */
    private static final Pattern SYMBOL =
            Pattern.compile("(?s)\\s*((?:\\\\.|[^\\\\])+?)\\s*(==|!=|<=|>=|=|<|>)\\s*(.*)");

    private static final Pattern JOINED_PATH =
            Pattern.compile("(?s).*(?:\\s(?:&&|\\|\\|)\\s|\\sexists\\s+(?i:and|or)\\s).*");
    private static final Pattern WORD = Pattern.compile("(?s)\\s*(\\S+)\\s+(contains)\\s+(.+)");
    private static final Pattern EXISTS = Pattern.compile("\\s*(\\S+)\\s+exists\\s*");

    public static Condition parse(String text) {
        Matcher exists = EXISTS.matcher(text);
        if (exists.matches()) {
            return new Condition(exists.group(1), "exists", new Comparand(null, null));
        }
        Matcher matcher = WORD.matcher(text);
        if (!matcher.matches()) {
            matcher = SYMBOL.matcher(text);
        }
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a condition; conditions are written"
                    + " 'path op value' with == != < <= > >= contains, or 'path exists'");
        }
        if (matcher.group(3).isBlank()) {
            String left = text.strip();
            throw new IllegalArgumentException("'" + left + "' has no value to compare with; add one, as in '" + left
                    + " 10', or '" + left + " \"\"' for the empty text");
        }
        String value = matcher.group(3).strip();
        if (Comparand.isJoined(value) || JOINED_PATH.matcher(matcher.group(1)).matches()) {
            throw new IllegalArgumentException(
                    "'" + text.strip() + "' is more than one condition, and --when allows one;"
                            + " put the value in double quotes if it is one value");
        }
        String operator = matcher.group(2).equals("=") ? "==" : matcher.group(2);
        return new Condition(matcher.group(1), operator, Comparand.parse(value));
    }

    /**
     * Returns the path as the address of an entity's field. Removes backslashes before {@code = < > !} in the id of the
     * entity.
     *
     * @return the address
     * @throws IllegalArgumentException if the path is not an address
     */
    public Address address() {
        Address address = Address.parse(path);
        return new Address(address.entity().replaceAll("\\\\([=<>!])", "$1"), address.field());
    }

    /**
     * {@return the index of the first unescaped occurrence of a character at or after an index; -1 if there is none}
     */
    static int indexOutsideEscapes(String text, int from, char wanted) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == wanted) {
                return i;
            }
            i += c == '\\' ? 1 : 0;
        }
        return -1;
    }

    /** {@return whether a value fulfills the condition} {@link PayloadPath#NOTHING} stands for an absent value. */
    public boolean test(@Nullable Object found) {
        if (found == PayloadPath.NOTHING) {
            return false;
        }
        return switch (operator) {
            case "exists" -> true;
            case "==" -> with.isEqualTo(found);
            case "!=" -> !with.isEqualTo(found);
            case "contains" -> contains(found);
            case "<" -> isComparable(found) && compare(found) < 0;
            case "<=" -> isComparable(found) && compare(found) <= 0;
            case ">" -> isComparable(found) && compare(found) > 0;
            default -> isComparable(found) && compare(found) >= 0;
        };
    }

    private boolean isComparable(@Nullable Object found) {
        Object value = with.value();
        return (found instanceof Number && value instanceof Number && isOrdered(found) && isOrdered(value))
                || (found instanceof String && value instanceof String);
    }

    private static boolean isOrdered(Object number) {
        return !(number instanceof Double real && real.isNaN());
    }

    private int compare(@Nullable Object found) {
        Object value = with.value();
        return found instanceof Number number && value instanceof Number other
                ? Numbers.compare(number, other)
                : String.valueOf(found).compareTo(String.valueOf(value));
    }

    private boolean contains(@Nullable Object found) {
        if (found instanceof String text) {
            return text.contains(with.asText());
        }
        if (found instanceof Map<?, ?> map) {
            return map.containsKey(with.asText());
        }
        return found instanceof List<?> list && list.stream().anyMatch(with::isEqualTo);
    }

    @Override
    public String toString() {
        return path + " " + operator + (operator.equals("exists") ? "" : " " + with);
    }
}
