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
 * A comparison of the application's state with the recorded state during a replay. It finds the first event after which
 * the two states differ.
 */
/*
 * The application's state is requested before each event and kept. It is a value that does not change later. For most
 * events, nothing else is done. Once per interval, before the next event is published, the value is compared with the
 * recorded state at the same sequence. If both are equal, the kept values of the interval are discarded, except the
 * last. Otherwise, only the events of this interval are folded again, and each kept value is compared with the recorded
 * state at its sequence, starting with the first. So the application does not have to return to an earlier state.
 *
 * The sequence of a state before an event is the sequence of the event minus one, not the sequence of the event
 * published previously. The reason is that the application's state and the recorded state both include changes by
 * events between the two published events, such as events that the application derives itself.
 */
final class StateCheck<S> {
    /** A state of the application before an event; the event is null at the end. */
    private record Look<S>(S state, long sequence, @Nullable RecordedEvent next) {}

    private final Verification<S> verification;
    private final Projection<S> projection;
    /**
     * A snapshot taken before the replay began. Its states remain available even if events are evicted during the
     * replay.
     */
    private final EventSnapshot before;

    private final EventSlice run;
    /** The lost ranges known at the start. Ranges that are found later are reported as missed by the replay. */
    private final List<SequenceRange> knownLost;

    private final int interval;
    private final List<Look<S>> looks = new ArrayList<>();
    private @Nullable Recorded<S> recorded;
    private @Nullable Divergence found;
    /** The event before which the state was captured last. */
    private @Nullable RecordedEvent looked;

    private @Nullable Throwable failure;
    private @Nullable RecordingBreak unknownBehind;
    private boolean ended;

    /** A recorded state and its sequence. The state is folded forward when a later state is requested. */
    private static final class Recorded<S> {
        private final Projection<S> projection;
        private final Iterator<RecordedEvent> events;
        private @Nullable RecordedEvent next;
        private S state;
        final long from;
        final S first;

        Recorded(Projection<S> projection, S state, long sequence, EventSlice run) {
            this.projection = projection;
            this.state = state;
            this.first = state;
            this.from = sequence;
            this.events = run.after(sequence);
        }

        S at(long sequence) {
            while (true) {
                if (next == null && events.hasNext()) {
                    next = events.next();
                }
                RecordedEvent event = next;
                if (event == null || event.sequence() > sequence) {
                    return state;
                }
                state = SnapshotManager.apply(projection, state, event);
                next = null;
            }
        }
    }

    /**
     * Creates a check of a replay of the events in {@code run}. No event may be missing between the snapshot {@code
     * before} and the run: the run begins at the sequence after that of the snapshot, or earlier.
     */
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

    /** {@return the filter for events on which the states depend} */
    EventFilter relevant() {
        return projection.relevant();
    }

    /** Returns whether the states should be compared before the next event. */
    boolean isDue() {
        return !ended && (recorded == null || looks.size() >= interval);
    }

    /**
     * Captures the application's state before an event is published, once per event. Called on the publishing thread.
     */
    @SuppressWarnings("ReferenceEquality") // identity, not equality
    void lookBefore(RecordedEvent event) {
        if (looked != event) {
            looked = event;
            look(event.sequence() - 1, event);
        }
    }

    /** Captures the application's state after the last event and the events that the application derived from it. */
    void lookAfter(long sequence) {
        look(sequence, null);
    }

    private void look(long sequence, @Nullable RecordedEvent next) {
        if (ended || failure != null) {
            return;
        }
        try {
            looks.add(new Look<>(verification.actual().get(), sequence, next));
        } catch (RuntimeException | Error e) { // thrown by the application; the event itself did not fail
            failure = e;
        }
    }

    /**
     * Compares the state captured last with the recorded state. Ends the comparison if the two states differ, if
     * recorded events turn out to be missing, or if a break makes the recorded state unknown. Called on the replay's
     * thread.
     */
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
        S state = known.at(last.sequence);
        if (Objects.equals(state, last.state)) {
            recorded = new Recorded<>(projection, state, last.sequence, run);
            looks.clear();
            looks.add(last);
        } else {
            found = narrow(known, state, last);
            stop();
        }
    }

    /** Throws an exception, which ends the replay, if the application failed to return its state. */
    void requireLooked() {
        Throwable failed = failure;
        if (failed != null) {
            throw new ReplayException(
                    "the state to compare with projection=" + projection.name()
                            + " could not be obtained from the application: " + failed,
                    failed);
        }
    }

    /**
     * Returns the recorded state at the sequence of the given captured state, or null if the recorded state is unknown
     * because events on which it depends are missing.
     */
    private @Nullable Recorded<S> start(Look<S> first) {
        try {
            EventSnapshot known = before.earlier(Math.min(first.sequence, before.upTo()));
            Recorded<S> start = new Recorded<>(projection, known.state(projection), known.sequence(), run);
            S state = start.at(first.sequence);
            return new Recorded<>(projection, state, first.sequence, run);
        } catch (IncompleteHistoryException e) {
            if (e.recordingBreak().isPresent() && first.sequence >= run.firstSequence()) {
                unknownBehind = e.recordingBreak().get();
                stop();
                return null;
            }
            if (e.lost().filter(range -> !knownLost.contains(range)).isPresent()) {
                stop();
                return null;
            }
            if (first.sequence >= run.firstSequence()) {
                throw e;
            }
            // The state before the oldest kept event is unknown. The comparison begins with the next captured state,
            // which is after that event.
            return null;
        }
    }

    private Divergence narrow(Recorded<S> start, S recordedAtEnd, Look<S> last) {
        Look<S> first = looks.get(0);
        if (looks.size() == 1) {
            return new Divergence(
                    projection.name(),
                    OptionalLong.empty(),
                    last.sequence,
                    Optional.empty(),
                    recordedAtEnd,
                    last.state);
        }
        OptionalLong equalAt = OptionalLong.of(first.sequence);
        if (Objects.equals(start.first, first.state)) {
            Recorded<S> again = new Recorded<>(projection, start.first, start.from, run);
            for (int i = 1; i < looks.size(); i++) {
                Look<S> look = looks.get(i);
                S state = again.at(look.sequence);
                if (!Objects.equals(state, look.state)) {
                    return new Divergence(
                            projection.name(),
                            equalAt,
                            last.sequence,
                            Optional.ofNullable(looks.get(i - 1).next),
                            state,
                            look.state);
                }
            }
        }
        return new Divergence(projection.name(), equalAt, last.sequence, Optional.empty(), recordedAtEnd, last.state);
    }

    /** Ends the comparison, for example because events were skipped or will be repeated. */
    void stop() {
        ended = true;
        looks.clear();
        recorded = null;
    }

    /**
     * {@return the break in recording that makes the recorded state at the start of the replay unknown; null if there
     * is none}
     */
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
