package dev.playhead.replay;

import dev.playhead.block.CorruptBlockException;
import dev.playhead.block.EventSlice;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.internal.block.MissingBlockException;
import dev.playhead.replay.ReplayOptions.Verification;
import dev.playhead.replay.ReplayReport.Divergence;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.SnapshotManager;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Compares the state of the application that is replayed to with the recorded one, and finds the first event after which
 * they differ.
 */
/*
 * Before each event the application is asked for its state, a value, which is kept; that is all that is done for most
 * events. Once in an interval the value is compared with the recorded state at the same place, before the next event is
 * published. If they are equal, the
 * values of the interval are forgotten. If not, the recorded states of this interval alone are folded once more, and
 * compared with the values kept, from the first: so the application need not go back.
 *
 * The place before an event is the sequence before it, not that of the event published before: what happened between, such
 * as what the application derives by itself, is part of both states.
 */
final class StateCheck<S> {
    /** A value of the application's before an event; the event is null at the end. */
    private record Look<S>(S state, long place, @Nullable RecordedEvent next) {}

    private final Verification<S> verification;
    private final Projection<S> projection;
    /** The history before the replay began, so that its states are known whatever is evicted meanwhile. */
    private final EventSnapshot before;

    private final EventSlice run;
    /** Others turn out to be lost while this replays, which then reports them as missed. */
    private final List<SequenceRange> knownLost;

    private final int interval;
    private final List<Look<S>> looks = new ArrayList<>();
    private @Nullable Recorded<S> recorded;
    private @Nullable Divergence found;
    /** The event before which it was looked last. */
    private @Nullable RecordedEvent looked;

    private @Nullable Throwable failure;
    private @Nullable RecordingBreak unknownBehind;
    private boolean ended;

    /** A recorded state and where it is, folded on as it is asked for later places. */
    private static final class Recorded<S> {
        private final Projection<S> projection;
        private final Iterator<RecordedEvent> events;
        private @Nullable RecordedEvent next;
        private S state;
        final long from;
        final S first;

        Recorded(Projection<S> projection, S state, long place, EventSlice run) {
            this.projection = projection;
            this.state = state;
            this.first = state;
            this.from = place;
            this.events = run.after(place);
        }

        S at(long place) {
            while (true) {
                if (next == null && events.hasNext()) {
                    next = events.next();
                }
                RecordedEvent event = next;
                if (event == null || event.sequence() > place) {
                    return state;
                }
                state = SnapshotManager.apply(projection, state, event);
                next = null;
            }
        }
    }

    /** A check of a run that begins at or before the event that follows the snapshot. */
    StateCheck(
            Verification<S> verification,
            EventSnapshot before,
            EventSlice run,
            List<SequenceRange> knownLost,
            int interval) {
        this.verification = verification;
        this.projection = verification.projection();
        this.before = before;
        this.run = run;
        this.knownLost = knownLost;
        this.interval = interval;
    }

    /** What the states depend on. */
    EventFilter relevant() {
        return projection.relevant();
    }

    /** Whether the states are to be compared before the next event. */
    boolean isDue() {
        return !ended && (recorded == null || looks.size() >= interval);
    }

    /** Looks at the application's state before an event is published, once. On the thread that publishes. */
    @SuppressWarnings("ReferenceEquality") // the very same one
    void lookBefore(RecordedEvent event) {
        if (looked != event) {
            looked = event;
            look(event.sequence() - 1, event);
        }
    }

    /** Looks at it behind the last event, which may have derived others. */
    void lookAfter(long place) {
        look(place, null);
    }

    private void look(long place, @Nullable RecordedEvent next) {
        if (ended || failure != null) {
            return;
        }
        try {
            looks.add(new Look<>(verification.actual().get(), place, next));
        } catch (RuntimeException | Error e) { // of the application; it is not the event that failed
            failure = e;
        }
    }

    /** Compares what was seen last; no more where recorded events turn out to be missing. On the replay's thread. */
    void compare() {
        requireLooked();
        try {
            compareKnown();
        } catch (CorruptBlockException | MissingBlockException e) {
            stop();
        }
    }

    private void compareKnown() {
        if (ended || looks.isEmpty()) {
            return;
        }
        Recorded<S> known = recorded == null ? start(looks.get(0)) : recorded;
        if (known == null) {
            looks.clear();
            return;
        }
        Look<S> last = looks.get(looks.size() - 1);
        S state = known.at(last.place);
        if (Objects.equals(state, last.state)) {
            recorded = new Recorded<>(projection, state, last.place, run);
            looks.clear();
            looks.add(last);
        } else {
            found = narrow(known, state, last);
            stop();
        }
    }

    /** Ends the replay where the application could not tell its state. */
    void requireLooked() {
        Throwable failed = failure;
        if (failed != null) {
            throw new ReplayException(
                    "the state to be compared with projection=" + projection.name()
                            + " could not be had from the application: " + failed,
                    failed);
        }
    }

    /** The recorded state at the first look; null where nobody knows it, since what it depends on was evicted. */
    private @Nullable Recorded<S> start(Look<S> first) {
        try {
            EventSnapshot known = before.earlier(Math.min(first.place, before.upTo()));
            Recorded<S> start = new Recorded<>(projection, known.state(projection), known.sequence(), run);
            S state = start.at(first.place);
            return new Recorded<>(projection, state, first.place, run);
        } catch (IncompleteHistoryException e) {
            if (e.recordingBreak().isPresent() && first.place >= run.firstSequence()) {
                unknownBehind = e.recordingBreak().get();
                stop();
                return null;
            }
            if (e.lost().filter(range -> !knownLost.contains(range)).isPresent()) {
                stop();
                return null;
            }
            if (first.place >= run.firstSequence()) {
                throw e;
            }
            return null; // just before the oldest event; the next look is behind it
        }
    }

    private Divergence narrow(Recorded<S> start, S recordedAtEnd, Look<S> last) {
        Look<S> first = looks.get(0);
        if (looks.size() == 1) {
            return new Divergence(
                    projection.name(), OptionalLong.empty(), last.place, Optional.empty(), recordedAtEnd, last.state);
        }
        OptionalLong equalAt = OptionalLong.of(first.place);
        if (Objects.equals(start.first, first.state)) {
            Recorded<S> again = new Recorded<>(projection, start.first, start.from, run);
            for (int i = 1; i < looks.size(); i++) {
                Look<S> look = looks.get(i);
                S state = again.at(look.place);
                if (!Objects.equals(state, look.state)) {
                    return new Divergence(
                            projection.name(),
                            equalAt,
                            last.place,
                            Optional.ofNullable(looks.get(i - 1).next),
                            state,
                            look.state);
                }
            }
        }
        return new Divergence(projection.name(), equalAt, last.place, Optional.empty(), recordedAtEnd, last.state);
    }

    /** Compares no more: places were left out, or come again. */
    void stop() {
        ended = true;
        looks.clear();
        recorded = null;
    }

    /** The break that the replay began behind, so that no recorded state is known; null if there is none. */
    @Nullable
    RecordingBreak unknownBehind() {
        return unknownBehind;
    }

    boolean hasEnded() {
        return ended;
    }

    Optional<Divergence> found() {
        return Optional.ofNullable(found);
    }
}
