package dev.playhead.io;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names that other programs give to the time and the type of an event. The usual names are tried in order. A name
 * that also has other meanings is used only if the record has no usual name, and no other name with several meanings.
 */
final class FieldNames {
    static final List<String> TIMES = List.of("timestamp", "@timestamp", "ts", "time", "datetime", "eventTime");
    static final List<String> OTHER_TIMES = List.of("date", "created_at", "createdAt");
    static final List<String> TYPES = List.of("type", "event", "eventType", "event_type", "eventName");
    static final List<String> OTHER_TYPES = List.of("name", "action", "kind");

    private final @Nullable TimeFormat format;

    /**
     * Creates the names. With a format, texts in this format are recognized as times, too.
     *
     * @param format a form that times as text may have in addition to the usual forms, or null
     */
    FieldNames(@Nullable TimeFormat format) {
        this.format = format;
    }

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

    /**
     * Returns whether a member with a usual name is surely a time: a text with a time, or a number that is a time in
     * the years 2000 to 2100 if it counts seconds, milliseconds, microseconds or nanoseconds since 1970.
     */
    boolean hasUsualTime(Map<String, @Nullable Object> record) {
        return TIMES.stream().anyMatch(name -> isSurelyTime(record.get(name)));
    }

    private boolean isSurelyTime(@Nullable Object value) {
        if (value instanceof String text && TimeText.isNumber(text)) {
            return EpochTimes.isPlausible(JsonData.number(text));
        }
        return value instanceof Number number ? EpochTimes.isPlausible(number) : isTime(value);
    }

    /** {@return whether a value is a number or a text that is not empty, as a time is} */
    static boolean mayBeTime(@Nullable Object value) {
        return value instanceof Number || Members.text(value) != null;
    }

    /** {@return whether a value is a number, or a text with a number or a time} */
    boolean isTime(@Nullable Object value) {
        return value instanceof Number
                || (value instanceof String text
                        && (TimeText.isNumber(text)
                                || TimeText.parse(text, ZoneOffset.UTC) != null
                                || (format != null && format.parse(text, ZoneOffset.UTC) != null)));
    }
}
