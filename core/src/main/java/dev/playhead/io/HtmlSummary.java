package dev.playhead.io;

import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** The statistics on a page. They include the events that the list of the page leaves out. */
final class HtmlSummary {
    /** The maximum number of types, and of sources, that are counted one by one. */
    private static final int MAX_NAMES = 1_000;

    private final Map<String, Long> types = new HashMap<>();
    private final Map<String, Long> sources = new HashMap<>();
    private final TimeHistogram times = new TimeHistogram();
    private List<RecordingBreak> breaks = List.of();
    private List<SequenceRange> gaps = List.of();
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private Instant previous = Instant.MIN;
    private long events;
    private long outOfOrder;
    private long otherTypes;
    private long otherSources;

    void add(RecordedEvent event) {
        Instant time = event.timestamp();
        events++;
        otherTypes += count(types, event.type());
        otherSources += count(sources, event.source());
        times.add(time);
        outOfOrder += time.isBefore(previous) ? 1 : 0;
        previous = time;
        first = time.isBefore(first) ? time : first;
        last = time.isAfter(last) ? time : last;
    }

    /** Counts a name and returns 0. If the name is new and there are too many names, returns 1 instead. */
    private static int count(Map<String, Long> counts, String name) {
        if (counts.size() >= MAX_NAMES && !counts.containsKey(name)) {
            return 1;
        }
        counts.merge(name, 1L, Long::sum);
        return 0;
    }

    void missing(List<RecordingBreak> allBreaks, List<SequenceRange> allGaps) {
        breaks = List.copyOf(allBreaks);
        gaps = List.copyOf(allGaps);
    }

    void write(JsonGenerator json, long listed) {
        json.writeStartObject();
        json.writeNumberProperty("events", events);
        json.writeNumberProperty("listed", listed);
        if (events > 0) {
            json.writeStringProperty("first", first.toString());
            json.writeStringProperty("last", last.toString());
        }
        json.writeNumberProperty("outOfOrder", outOfOrder);
        writeCounts(json, "types", types, otherTypes);
        writeCounts(json, "sources", sources, otherSources);
        json.writeNumberProperty("fromMillis", times.fromMillis());
        json.writeNumberProperty("partMillis", times.partMillis());
        json.writeName("timeline");
        json.writeStartArray();
        for (long count : times.counts()) {
            json.writeNumber(count);
        }
        json.writeEndArray();
        json.writeName("missing");
        json.writeStartArray();
        for (Missing one : Missing.inOrder(breaks, gaps)) {
            MissingFields.write(json, one, true);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Writes pairs of a name and its count, the greatest count first, and then the count for all other names. */
    private static void writeCounts(JsonGenerator json, String name, Map<String, Long> counts, long others) {
        json.writeName(name);
        json.writeStartArray();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> {
                    json.writeStartArray();
                    json.writeString(entry.getKey());
                    json.writeNumber(entry.getValue());
                    json.writeEndArray();
                });
        json.writeEndArray();
        json.writeNumberProperty(name + "Others", others);
    }
}
