package dev.playhead.timetravel;

import dev.playhead.event.PayloadPath;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part in which two states differ; {@link PayloadPath#NOTHING} stands for what is not there.
 *
 * @param path the way to the part, from the outside in: keys of maps, components of records, positions in lists; empty for
 *     the state itself
 * @param before what was there
 * @param after what is there
 */
public record StateDifference(
        List<String> path,
        @Nullable Object before,
        @Nullable Object after) {
    /**
     * A state, or a part of one, that can show itself as data, so that two of its kind can be compared part by part.
     *
     * <p>Plain data, maps, lists and records need not implement this.
     */
    public interface Inspectable {
        /**
         * What it is made of.
         *
         * @return the parts by name; values are of any kind that {@link StateDifference#between} takes apart
         */
        Map<String, @Nullable Object> toData();
    }

    /** What became of a part. */
    public enum Kind {
        /** It was not there. */
        ADDED,
        /** It is no longer there. */
        REMOVED,
        /** It was another. */
        CHANGED
    }

    /**
     * Makes a difference.
     *
     * @param path the way to the part; copied
     * @param before what was there
     * @param after what is there
     */
    public StateDifference {
        path = List.copyOf(path);
    }

    /**
     * The parts in which two values differ, the smallest that can be told apart.
     *
     * <p>Maps are compared entry by entry and records of the same class component by component, as far as their module
     * lets them be read; what is {@link Inspectable} is compared as the data that it shows. Lists are compared without the
     * items that they have in common at their beginnings and ends: position by position, and what one has more than the
     * other, at the end of the rest, was added or removed. Anything else is equal or not, numbers by mathematical value.
     *
     * <p><b>Cost.</b> Linear in the size of the values; parts that are the same object are skipped.
     *
     * @param before a value, such as a state
     * @param after another
     * @return the differences, in the order of the parts in {@code before}, those that are only in {@code after} last
     */
    public static List<StateDifference> between(@Nullable Object before, @Nullable Object after) {
        return new Comparison().of(before, after);
    }

    /**
     * What became of the part.
     *
     * @return whether it was added, removed or changed
     */
    public Kind kind() {
        if (before == PayloadPath.NOTHING) {
            return Kind.ADDED;
        }
        return after == PayloadPath.NOTHING ? Kind.REMOVED : Kind.CHANGED;
    }

    /**
     * The path as {@link PayloadPath} writes it: its steps with dots between them.
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
