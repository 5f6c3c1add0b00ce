package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.timetravel.ProgressListener;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The ranks of the events of the latest {@value #MAX_QUERIES} queries.
 *
 * <p><b>Threading.</b> Safe for any number of threads. Events are counted without a lock; if two threads count the
 * events of a query, both results are right, and one is kept.
 */
final class QueryRanks {
    private static final int MAX_QUERIES = 8;

    private final EventHistory history;
    /** The ranks by the key of the query; the query used last is the last. Guarded by itself. */
    private final Map<String, RunRanks> known = new LinkedHashMap<>(16, 0.75f, true);

    QueryRanks(EventHistory history) {
        this.history = history;
    }

    /** {@return the ranks of the events of a query} */
    Ranks of(EventQuery query, ProgressListener watch) {
        Ranks unbroken = query.isAll() ? UnbrokenRanks.of(history) : null;
        return unbroken != null ? unbroken : counted(query, watch);
    }

    /** Returns ranks that do not depend on what was counted before, after that turned out to be wrong. */
    Ranks anew(EventQuery query, ProgressListener watch) {
        synchronized (known) {
            known.remove(query.key());
        }
        return of(query, watch);
    }

    private Ranks counted(EventQuery query, ProgressListener watch) {
        RunRanks before;
        synchronized (known) {
            before = known.get(query.key());
        }
        RunRanks now = RunRanks.of(history, query, before, watch);
        synchronized (known) {
            known.put(query.key(), now);
            if (known.size() > MAX_QUERIES) {
                known.remove(known.keySet().iterator().next());
            }
        }
        return now;
    }
}
