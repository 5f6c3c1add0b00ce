package dev.playhead.cli;

import dev.playhead.storage.StoredSession;
import java.util.List;

/**
 * The sequences that a session could record.
 *
 * @param first the first one
 * @param last the last one, {@link Long#MAX_VALUE} as long as it may record more; less than the first if there are none
 */
record SessionRange(long first, long last) {
    static SessionRange of(List<StoredSession> sessions, int index) {
        StoredSession session = sessions.get(index);
        long end = index + 1 < sessions.size() ? sessions.get(index + 1).firstSequence() : Long.MAX_VALUE;
        long next = session.end().map(StoredSession.End::nextSequence).orElse(end);
        return new SessionRange(session.firstSequence(), next == Long.MAX_VALUE ? next : next - 1);
    }

    boolean isEmpty() {
        return last < first;
    }

    /** How many of the consecutive sequences from one to another are in here. */
    long overlap(long from, long to) {
        return Math.max(0, Math.min(last, to) - Math.max(first, from) + 1);
    }

    boolean contains(long sequence) {
        return first <= sequence && sequence <= last;
    }
}
