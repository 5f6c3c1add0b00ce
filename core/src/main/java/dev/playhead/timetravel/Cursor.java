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
 * The cursor of a history, with the listeners and followers of its moves.
 *
 * <p><b>Threading.</b> Safe for any number of threads.
 */
final class Cursor {
    /*
     * A move is numbered when it begins. It takes effect unless a move with a higher number has already taken effect.
     * So moves take effect in the order of their numbers, regardless of the time needed to find their targets and to
     * prepare the followers.
     */
    private static final long LIVE = Long.MAX_VALUE;

    private final AtomicLong moves = new AtomicLong();
    private final AtomicReference<Location> location = new AtomicReference<>(Location.live());
    private final List<Consumer<EventSnapshot>> listeners = new CopyOnWriteArrayList<>();
    private final List<Function<? super Move, ? extends Runnable>> followers = new CopyOnWriteArrayList<>();

    /**
     * The location of the cursor: after the event with {@code sequence}, and after the lost events that follow this
     * event, up to {@code upTo}. {@code move} is the number of the move to this location.
     */
    record Location(long sequence, long upTo, long move) {
        static Location of(EventSnapshot target) {
            return new Location(target.sequence(), target.upTo(), 0);
        }

        static Location live() {
            return new Location(LIVE, LIVE, 0);
        }

        boolean isLive() {
            return sequence == LIVE;
        }

        private Location by(long number) {
            return new Location(sequence, upTo, number);
        }
    }

    /** Begins a move and returns its number. */
    long begin() {
        return moves.incrementAndGet();
    }

    Location location() {
        return Objects.requireNonNull(location.get());
    }

    /** Applies a move unless a later move has already taken effect, and returns the resulting location. */
    private Location make(long move, UnaryOperator<Location> to) {
        return Objects.requireNonNull(
                location.updateAndGet(at -> at.move() < move ? to.apply(at).by(move) : at));
    }

    /**
     * Prepares the followers for a move. Then, unless a later move has already taken effect, changes the location, runs
     * the actions of the followers and notifies the listeners.
     *
     * @return the target
     */
    EventSnapshot move(long number, EventSnapshot target, Location to) {
        Move move = new Move(number, target, to.isLive());
        List<Runnable> notifications = new ArrayList<>();
        followers.forEach(follower -> notifications.add(follower.apply(move)));
        if (make(number, at -> to).move() == number) {
            listeners.forEach(listener -> notifications.add(() -> listener.accept(target)));
            runAll(notifications);
        }
        return target;
    }

    /**
     * Runs all actions even if some of them throw exceptions. Then throws the first exception, with the other
     * exceptions added as suppressed exceptions.
     */
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
        // Each registration has its own object, so that a listener that was added twice can be removed once.
        Consumer<EventSnapshot> registration = snapshot -> listener.accept(snapshot);
        listeners.add(registration);
        return () -> listeners.remove(registration);
    }

    /** Registers a follower, as specified by {@link TimelineManager#follow}. */
    Subscription follow(Function<? super Move, ? extends Runnable> follower) {
        Function<Move, Runnable> registration = move -> follower.apply(move);
        followers.add(registration);
        long number = begin();
        Location location = make(number, at -> at);
        // If the numbers differ, a move that began after this registration has taken effect, and has moved the
        // follower.
        if (location.move() == number && !location.isLive()) {
            followers.remove(registration);
            throw new IllegalStateException("live=false; call toLive() before follow(...)");
        }
        return () -> followers.remove(registration);
    }
}
