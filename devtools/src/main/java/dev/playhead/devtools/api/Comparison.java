package dev.playhead.devtools.api;

import dev.playhead.event.Numbers;
import dev.playhead.event.PayloadPath;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A comparison with a value. An absent value meets no comparison, not even {@link Operator#NOT_EQUAL}. Only two numbers
 * and two texts have an order.
 *
 * @param operator how to compare
 * @param with the value to compare with
 */
record Comparison(Operator operator, Literal with) {
    /** How two values are compared. */
    enum Operator {
        NOT_EQUAL("!="),
        AT_LEAST(">="),
        AT_MOST("<="),
        EQUAL("="),
        GREATER(">"),
        LESS("<"),
        CONTAINS("~");

        final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        /** {@return the operator whose symbol is at an index of a text, or null} */
        static @Nullable Operator at(String text, int index) {
            for (Operator one : values()) { // symbols of two characters come first
                if (text.startsWith(one.symbol, index)) {
                    return one;
                }
            }
            return null;
        }
    }

    /** {@return whether a value meets the comparison} {@link PayloadPath#NOTHING} stands for an absent value. */
    boolean test(@Nullable Object found) {
        if (found == PayloadPath.NOTHING) {
            return false;
        }
        return switch (operator) {
            case EQUAL -> with.isEqualTo(found);
            case NOT_EQUAL -> !with.isEqualTo(found);
            case CONTAINS -> contains(found);
            case LESS -> isOrdered(found) && compare(found) < 0;
            case AT_MOST -> isOrdered(found) && compare(found) <= 0;
            case GREATER -> isOrdered(found) && compare(found) > 0;
            case AT_LEAST -> isOrdered(found) && compare(found) >= 0;
        };
    }

    private boolean isOrdered(@Nullable Object found) {
        Object value = with.value();
        return (found instanceof Number && value instanceof Number && isNumber(found) && isNumber(value))
                || (found instanceof String && value instanceof String);
    }

    private static boolean isNumber(Object number) {
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
}
