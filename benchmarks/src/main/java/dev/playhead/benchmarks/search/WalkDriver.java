package dev.playhead.benchmarks.search;

import dev.playhead.EventHistory;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Repeated;
import dev.playhead.benchmarks.session.Filling;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.Projection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A driver that walks over all events of a history in memory, and reads one or more parts of each event. Then it
 * searches for the first event after which a trivial state meets a condition; no state meets this condition. Arguments:
 * number of events, milliseconds for each walk.
 */
public final class WalkDriver {
    public static final String TYPE = "only the type";
    public static final String NUMBER = "one numeric field";
    public static final String STRING = "one string field";
    public static final String ALL = "all fields";
    public static final String FIRST = "firstEventWhere";
    /** A projection to a trivial state: the number of events. */
    private static final Projection<Long> COUNTED = Projection.of("counted", 0L, (number, event) -> number + 1);

    private static final int MAX_TIMES = 1_000;
    private static final int ROUNDS = 3;

    private WalkDriver() {}

    /** {@return the functions that read parts of an event; each key is the name of a row of results} */
    public static Map<String, ToLongFunction<RecordedEvent>> readings() {
        Map<String, ToLongFunction<RecordedEvent>> readings = new LinkedHashMap<>();
        readings.put(TYPE, event -> event.type().length());
        readings.put(NUMBER, event -> field(event, "newValue") instanceof Number number ? number.longValue() : 0);
        readings.put(STRING, event -> field(event, "rowId") instanceof String text ? text.length() : 0);
        readings.put(ALL, event -> size(event.payload()) + size(event.metadata()));
        return readings;
    }

    private static @Nullable Object field(RecordedEvent event, String name) {
        return event.payload() instanceof Map<?, ?> map ? map.get(name) : null;
    }

    private static long size(@Nullable Object data) {
        long size = 1;
        if (data instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                size += size(entry.getValue());
            }
        } else if (data instanceof Iterable<?> list) {
            for (Object element : list) {
                size += size(element);
            }
        }
        return size;
    }

    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        long millis = Long.parseLong(args[1]);
        try (EventHistory history = EventHistory.builder().capacity(count).build()) {
            new Filling(count).fill(history, count);
            // The readings alternate, so that the compiled code is not specialized for one of them. Only the last round
            // is reported.
            for (int round = 1; round <= ROUNDS; round++) {
                boolean last = round == ROUNDS;
                readings().forEach((name, reading) -> {
                    double nanos = Repeated.times(() -> walk(history, reading), millis, MAX_TIMES)
                            .median();
                    if (last) {
                        Fork.report(name, nanos / count);
                    }
                });
            }
            Fork.report(
                    FIRST,
                    Repeated.times(() -> found(history) ? 1 : 0, millis, MAX_TIMES)
                            .median());
        }
        Fork.report("unused", Repeated.unused());
    }

    private static boolean found(EventHistory history) {
        return history.timeline().firstEventWhere(COUNTED, number -> number < 0).isPresent();
    }

    private static long walk(EventHistory history, ToLongFunction<RecordedEvent> reading) {
        long sum = 0;
        Iterator<RecordedEvent> events = history.events(EventFilter.all()).iterator();
        while (events.hasNext()) {
            sum += reading.applyAsLong(events.next());
        }
        return sum;
    }
}
