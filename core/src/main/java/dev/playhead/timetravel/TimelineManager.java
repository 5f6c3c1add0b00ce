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
 * A cursor on a history, and questions about how a state came about.
 *
 * <p>The cursor is <em>live</em> until it is moved: it stays after the latest event while more events are recorded. A
 * move changes only the cursor. Recording continues, and nothing in the history changes. A move that fails leaves the
 * cursor unchanged. Listeners are notified after the move is made, so an exception from a listener does not undo the
 * move. If old events were evicted, questions begin just before the oldest retained event. If events are lost, a
 * question is refused if its answer may depend on them; use {@link #within} to ask about other events only.
 *
 * <p><b>Threading.</b> Safe for any number of threads. Of concurrent moves, the move that began last takes effect: a
 * move is skipped if a later move has already been made. Listeners are called on the thread of the move. <b>Cost.</b>
 * Unless specified otherwise, a question is one fold of the retained events that are {@linkplain Projection#relevant
 * relevant} to the projection. Use {@link #watched} to receive the progress of questions and to cancel them.
 */
public final class TimelineManager {
    /**
     * A move of a timeline's cursor that has not been made yet. See {@link TimelineManager#follow}.
     *
     * @param number the number of the move, in the order in which moves begin; of two moves, the move with the greater
     *     number is later
     * @param target the snapshot to which the cursor moves
     * @param live whether the cursor goes live
     */
    public record Move(long number, EventSnapshot target, boolean live) {}

    private final SnapshotManager snapshots;
    private final Cursor cursor;
    private final StateQuestions questions;

    /**
     * Creates a cursor that is live.
     *
     * @param snapshots computes the states
     * @param asRecorded returns the form in which an event created by the application would be recorded, or null if the
     *     event would not be recorded
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
     * Returns this cursor with questions whose progress is reported and that can be cancelled. Both objects share the
     * cursor: a move of either object moves both.
     *
     * @param questions receives the progress of each question, in events
     * @return the cursor
     */
    public TimelineManager watched(ProgressListener questions) {
        return new TimelineManager(
                snapshots, cursor, this.questions.watched(Objects.requireNonNull(questions, "questions")));
    }

    /**
     * Returns this cursor with questions that are limited to a range of events. {@link #firstEventWhere} and {@link
     * #bisect} find an event within the range. {@link #changesOf} finds the changes made by these events. {@code
     * whatIf} returns the state after the last event of the range, or at the cursor if that is earlier, as if some
     * events of the range had not happened or had been different. Both objects share the cursor: a move of either
     * object moves both.
     *
     * <p>The events before the range are taken into account unchanged. A question is refused if its answer may depend
     * on lost events of the range. It is also refused if events before the range are lost and no state after the lost
     * events was kept.
     *
     * <p><b>Cost.</b> The events before the range are folded as well, from the nearest known state.
     *
     * @param events the sequences of the events
     * @return the cursor
     */
    public TimelineManager within(SequenceRange events) {
        return new TimelineManager(snapshots, cursor, questions.within(Objects.requireNonNull(events, "events")));
    }

    /**
     * Moves to just after an event.
     *
     * @param id the id of the event
     * @return the history at the new position of the cursor
     * @throws UnknownEventException if no event with that id is retained
     */
    public EventSnapshot jumpToEvent(String id) {
        long move = cursor.begin();
        return moveTo(snapshots.atEvent(id), move);
    }

    /**
     * Moves to a time: to just after the last event, by sequence, with a timestamp at or before the time. If the events
     * right after that event are lost, some of them may also have a timestamp at or before the time, so
     * {@link EventSnapshot#state} is refused.
     *
     * @param time the time
     * @return the history at the new position of the cursor
     * @throws IncompleteHistoryException if every retained event has a later timestamp, and older events were evicted
     */
    public EventSnapshot jumpToTime(Instant time) {
        long move = cursor.begin();
        return moveTo(snapshots.atTime(time), move);
    }

    /**
     * Moves past the next event. If the cursor is already after the last event, it goes live.
     *
     * @return the history at the new position of the cursor
     */
    public EventSnapshot stepForward() {
        return stepForward(EventFilter.all());
    }

    /**
     * Moves back past the event before the cursor, or past the lost events just before the cursor. If the cursor is
     * already before the first event, it does not move.
     *
     * @return the history at the new position of the cursor
     * @throws IncompleteHistoryException if no earlier event is retained and older events were evicted; the cursor does
     *     not move
     */
    public EventSnapshot stepBack() {
        return stepBack(EventFilter.all());
    }

    /**
     * Moves to just after the next event that a filter accepts. If the filter accepts no later event, the cursor goes
     * live.
     *
     * @param filter the events to stop at
     * @return the history at the new position of the cursor
     */
    public EventSnapshot stepForward(EventFilter filter) {
        long move = cursor.begin();
        Cursor.Location from = cursor.location();
        Optional<EventSnapshot> next = from.isLive() ? Optional.empty() : snapshots.next(from.upTo(), filter);
        return next.isPresent() ? moveTo(next.get(), move) : toLive(move);
    }

    /**
     * Moves back to just after the nearest event that a filter accepts. Skips the event before the cursor, or the lost
     * events just before the cursor. If the filter accepts no such event, moves to before the first event.
     *
     * @param filter the events to stop at
     * @return the history at the new position of the cursor
     * @throws IncompleteHistoryException if the filter accepts no such retained event, and older events were evicted;
     *     the cursor does not move
     */
    public EventSnapshot stepBack(EventFilter filter) {
        long move = cursor.begin();
        Cursor.Location at = cursor.location();
        long from = at.isLive() ? snapshots.latest().upTo() : at.upTo();
        EventSnapshot target = snapshots.previous(from, filter);
        return cursor.move(move, target, target.upTo() == from ? at : Cursor.Location.of(target));
    }

    /**
     * Moves to after the latest event, and stays after the latest event while more events are recorded.
     *
     * @return the history at the new position of the cursor
     */
    public EventSnapshot toLive() {
        return toLive(cursor.begin());
    }

    private EventSnapshot toLive(long move) {
        return cursor.move(move, snapshots.latest(), Cursor.Location.live());
    }

    private EventSnapshot moveTo(EventSnapshot target, long move) {
        return cursor.move(move, target, Cursor.Location.of(target));
    }

    /**
     * Returns the sequence of the last event before the cursor.
     *
     * @return the sequence of the last event before the cursor, not counting lost events; if the cursor is live, the
     *     sequence of the latest event; -1 before the first event
     */
    public long position() {
        Cursor.Location at = cursor.location();
        return at.isLive() ? snapshots.latest().sequence() : at.sequence();
    }

    /**
     * Returns whether the cursor follows the latest event.
     *
     * @return whether it is live
     */
    public boolean isLive() {
        return cursor.location().isLive();
    }

    /**
     * Returns the history at the cursor.
     *
     * @return the snapshot
     * @throws IncompleteHistoryException if the event at the cursor was evicted
     */
    public EventSnapshot snapshot() {
        return snapshots.asking(this::snapshot);
    }

    private EventSnapshot snapshot(Moment moment) {
        Cursor.Location at = cursor.location();
        return at.isLive() ? moment.latest() : moment.atSequence(at.upTo());
    }

    /**
     * Registers a listener for moves.
     *
     * @param listener receives the snapshot to which the cursor moved. An exception from the listener reaches the
     *     caller of the move, after the other listeners have been notified
     * @return the subscription; close it to stop listening
     */
    public Subscription onMove(Consumer<EventSnapshot> listener) {
        return cursor.onMove(listener);
    }

    /**
     * Registers a follower that moves with the cursor, such as the model of an application. The follower begins live. A
     * move that began before the registration and has not been made yet is skipped.
     *
     * @param follower called before each move is made, so that it can prepare for the target of the move. If it throws,
     *     the cursor does not move, and the exception reaches the caller of the move. The action that it returns runs
     *     when the move is made, before listeners are notified. If threads move concurrently, the action may run after
     *     the action of a later move
     * @return the subscription; close it to stop following
     * @throws IllegalStateException if the cursor is not live
     */
    public Subscription follow(Function<? super Move, ? extends Runnable> follower) {
        return cursor.follow(follower);
    }

    /**
     * Returns the event at which a condition on the state first changed from false to true. The result does not depend
     * on the cursor.
     *
     * @param projection defines the state
     * @param wrong the condition
     * @param <S> the type of the state
     * @return the event; empty if the condition never changes from false to true
     * @throws IncompleteHistoryException as for {@link EventSnapshot#state}, but not because of lost events if the
     *     condition becomes true before them
     */
    public <S> Optional<RecordedEvent> firstEventWhere(Projection<S> projection, Predicate<? super S> wrong) {
        return questions.firstEventWhere(projection, wrong);
    }

    /**
     * Returns the same as {@link #firstEventWhere}, for a condition that stays true once it is true.
     *
     * <p><b>Cost.</b> The condition is evaluated a logarithmic number of times, first at checkpoints. Then the events
     * between two checkpoints are folded. If there are no checkpoints yet, all events are folded once. If no
     * checkpoints can be kept, the condition is evaluated once more for every 4,096 states, so that no more than 4,096
     * states are held in memory.
     *
     * @param projection defines the state
     * @param wrong the condition; if it does not stay true, some change from false to true is found
     * @param <S> the type of the state
     * @return the event; empty if the condition is not true at the end, or is true from the start
     * @throws IncompleteHistoryException as for {@link EventSnapshot#state}, but not because of lost events if the
     *     condition is true before them
     */
    public <S> Optional<RecordedEvent> bisect(Projection<S> projection, Predicate<? super S> wrong) {
        return questions.bisect(projection, wrong);
    }

    /**
     * Returns the events that changed a part of the state, such as the value of a cell.
     *
     * @param projection defines the state
     * @param part returns the part, which is compared by {@code equals}; may return null
     * @param <S> the type of the state
     * @param <T> the type of the part
     * @return the changes in order
     * @throws IncompleteHistoryException as for {@link EventSnapshot#state}, and if any event is lost or any relevant
     *     event was offered during a break
     */
    public <S, T> List<Change<T>> changesOf(Projection<S> projection, Function<? super S, ? extends @Nullable T> part) {
        return questions.changesOf(projection, part);
    }

    /**
     * Returns the state at the cursor as if some events had not happened: the filter selects the events to <em>leave
     * out</em>. The history does not change. All evicted events count as having happened.
     *
     * <p><b>Cost.</b> The events are searched for the first event to leave out. Then the events from the nearest known
     * state before that event up to the cursor are folded, without the events to leave out.
     *
     * @param projection defines the state
     * @param without the events to leave out
     * @param <S> the type of the state
     * @return the state without the events left out
     * @throws IncompleteHistoryException as for {@link EventSnapshot#state}, and if the event at the cursor was evicted
     */
    public <S> S whatIf(Projection<S> projection, EventFilter without) {
        return questions.whatIf(this::snapshot, projection, without);
    }

    /**
     * Returns the state at the cursor as if some events had been replaced by other events. The history does not change.
     * Evicted events are taken into account unchanged.
     *
     * @param projection defines the state
     * @param instead returns the replacement for each retained event, in order: another event, the
     *     {@linkplain RecordedEvent#event() event itself} to leave it unchanged, or null to leave it out. A replacement
     *     takes the sequence of the event that it replaces, and is captured as if it were recorded
     * @param <S> the type of the state
     * @return the state with the replacements
     * @throws IncompleteHistoryException as for {@link EventSnapshot#state}, and if the event at the cursor was evicted
     */
    public <S> S whatIf(
            Projection<S> projection, Function<? super RecordedEvent, ? extends @Nullable GridEvent> instead) {
        return questions.whatIf(this::snapshot, projection, instead);
    }
}
