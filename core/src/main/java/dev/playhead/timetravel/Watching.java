package dev.playhead.timetravel;

import dev.playhead.event.RecordedEvent;
import java.util.Iterator;

/**
 * An iterator over the events of a question. It reports the progress to a listener. The progress is the difference
 * between the sequence of an event and the first sequence, so events that the iterator skips count, too.
 */
final class Watching implements Iterator<RecordedEvent> {
    static final ProgressListener NONE = (done, total) -> true;

    /**
     * The number of events between two calls of the listener. It is small enough that a question with a slow projection
     * can be cancelled quickly, and large enough that the cost of the calls is negligible.
     */
    private static final int EVENTS_A_CALL = 256;

    private final Iterator<RecordedEvent> events;
    private final long first;
    private final long total;
    private final ProgressListener watch;
    private int unreported;
    private boolean ended;

    private Watching(Iterator<RecordedEvent> events, long first, long last, ProgressListener watch) {
        this.events = events;
        this.first = first;
        this.total = last - first + 1;
        this.watch = watch;
        report(watch, 0, total);
    }

    /**
     * Returns the given events. Iterating over the result reports the progress to a listener, unless the range from the
     * first to the last sequence is empty.
     */
    static Iterator<RecordedEvent> over(Iterator<RecordedEvent> events, long first, long last, ProgressListener watch) {
        return watch == NONE || last < first ? events : new Watching(events, first, last, watch);
    }

    /**
     * Returns a listener for one stage of a question. The stage is the work from {@code begin} to {@code end}, out of
     * {@code total}.
     */
    static ProgressListener stage(ProgressListener watch, long begin, long end, long total) {
        if (watch == NONE) {
            return NONE;
        }
        return (done, unused) -> {
            report(watch, Math.min(begin + done, end), total);
            return true;
        };
    }

    /**
     * Returns a listener for a question that may be retried from its beginning. Until a retry reaches the progress that
     * was already reported, the same progress is reported again.
     */
    static ProgressListener onward(ProgressListener watch) {
        if (watch == NONE) {
            return NONE;
        }
        long[] most = new long[2];
        return (done, total) -> {
            most[0] = Math.max(most[0], done);
            most[1] = Math.max(most[1], total);
            return watch.goOn(most[0], most[1]);
        };
    }

    static void report(ProgressListener watch, long done, long total) {
        if (!watch.goOn(done, total)) {
            throw new QuestionCancelledException(
                    "the progress listener ended the question at done=" + done + " of total=" + total);
        }
    }

    @Override
    public boolean hasNext() {
        boolean more = events.hasNext();
        if (!more && !ended) {
            ended = true;
            report(watch, total, total);
        }
        return more;
    }

    @Override
    public RecordedEvent next() {
        RecordedEvent event = events.next();
        if (++unreported == EVENTS_A_CALL) {
            unreported = 0;
            report(watch, event.sequence() - first, total);
        }
        return event;
    }
}
