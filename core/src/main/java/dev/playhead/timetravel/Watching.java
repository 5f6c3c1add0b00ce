package dev.playhead.timetravel;

import dev.playhead.event.RecordedEvent;
import java.util.Iterator;

/** Events on their way into a question that is watched. Done is their place in the history, whatever is skipped. */
final class Watching implements Iterator<RecordedEvent> {
    static final ProgressListener NONE = (done, total) -> true;

    /** Few enough that slow projections end soon, and enough that telling costs nothing. */
    private static final int EVENTS_A_CALL = 256;

    private final Iterator<RecordedEvent> events;
    private final long first;
    private final long total;
    private final ProgressListener watch;
    private int untold;
    private boolean ended;

    private Watching(Iterator<RecordedEvent> events, long first, long last, ProgressListener watch) {
        this.events = events;
        this.first = first;
        this.total = last - first + 1;
        this.watch = watch;
        tell(watch, 0, total);
    }

    /** The events, from the first to the last sequence that there may be. */
    static Iterator<RecordedEvent> over(Iterator<RecordedEvent> events, long first, long last, ProgressListener watch) {
        return watch == NONE || last < first ? events : new Watching(events, first, last, watch);
    }

    /** Watches one stage of a question: from where it begins, up to where the next one does. */
    static ProgressListener stage(ProgressListener watch, long begin, long end, long total) {
        if (watch == NONE) {
            return NONE;
        }
        return (done, unused) -> {
            tell(watch, Math.min(begin + done, end), total);
            return true;
        };
    }

    /** Watches a question that may be asked anew, and then begins anew: is told where it was, until it is there again. */
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

    static void tell(ProgressListener watch, long done, long total) {
        if (!watch.goOn(done, total)) {
            throw new QuestionCancelledException("the watch ended the question at done=" + done + " of total=" + total);
        }
    }

    @Override
    public boolean hasNext() {
        boolean more = events.hasNext();
        if (!more && !ended) {
            ended = true;
            tell(watch, total, total);
        }
        return more;
    }

    @Override
    public RecordedEvent next() {
        RecordedEvent event = events.next();
        if (++untold == EVENTS_A_CALL) {
            untold = 0;
            tell(watch, event.sequence() - first, total);
        }
        return event;
    }
}
