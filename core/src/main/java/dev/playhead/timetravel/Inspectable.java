package dev.playhead.timetravel;

import java.util.Map;
import org.jspecify.annotations.Nullable;

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
