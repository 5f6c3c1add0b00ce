package dev.playhead.timetravel;

import dev.playhead.event.RecordedEvent;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The application of projections to events. No other class of this package calls {@link Projection#apply}. */
final class Folding {
    /*
     * A projection must not record events, because the contents of the history would then depend on who reads it. So
     * each thread marks itself while it folds, and each call that records an event checks the mark. The check first
     * reads whether any thread folds, so it costs only one read if no thread folds. A thread always sees its own
     * increment, regardless of other threads.
     *
     * A thread marks itself once for each batch of events. The events are read before the thread marks itself, because
     * reading may call code that records events, such as a store and the listeners for its problems.
     */
    private static final AtomicInteger FOLDS = new AtomicInteger();

    private static final ThreadLocal<FoldingThread> ACTIVE = ThreadLocal.withInitial(FoldingThread::new);

    /** The number of events that are read before they are applied. */
    static final int BATCH = 64;

    /** The state of a thread that folds. */
    private static final class FoldingThread {
        boolean active;
        final InPlaceCheck.Memory checks = new InPlaceCheck.Memory();
    }

    private Folding() {}

    static boolean isActive() {
        return FOLDS.get() > 0 && ACTIVE.get().active;
    }

    /** Returns the state after one more event. */
    static <S> S apply(Projection<S> projection, S state, RecordedEvent event) {
        return apply(projection, state, new RecordedEvent[] {event}, 1);
    }

    /** Returns the state after the first {@code count} of the given events. */
    static <S> S apply(Projection<S> projection, S state, @Nullable RecordedEvent[] events, int count) {
        FoldingThread thread = ACTIVE.get();
        InPlaceCheck check = thread.checks.of(projection);
        boolean outer = thread.active;
        S current = state;
        RecordedEvent event = null;
        FOLDS.incrementAndGet();
        thread.active = true;
        try {
            for (int i = 0; i < count; i++) {
                event = events[i];
                if (event != null) {
                    current = check.isDue()
                            ? checked(projection, current, event, check)
                            : projection.apply(current, event);
                }
            }
            return current;
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (InPlaceCheck.ChangedException e) {
            throw new ProjectionException(
                    "projection=" + projection.name() + " changes the state passed to it, at event " + named(event)
                            + ": its states are wrong, also those before this event; let apply return a new state and not modify"
                            + " its argument",
                    e);
        } catch (Throwable e) { // this includes errors, because recording continues with the other projections
            throw new ProjectionException(
                    "projection=" + projection.name() + " threw at event " + named(event) + ": " + e, e);
        } finally {
            thread.active = outer;
            FOLDS.decrementAndGet();
        }
    }

    private static <S> S checked(Projection<S> projection, S state, RecordedEvent event, InPlaceCheck check) {
        Object before = check.contentOf(projection, state);
        S result = projection.apply(state, event);
        Object after = check.contentOf(projection, state);
        // If the codec returns different bytes for the same state each time, different bytes do not indicate a change.
        if (InPlaceCheck.differ(before, after) && !InPlaceCheck.differ(after, check.contentOf(projection, state))) {
            throw new InPlaceCheck.ChangedException();
        }
        return result;
    }

    private static String named(@Nullable RecordedEvent event) {
        return event == null ? "none" : "id=" + event.id() + " type=" + event.type();
    }

    /**
     * Reads the next events, up to the given sequence and as many as fit into the array. Returns their number, or 0 if
     * there are no more.
     */
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

    /** Returns the state after the events of an iterator, up to the given sequence. */
    static <S> S fold(Projection<S> projection, S state, Iterator<RecordedEvent> events, long toSequence) {
        @Nullable RecordedEvent[] batch = new RecordedEvent[BATCH];
        S current = state;
        for (int count = read(events, toSequence, batch); count > 0; count = read(events, toSequence, batch)) {
            current = apply(projection, current, batch, count);
        }
        return current;
    }
}
