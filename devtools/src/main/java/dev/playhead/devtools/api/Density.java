package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.HistoryStats;
import dev.playhead.devtools.server.BadRequest;
import dev.playhead.devtools.server.Endpoint;
import dev.playhead.devtools.server.Question;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.CountBy;
import dev.playhead.filter.EventCounts;
import dev.playhead.timetravel.ProgressListener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The numbers of events over time, in a lane for each source or family of types.
 *
 * <p><b>Threading.</b> Safe for any number of threads. <b>Cost.</b> One walk over the events, or two if there are more
 * than {@value #MAX_COUNTED} lanes. The latest answers are kept as long as the history does not change.
 */
final class Density implements Endpoint {
    /** The maximum number of lanes, apart from the lane of all others. */
    static final int MAX_LANES = 12;

    static final String OTHERS = "(others)";
    private static final int DEFAULT_BUCKETS = 600;
    private static final int MAX_COUNTED = 64;
    private static final int MAX_KEPT = 8;

    private final EventHistory history;
    /** The latest answers; guarded by itself. */
    private final Map<Key, Lanes> kept = new LinkedHashMap<>(16, 0.75f, true);

    /** What divides the events into lanes. */
    enum By {
        SOURCE,
        FAMILY;

        CountBy divided() {
            return this == SOURCE ? CountBy.SOURCE : CountBy.TYPE;
        }

        /** Returns the lane of events with a source or a type. */
        String lane(String name) {
            return this == SOURCE ? name : family(name);
        }

        String text() {
            return this == SOURCE ? "source" : "family";
        }
    }

    private record Key(String query, By by, int buckets, Instant from, Instant to, long first, long last, long count) {}

    /** The numbers of events of a lane by bucket. */
    private static final class Lane {
        private final String name;
        private final long[] counts;
        private final long total;

        Lane(String name, long[] counts) {
            this.name = name;
            this.counts = counts;
            this.total = Arrays.stream(counts).sum();
        }

        String name() {
            return name;
        }

        long total() {
            return total;
        }
    }

    /** The lanes of a range of time, the greatest first. */
    private record Lanes(Instant from, Instant to, List<Lane> lanes) {}

    Density(EventHistory history) {
        this.history = history;
    }

    /** {@return the family of a type: what precedes the first colon or dot, or the whole type} */
    static String family(String type) {
        for (int i = 1; i < type.length(); i++) {
            char c = type.charAt(i);
            if (c == ':' || c == '.') {
                return type.substring(0, i);
            }
        }
        return type;
    }

    @Override
    public void answer(Question question, JsonGenerator out) {
        EventQuery query = EventQuery.of(question);
        Instant from = EventQuery.time(question, "from");
        Instant to = EventQuery.time(question, "to");
        int buckets = (int) question.number("buckets", DEFAULT_BUCKETS, 1, TimeScale.MAX_BUCKETS);
        By by = by(question.parameter("by"));
        if (from != null && to != null && to.isBefore(from)) {
            throw new BadRequest("to=" + to + " is before from=" + from + "; exchange them");
        }
        out.writeStartObject();
        write(out, query, from, to, by, buckets, question.watch());
        out.writeEndObject();
    }

    private static By by(@Nullable String text) {
        if (text == null || text.equals("source")) {
            return By.SOURCE;
        }
        if (text.equals("family")) {
            return By.FAMILY;
        }
        throw new BadRequest("by=" + EventJson.clean(text) + " is neither source nor family");
    }

    /** Writes the lanes as members of the current object. */
    void write(
            JsonGenerator out,
            EventQuery query,
            @Nullable Instant from,
            @Nullable Instant to,
            By by,
            int buckets,
            ProgressListener watch) {
        HistoryStats stats = history.stats();
        Instant begin = from != null ? from : stats.firstTime().orElse(to);
        Instant end = to != null ? to : stats.lastTime().orElse(from);
        Lanes lanes = null;
        if (begin != null && end != null) {
            Instant last = end.isBefore(begin) ? begin : end; // no event is in this range
            lanes = lanes(query, by, buckets, begin, last, stats, watch);
        }
        EventJson.time(out, "from", lanes == null ? null : lanes.from);
        EventJson.time(out, "to", lanes == null ? null : lanes.to);
        EventJson.ms(out, "fromMs", lanes == null ? null : lanes.from);
        EventJson.ms(out, "toMs", lanes == null ? null : lanes.to);
        out.writeStringProperty("by", by.text());
        out.writeNumberProperty("buckets", buckets);
        writeLanes(out, lanes == null ? List.of() : lanes.lanes);
        writeIdle(out, lanes == null ? List.of() : lanes.lanes, buckets);
    }

    private static void writeLanes(JsonGenerator out, List<Lane> lanes) {
        out.writeArrayPropertyStart("lanes");
        for (Lane lane : lanes) {
            out.writeStartObject();
            EventJson.name(out, "name", lane.name);
            out.writeNumberProperty("total", lane.total);
            out.writeArrayPropertyStart("counts");
            for (long count : lane.counts) {
                out.writeNumber(count);
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** Writes the runs of buckets without an event, each as its first and its last bucket. */
    private static void writeIdle(JsonGenerator out, List<Lane> lanes, int buckets) {
        out.writeArrayPropertyStart("idle");
        int begin = -1;
        for (int i = 0; i <= buckets; i++) {
            int bucket = i;
            boolean idle = i < buckets && lanes.stream().allMatch(lane -> lane.counts[bucket] == 0);
            if (idle && begin < 0) {
                begin = i;
            } else if (!idle && begin >= 0) {
                out.writeStartArray();
                out.writeNumber(begin);
                out.writeNumber(i - 1);
                out.writeEndArray();
                begin = -1;
            }
        }
        out.writeEndArray();
    }

    private Lanes lanes(
            EventQuery query,
            By by,
            int buckets,
            Instant from,
            Instant to,
            HistoryStats stats,
            ProgressListener watch) {
        Key key = new Key(
                query.key(), by, buckets, from, to, stats.firstSequence(), stats.lastSequence(), stats.stored());
        synchronized (kept) {
            Lanes known = kept.get(key);
            if (known != null) {
                return known;
            }
        }
        Lanes lanes = new Lanes(from, to, count(query, by, new TimeScale(from, to, buckets), buckets, stats, watch));
        synchronized (kept) {
            kept.put(key, lanes);
            if (kept.size() > MAX_KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        return lanes;
    }

    private List<Lane> count(
            EventQuery query, By by, TimeScale scale, int buckets, HistoryStats stats, ProgressListener watch) {
        Set<String> shown = manyLanes(by, stats) ? greatest(query, by, scale, watch) : null;
        Map<String, long[]> counts = new HashMap<>();
        walk(query, by, scale, watch, (name, bucket, events) -> {
            String lane = shown == null || shown.contains(name) ? name : OTHERS;
            counts.computeIfAbsent(lane, absent -> new long[buckets])[bucket] += events;
        });
        return sorted(counts, buckets);
    }

    /** Returns whether there may be too many lanes to count each of them by bucket. */
    private static boolean manyLanes(By by, HistoryStats stats) {
        if (by == By.SOURCE) {
            return stats.countsBySource().size() > MAX_COUNTED;
        }
        return stats.countsByType().keySet().stream()
                        .map(Density::family)
                        .distinct()
                        .count()
                > MAX_COUNTED;
    }

    private Set<String> greatest(EventQuery query, By by, TimeScale scale, ProgressListener watch) {
        Map<String, long[]> totals = new HashMap<>();
        walk(
                query,
                by,
                scale,
                watch,
                (name, bucket, events) -> totals.computeIfAbsent(name, absent -> new long[1])[0] += events);
        Set<String> names = new HashSet<>();
        sorted(totals, 1).stream().limit(MAX_LANES).forEach(lane -> names.add(lane.name));
        names.remove(OTHERS);
        return names;
    }

    private interface Counting {
        void count(String lane, int bucket, int events);
    }

    /** Counts runs of events at once if they are in one bucket, and else their events one by one. */
    private void walk(EventQuery query, By by, TimeScale scale, ProgressListener watch, Counting counting) {
        Iterator<EventCounts> runs = query.counts(history, by.divided(), watch).iterator();
        while (runs.hasNext()) {
            EventCounts run = runs.next();
            int bucket = scale.bucket(run.minTime());
            if (bucket >= 0 && bucket == scale.bucket(run.maxTime())) {
                run.names().forEach((name, events) -> counting.count(by.lane(name), bucket, events));
            } else if (run.count() > 0) {
                each(query.within(run.firstSequence(), run.lastSequence()), by, scale, watch, counting);
            }
        }
    }

    private void each(EventQuery query, By by, TimeScale scale, ProgressListener watch, Counting counting) {
        Iterator<RecordedEvent> events = query.events(history, watch).iterator();
        while (events.hasNext()) {
            RecordedEvent event = events.next();
            int bucket = scale.bucket(event.timestamp());
            if (bucket >= 0) {
                counting.count(by.lane(by == By.SOURCE ? event.source() : event.type()), bucket, 1);
            }
        }
    }

    /** Returns the greatest lanes, and one lane with the sum of the others. */
    private static List<Lane> sorted(Map<String, long[]> counts, int buckets) {
        List<Lane> all = new ArrayList<>();
        counts.forEach((name, lane) -> all.add(new Lane(name, lane)));
        all.sort(Comparator.comparing((Lane lane) -> lane.name.equals(OTHERS))
                .thenComparing(Comparator.comparingLong(Lane::total).reversed())
                .thenComparing(Lane::name));
        if (all.size() <= MAX_LANES
                || (all.size() == MAX_LANES + 1 && all.get(MAX_LANES).name.equals(OTHERS))) {
            return all;
        }
        long[] others = new long[buckets];
        for (Lane lane : all.subList(MAX_LANES, all.size())) {
            for (int i = 0; i < buckets; i++) {
                others[i] += lane.counts[i];
            }
        }
        List<Lane> shown = new ArrayList<>(all.subList(0, MAX_LANES));
        shown.add(new Lane(OTHERS, others));
        return shown;
    }
}
