package dev.playhead.timetravel;

import dev.playhead.bus.Subscription;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A cursor on a history, and questions about how a state came to be.
 *
 * <p>The cursor is <em>live</em>, that is after the latest event whatever is recorded, until it is moved. Moving changes
 * the cursor alone: recording goes on, and nothing in the history changes. Where old events were evicted, questions begin
 * just before the oldest kept one.
 *
 * <p><b>Threading.</b> Any thread; of moves at the same time the last one counts. Listeners are called on the thread that
 * moves. <b>Cost.</b> Questions fold the kept events once, unless they say otherwise.
 */
public final class TimelineManager {
    private static final long LIVE = Long.MAX_VALUE;

    private final SnapshotManager snapshots;
    private final AtomicLong position = new AtomicLong(LIVE);
    private final List<Consumer<EventSnapshot>> listeners = new CopyOnWriteArrayList<>();

    /**
     * Creates a cursor that is live.
     *
     * @param snapshots gives the states
     */
    public TimelineManager(SnapshotManager snapshots) {
        this.snapshots = snapshots;
    }

    /**
     * Moves to just after an event.
     *
     * @param id the event's id
     * @return the history there
     * @throws UnknownEventException if no event of that id is kept
     */
    public EventSnapshot jumpToEvent(String id) {
        return moveTo(snapshots.atEvent(id));
    }

    /**
     * Moves to a time: just after the last event, by sequence, that is stamped at or before it.
     *
     * @param time the time
     * @return the history there
     * @throws IncompleteHistoryException if every kept event is stamped later, and older ones were evicted
     */
    public EventSnapshot jumpToTime(Instant time) {
        return moveTo(snapshots.atTime(time));
    }

    /**
     * Moves over the next event. From the last one it moves to live.
     *
     * @return the history there
     */
    public EventSnapshot stepForward() {
        long from = position.get();
        Optional<EventSnapshot> next = from == LIVE ? Optional.empty() : snapshots.stepForward(from);
        return next.isPresent() ? moveTo(next.get()) : toLive();
    }

    /**
     * Moves back over the event before the cursor. Before the first event it stays.
     *
     * @return the history there
     * @throws IncompleteHistoryException if the oldest kept event is reached and older ones were evicted; the cursor
     *     stays
     */
    public EventSnapshot stepBack() {
        long from = position();
        EventSnapshot target = snapshots.stepBack(from);
        return target.sequence() == from ? announced(target) : moveTo(target);
    }

    /**
     * Moves to after the latest event, and stays there while more are recorded.
     *
     * @return the history there
     */
    public EventSnapshot toLive() {
        position.set(LIVE);
        return announced(snapshots.latest());
    }

    private EventSnapshot moveTo(EventSnapshot target) {
        position.set(target.sequence());
        return announced(target);
    }

    private EventSnapshot announced(EventSnapshot target) {
        listeners.forEach(listener -> listener.accept(target));
        return target;
    }

    /**
     * Where the cursor is.
     *
     * @return the sequence of the last event that happened; when live, of the latest event; -1 before the first event
     */
    public long position() {
        long at = position.get();
        return at == LIVE ? snapshots.latest().sequence() : at;
    }

    /**
     * Whether the cursor follows the latest event.
     *
     * @return whether it is live
     */
    public boolean isLive() {
        return position.get() == LIVE;
    }

    /**
     * The history at the cursor.
     *
     * @return the snapshot
     * @throws IncompleteHistoryException if the event at the cursor was evicted
     */
    public EventSnapshot snapshot() {
        long at = position.get();
        return at == LIVE ? snapshots.latest() : snapshots.atSequence(at);
    }

    /**
     * Listens to moves.
     *
     * @param listener told where the cursor moved to; what it throws reaches the caller of the move
     * @return ends the listening
     */
    public Subscription onMove(Consumer<EventSnapshot> listener) {
        // An object of its own for each, so that a listener given twice can be closed once.
        Consumer<EventSnapshot> registration = snapshot -> listener.accept(snapshot);
        listeners.add(registration);
        return () -> listeners.remove(registration);
    }

    /**
     * The event that made a condition true: the first change from false to true, wherever the cursor is.
     *
     * @param projection how the state follows from events
     * @param wrong the condition
     * @param <S> the state
     * @return the event; empty if the condition never becomes true, or is true from the start on
     * @throws IncompleteHistoryException as {@link EventSnapshot#state}
     */
    public <S> Optional<RecordedEvent> firstEventWhere(Projection<S> projection, Predicate<? super S> wrong) {
        SnapshotManager.Start<S> start = snapshots.moment().oldest(projection);
        S state = start.state();
        boolean was = wrong.test(state);
        Iterator<RecordedEvent> events = start.events();
        while (events.hasNext()) {
            RecordedEvent event = events.next();
            S next = Folding.apply(projection, state, event);
            boolean is = next == state ? was : wrong.test(next);
            if (is && !was) {
                return Optional.of(event);
            }
            was = is;
            state = next;
        }
        return Optional.empty();
    }

    /**
     * The same as {@link #firstEventWhere} for a condition that, once true, stays true.
     *
     * <p><b>Cost.</b> The events are folded once; the condition is asked a logarithmic number of times.
     *
     * @param projection how the state follows from events
     * @param wrong the condition; for one that does not stay true, some change to true is found
     * @param <S> the state
     * @return the event; empty if the condition is not true at the end, or is true from the start on
     * @throws IncompleteHistoryException as {@link EventSnapshot#state}
     */
    public <S> Optional<RecordedEvent> bisect(Projection<S> projection, Predicate<? super S> wrong) {
        SnapshotManager.Start<S> start = snapshots.moment().oldest(projection);
        // The distinct states, by reference: they share their structure, so a list of them is small.
        List<S> states = new ArrayList<>();
        List<RecordedEvent> causes = new ArrayList<>();
        S state = start.state();
        Iterator<RecordedEvent> events = start.events();
        while (events.hasNext()) {
            RecordedEvent event = events.next();
            S next = Folding.apply(projection, state, event);
            if (next != state) {
                states.add(next);
                causes.add(event);
            }
            state = next;
        }
        if (states.isEmpty() || wrong.test(start.state()) || !wrong.test(state)) {
            return Optional.empty();
        }
        int right = -1; // the condition is false here: -1 is the start
        int wrongAt = states.size() - 1;
        while (wrongAt - right > 1) {
            int middle = (right + wrongAt) >>> 1;
            if (wrong.test(states.get(middle))) {
                wrongAt = middle;
            } else {
                right = middle;
            }
        }
        return Optional.of(causes.get(wrongAt));
    }

    /**
     * The events that changed a part of the state, such as the value of a cell.
     *
     * @param projection how the state follows from events
     * @param part the part, compared by {@code equals}; may be null
     * @param <S> the state
     * @param <T> the part
     * @return the changes in order
     * @throws IncompleteHistoryException as {@link EventSnapshot#state}
     */
    public <S, T> List<Change<T>> changesOf(Projection<S> projection, Function<? super S, ? extends @Nullable T> part) {
        SnapshotManager.Start<S> start = snapshots.moment().oldest(projection);
        List<Change<T>> changes = new ArrayList<>();
        S state = start.state();
        T before = part.apply(state);
        Iterator<RecordedEvent> events = start.events();
        while (events.hasNext()) {
            RecordedEvent event = events.next();
            S next = Folding.apply(projection, state, event);
            if (next != state) {
                T after = part.apply(next);
                if (!Objects.equals(before, after)) {
                    changes.add(new Change<>(event, before, after));
                }
                before = after;
                state = next;
            }
        }
        return List.copyOf(changes);
    }

    /**
     * The state at the cursor, had some events not happened. The history does not change. Of evicted events, all count as
     * having happened.
     *
     * @param projection how the state follows from events
     * @param without the events to leave out
     * @param <S> the state
     * @return the state without them
     * @throws IncompleteHistoryException as {@link EventSnapshot#state}, and if the event at the cursor was evicted
     */
    public <S> S whatIf(Projection<S> projection, EventFilter without) {
        return snapshot().stateWithout(projection, without::test);
    }
}
