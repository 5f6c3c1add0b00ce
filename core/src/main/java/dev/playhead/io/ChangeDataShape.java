package dev.playhead.io;

import dev.playhead.bus.CauseScope;
import dev.playhead.event.PlainData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The shape of changes of database rows, as Debezium writes them, and of other records of Kafka Connect in JSON. A
 * record is a change, an envelope (an object with {@code schema} and {@code payload}), or an object with {@code key}
 * and {@code value}.
 */
final class ChangeDataShape implements KnownShape {
    private static final String SCHEMA = "schema";
    private static final String PAYLOAD = "payload";
    private static final String BEFORE = "before";
    private static final String AFTER = "after";
    private static final String OPERATION = "op";
    private static final String MILLIS = "ts_ms";
    private static final String SOURCE = "source";
    private static final String KEY = "key";
    private static final String VALUE = "value";
    private static final String TOPIC = "topic";
    private static final Map<String, String> OPERATIONS =
            Map.of("c", "create", "u", "update", "d", "delete", "r", "read", "t", "truncate", "m", "message");
    /** The members of a change that are not metadata. */
    private static final Set<String> PARTS = Set.of(BEFORE, AFTER, OPERATION, MILLIS);
    /** The possible names of the time in an object with key and value. */
    private static final List<String> TIMES = List.of("timestamp", "ts");
    /** The name by which a schema of Kafka Connect declares a field as a time. */
    private static final String CONNECT_TIME = "org.apache.kafka.connect.data.Timestamp";

    @Override
    public String title() {
        return "Debezium or Kafka Connect";
    }

    @Override
    public String parts() {
        return "type from the table and the operation, such as orders:update, time from source.ts_ms or ts_ms, payload"
                + " from before, after and key, metadata from the other fields";
    }

    @Override
    public boolean hasOwnUnit() {
        return true;
    }

    @Override
    public boolean fits(Map<String, @Nullable Object> record) {
        return isChange(record) || isEnvelope(record) || isPair(record);
    }

    private static boolean isChange(Map<String, @Nullable Object> record) {
        return record.get(OPERATION) instanceof String
                && record.get(MILLIS) instanceof Number
                && (record.containsKey(BEFORE) || record.containsKey(AFTER));
    }

    private static boolean isEnvelope(Map<String, @Nullable Object> record) {
        return record.size() == 2
                && record.containsKey(SCHEMA)
                && record.containsKey(PAYLOAD)
                && (record.get(SCHEMA) == null || record.get(SCHEMA) instanceof Map<?, ?>)
                && (record.get(PAYLOAD) == null || record.get(PAYLOAD) instanceof Map<?, ?>);
    }

    private static boolean isPair(Map<String, @Nullable Object> record) {
        Map<String, @Nullable Object> value = Members.map(record.get(VALUE));
        return record.containsKey(KEY)
                && record.containsKey(VALUE)
                && !(record.get("type") instanceof String)
                && (isChange(value)
                        || isEnvelope(value)
                        || (record.get(VALUE) == null && record.get(TOPIC) instanceof String));
    }

    @Override
    public boolean permitsNull() {
        return true;
    }

    @Override
    public String withoutEvent() {
        return "tombstones without a time or a key are skipped; the deletion before each of them is an event";
    }

    @Override
    public void read(Map<String, @Nullable Object> record, Consumer<EventFields> events) {
        boolean isPair = record.containsKey(KEY) && record.containsKey(VALUE) && !isChange(record);
        Map<String, @Nullable Object> around = isPair ? record : PlainData.emptyMap();
        Object value = isPair ? record.get(VALUE) : record;
        Map<String, @Nullable Object> envelope = Members.map(value);
        Object body = isEnvelope(envelope) ? envelope.get(PAYLOAD) : value;
        Object key = key(around.get(KEY));
        if (body == null) {
            Object time = Members.first(around, TIMES);
            if (time != null && key != null) {
                events.accept(new EventFields()
                        .with(EventFields.TYPE, table(PlainData.emptyMap(), around) + ":tombstone")
                        .with(EventFields.TIMESTAMP, time)
                        .with(EventFields.PAYLOAD, PlainData.ofPlain(Map.of(KEY, key)))
                        .with(EventFields.METADATA, Members.without(around, Set.of(KEY, VALUE))));
            }
        } else if (!(body instanceof Map<?, ?>)) {
            throw new IllegalArgumentException("the record is neither an object nor null");
        } else if (isChange(Members.map(body))) {
            events.accept(change(Members.map(body), key, around));
        } else if (!isPair && !isEnvelope(record)) {
            throw new IllegalArgumentException("the record is neither a change nor an envelope of schema and payload");
        } else {
            events.accept(row(Members.map(body), Members.map(envelope.get(SCHEMA)), key, around));
        }
    }

    private static @Nullable Object key(@Nullable Object key) {
        return isEnvelope(Members.map(key)) ? Members.map(key).get(PAYLOAD) : key;
    }

    private static EventFields change(
            Map<String, @Nullable Object> change, @Nullable Object key, Map<String, @Nullable Object> around) {
        Map<String, @Nullable Object> source = Members.map(change.get(SOURCE));
        String operation = String.valueOf(change.get(OPERATION));
        Map<String, @Nullable Object> payload = new LinkedHashMap<>();
        payload.put(BEFORE, change.get(BEFORE));
        payload.put(AFTER, change.get(AFTER));
        if (key != null) {
            payload.put(KEY, key);
        }
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>(Members.without(around, Set.of(KEY, VALUE)));
        metadata.putAll(Members.without(change, PARTS));
        if (Members.at(change, List.of("transaction", "id")) instanceof String transaction) {
            metadata.put(CauseScope.CORRELATION_ID, transaction);
        }
        Object name = Members.first(source, List.of("name", "db"));
        return new EventFields()
                .with(EventFields.TYPE, table(source, around) + ":" + OPERATIONS.getOrDefault(operation, operation))
                .with(EventFields.TIMESTAMP, time(change, source))
                .with(EventFields.SOURCE, name)
                .with(EventFields.PAYLOAD, PlainData.ofPlain(payload))
                .with(EventFields.METADATA, PlainData.ofPlain(metadata));
    }

    /**
     * Returns the time of the change in the database, in the finest unit that is given. If no such time is given,
     * returns the time at which the change was processed.
     */
    private static @Nullable Object time(Map<String, @Nullable Object> change, Map<String, @Nullable Object> source) {
        if (source.get("ts_ns") instanceof Long nanos && nanos > 0) {
            return EpochTimes.instant(nanos, TimeUnit.NANOSECONDS);
        }
        if (source.get("ts_us") instanceof Long micros && micros > 0) {
            return EpochTimes.instant(micros, TimeUnit.MICROSECONDS);
        }
        Object millis = source.get(MILLIS) instanceof Long value && value > 0 ? value : change.get(MILLIS);
        return EpochTimes.read(millis, TimeUnit.MILLISECONDS);
    }

    private static String table(Map<String, @Nullable Object> source, Map<String, @Nullable Object> around) {
        Object table = Members.first(source, List.of("table", "collection"));
        String topic = Members.text(around.get(TOPIC));
        if (table == null && topic != null) {
            return topic.substring(topic.lastIndexOf('.') + 1);
        }
        return table == null ? "row" : table.toString();
    }

    /**
     * Returns the fields of the event for a row that is not a change. The time is the first of these that is present:
     * the time in the object around the row, a field that the schema declares as a time, and a field with a usual name.
     */
    private static EventFields row(
            Map<String, @Nullable Object> row,
            Map<String, @Nullable Object> schema,
            @Nullable Object key,
            Map<String, @Nullable Object> around) {
        Object time = Members.first(around, TIMES);
        for (Object field : Members.list(schema.get("fields"))) {
            Map<String, @Nullable Object> described = Members.map(field);
            if (CONNECT_TIME.equals(described.get("name")) && described.get("field") instanceof String name) {
                Object value = row.get(name);
                time = time == null && value instanceof Long millis
                        ? EpochTimes.instant(millis, TimeUnit.MILLISECONDS)
                        : time;
            }
        }
        String usual = FieldNames.time(row);
        String name = Members.text(schema.get("name"));
        String table = name == null ? table(PlainData.emptyMap(), around) : name;
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>(Members.without(around, Set.of(KEY, VALUE)));
        if (key != null) {
            metadata.put(KEY, key);
        }
        return new EventFields()
                .with(EventFields.TYPE, table.equals("row") ? table : table + ":row")
                .with(EventFields.TIMESTAMP, time == null && usual != null ? row.get(usual) : time)
                .with(EventFields.PAYLOAD, row)
                .with(EventFields.METADATA, PlainData.ofPlain(metadata));
    }
}
