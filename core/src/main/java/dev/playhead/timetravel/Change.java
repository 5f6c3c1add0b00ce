package dev.playhead.timetravel;

import dev.playhead.event.RecordedEvent;
import org.jspecify.annotations.Nullable;

/**
 * An event that changed a part of a state.
 *
 * @param event the event
 * @param before the part before the event
 * @param after the part after the event
 * @param <T> the type of the part
 */
public record Change<T>(
        RecordedEvent event, @Nullable T before, @Nullable T after) {}
