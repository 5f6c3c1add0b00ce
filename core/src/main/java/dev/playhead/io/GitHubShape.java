package dev.playhead.io;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Events of the API of GitHub. */
final class GitHubShape implements KnownShape {
    /** The members that are not metadata. */
    private static final Set<String> PARTS = Set.of("type", "created_at", "payload");

    @Override
    public String title() {
        return "GitHub events";
    }

    @Override
    public String parts() {
        return "type and payload from their fields, time from created_at, source from repo.name, metadata from the other"
                + " fields";
    }

    @Override
    public boolean fits(Map<String, @Nullable Object> record) {
        return record.get("type") instanceof String type
                && type.endsWith("Event")
                && record.get("actor") instanceof Map<?, ?>
                && record.get("repo") instanceof Map<?, ?>
                && record.containsKey("created_at")
                && !record.containsKey("timestamp");
    }

    @Override
    public boolean keeps(Map<String, @Nullable Object> record) {
        return fits(record);
    }

    @Override
    public void read(Map<String, @Nullable Object> record, Consumer<EventFields> events) {
        events.accept(new EventFields()
                .with(EventFields.TYPE, record.get("type"))
                .with(EventFields.TIMESTAMP, record.get("created_at"))
                .with(EventFields.SOURCE, Members.at(record, List.of("repo", "name")))
                .with(EventFields.PAYLOAD, record.get("payload"))
                .with(EventFields.METADATA, Members.without(record, PARTS)));
    }
}
