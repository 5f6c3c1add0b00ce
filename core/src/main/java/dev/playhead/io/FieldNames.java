package dev.playhead.io;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names that other programs give to the time and the type of an event. A usual name is preferred to the ones after
 * it. A name that also has other meanings counts only if the record has no usual name, and no other of this kind.
 */
final class FieldNames {
    static final List<String> TIMES = List.of("timestamp", "@timestamp", "ts", "time", "datetime", "eventTime");
    static final List<String> OTHER_TIMES = List.of("date", "created_at", "createdAt");
    static final List<String> TYPES = List.of("type", "event", "eventType", "event_type", "eventName");
    static final List<String> OTHER_TYPES = List.of("name", "action", "kind");

    private FieldNames() {}

    /** {@return the name of the member with the time; null if there is none, or more than one candidate} */
    static @Nullable String time(Map<String, @Nullable Object> record) {
        for (String name : TIMES) {
            if (mayBeTime(record.get(name))) {
                return name;
            }
        }
        String only = null;
        for (String name : OTHER_TIMES) {
            if (mayBeTime(record.get(name))) {
                if (only != null) {
                    return null;
                }
                only = name;
            }
        }
        return only;
    }

    /** {@return the name of the member with the type; null if there is none, or more than one candidate} */
    static @Nullable String type(Map<String, @Nullable Object> record) {
        for (String name : TYPES) {
            if (Members.text(record.get(name)) != null) {
                return name;
            }
        }
        String only = null;
        for (String name : OTHER_TYPES) {
            if (Members.text(record.get(name)) != null) {
                if (only != null) {
                    return null;
                }
                only = name;
            }
        }
        return only;
    }

    private static boolean mayBeTime(@Nullable Object value) {
        return value instanceof Number || Members.text(value) != null;
    }

    /** {@return whether a value is a number, or a text that is a time} */
    static boolean isTime(@Nullable Object value) {
        return value instanceof Number
                || (value instanceof String text
                        && (TimeText.isNumber(text) || TimeText.parse(text, ZoneOffset.UTC) != null));
    }
}
