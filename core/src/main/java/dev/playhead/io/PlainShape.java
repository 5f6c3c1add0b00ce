package dev.playhead.io;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The shape of events whose time and type have other usual names than Playhead's ({@link FieldNames}). The names are
 * those of the first record. If a record lacks one of these names, another name of {@link FieldNames} is used.
 */
final class PlainShape implements KnownShape {
    /** The names of the fields of events of Playhead, other than the time and the type. */
    private static final List<String> OWN = List.of("sequence", "source", "payload", "metadata");

    private final String time;
    private final String type;

    private PlainShape(String time, String type) {
        this.time = time;
        this.type = type;
    }

    /** {@return the shape of a record; null if its time or its type is not found under a known name} */
    static @Nullable PlainShape of(Map<String, @Nullable Object> first, FieldNames names) {
        String time = FieldNames.time(first);
        String type = FieldNames.type(first);
        return time == null || type == null || !names.isTime(first.get(time)) ? null : new PlainShape(time, type);
    }

    @Override
    public String title() {
        return "plain objects";
    }

    @Override
    public String parts() {
        return "time from " + time + ", type from " + type + ", payload from the other fields";
    }

    @Override
    public boolean fits(Map<String, @Nullable Object> record) {
        return Members.text(record.get(type)) != null && FieldNames.mayBeTime(record.get(time));
    }

    @Override
    public boolean keeps(Map<String, @Nullable Object> record) {
        if (!record.containsKey("timestamp")) {
            return FieldNames.mayBeTime(record.get(time));
        }
        return time.equals("timestamp")
                && Members.text(record.get(type)) != null
                && OWN.stream().noneMatch(record::containsKey);
    }

    @Override
    public void read(Map<String, @Nullable Object> record, Consumer<EventFields> events) {
        String timeName = FieldNames.mayBeTime(record.get(time)) ? time : FieldNames.time(record);
        String typeName = Members.text(record.get(type)) != null ? type : FieldNames.type(record);
        EventFields fields = new EventFields();
        record.forEach((name, value) -> {
            int number = EventFields.numberOf(name);
            if (name.equals(timeName)) {
                fields.set(name, EventFields.TIMESTAMP, value);
            } else if (name.equals(typeName)) {
                fields.set(name, EventFields.TYPE, value);
            } else {
                boolean isTaken = (number == EventFields.TIMESTAMP && timeName != null)
                        || (number == EventFields.TYPE && typeName != null);
                fields.set(name, isTaken ? EventFields.UNKNOWN : number, value);
            }
        });
        events.accept(fields);
    }
}
