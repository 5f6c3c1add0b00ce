package dev.playhead.timetravel;

import dev.playhead.block.EventRun;
import dev.playhead.bus.Subscription;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
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
 * moves. <b>Cost.</b> Questions fold the kept events once, unless they say otherwise, and of these only those that the
 * projection calls {@linkplain Projection#relevant relevant}; {@link #watched} follows them and ends them.
 */
public final class TimelineManager {
    private static final long LIVE = Long.MAX_VALUE;

    private final SnapshotManager snapshots;
    private final Function<GridEvent, @Nullable GridEvent> asRecorded;
    private final AtomicLong position;
    private final List<Consumer<EventSnapshot>> listeners;
    private final Watch watch;

    /**
     * Creates a cursor that is live.
     *
     * @param snapshots gives the states
     * @param asRecorded what would be recorded of an event that the application makes up, or null if nothing would
     */
    public TimelineManager(SnapshotManager snapshots, Function<GridEvent, @Nullable GridEvent> asRecorded) {
        this(snapshots, asRecorded, new AtomicLong(LIVE), new CopyOnWriteArrayList<>(), Watch.none());
    }

    private TimelineManager(
            SnapshotManager snapshots,
            Function<GridEvent, @Nullable GridEvent> asRecorded,
            AtomicLong position,
            List<Consumer<EventSnapshot>> listeners,
            Watch watch) {
        this.snapshots = snapshots;
        this.asRecorded = asRecorded;
        this.position = position;
        this.listeners = listeners;
        this.watch = watch;
    }

    /**
     * The same cursor, whose questions can be followed and ended. Moves of either are moves of both.
     *
     * @param questions told how far each question is, in events
     * @return the cursor
     */
    public TimelineManager watched(Watch questions) {
        return new TimelineManager(
                snapshots, asRecorded, position, listeners, Objects.requireNonNull(questions, "questions"));
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
        return stepForward(EventFilter.all());
    }

    /**
     * Moves back over the event before the cursor. Before the first event it stays.
     *
     * @return the history there
     * @throws IncompleteHistoryException if the oldest kept event is reached and older ones were evicted; the cursor
     *     stays
     */
    public EventSnapshot stepBack() {
        return stepBack(EventFilter.all());
    }

    /**
     * Moves to just after the next event that a filter lets pass. If there is none, it moves to live.
     *
     * @param filter the events to stop at
     * @return the history there
     */
    public EventSnapshot stepForward(EventFilter filter) {
        long from = position.get();
        Optional<EventSnapshot> next = from == LIVE ? Optional.empty() : snapshots.next(from, filter);
        return next.isPresent() ? moveTo(next.get()) : toLive();
    }

    /**
     * Moves back to just after the nearest earlier event that a filter lets pass, that is to where {@link
     * #stepForward(EventFilter)} stops. If there is none, it moves to before the first event.
     *
     * @param filter the events to stop at
     * @return the history there
     * @throws IncompleteHistoryException if no kept event is one to stop at, and older ones were evicted; the cursor stays
     */
    public EventSnapshot stepBack(EventFilter filter) {
        long from = position();
        EventSnapshot target = snapshots.previous(from, filter);
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
        Iterator<RecordedEvent> events = start.watched(watch);
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
     * <p><b>Cost.</b> The condition is asked a logarithmic number of times, first at checkpoints, and the events between two
     * of them are folded; where there are no checkpoints yet, all events are, once.
     *
     * @param projection how the state follows from events
     * @param wrong the condition; for one that does not stay true, some change to true is found
     * @param <S> the state
     * @return the event; empty if the condition is not true at the end, or is true from the start on
     * @throws IncompleteHistoryException as {@link EventSnapshot#state}
     */
    public <S> Optional<RecordedEvent> bisect(Projection<S> projection, Predicate<? super S> wrong) {
        return new Bisection<S>(snapshots.moment(), projection, wrong, watch).find();
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
        Iterator<RecordedEvent> events = start.watched(watch);
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
     * <p><b>Cost.</b> The events since the first one left out are folded.
     *
     * @param projection how the state follows from events
     * @param without the events to leave out
     * @param <S> the state
     * @return the state without them
     * @throws IncompleteHistoryException as {@link EventSnapshot#state}, and if the event at the cursor was evicted
     */
    public <S> S whatIf(Projection<S> projection, EventFilter without) {
        EventSnapshot here = snapshot();
        EventSearcher searcher = new EventSearcher(here.run());
        Iterator<RecordedEvent> leftOut = searcher.after(-1, without);
        if (!leftOut.hasNext()) {
            return here.state(projection);
        }
        long first = leftOut.next().sequence();
        S state = here.stateBefore(projection, first - 1);
        EventFilter happened = projection.relevant().and(without.negate());
        Iterator<RecordedEvent> events = Watching.over(searcher.after(first, happened), first, here.sequence(), watch);
        return Folding.fold(projection, state, events, Long.MAX_VALUE, event -> true);
    }

    /**
     * The state at the cursor, had other events happened instead of some. The history does not change. Evicted events count
     * as they are.
     *
     * @param projection how the state follows from events
     * @param instead gives for each kept event, in order, what happened instead: another event, the {@linkplain
     *     RecordedEvent#event() event itself} if nothing is different, or null if nothing happened. What it gives takes the
     *     sequence of the event, and is captured as if it were recorded
     * @param <S> the state
     * @return the state with those
     * @throws IncompleteHistoryException as {@link EventSnapshot#state}, and if the event at the cursor was evicted
     */
    public <S> S whatIf(
            Projection<S> projection, Function<? super RecordedEvent, ? extends @Nullable GridEvent> instead) {
        EventSnapshot here = snapshot();
        EventRun run = here.run();
        if (run.isEmpty()) {
            return here.state(projection);
        }
        S state = here.stateBefore(projection, run.firstSequence() - 1);
        Iterator<RecordedEvent> events = Watching.over(run.after(-1), run.firstSequence(), run.lastSequence(), watch);
        while (events.hasNext()) {
            RecordedEvent event = replaced(events.next(), instead);
            if (event != null) {
                state = Folding.apply(projection, state, event);
            }
        }
        return state;
    }

    @SuppressWarnings("ReferenceEquality") // the very same event is recorded already
    private @Nullable RecordedEvent replaced(
            RecordedEvent event, Function<? super RecordedEvent, ? extends @Nullable GridEvent> instead) {
        GridEvent other = instead.apply(event);
        if (other == event.event()) {
            return event;
        }
        GridEvent recorded = other == null ? null : asRecorded.apply(other);
        return recorded == null ? null : RecordedEvent.of(event.sequence(), recorded);
    }
}
