package dev.playhead.timetravel;

import dev.playhead.bus.Subscription;
import dev.playhead.timetravel.TimelineManager.Move;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A cursor on a history: its place, and who listens to its moves or follows them.
 *
 * <p><b>Threading.</b> Safe for any number of threads.
 */
final class Cursor {
    /*
     * A move is numbered when it is begun, and made unless a later one has been made by then. So the moves that are made are
     * in the order of their numbers, however long each of them takes to find its target and to prepare who follows.
     */
    private static final long LIVE = Long.MAX_VALUE;

    private final AtomicLong moves = new AtomicLong();
    private final AtomicReference<Place> place = new AtomicReference<>(Place.live());
    private final List<Consumer<EventSnapshot>> listeners = new CopyOnWriteArrayList<>();
    private final List<Function<? super Move, ? extends Runnable>> followers = new CopyOnWriteArrayList<>();

    /** Where the cursor is: after an event, and after those behind it that are lost, up to a sequence. And by which move. */
    record Place(long sequence, long upTo, long move) {
        static Place of(EventSnapshot target) {
            return new Place(target.sequence(), target.upTo(), 0);
        }

        static Place live() {
            return new Place(LIVE, LIVE, 0);
        }

        boolean isLive() {
            return sequence == LIVE;
        }

        private Place by(long number) {
            return new Place(sequence, upTo, number);
        }
    }

    /** Begins a move: returns its number. */
    long begin() {
        return moves.incrementAndGet();
    }

    Place place() {
        return Objects.requireNonNull(place.get());
    }

    /** Where the cursor is after a move, which is another place if a later one was made before. */
    private Place make(long move, UnaryOperator<Place> to) {
        return Objects.requireNonNull(
                place.updateAndGet(at -> at.move() < move ? to.apply(at).by(move) : at));
    }

    /**
     * Makes a move, unless a later one was made: asks who follows to prepare, and then tells them and the listeners.
     *
     * @return the target
     */
    EventSnapshot move(long number, EventSnapshot target, Place to) {
        Move move = new Move(number, target, to.isLive());
        List<Runnable> told = new ArrayList<>();
        followers.forEach(follower -> told.add(follower.apply(move)));
        if (make(number, at -> to).move() == number) {
            listeners.forEach(listener -> told.add(() -> listener.accept(target)));
            runAll(told);
        }
        return target;
    }

    /** Runs all, whatever some of them throw, and then throws the first of that. */
    private static void runAll(List<Runnable> actions) {
        Throwable first = null;
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                if (first == null) {
                    first = e;
                } else if (first != e) {
                    first.addSuppressed(e);
                }
            }
        }
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException exception) {
            throw exception;
        }
    }

    Subscription onMove(Consumer<EventSnapshot> listener) {
        // An object of its own for each, so that a listener given twice can be closed once.
        Consumer<EventSnapshot> registration = snapshot -> listener.accept(snapshot);
        listeners.add(registration);
        return () -> listeners.remove(registration);
    }

    /** Lets something follow, as {@link TimelineManager#follow} does. */
    Subscription follow(Function<? super Move, ? extends Runnable> follower) {
        Function<Move, Runnable> registration = move -> follower.apply(move);
        followers.add(registration);
        long number = begin();
        Place place = make(number, at -> at);
        if (place.move() == number && !place.isLive()) { // else a move that knows the follower was made since
            followers.remove(registration);
            throw new IllegalStateException("live=false; go live before anything follows the cursor");
        }
        return () -> followers.remove(registration);
    }
}
