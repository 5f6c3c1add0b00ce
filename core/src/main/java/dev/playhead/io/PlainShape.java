package dev.playhead.io;

import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The shape of events whose time and type have other usual names than Playhead's ({@link FieldNames}). */
final class PlainShape implements KnownShape {
    private final String parts;

    private PlainShape(String parts) {
        this.parts = parts;
    }

    /** {@return the shape of a record; null if its time or its type has no known name} */
    static @Nullable PlainShape of(Map<String, @Nullable Object> first) {
        String time = FieldNames.time(first);
        String type = FieldNames.type(first);
        return time == null || type == null || !FieldNames.isTime(first.get(time))
                ? null
                : new PlainShape("time from " + time + ", type from " + type + ", payload from the other fields");
    }

    @Override
    public String title() {
        return "plain objects";
    }

    @Override
    public String parts() {
        return parts;
    }

    @Override
    public boolean fits(Map<String, @Nullable Object> record) {
        return of(record) != null;
    }

    @Override
    public void read(Map<String, @Nullable Object> record, Consumer<EventFields> events) {
        String time = FieldNames.time(record);
        String type = FieldNames.type(record);
        EventFields fields = new EventFields();
        record.forEach((name, value) -> {
            int number = EventFields.numberOf(name);
            if (name.equals(time)) {
                fields.set(name, EventFields.TIMESTAMP, value);
            } else if (name.equals(type)) {
                fields.set(name, EventFields.TYPE, value);
            } else {
                boolean isTaken = (number == EventFields.TIMESTAMP && time != null)
                        || (number == EventFields.TYPE && type != null);
                fields.set(name, isTaken ? EventFields.UNKNOWN : number, value);
            }
        });
        events.accept(fields);
    }
}
