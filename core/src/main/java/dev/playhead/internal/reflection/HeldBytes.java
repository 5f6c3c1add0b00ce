package dev.playhead.internal.reflection;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.internal.data.FieldMap;
import dev.playhead.internal.data.PackedLayout;
import dev.playhead.internal.data.PackedMap;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An estimate of the memory that captured events take together, on a 64-bit JVM with compressed references. Each object
 * is counted once, however many events refer to it. Objects that belong to the whole JVM, such as enum constants and
 * boolean values, are not counted. Objects that the application shares with its events are counted, because the events
 * would hold them even if the application released them.
 *
 * <p><b>Threading.</b> Confined to one thread.
 *
 * <p><b>Cost.</b> Linear in the number of objects and the length of strings: some microseconds per event.
 */
public final class HeldBytes {
    private static final int HEADER = 12;
    private static final int REFERENCE = 4;
    private static final int ARRAY = 16;
    private static final int STRING = 24;
    /** The sizes of a map and of a list of plain data, in bytes, without their arrays. */
    private static final int DATA_MAP = 32;

    private static final int DATA_LIST = 24;
    private static final int PACKED_MAP = 32;
    private static final int PACKED_LAYOUT = 40;
    /** The assumed size of each part of an object that is not inspected, such as a date. */
    private static final int UNKNOWN_PART = 24;

    /** The size of one instance, and the handles that read the objects to which the instance refers. */
    private record Layout(long bytes, List<MethodHandle> parts) {}

    private static final ClassValue<Layout> LAYOUTS = new ClassValue<>() {
        @Override
        protected Layout computeValue(Class<?> type) {
            return layout(type);
        }
    };

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Creates an estimate without events. */
    public HeldBytes() {}

    /**
     * Adds an event.
     *
     * @param captured an event as captured by {@code PayloadCapture}
     * @return the number of bytes that the event takes in addition to everything added before
     */
    public long add(GridEvent captured) {
        if (!seen.add(captured)) {
            return 0;
        }
        return aligned(HEADER + 5 * REFERENCE)
                + object(captured.type())
                + object(captured.source())
                + object(captured.timestamp())
                + object(captured.metadata())
                + object(captured.payload());
    }

    private long object(@Nullable Object value) {
        if (value == null || value instanceof Enum<?> || value instanceof Boolean || value == PlainData.emptyMap()) {
            return 0;
        }
        if (!seen.add(value)) {
            return 0;
        }
        if (value instanceof String text) {
            return STRING + array(text.length(), isLatin(text) ? 1 : 2);
        }
        if (value instanceof PackedMap map) {
            return packed(map);
        }
        if (value instanceof Map<?, ?> map) {
            return map(map);
        }
        if (value instanceof List<?> list) {
            long bytes = DATA_LIST + array(list.size(), REFERENCE);
            for (Object part : list) {
                bytes += object(part);
            }
            return bytes;
        }
        Layout layout = LAYOUTS.get(value.getClass());
        if (value instanceof BigInteger integer) {
            return layout.bytes + array((integer.bitLength() + 31) / 32, 4);
        }
        if (value instanceof BigDecimal decimal) {
            return layout.bytes + (decimal.precision() <= 18 ? 0 : object(decimal.unscaledValue()));
        }
        return layout.bytes + parts(value, layout);
    }

    private long parts(Object value, Layout layout) {
        long bytes = 0;
        for (MethodHandle part : layout.parts) {
            try {
                bytes += object((Object) part.invokeExact(value));
            } catch (Throwable e) {
                // Compiler-generated accessors do not throw exceptions. A record with other accessors is not kept by
                // reference: its accessors run during capture, and the event contains their results as plain data.
                throw new IllegalStateException("class=" + value.getClass().getName() + " cannot be measured", e);
            }
        }
        return bytes;
    }

    private long packed(PackedMap map) {
        PackedLayout layout = map.names();
        long bytes = PACKED_MAP;
        bytes += map.references() == 0 ? 0 : array(map.references(), REFERENCE);
        bytes += map.numbers() == 0 ? 0 : array(map.numbers(), Long.BYTES);
        if (seen.add(layout)) {
            bytes += PACKED_LAYOUT + array(layout.size(), REFERENCE) + 2 * array(layout.size(), 1);
            for (int i = 0; i < layout.size(); i++) {
                bytes += object(layout.name(i));
            }
            bytes += object(layout.constant());
        }
        for (int i = 0; i < map.references(); i++) {
            bytes += object(map.reference(i));
        }
        return bytes;
    }

    private long map(Map<?, ?> map) {
        Object keys = map instanceof FieldMap plain ? plain.names() : null;
        // Other maps that are kept by reference were created by Map.of or Map.copyOf: one array, half of it empty.
        long bytes =
                keys != null ? DATA_MAP + array(map.size(), REFERENCE) : DATA_LIST + array(map.size(), 4 * REFERENCE);
        if (keys != null && seen.add(keys)) {
            bytes += array(map.size(), REFERENCE);
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            bytes += object(entry.getKey()) + object(entry.getValue());
        }
        return bytes;
    }

    private static boolean isLatin(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xFF) {
                return false;
            }
        }
        return true;
    }

    private static long aligned(long bytes) {
        return bytes + 7 & -8;
    }

    private static long array(int length, int elementBytes) {
        return aligned(ARRAY + (long) length * elementBytes);
    }

    private static Layout layout(Class<?> type) {
        long fields = HEADER;
        int references = 0;
        boolean wide = false;
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    int size = sizeOf(field.getType());
                    fields += size;
                    wide |= size == 8;
                    references += field.getType().isPrimitive() ? 0 : 1;
                }
            }
        }
        // Eight-byte fields are aligned to eight bytes. Smaller fields fill the gap after the header.
        long bytes = aligned(wide ? Math.max(fields, HEADER + 4 + 8) : fields);
        if (!type.isRecord()) {
            boolean measured = Number.class.isAssignableFrom(type);
            return new Layout(bytes + (measured ? 0L : (long) references * UNKNOWN_PART), List.of());
        }
        List<MethodHandle> parts = new ArrayList<>();
        try {
            for (RecordComponent component : type.getRecordComponents()) {
                if (!component.getType().isPrimitive()) {
                    parts.add(Access.getter(component.getAccessor()));
                }
            }
        } catch (IllegalAccessException e) {
            return new Layout(bytes + (long) references * UNKNOWN_PART, List.of());
        }
        return new Layout(bytes, parts);
    }

    private static int sizeOf(Class<?> type) {
        if (type == long.class || type == double.class) {
            return 8;
        }
        if (type == boolean.class || type == byte.class) {
            return 1;
        }
        return type == short.class || type == char.class ? 2 : REFERENCE;
    }
}
