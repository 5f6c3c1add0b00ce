package dev.playhead.timetravel;

import dev.playhead.event.PayloadPath;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part in which two states differ. {@link PayloadPath#NOTHING} represents an absent part.
 *
 * @param path the path to the part, from the outermost step to the innermost: keys of maps, components of records,
 *     indexes of list elements; empty for the state itself
 * @param before the part in the first state
 * @param after the part in the second state
 */
public record StateDifference(
        List<String> path,
        @Nullable Object before,
        @Nullable Object after) {
    /**
     * A state, or a part of a state, that can represent itself as data, so that two objects of the same class can be
     * compared part by part.
     *
     * <p>Plain data, maps, lists and records need not implement this interface.
     */
    public interface Inspectable {
        /**
         * Returns the parts of this object.
         *
         * @return the parts by name; {@link StateDifference#between} compares their values like any other values
         */
        Map<String, @Nullable Object> toData();
    }

    /** The kind of a difference. */
    public enum Kind {
        /** The part is only in the second state. */
        ADDED,
        /** The part is only in the first state. */
        REMOVED,
        /** The part is in both states, with different values. */
        CHANGED
    }

    /**
     * Creates a difference.
     *
     * @param path the path to the part; copied
     * @param before the part in the first state
     * @param after the part in the second state
     */
    public StateDifference {
        path = List.copyOf(path);
    }

    /**
     * Returns the parts in which two values differ. The reported parts are the smallest parts that can be
     * distinguished.
     *
     * <p>Maps are compared entry by entry. Records of the same class are compared component by component, if their
     * module allows reading them. An {@link Inspectable} is compared by the data that it returns. For lists, the common
     * items at the beginning and at the end are excluded. The remaining items are compared index by index; if one list
     * has more remaining items than the other, the surplus items at the end count as added or removed. Values of any
     * other kind are compared as a whole. Numbers are compared by their mathematical values.
     *
     * <p><b>Cost.</b> Linear in the size of the values. Parts that are the same object are skipped.
     *
     * @param before a value, such as a state
     * @param after another value
     * @return the differences, in the order of the parts in {@code before}; within each map or list, parts that are
     *     only in {@code after} come last
     */
    public static List<StateDifference> between(@Nullable Object before, @Nullable Object after) {
        return between(before, after, ProgressListener.none());
    }

    /**
     * Returns the parts in which two values differ, and reports the progress. See {@link #between(Object, Object)}.
     *
     * @param before a value, such as a state
     * @param after another value
     * @param watch receives the number of compared parts, after every 1,024 of them; their total is not known, so both
     *     numbers are equal
     * @return the differences
     * @throws QuestionCancelledException if the listener ends the comparison
     */
    public static List<StateDifference> between(
            @Nullable Object before, @Nullable Object after, ProgressListener watch) {
        return new Comparison(watch).of(before, after);
    }

    /**
     * Returns the kind of this difference.
     *
     * @return whether the part was added, removed or changed
     */
    public Kind kind() {
        if (before == PayloadPath.NOTHING) {
            return Kind.ADDED;
        }
        return after == PayloadPath.NOTHING ? Kind.REMOVED : Kind.CHANGED;
    }

    /**
     * Returns the path in the form that {@link PayloadPath} writes: its steps, separated by dots.
     *
     * @return the text; empty for the state itself
     */
    public String pathText() {
        return path.isEmpty() ? "" : new PayloadPath(path).toString();
    }

    @Override
    public String toString() {
        return switch (kind()) {
            case ADDED -> pathText() + ": added " + after;
            case REMOVED -> pathText() + ": removed " + before;
            case CHANGED -> pathText() + ": " + before + " -> " + after;
        };
    }
}
