package dev.playhead.cli.travel;

import dev.playhead.EventHistory;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.TimelineManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A cursor in a history. It determines the event directly before the cursor, and the states before and after this
 * event.
 */
final class TravelCursor {
    private final EventHistory history;
    private final @Nullable TravelStates<?> states;
    private final Consumer<String> problems;
    private final TimelineManager timeline;
    private EventSnapshot here;
    private TravelStates.@Nullable Here shown;
    private long lastSequence;

    /**
     * Creates a cursor at the end of a history.
     *
     * @param history the history
     * @param states the states to show, or null if no states are shown
     * @param problems receives a message if a state cannot be computed
     */
    TravelCursor(EventHistory history, @Nullable TravelStates<?> states, Consumer<String> problems) {
        this.history = history;
        this.states = states;
        this.problems = problems;
        this.timeline = history.timeline();
        this.here = timeline.toLive();
        this.lastSequence = here.sequence();
    }

    EventSnapshot here() {
        return here;
    }

    long sequence() {
        return here.sequence();
    }

    /** {@return the event directly before the cursor, or null before the first event} */
    @Nullable
    RecordedEvent event() {
        return here.event().orElse(null);
    }

    boolean isLive() {
        return timeline.isLive();
    }

    /** {@return the sequence of the last event, as of the last call of {@link #follow}} */
    long lastSequence() {
        return lastSequence;
    }

    // The states.

    boolean hasStates() {
        return states != null;
    }

    /**
     * {@return the states around the cursor; null if no states are shown, or if they must still be folded with {@link
     * #addUp}}
     */
    TravelStates.@Nullable Here states() {
        if (shown == null && states != null && states.isNear(here.sequence())) {
            addUp();
        }
        return shown;
    }

    /** {@return whether the states around the cursor must still be folded with {@link #addUp}} */
    boolean hasWork() {
        return shown == null && states != null;
    }

    /** Folds the states around the cursor. This may take a long time if the nearest known state is far away. */
    void addUp() {
        TravelStates<?> wanted = states;
        if (wanted == null) {
            return;
        }
        try {
            shown = wanted.at(here.sequence());
        } catch (PlayheadException e) {
            shown = new TravelStates.Here(List.of(), List.of(), List.of(), false);
            problems.accept(String.valueOf(e.getMessage()));
        }
    }

    // The movements.

    void stepForward() {
        arrive(timeline.stepForward());
    }

    void stepBack() {
        arrive(timeline.stepBack());
    }

    void toLive() {
        arrive(timeline.toLive());
    }

    void jumpToEvent(String id) {
        arrive(timeline.jumpToEvent(id));
    }

    void jumpToTime(Instant time) {
        arrive(timeline.jumpToTime(time));
    }

    /**
     * Jumps to the last event at or before the given sequence; if no later event is known, jumps to the live end.
     * Returns false, and does not jump, if there is no event at or before the sequence.
     */
    boolean jumpToSequence(long sequence) {
        if (sequence >= lastSequence) {
            toLive();
            return true;
        }
        Optional<String> id = history.getEventSnapshotAtSequence(sequence).eventId();
        id.ifPresent(this::jumpToEvent);
        return id.isPresent();
    }

    /**
     * Sets the new last sequence of the history. If the cursor is live, it moves to the end. Returns whether the cursor
     * moved.
     */
    boolean follow(long end) {
        lastSequence = end;
        if (!timeline.isLive()) {
            return false;
        }
        arrive(timeline.snapshot());
        return true;
    }

    private void arrive(EventSnapshot to) {
        here = to;
        shown = null;
    }
}
