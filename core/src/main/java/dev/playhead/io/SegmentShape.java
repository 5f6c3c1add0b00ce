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
    private static final List<String> USERS = List.of("userId", "anonymousId");
    /** Any one of these members, together with a user and a time, is enough to recognize a call. */
    private static final List<String> MARKS =
            List.of("messageId", "originalTimestamp", "sentAt", "previousId", "groupId");
    /** Any one of these members is enough in the same way if it is an object. */
    private static final List<String> OBJECTS = List.of("properties", "traits", "context");
    /** The members that an event of Playhead has, and a call does not. */
    private static final List<String> OWN = List.of("payload", "metadata", "sequence");

    private static final List<String> TIMES = List.of("timestamp", "originalTimestamp", "sentAt", "receivedAt");
    /** The members that do not become metadata of the same name. */
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
        return isCall(record)
                && USERS.stream().anyMatch(record::containsKey)
                && (MARKS.stream().anyMatch(record::containsKey)
                        || OBJECTS.stream().anyMatch(name -> record.get(name) instanceof Map<?, ?>))
                && Members.first(record, TIMES) != null;
    }

    private static boolean isCall(Map<String, @Nullable Object> record) {
        return record.get("type") instanceof String call
                && CALLS.contains(call)
                && OWN.stream().noneMatch(record::containsKey)
                && !(record.get("source") instanceof String);
    }

    @Override
    public boolean keeps(Map<String, @Nullable Object> record) {
        return isCall(record);
    }

    @Override
    public void read(Map<String, @Nullable Object> record, Consumer<EventFields> events) {
        if (!isCall(record)) {
            throw new IllegalArgumentException("type=" + record.get("type") + " is not a call of Segment");
        }
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
