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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The binding between a history's timeline and an application's model: where the timeline moves, the model follows. {@link
 * EventHistory#restoreInto} makes it.
 *
 * <pre>
 *   live --jumpToEvent--&gt; away: the model shows a past state --toLive--&gt; live
 *           |                    |                               |
 *           |                    | moves: the state there is     | the captured state, with what was
 *           |                    | put in, the latest move wins  | recorded since, is put back
 *           | the model's state is captured
 *           '-- from here on, only what is published as live is recorded --'
 * </pre>
 *
 * <p>While the model is away, the buses that are attached to the history are on an {@link PastView}, and {@link
 * EventHistory#recordEvent} records nothing; {@link EventHistory#recordAsLive} does.
 *
 * <p><b>Threading.</b> Any thread. Past states are worked out on the thread that moves the timeline, before it moves. To lose
 * no event on the way out, move it on the thread that publishes what changes the model, such as that of the user interface.
 *
 * <p><b>Echoes.</b> What the adapter publishes on an attached bus while it puts a state in, on the thread that does so, is dropped:
 * no handler gets it, unless it is published as live.
 *
 * <p><b>Limits.</b> What other threads publish while a state is being put in, edits too, cannot be distinguished from its echo; it is
 * neither refused nor recorded, and handlers get it as if it were replayed. What is published after that, such as by a task that
 * the model has queued, is live once the model is home. Listeners that the model calls itself are not the bus's to keep from it.
 * Where the present state cannot be worked out, since the projection throws or events are not kept, the model comes
 * back as it was left, which is reported as a problem of the history.
 *
 * @param <S> the state
 */
public final class ModelBinding<S> implements Subscription {
    /**
     * What becomes of an edit, that is an event of the source {@code user}, while an application shows a past state. In no case
     * does it change the past.
     */
    public enum EditPolicy {
        /** It is cancelled: not recorded, and no handler gets it. {@link ModelBinding#onRefused} tells of it. */
        REFUSE,

        /** The travel ends: the timeline goes live, the present state is put back, and the event is published again on top of it. */
        END_TRAVEL
    }

    private static final String USER = "user";

    private static final CompletionStage<@Nullable Void> NOTHING = CompletableFuture.completedFuture(null);

    /** After all moves. */
    private static final long LAST = Long.MAX_VALUE;

    /** Where the model is to go, by which move: to a past state, or home. */
    private record Target<S>(@Nullable S past, long move) {}

    /** Where the model comes from. */
    private record Home<S>(S state, long sequence, boolean behindBreak) {}

    private final Projection<S> projection;
    private final StateAdapter<S> adapter;
    private final EditPolicy policy;
    private final SnapshotManager snapshots;
    private final TimelineManager timeline;
    private final Problems problems;
    private final Subscription moves;
    private final List<Consumer<GridEvent>> refusedListeners = new CopyOnWriteArrayList<>();

    // Guarded by this lock, under which no code of the application's runs.
    private final Object lock = new Object();
    private final Map<EventBus, PastView> pastViews = new LinkedHashMap<>();
    private final List<EventBus> buses = new ArrayList<>();
    private final List<Runnable> heldEdits = new ArrayList<>();
    /** Whether past views remember what is published as live, since the model may lack it when they end. */
    private boolean collecting;

    private @Nullable Target<S> next;
    private long latestMove;
    private boolean busy;
    private CompletableFuture<@Nullable Void> settled = CompletableFuture.completedFuture(null);
    private @Nullable Throwable failure;

    /** Where the model comes from; null when it is live. Written by who is busy. */
    private volatile @Nullable Home<S> home;

    private volatile boolean away;
    /** Written under the lock, so that nothing leaves after it. */
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
        this.buses.addAll(attached);
        this.moves = timeline.follow(this::prepare);
    }

    /**
     * Whether the model shows a past state, or is on its way there or back.
     *
     * @return whether recording is limited to what is published as live
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
     * When the model is where the timeline is.
     *
     * @return completes when the moves so far are followed, or passed over for later ones; exceptionally if the adapter failed
     *     at the last of them, which is reported as a problem of the history too
     */
    public CompletionStage<@Nullable Void> settled() {
        synchronized (lock) {
            return settled.minimalCompletionStage();
        }
    }

    /**
     * Listens to the edits that are refused.
     *
     * @param listener told of each, on the thread that published it; what it throws goes to the error listener of the bus
     * @return ends the listening
     */
    public Subscription onRefused(Consumer<? super GridEvent> listener) {
        Objects.requireNonNull(listener, "listener");
        Consumer<GridEvent> registration = event -> listener.accept(event);
        refusedListeners.add(registration);
        return () -> refusedListeners.remove(registration);
    }

    /**
     * Ends the binding. A model that is away is brought back to the present state; where the adapter fails at that, the buses are
     * set back all the same.
     */
    @Override
    public void close() {
        moves.close();
        synchronized (lock) {
            closed = true;
        }
        go(new Target<>(null, LAST));
    }

    /** Ends the binding where the history is closed, and the model stays as it is. */
    void abandon() {
        moves.close();
        synchronized (lock) {
            closed = true;
            abandoned = true;
            next = null;
            latestMove = LAST;
        }
        setBack(home == null ? -1 : Long.MAX_VALUE); // a model that is still as it was gets what it lacks
    }

    /** The state is worked out before the move is made, so that the cursor stays where there is none. */
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

    /** Follows the latest move, and again until there is none. Who called it is the busy one. */
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
                        "a state could not be put into the application, or taken from it: " + thrown
                                + (closed
                                        ? "; what it shows is its own now, and is recorded"
                                        : "; move the timeline to try again"),
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
                collecting = true; // in case that the model stays
                buses.forEach(this::setOut);
            }
            live = snapshots.latest();
            captured = Objects.requireNonNull(adapter.capture(), "what the adapter's capture gives");
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
                forget();
            }
        });
    }

    /** What the adapter captured, or if it does not, what follows from the events. */
    private Home<S> home(@Nullable S captured, @Nullable EventSnapshot live) {
        EventSnapshot present = Objects.requireNonNull(live, "live");
        S state = captured == null ? present.state(projection) : captured;
        return new Home<>(state, present.upTo(), present.isBehindBreak(projection));
    }

    private CompletionStage<?> goHome(Home<S> from) {
        synchronized (lock) {
            collecting = true;
            pastViews.values().forEach(PastView::collect);
        }
        CompletionStage<?> put;
        long sequence = from.sequence;
        try {
            Home<S> present = present(from);
            sequence = present.sequence;
            put = restored(present.state);
        } catch (RuntimeException | Error e) { // the adapter, or there is no memory
            put = CompletableFuture.failedFuture(e);
        }
        long at = sequence;
        return put.whenComplete((nothing, thrown) -> {
            boolean stays;
            synchronized (lock) {
                stays = !closed && (thrown != null || (next != null && next.past != null));
                if (stays) {
                    forget();
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
                PastView.restoring(() -> adapter.restore(state)), "what the adapter's restore gives");
    }

    /** The state at home, with what was recorded since; where that is not known, as it was left. */
    private Home<S> present(Home<S> from) {
        try {
            EventSnapshot latest = snapshots.latest();
            S state = snapshots.onward(projection, from.state, from.sequence, from.behindBreak, latest);
            return new Home<>(state, latest.upTo(), latest.isBehindBreak(projection));
        } catch (PlayheadException e) {
            problems.report(
                    HistoryProblem.Kind.RESTORE_FAILED,
                    "the application is put back into the state that it was left in after sequence=" + from.sequence
                            + ", without what was recorded since: " + e.getMessage()
                            + "; apply those events to it, or build it anew",
                    e);
            return from;
        }
    }

    /** A bus that is attached later. */
    void attached(EventBus bus) {
        synchronized (lock) {
            if (away) {
                setOut(bus);
            }
            buses.add(bus);
        }
    }

    void detached(EventBus bus) {
        PastView ended;
        synchronized (lock) {
            buses.remove(bus);
            ended = pastViews.remove(bus);
        }
        if (ended != null) {
            ended.end(Long.MAX_VALUE);
        }
    }

    /** Call it under the lock. */
    private void setOut(EventBus bus) {
        PastView begun = pastViews.computeIfAbsent(bus, one -> one.beginPastView(event -> admits(one, event)));
        if (collecting) {
            begun.collect();
        }
    }

    /** Call it under the lock. */
    private void forget() {
        collecting = false;
        pastViews.values().forEach(PastView::forget);
    }

    /*
     * The buses are set back before the flag falls, and the flag falls in one step with the taking of the edits. So an edit that
     * sees the flag up is taken here, and one that sees it down finds its bus on course.
     */
    private void setBack(long stateSequence) {
        List<PastView> ended;
        synchronized (lock) {
            ended = List.copyOf(pastViews.values());
            pastViews.clear();
            collecting = false;
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

    /** While a state is being put in, whatever other threads publish is taken for an echo of that. */
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
