package dev.playhead.timetravel;

import dev.playhead.event.RecordedEvent;
import java.util.Iterator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Applying a projection to events: the one place where {@link Projection#apply} is called. */
final class Folding {
    /** Set while a projection runs on this thread: it may not record, or the history would depend on who reads it. */
    private static final ThreadLocal<@Nullable Boolean> ACTIVE = new ThreadLocal<>();

    private Folding() {}

    static boolean isActive() {
        return ACTIVE.get() != null;
    }

    /** The state after one more event. */
    static <S> S apply(Projection<S> projection, S state, RecordedEvent event) {
        Boolean outer = ACTIVE.get();
        ACTIVE.set(Boolean.TRUE);
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
            if (outer == null) {
                ACTIVE.remove();
            }
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
