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
        long next = index + 1 < sessions.size() ? sessions.get(index + 1).firstSequence() : Long.MAX_VALUE;
        long first = sessions.get(index).firstSequence();
        return sessions.get(index)
                .range(next)
                .map(range -> new SessionRange(range.first(), range.last()))
                .orElse(new SessionRange(first, first - 1));
    }

    /** How many of the consecutive sequences from one to another are in here. */
    long overlap(long from, long to) {
        return Math.max(0, Math.min(last, to) - Math.max(first, from) + 1);
    }

    boolean contains(long sequence) {
        return first <= sequence && sequence <= last;
    }
}
