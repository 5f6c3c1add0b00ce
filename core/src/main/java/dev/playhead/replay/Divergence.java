package dev.playhead.replay;

import dev.playhead.event.RecordedEvent;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Where the state of an application that is replayed to first differs from the recorded one, as {@link
 * ReplayOptions#verify} compares them.
 *
 * <p>States are compared at intervals. Places are sequences: the place of an event is the state after it.
 *
 * @param projection the name of the projection
 * @param equalAt the last place at which both were seen to be equal, -1 before all events; empty if they differed when they
 *     were first compared, before the first event was published
 * @param differsAt the first place at which they were seen to differ; the cause is after the one and up to the other
 * @param event the first event of this interval after which they differ, with what the application derived from it; empty
 *     if they differed before, or if what the application gave as its state was changed afterwards, so that nothing more can
 *     be told than the interval
 * @param recorded the recorded state after the event, or at the end of the interval if there is none
 * @param actual what the application had instead
 */
public record Divergence(
        String projection,
        OptionalLong equalAt,
        long differsAt,
        Optional<RecordedEvent> event,
        @Nullable Object recorded,
        @Nullable Object actual) {}
