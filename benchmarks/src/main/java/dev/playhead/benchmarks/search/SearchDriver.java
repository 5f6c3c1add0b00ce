package dev.playhead.benchmarks.search;

import dev.playhead.EventHistory;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Repeated;
import dev.playhead.benchmarks.harness.Sample;
import dev.playhead.benchmarks.session.Filling;
import dev.playhead.filter.EventFilter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A driver that measures searches in a history of grid events. Each search counts the matches, and reads the first
 * hundred matches. Arguments: number of events, milliseconds for each search.
 */
public final class SearchDriver {
    static final int FIRST = 100;
    private static final int MAX_TIMES = 10_000;
    private static final int ROUNDS = 3;

    private SearchDriver() {}

    /** {@return the searches in a history with the given number of events; each key is the name of a row of results} */
    public static Map<String, EventFilter> searches(int count) {
        Map<String, EventFilter> searches = new LinkedHashMap<>();
        Instant middle = Filling.time(count / 2);
        Instant later = Filling.time(count / 2 + count / 100);
        searches.put("type, rare", EventFilter.typeIs(Filling.RARE_TYPE));
        searches.put("type, common", EventFilter.typeIs("cell:edit"));
        searches.put("source", EventFilter.source("user"));
        searches.put("time range, 1 %", EventFilter.between(middle, later));
        searches.put("value, rare", EventFilter.payloadField("rowId", Filling.RARE_ROW));
        searches.put("value, common", EventFilter.payloadField("columnId", "price"));
        searches.put("value, absent", EventFilter.payloadField("rowId", Filling.ABSENT_ROW));
        searches.put("substring of type", EventFilter.typeContains("edit"));
        searches.put(
                "partial, nested",
                EventFilter.payload(Map.of("gridId", "orders", "changes", Map.of("quantity", 1_700))));
        searches.put(
                "predicate",
                EventFilter.matching(
                        event -> event.payload() instanceof Map<?, ?> map && "note".equals(map.get("columnId"))));
        return searches;
    }

    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        long millis = Long.parseLong(args[1]);
        try (EventHistory history = EventHistory.builder().capacity(count).build()) {
            new Filling(count).fill(history, count);
            Map<String, EventFilter> searches = searches(count);
            searches.forEach((name, filter) -> {
                long begin = System.nanoTime();
                long found = history.count(filter);
                Fork.report(name + ".cold", System.nanoTime() - begin);
                Fork.report(name + ".found", found);
            });
            // The searches alternate, so that the compiled code is not specialized for one of them. Only the last round
            // is reported.
            for (int round = 1; round <= ROUNDS; round++) {
                boolean last = round == ROUNDS;
                searches.forEach((name, filter) -> measure(history, name, filter, millis, last));
            }
        }
        Fork.report("unused", Repeated.unused());
    }

    private static void measure(EventHistory history, String name, EventFilter filter, long millis, boolean last) {
        Sample counts = Repeated.times(() -> history.count(filter), millis, MAX_TIMES);
        Sample firsts = Repeated.times(() -> history.getEvents(filter, FIRST).size(), millis, MAX_TIMES);
        if (last) {
            Fork.report(name + ".count", counts.median());
            Fork.report(name + ".first", firsts.median());
        }
    }
}
