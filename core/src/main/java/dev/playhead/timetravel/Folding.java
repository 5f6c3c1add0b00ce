package dev.playhead.timetravel;

import dev.playhead.event.RecordedEvent;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Applying a projection to events: the one place where {@link Projection#apply} is called. */
final class Folding {
    /*
     * A projection may not record, or the history would depend on who reads it. So a thread notes that it folds, and every
     * recording asks. It asks first whether any thread does, which costs those who never fold one read; a thread sees its
     * own increment whatever others do.
     *
     * That is noted once for many events, which are read before: what reading them calls (a store, and listeners of its
     * problems) may record.
     */
    private static final AtomicInteger FOLDS = new AtomicInteger();

    private static final ThreadLocal<boolean[]> ACTIVE = ThreadLocal.withInitial(() -> new boolean[1]);

    /** How many events are read before they are applied. */
    static final int BATCH = 64;

    private Folding() {}

    static boolean isActive() {
        return FOLDS.get() > 0 && ACTIVE.get()[0];
    }

    /** The state after one more event. */
    static <S> S apply(Projection<S> projection, S state, RecordedEvent event) {
        return apply(projection, state, new RecordedEvent[] {event}, 1);
    }

    /** The state after the first of some events. */
    static <S> S apply(Projection<S> projection, S state, @Nullable RecordedEvent[] events, int count) {
        boolean[] active = ACTIVE.get();
        boolean outer = active[0];
        S current = state;
        RecordedEvent event = null;
        FOLDS.incrementAndGet();
        active[0] = true;
        try {
            for (int i = 0; i < count; i++) {
                event = events[i];
                if (event != null) {
                    current = projection.apply(current, event);
                }
            }
            return current;
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) { // errors too: recording goes on without this projection, and with the others
            throw new ProjectionException(
                    "projection=" + projection.name() + " threw at event " + named(event) + ": " + e, e);
        } finally {
            active[0] = outer;
            FOLDS.decrementAndGet();
        }
    }

    private static String named(@Nullable RecordedEvent event) {
        return event == null ? "none" : "id=" + event.id() + " type=" + event.type();
    }

    /** Reads the next events up to a sequence; returns how many, 0 for no more. */
    static int read(Iterator<RecordedEvent> events, long toSequence, @Nullable RecordedEvent[] into) {
        int count = 0;
        while (count < into.length && events.hasNext()) {
            RecordedEvent event = events.next();
            if (event.sequence() > toSequence) {
                return count;
            }
            into[count++] = event;
        }
        return count;
    }

    /** The state after the events of an iterator up to a sequence. */
    static <S> S fold(Projection<S> projection, S state, Iterator<RecordedEvent> events, long toSequence) {
        @Nullable RecordedEvent[] batch = new RecordedEvent[BATCH];
        S current = state;
        for (int count = read(events, toSequence, batch); count > 0; count = read(events, toSequence, batch)) {
            current = apply(projection, current, batch, count);
        }
        return current;
    }
}
