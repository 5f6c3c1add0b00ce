package dev.playhead.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A path into plain data: the names of fields and the positions in lists, from the outermost to the innermost.
 *
 * <p>In text form, the steps are separated by dots: {@code order.lines.0.price}. A backslash precedes a dot or a
 * backslash that belongs to a name: {@code rates.eur\.usd}.
 *
 * @param steps the steps, at least one
 */
public record PayloadPath(List<String> steps) {
    /**
     * The result of {@link #find} if there is no value at the path, not even null. It is not plain data, so no payload
     * contains it.
     */
    public static final Object NOTHING = new Object();

    /**
     * Creates a path.
     *
     * @param steps the steps, at least one; copied
     */
    public PayloadPath {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a path has at least one step");
        }
    }

    /**
     * Parses the text form of a path.
     *
     * @param text the steps, separated by dots
     * @return the path
     */
    public static PayloadPath parse(String text) {
        List<String> steps = new ArrayList<>();
        StringBuilder step = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                step.append(text.charAt(++i));
            } else if (c == '.') {
                steps.add(step.toString());
                step.setLength(0);
            } else {
                step.append(c);
            }
        }
        steps.add(step.toString());
        return new PayloadPath(steps);
    }

    /**
     * Follows the path through plain data.
     *
     * @param data the data in which the path begins
     * @return the value at the end of the path, which may be null; {@link #NOTHING} if there is no value
     */
    public @Nullable Object find(@Nullable Object data) {
        Object here = data;
        for (String step : steps) {
            if (here instanceof Map<?, ?> map) {
                Object next = map.get(step);
                if (next == null && !map.containsKey(step)) {
                    return NOTHING;
                }
                here = next;
            } else if (here instanceof List<?> list) {
                int position = position(step);
                if (position < 0 || position >= list.size()) {
                    return NOTHING;
                }
                here = list.get(position);
            } else {
                return NOTHING;
            }
        }
        return here;
    }

    /** Returns the position in a list that a step denotes, or -1 if the step is not a position. */
    private static int position(String step) {
        if (step.isEmpty() || step.length() > 9) {
            return -1;
        }
        int position = 0;
        for (int i = 0; i < step.length(); i++) {
            int digit = step.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            position = position * 10 + digit;
        }
        return position;
    }

    /** Returns the text form. {@link #parse} converts it back to an equal path. */
    @Override
    public String toString() {
        return steps.stream()
                .map(step -> step.replace("\\", "\\\\").replace(".", "\\."))
                .collect(Collectors.joining("."));
    }
}
