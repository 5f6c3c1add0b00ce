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

/** The place in a history where somebody is, how it moves, and the states around it. */
final class TravelCursor {
    private final EventHistory history;
    private final @Nullable TravelStates<?> states;
    private final Consumer<String> problems;
    private final TimelineManager timeline;
    private EventSnapshot here;
    private TravelStates.@Nullable Here shown;
    private long lastSequence;

    /**
     * Begins at the end of a history.
     *
     * @param states the states that are shown, or null for none
     * @param problems told why a state is not known
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

    /** The event that the cursor is behind; null before the first one. */
    @Nullable
    RecordedEvent event() {
        return here.event().orElse(null);
    }

    boolean isLive() {
        return timeline.isLive();
    }

    /** The last event of the history, as far as it is followed. */
    long lastSequence() {
        return lastSequence;
    }

    // The states.

    boolean hasStates() {
        return states != null;
    }

    /** The states around the cursor; null where none are shown, or while they are not known yet. */
    TravelStates.@Nullable Here states() {
        if (shown == null && states != null && states.isNear(here.sequence())) {
            addUp();
        }
        return shown;
    }

    /** Whether there are states that are not known yet. */
    boolean hasWork() {
        return shown == null && states != null;
    }

    /** Adds up the states around the cursor, perhaps from far away. */
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

    // How it moves.

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

    /** Jumps to the last event at or before a place, or goes live at the end. Returns false if there is no event to stay at. */
    boolean jumpToSequence(long sequence) {
        if (sequence >= lastSequence) {
            toLive();
            return true;
        }
        Optional<String> id = history.getEventSnapshotAtSequence(sequence).eventId();
        id.ifPresent(this::jumpToEvent);
        return id.isPresent();
    }

    /** Follows the history to its new end. Returns whether the cursor was live, and so moved. */
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
