package dev.playhead.timetravel;

import dev.playhead.event.RecordedEvent;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Applying a projection to events: the one place where {@link Projection#apply} is called. */
final class Folding {
    /*
     * A projection may not record, or the history would depend on who reads it. So a thread notes that it folds, and every
     * recording asks. It asks first whether any thread does, which costs those who never fold one read; a thread sees its
     * own increment whatever others do.
     */
    private static final AtomicInteger FOLDS = new AtomicInteger();

    private static final ThreadLocal<boolean[]> ACTIVE = ThreadLocal.withInitial(() -> new boolean[1]);

    private Folding() {}

    static boolean isActive() {
        return FOLDS.get() > 0 && ACTIVE.get()[0];
    }

    /** The state after one more event. */
    static <S> S apply(Projection<S> projection, S state, RecordedEvent event) {
        boolean[] active = ACTIVE.get();
        boolean outer = active[0];
        FOLDS.incrementAndGet();
        active[0] = true;
        try {
            return projection.apply(state, event);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) { // errors too: recording goes on without this projection, and with the others
            throw new ProjectionException(
                    "projection=" + projection.name() + " threw at event id=" + event.id() + " type=" + event.type()
                            + ": " + e,
                    e);
        } finally {
            active[0] = outer;
            FOLDS.decrementAndGet();
        }
    }

    /** The state after the events of an iterator up to a sequence, those left out that a predicate does not want. */
    static <S> S fold(
            Projection<S> projection,
            S state,
            Iterator<RecordedEvent> events,
            long toSequence,
            Predicate<RecordedEvent> wanted) {
        S current = state;
        while (events.hasNext()) {
            RecordedEvent event = events.next();
            if (event.sequence() > toSequence) {
                break;
            }
            if (wanted.test(event)) {
                current = apply(projection, current, event);
            }
        }
        return current;
    }
}
