package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.timetravel.ProgressListener;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    private final Map<String, RankMarks> known = new LinkedHashMap<>(16, 0.75f, true);

    QueryRanks(EventHistory history) {
        this.history = history;
    }

    /** {@return the ranks of the events of a query} */
    Ranks of(EventQuery query, ProgressListener watch) {
        Ranks unbroken = query.isAll() ? UnbrokenRanks.of(history) : null;
        return unbroken != null ? unbroken : marks(query, watch);
    }

    /** {@return whether events of a query have been counted, so that few have to be counted now} */
    boolean knows(EventQuery query) {
        return query.isAll() || get(query.key()) != null;
    }

    /** Returns ranks that do not depend on what was counted before, after that turned out to be wrong. */
    Ranks anew(EventQuery query, ProgressListener watch) {
        synchronized (known) {
            known.remove(query.key());
        }
        return of(query, watch);
    }

    private RankMarks marks(EventQuery query, ProgressListener watch) {
        RankMarks before = get(query.key());
        RankMarks now = before == null ? RankMarks.of(history, query, watch) : before.continued(history, query, watch);
        synchronized (known) {
            known.put(query.key(), now);
            if (known.size() > MAX_QUERIES) {
                known.remove(known.keySet().iterator().next());
            }
        }
        return now;
    }

    private @Nullable RankMarks get(String key) {
        synchronized (known) {
            return known.get(key);
        }
    }
}
