package dev.playhead.internal.recording;

import dev.playhead.event.GridEvent;
import dev.playhead.internal.data.FieldMap;
import dev.playhead.internal.data.PackedMap;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An estimate of the memory that an event takes on a 64-bit JVM with compressed references. */
final class EstimatedBytes {
    private static final int EVENT = 24 + 32 + 24; // the event, its slot and its timestamp
    private static final int REFERENCE = 4;
    private static final int BOXED = 16;
    private static final int CONTAINER = 40;
    private static final int KEPT_BY_REFERENCE = 128;
    /**
     * The maximum size of a map whose keys are assumed to be field names that many events share. The keys of a larger
     * map are assumed to be data.
     */
    private static final int MAX_FIELDS = 64;

    private EstimatedBytes() {}

    static long of(GridEvent captured) {
        long metadata = captured.metadata().isEmpty() ? 0 : of((Object) captured.metadata());
        return EVENT + of(captured.payload()) + metadata;
    }

    private static long of(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        // Final classes are checked first, because a check against an interface is slower.
        Class<?> type = value.getClass();
        if (type == String.class) {
            return 40L + ((String) value).length();
        }
        if (type == Double.class || type == Long.class || type == Boolean.class) {
            return BOXED;
        }
        if (value instanceof Record) {
            return KEPT_BY_REFERENCE;
        }
        if (value instanceof PackedMap map) {
            return ofPacked(map);
        }
        if (value instanceof FieldMap map) {
            return ofFields(map);
        }
        return ofOthers(value);
    }

    private static long ofOthers(Object value) {
        if (value instanceof Map<?, ?> map) {
            return ofMap(map);
        }
        if (value instanceof List<?> list) {
            long bytes = CONTAINER;
            for (Object part : list) {
                bytes += REFERENCE + of(part);
            }
            return bytes;
        }
        if (value instanceof BigInteger integer) {
            return CONTAINER + integer.bitLength() / 8L;
        }
        if (value instanceof BigDecimal decimal) {
            return CONTAINER + decimal.precision() / 2L;
        }
        return value instanceof Number ? BOXED : KEPT_BY_REFERENCE;
    }

    private static long ofPacked(PackedMap map) {
        long bytes = CONTAINER + (long) map.numbers() * Long.BYTES;
        for (int i = 0; i < map.references(); i++) {
            bytes += REFERENCE + of(map.reference(i));
        }
        return bytes;
    }

    private static long ofFields(FieldMap map) {
        int size = map.size();
        boolean sharesKeys = size <= MAX_FIELDS;
        long bytes = CONTAINER;
        for (int i = 0; i < size; i++) {
            bytes += 2 * REFERENCE + (sharesKeys ? 0 : of(map.name(i))) + of(map.value(i));
        }
        return bytes;
    }

    private static long ofMap(Map<?, ?> map) {
        boolean sharesKeys = map.size() <= MAX_FIELDS;
        long bytes = CONTAINER;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            bytes += 2 * REFERENCE + (sharesKeys ? 0 : of(entry.getKey())) + of(entry.getValue());
        }
        return bytes;
    }
}
