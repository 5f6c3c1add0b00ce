package dev.playhead.io;

import dev.playhead.event.PlainData;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a log in JSON. The type is made from the level, such as {@code log:info}, and the source is the logger.
 *
 * @param title the name of the writer
 * @param mark whether a record is of this writer
 * @param times the names that the member with the time may have
 * @param levels the names that the member with the level may have
 * @param sources the names that the member with the logger, the service or the host may have
 */
record LogShape(
        String title,
        Predicate<Map<String, @Nullable Object>> mark,
        List<String> times,
        List<String> levels,
        List<String> sources)
        implements KnownShape {
    private static final String INSTANT = "instant";
    private static final String LEVEL = "level";
    private static final String TIMESTAMP = "@timestamp";
    private static final List<String> MESSAGES = List.of("msg", "message");
    /** The members that describe only the form of the record. */
    private static final Set<String> FORM = Set.of("@version", "ecs.version", "endOfBatch");
    /** The numbers of levels in pino and bunyan. */
    private static final Map<Long, String> NUMBERED =
            Map.of(10L, "trace", 20L, "debug", 30L, "info", 40L, "warn", 50L, "error", 60L, "fatal");
    /** The members with the context of a thread, which may name a trace. */
    private static final List<String> CONTEXTS = List.of("contextMap", "mdc");

    private static final LogShape LOG4J = new LogShape(
            "Log4j2",
            record -> Members.map(record.get(INSTANT)).get("epochSecond") instanceof Long
                    || (record.get("timeMillis") instanceof Long && record.get("loggerName") instanceof String),
            List.of(INSTANT, "timeMillis"),
            List.of(LEVEL),
            List.of("loggerName"));
    private static final LogShape LOGSTASH = new LogShape(
            "Logstash",
            record -> record.containsKey(TIMESTAMP) && record.containsKey("@version"),
            List.of(TIMESTAMP),
            List.of(LEVEL, "log.level"),
            List.of("logger_name", "logger"));
    private static final LogShape ECS = new LogShape(
            "ECS",
            record -> record.containsKey(TIMESTAMP)
                    && (record.containsKey("ecs.version") || record.get("ecs") instanceof Map<?, ?>),
            List.of(TIMESTAMP),
            List.of("log.level"),
            List.of("log.logger", "service.name"));
    private static final LogShape PINO = new LogShape(
            "pino",
            record -> record.get(LEVEL) instanceof Long
                    && record.containsKey("time")
                    && (record.containsKey("msg")
                            || (record.get("pid") instanceof Long
                                    && record.containsKey("hostname")
                                    && !record.containsKey("message"))),
            List.of("time"),
            List.of(LEVEL),
            List.of("name", "hostname"));

    /** {@return the shapes of logs, in the order in which they are tried} */
    static List<KnownShape> all(FieldNames names) {
        LogShape other = new LogShape(
                "lines of a log",
                record -> isLog(record, names),
                FieldNames.TIMES,
                List.of(LEVEL),
                List.of("logger", "logger_name", "loggerName", "name", "hostname"));
        return List.of(LOG4J, LOGSTASH, ECS, PINO, other);
    }

    private static boolean isLog(Map<String, @Nullable Object> record, FieldNames names) {
        Object level = record.get(LEVEL);
        return (level instanceof Long || level instanceof String)
                && MESSAGES.stream().anyMatch(name -> record.get(name) instanceof String)
                && FieldNames.TYPES.stream().noneMatch(name -> record.get(name) instanceof String)
                && FieldNames.TIMES.stream().anyMatch(name -> names.isTime(record.get(name)));
    }

    @Override
    public String parts() {
        return "type from " + levels.get(0) + ", such as log:info, source from " + sources.get(0) + ", time from "
                + (times.equals(FieldNames.TIMES) ? "its field" : times.get(0)) + ", payload from the other fields";
    }

    @Override
    public boolean fits(Map<String, @Nullable Object> record) {
        return mark.test(record);
    }

    @Override
    public void read(Map<String, @Nullable Object> record, Consumer<EventFields> events) {
        Set<String> used = new HashSet<>(FORM);
        Object time = taken(record, times, used);
        Object level = taken(record, levels, used);
        Object source = taken(record, sources, used);
        if (level == null && MESSAGES.stream().noneMatch(record::containsKey) && !mark.test(record)) {
            throw new IllegalArgumentException("the record has neither a level nor a message");
        }
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        TraceNames.add(record, metadata);
        for (String context : CONTEXTS) {
            if (record.get(context) instanceof Map<?, ?> map) {
                TraceNames.add(Members.map(map), metadata);
            }
        }
        events.accept(new EventFields()
                .with(EventFields.TYPE, level == null ? "log" : "log:" + name(level))
                .with(EventFields.TIMESTAMP, time instanceof Map<?, ?> instant ? instant(Members.map(instant)) : time)
                .with(EventFields.SOURCE, source)
                .with(EventFields.PAYLOAD, Members.without(record, used))
                .with(EventFields.METADATA, PlainData.ofPlain(metadata)));
    }

    /** Returns the value of the first name that has one, and adds this name to the used names; null if none has. */
    private static @Nullable Object taken(Map<String, @Nullable Object> record, List<String> names, Set<String> used) {
        for (String name : names) {
            Object value = Members.dotted(record, name);
            if (value != null) {
                used.add(name); // a nested member stays in its object
                return value;
            }
        }
        return null;
    }

    private static String name(Object level) {
        String number = level instanceof Long value ? NUMBERED.get(value) : null;
        return number == null ? String.valueOf(level).toLowerCase(Locale.ROOT) : number;
    }

    /** Returns the time that Log4j2 writes in two parts. */
    private static Instant instant(Map<String, @Nullable Object> parts) {
        if (!(parts.get("epochSecond") instanceof Long second)) {
            throw new IllegalArgumentException("instant=" + parts + " has no epochSecond");
        }
        try {
            long nano = parts.get("nanoOfSecond") instanceof Long fraction ? fraction : 0;
            return Instant.ofEpochSecond(second, nano);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("instant=" + parts + " is out of range", e);
        }
    }
}
