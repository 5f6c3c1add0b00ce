package dev.playhead.timetravel;

import dev.playhead.bus.Subscription;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A cursor on a history, and questions about how a state came to be.
 *
 * <p>The cursor is <em>live</em>, that is after the latest event whatever is recorded, until it is moved. Moving changes
 * the cursor alone: recording goes on, and nothing in the history changes. A move that fails leaves the cursor where it is,
 * but for what listeners throw, who are told of it when it is made. Where old events were evicted, questions begin just
 * before the oldest kept one. Where events are lost, a question is refused if its answer may depend on them; {@link #within}
 * asks about others alone.
 *
 * <p><b>Threading.</b> Any thread; of moves at the same time the one that was begun last counts, others are passed over.
 * Listeners are called on the thread that moves. <b>Cost.</b> Questions fold the kept events once, unless they say
 * otherwise, and of these only those that the projection calls {@linkplain Projection#relevant relevant}; {@link #watched}
 * follows them and ends them.
 */
public final class TimelineManager {
    /**
     * A move of a timeline's cursor that is about to be made. See {@link TimelineManager#follow}.
     *
     * @param number counts the moves in the order in which they were begun; of two, the one with the greater number is the later
     * @param target where the cursor goes
     * @param live whether it goes live
     */
    public record Move(long number, EventSnapshot target, boolean live) {}

    private final SnapshotManager snapshots;
    private final Cursor cursor;
    private final StateQuestions questions;

    /**
     * Creates a cursor that is live.
     *
     * @param snapshots gives the states
     * @param asRecorded what would be recorded of an event that the application makes up, or null if nothing would
     */
    public TimelineManager(SnapshotManager snapshots, Function<GridEvent, @Nullable GridEvent> asRecorded) {
        this(snapshots, new Cursor(), new StateQuestions(snapshots, asRecorded));
    }

    private TimelineManager(SnapshotManager snapshots, Cursor cursor, StateQuestions questions) {
        this.snapshots = snapshots;
        this.cursor = cursor;
        this.questions = questions;
    }

    /**
     * The same cursor, whose questions can be followed and ended. Moves of either are moves of both.
     *
     * @param questions told how far each question is, in events
     * @return the cursor
     */
    public TimelineManager watched(ProgressListener questions) {
        return new TimelineManager(
                snapshots, cursor, this.questions.watched(Objects.requireNonNull(questions, "questions")));
    }

    /**
     * The same cursor, whose questions are about some events alone: {@link #firstEventWhere} and {@link #bisect} find one of
     * them, {@link #changesOf} finds what they changed, and {@code whatIf} gives the state after the last of them, or at the
     * cursor if that is earlier, had some of them not happened or been others. Moves of either are moves of both.
     *
     * <p>The events before count as they happened. So a question is refused where some of the range are lost, and where others
     * are lost before it and no state in between was kept.
     *
     * <p><b>Cost.</b> The events before are folded as well, from the nearest state known.
     *
     * @param events their sequences
     * @return the cursor
     */
    public TimelineManager within(SequenceRange events) {
        return new TimelineManager(snapshots, cursor, questions.within(Objects.requireNonNull(events, "events")));
    }

    /**
     * Moves to just after an event.
     *
     * @param id the event's id
     * @return the history there
     * @throws UnknownEventException if no event of that id is kept
     */
    public EventSnapshot jumpToEvent(String id) {
        long move = cursor.begin();
        return moveTo(snapshots.atEvent(id), move);
    }

    /**
     * Moves to a time: just after the last event, by sequence, that is stamped at or before it. If the events that follow it are
     * lost, some of them may be stamped so as well, and states there are refused.
     *
     * @param time the time
     * @return the history there
     * @throws IncompleteHistoryException if every kept event is stamped later, and older ones were evicted
     */
    public EventSnapshot jumpToTime(Instant time) {
        long move = cursor.begin();
        return moveTo(snapshots.atTime(time), move);
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
        long move = cursor.begin();
        Cursor.Place from = cursor.place();
        Optional<EventSnapshot> next = from.isLive() ? Optional.empty() : snapshots.next(from.upTo(), filter);
        return next.isPresent() ? moveTo(next.get(), move) : toLive(move);
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
        long move = cursor.begin();
        Cursor.Place at = cursor.place();
        long from = at.isLive() ? snapshots.latest().upTo() : at.upTo();
        EventSnapshot target = snapshots.previous(from, filter);
        return cursor.move(move, target, target.upTo() == from ? at : Cursor.Place.of(target));
    }

    /**
     * Moves to after the latest event, and stays there while more are recorded.
     *
     * @return the history there
     */
    public EventSnapshot toLive() {
        return toLive(cursor.begin());
    }

    private EventSnapshot toLive(long move) {
        return cursor.move(move, snapshots.latest(), Cursor.Place.live());
    }

    private EventSnapshot moveTo(EventSnapshot target, long move) {
        return cursor.move(move, target, Cursor.Place.of(target));
    }

    /**
     * Where the cursor is.
     *
     * @return the sequence of the last event that happened, of those that are not lost; when live, of the latest event; -1 before
     *     the first event
     */
    public long position() {
        Cursor.Place at = cursor.place();
        return at.isLive() ? snapshots.latest().sequence() : at.sequence();
    }

    /**
     * Whether the cursor follows the latest event.
     *
     * @return whether it is live
     */
    public boolean isLive() {
        return cursor.place().isLive();
    }

    /**
     * The history at the cursor.
     *
     * @return the snapshot
     * @throws IncompleteHistoryException if the event at the cursor was evicted
     */
    public EventSnapshot snapshot() {
        return snapshots.asking(this::snapshot);
    }

    private EventSnapshot snapshot(Moment moment) {
        Cursor.Place at = cursor.place();
        return at.isLive() ? moment.latest() : moment.atSequence(at.upTo());
    }

    /**
     * Listens to moves.
     *
     * @param listener told where the cursor moved to; what it throws reaches the caller of the move, when the other listeners
     *     have been told
     * @return ends the listening
     */
    public Subscription onMove(Consumer<EventSnapshot> listener) {
        return cursor.onMove(listener);
    }

    /**
     * Lets something go where the cursor goes, such as the model of an application. It begins live; a move that was begun
     * before and is not yet made is passed over.
     *
     * @param follower asked before each move is made to prepare what it needs at the target: what it throws keeps the cursor
     *     where it is, and reaches the caller of the move. What it returns is run when the move is made, before listeners are
     *     told; where threads move at the same time perhaps after that of a later move
     * @return ends the following
     * @throws IllegalStateException if the cursor is not live
     */
    public Subscription follow(Function<? super Move, ? extends Runnable> follower) {
        return cursor.follow(follower);
    }

    /**
     * The event that made a condition true: the first change from false to true, wherever the cursor is.
     *
     * @param projection how the state follows from events
     * @param wrong the condition
     * @param <S> the state
     * @return the event; empty if the condition never becomes true, or is true from the start on
     * @throws IncompleteHistoryException as {@link EventSnapshot#state}; where events are lost, only if it is not found before
     *     them
     */
    public <S> Optional<RecordedEvent> firstEventWhere(Projection<S> projection, Predicate<? super S> wrong) {
        return questions.firstEventWhere(projection, wrong);
    }

    /**
     * The same as {@link #firstEventWhere} for a condition that, once true, stays true.
     *
     * <p><b>Cost.</b> The condition is asked a logarithmic number of times, first at checkpoints, and the events between two
     * of them are folded; where there are no checkpoints yet, all events are, once. Where no checkpoints can be kept, it is
     * asked once more for every 4,096 states, so that no more of them are held.
     *
     * @param projection how the state follows from events
     * @param wrong the condition; for one that does not stay true, some change to true is found
     * @param <S> the state
     * @return the event; empty if the condition is not true at the end, or is true from the start on
     * @throws IncompleteHistoryException as {@link EventSnapshot#state}; where events are lost, only if it is not true before
     *     them
     */
    public <S> Optional<RecordedEvent> bisect(Projection<S> projection, Predicate<? super S> wrong) {
        return questions.bisect(projection, wrong);
    }

    /**
     * The events that changed a part of the state, such as the value of a cell.
     *
     * @param projection how the state follows from events
     * @param part the part, compared by {@code equals}; may be null
     * @param <S> the state
     * @param <T> the part
     * @return the changes in order
     * @throws IncompleteHistoryException as {@link EventSnapshot#state}, and if any event is lost
     */
    public <S, T> List<Change<T>> changesOf(Projection<S> projection, Function<? super S, ? extends @Nullable T> part) {
        return questions.changesOf(projection, part);
    }

    /**
     * The state at the cursor without some events: the filter names those that are <em>left out</em>, as if they had not
     * happened. The history does not change. Of evicted events, all count as having happened.
     *
     * <p><b>Cost.</b> The events are searched for the first one left out; those since then are folded, and those from the
     * nearest state known to it.
     *
     * @param projection how the state follows from events
     * @param without the events to leave out
     * @param <S> the state
     * @return the state without them
     * @throws IncompleteHistoryException as {@link EventSnapshot#state}, and if the event at the cursor was evicted
     */
    public <S> S whatIf(Projection<S> projection, EventFilter without) {
        return questions.whatIf(this::snapshot, projection, without);
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
        return questions.whatIf(this::snapshot, projection, instead);
    }
}
