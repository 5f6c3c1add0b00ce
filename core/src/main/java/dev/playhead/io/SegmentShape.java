package dev.playhead.io;

import dev.playhead.event.PlainData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls of Segment and of services with its API: track, identify, page, screen, group and alias. */
final class SegmentShape implements KnownShape {
    private static final Set<String> CALLS = Set.of("track", "identify", "page", "screen", "group", "alias");
    private static final List<String> MARKS = List.of("userId", "anonymousId", "messageId", "originalTimestamp");
    private static final List<String> TIMES = List.of("timestamp", "originalTimestamp", "sentAt", "receivedAt");
    /** The members that are not metadata. */
    private static final Set<String> PARTS = Set.of("type", "event", "timestamp", "properties", "traits", "messageId");

    @Override
    public String title() {
        return "Segment calls";
    }

    @Override
    public String parts() {
        return "type from event, or else from the call, time from timestamp, payload from properties or traits, metadata"
                + " from the other fields";
    }

    @Override
    public boolean fits(Map<String, @Nullable Object> record) {
        return record.get("type") instanceof String call
                && CALLS.contains(call)
                && !record.containsKey("payload")
                && MARKS.stream().anyMatch(record::containsKey)
                && Members.first(record, TIMES) != null;
    }

    @Override
    public void read(Map<String, @Nullable Object> record, Consumer<EventFields> events) {
        Object call = record.get("type");
        Object event = record.get("event");
        boolean hasName = Members.text(event) != null;
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        if (hasName) {
            metadata.put("call", call);
        }
        if (record.get("messageId") != null) {
            metadata.put("id", record.get("messageId"));
        }
        metadata.putAll(Members.without(record, PARTS));
        TraceNames.add(record, metadata);
        Object properties = record.get("properties");
        events.accept(new EventFields()
                .with(EventFields.TYPE, hasName ? event : call)
                .with(EventFields.TIMESTAMP, Members.first(record, TIMES))
                .with(EventFields.SOURCE, Members.at(record, List.of("context", "library", "name")))
                .with(EventFields.PAYLOAD, properties == null ? record.get("traits") : properties)
                .with(EventFields.METADATA, PlainData.ofPlain(metadata)));
    }
}
