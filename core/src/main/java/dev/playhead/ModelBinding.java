package dev.playhead;

import dev.playhead.bus.EventBus;
import dev.playhead.bus.PastView;
import dev.playhead.bus.Subscription;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlayheadException;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.SnapshotManager;
import dev.playhead.timetravel.TimelineManager;
import dev.playhead.timetravel.TimelineManager.Move;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A binding between the timeline of a history and an application's model. When the timeline moves, the model follows.
 * Created by {@link EventHistory#restoreInto}.
 *
 * <pre>
 *   live --jumpToEvent--&gt; away: the model shows a past state --toLive--&gt; live
 *           |                    |                               |
 *           |                    | moves: the target's state is  | the captured state is put back, with
 *           |                    | put in, the latest move wins  | the events recorded since
 *           | the model's state is captured
 *           '-- from here on, only events published as live are recorded --'
 * </pre>
 *
 * <p>While the model is away, each bus attached to the history has a {@link PastView}, and {@link
 * EventHistory#recordEvent} records nothing. {@link EventHistory#recordAsLive} does record.
 *
 * <p><b>Threading.</b> Safe for use by any thread. Past states are computed on the thread that moves the timeline,
 * before the move is made. So that no event is lost when the model leaves the present, move the timeline on the thread
 * that publishes the changes of the model, such as the user interface thread.
 *
 * <p><b>Echoes.</b> Events that the adapter publishes on an attached bus while it puts a state into the model are
 * dropped if the adapter publishes them on the thread that called the adapter. No handler receives them, unless they
 * are published as live.
 *
 * <p><b>Limits.</b> Events that other threads publish while a state is being put in, including edits, cannot be
 * distinguished from echoes. They are neither refused nor recorded, and handlers receive them as replayed events.
 * While a state is put in, the model may queue a task that publishes events later. Such events are live if the model is
 * back in the present when they are published. The bus cannot suppress listeners that the model calls directly. If the
 * present state cannot be computed, because the projection throws an exception or events are not retained, the model is
 * restored to the state in which it left the present. This is reported as a problem of the history.
 *
 * @param <S> the type of the state
 */
public final class ModelBinding<S> implements Subscription {
    /**
     * The policy for edits while a past state is shown. An edit is an event with the source {@code user}. No edit
     * changes the past state, except as described under Limits.
     */
    public enum EditPolicy {
        /** The edit is neither recorded nor delivered to handlers. {@link ModelBinding#onRefused} reports it. */
        REFUSE,

        /** The timeline goes live, the present state is put back, and the event is published again. */
        END_TRAVEL
    }

    private static final String USER = "user";

    private static final CompletionStage<@Nullable Void> NOTHING = CompletableFuture.completedFuture(null);

    /**
     * The number of the move to the present that closes the binding. It is higher than the numbers of all other moves.
     */
    private static final long LAST = Long.MAX_VALUE;

    /** The target of a move: a past state, or null for the present. {@code move} is the number of the move. */
    private record Target<S>(@Nullable S past, long move) {}

    /**
     * A state of the model in the present. {@code sequence} is that of the last event up to this state. {@code
     * behindBreak} is whether a break that is relevant to the projection lies between that event and the state.
     */
    private record Home<S>(S state, long sequence, boolean behindBreak) {}

    private final Projection<S> projection;
    private final StateAdapter<S> adapter;
    private final EditPolicy policy;
    private final SnapshotManager snapshots;
    private final TimelineManager timeline;
    private final Problems problems;
    private final Subscription moves;
    private final List<Consumer<GridEvent>> refusedListeners = new CopyOnWriteArrayList<>();

    // Guarded by this lock. No application code runs while it is held.
    private final Object lock = new Object();
    private final PastViews pastViews;
    private final List<Runnable> heldEdits = new ArrayList<>();
    private @Nullable Target<S> next;
    private long latestMove;
    private boolean busy;
    private CompletableFuture<@Nullable Void> settled = CompletableFuture.completedFuture(null);
    private @Nullable Throwable failure;

    /**
     * The state in which the model left the present, with its position; null while the model is live. Written only by
     * the move that has set {@code busy}.
     */
    private volatile @Nullable Home<S> home;

    private volatile boolean away;
    /** Whether the binding is closed. Written under the lock, so that no move leaves the present afterwards. */
    private volatile boolean closed;

    private volatile boolean abandoned;

    ModelBinding(
            Projection<S> projection,
            StateAdapter<S> adapter,
            EditPolicy policy,
            SnapshotManager snapshots,
            TimelineManager timeline,
            Problems problems,
            List<EventBus> attached) {
        this.projection = Objects.requireNonNull(projection, "projection");
        this.adapter = Objects.requireNonNull(adapter, "adapter");
        this.policy = Objects.requireNonNull(policy, "policy");
        this.snapshots = snapshots;
        this.timeline = timeline;
        this.problems = problems;
        this.pastViews = new PastViews(attached, this::admits);
        this.moves = timeline.follow(this::prepare);
    }

    /**
     * {@return whether the model shows a past state or is moving, so that only events published as live are recorded}
     */
    public boolean isAway() {
        return away;
    }

    boolean isOpen() {
        synchronized (lock) {
            return !closed || away || busy;
        }
    }

    /**
     * Returns a stage for the end of the moves made so far.
     *
     * @return a stage that completes when the model has followed the moves made so far, or skipped them in favor of
     *     later moves; it completes exceptionally if the adapter failed at the last move; such a failure is also
     *     reported as a problem of the history
     */
    public CompletionStage<@Nullable Void> settled() {
        synchronized (lock) {
            return settled.minimalCompletionStage();
        }
    }

    /**
     * Adds a listener for refused edits.
     *
     * @param listener receives each edit, on the thread that published it; its exceptions are passed to the error
     *     listener of the bus
     * @return a subscription; closing it removes the listener
     */
    public Subscription onRefused(Consumer<? super GridEvent> listener) {
        Objects.requireNonNull(listener, "listener");
        Consumer<GridEvent> registration = event -> listener.accept(event);
        refusedListeners.add(registration);
        return () -> refusedListeners.remove(registration);
    }

    /**
     * Closes the binding. A model that shows a past state is restored to the present state. Even if the adapter fails,
     * the past views of the buses end, and events are recorded again.
     */
    @Override
    public void close() {
        moves.close();
        synchronized (lock) {
            closed = true;
        }
        go(new Target<>(null, LAST));
    }

    /** Ends the binding when the history is closed. The model remains as it is. */
    void abandon() {
        moves.close();
        synchronized (lock) {
            closed = true;
            abandoned = true;
            next = null;
            latestMove = LAST;
        }
        // In the present, handlers receive all events that the past views collected (-1), and after a restore none.
        setBack(home == null ? -1 : Long.MAX_VALUE);
    }

    /**
     * Computes the target state, and returns a task that moves the model. The state is computed before the cursor
     * moves, so that the cursor does not move if the state cannot be computed.
     */
    private Runnable prepare(Move move) {
        S past = move.live() ? null : move.target().state(projection);
        Target<S> target = new Target<>(past, move.number());
        return () -> go(target);
    }

    private void go(Target<S> target) {
        synchronized (lock) {
            if (target.move < latestMove) {
                return;
            }
            latestMove = target.move;
            if (target.past == null && !busy && !away) {
                return;
            }
            next = target;
            if (busy) {
                return;
            }
            busy = true;
            settled = new CompletableFuture<>();
            failure = null;
        }
        goOn();
    }

    /** Follows the latest move, and repeats this until no move is pending. The caller has set {@code busy}. */
    private void goOn() {
        Target<S> target;
        CompletableFuture<@Nullable Void> done;
        Throwable why;
        synchronized (lock) {
            target = next;
            next = null;
            done = settled;
            why = failure;
            busy = target != null;
        }
        if (target == null) {
            if (why == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(why);
            }
            return;
        }
        CompletionStage<?> reached;
        try {
            reached = reach(target);
        } catch (RuntimeException | Error e) {
            reached = CompletableFuture.failedFuture(e);
        }
        var unused = reached.whenComplete((nothing, thrown) -> {
            synchronized (lock) {
                failure = thrown;
            }
            if (thrown != null) {
                problems.report(
                        HistoryProblem.Kind.RESTORE_FAILED,
                        "a state could not be restored to the application, or captured from it: " + thrown
                                + (closed
                                        ? "; the application now shows its own state, and its events are recorded"
                                        : "; move the timeline to retry"),
                        thrown);
            }
            goOn();
        });
    }

    private CompletionStage<?> reach(Target<S> target) {
        S past = target.past;
        Home<S> from = home;
        if (past == null) {
            return from == null || abandoned ? NOTHING : goHome(from);
        }
        return from == null ? leave().thenCompose(left -> arrive(past)) : arrive(past);
    }

    private CompletionStage<?> arrive(S past) {
        return closed ? NOTHING : restored(past);
    }

    private CompletionStage<?> leave() {
        CompletionStage<? extends @Nullable S> captured;
        EventSnapshot live = null;
        try {
            synchronized (lock) {
                if (closed) {
                    return NOTHING;
                }
                away = true;
                pastViews.begin();
            }
            live = snapshots.latest();
            captured = Objects.requireNonNull(adapter.capture(), "StateAdapter.capture returned null");
        } catch (RuntimeException | Error e) {
            captured = CompletableFuture.failedFuture(e);
        }
        EventSnapshot present = live;
        return captured.thenApply(state -> home(state, present)).whenComplete((from, thrown) -> {
            if (thrown != null) {
                setBack(-1);
                return;
            }
            home = from;
            synchronized (lock) {
                pastViews.forget();
            }
        });
    }

    /**
     * Returns the captured state or, if the adapter returned null, the state that follows from the events, with its
     * position.
     */
    private Home<S> home(@Nullable S captured, @Nullable EventSnapshot live) {
        EventSnapshot present = Objects.requireNonNull(live, "live");
        S state = captured == null ? present.state(projection) : captured;
        return new Home<>(state, present.upTo(), present.isBehindBreak(projection));
    }

    private CompletionStage<?> goHome(Home<S> from) {
        synchronized (lock) {
            pastViews.collect();
        }
        CompletionStage<?> put;
        long sequence = from.sequence;
        try {
            Home<S> present = present(from);
            sequence = present.sequence;
            put = restored(present.state);
        } catch (RuntimeException | Error e) { // from the adapter, or if memory is exhausted
            put = CompletableFuture.failedFuture(e);
        }
        long at = sequence;
        return put.whenComplete((nothing, thrown) -> {
            boolean stays;
            synchronized (lock) {
                stays = !closed && (thrown != null || (next != null && next.past != null));
                if (stays) {
                    pastViews.forget();
                }
            }
            if (!stays) {
                home = null;
                setBack(at);
            }
        });
    }

    private CompletionStage<?> restored(S state) {
        return Objects.requireNonNull(
                PastView.restoring(() -> adapter.restore(state)), "StateAdapter.restore returned null");
    }

    /** Returns the present state with its position or, if the state cannot be computed, the given home. */
    private Home<S> present(Home<S> from) {
        try {
            EventSnapshot latest = snapshots.latest();
            S state = snapshots.onward(projection, from.state, from.sequence, from.behindBreak, latest);
            return new Home<>(state, latest.upTo(), latest.isBehindBreak(projection));
        } catch (PlayheadException e) {
            problems.report(
                    HistoryProblem.Kind.RESTORE_FAILED,
                    "the application is restored to the state in which it was left after sequence=" + from.sequence
                            + ", without the events recorded since: " + e.getMessage()
                            + "; apply those events to it, or rebuild it",
                    e);
            return from;
        }
    }

    /** Adds a bus that is attached after the binding was made. */
    void attached(EventBus bus) {
        synchronized (lock) {
            pastViews.add(bus, away);
        }
    }

    void detached(EventBus bus) {
        PastView ended;
        synchronized (lock) {
            ended = pastViews.remove(bus);
        }
        if (ended != null) {
            ended.end(Long.MAX_VALUE);
        }
    }

    /*
     * Invariant under the policy END_TRAVEL: if `away` is set when an edit is checked, the edit is added to
     * `heldEdits`; otherwise the past view of its bus has already ended. The reason is that the past views end before
     * the flag is cleared, and that the flag is cleared and the held edits are taken in one critical section.
     */
    private void setBack(long stateSequence) {
        List<PastView> ended;
        synchronized (lock) {
            ended = pastViews.removeAll();
        }
        ended.forEach(pastView -> pastView.end(stateSequence));
        List<Runnable> edits;
        synchronized (lock) {
            away = false;
            edits = List.copyOf(heldEdits);
            heldEdits.clear();
        }
        edits.forEach(Runnable::run);
    }

    /**
     * Returns whether the bus delivers an event to its handlers. All events except edits are delivered. While the model
     * is moving, an edit is delivered too, because it cannot be distinguished from an echo. Otherwise an edit is not
     * delivered: depending on the policy, it is refused, or published again in the present.
     */
    private boolean admits(EventBus bus, GridEvent event) {
        if (!event.source().equals(USER)) {
            return true;
        }
        boolean held;
        synchronized (lock) {
            if (busy) {
                return true;
            }
            held = away;
            if (held && policy == EditPolicy.END_TRAVEL) {
                heldEdits.add(() -> bus.publish(event));
            }
        }
        if (!held) {
            bus.publish(event);
        } else if (policy == EditPolicy.END_TRAVEL) {
            timeline.toLive();
        } else {
            refusedListeners.forEach(listener -> listener.accept(event));
        }
        return false;
    }
}
