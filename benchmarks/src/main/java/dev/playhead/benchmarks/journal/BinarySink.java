package dev.playhead.benchmarks.journal;

import dev.playhead.event.GridEvent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sink that writes fields by position, without names. Before a value, it writes a byte for the kind of the value,
 * unless the class of the payload determines this kind. The format is small and fast, but only the application that
 * wrote the data can read it.
 */
abstract class BinarySink implements FieldSink {
    private static final int NOTHING = 0;
    private static final int TEXT = 1;
    private static final int INTEGER = 2;
    private static final int NUMBER = 3;
    private static final int TRUE = 4;
    private static final int FALSE = 5;
    private static final int LIST = 6;
    private static final int MAP = 7;

    abstract void putByte(int value);

    /** Writes a number in eight bytes. */
    abstract void putLong(long value);

    abstract void putDouble(double value);

    /** Writes a number in a variable number of bytes. Small numbers take fewer bytes. */
    abstract void putCount(long value);

    /** Writes the length of a text, and one byte for each character. The texts of the benchmarks are ASCII. */
    abstract void putText(String text);

    /** Writes the time, type, source, payload and metadata of an event. */
    final void event(GridEvent event) {
        putLong(PayloadFields.nanos(event));
        putText(event.type());
        putText(event.source());
        PayloadFields.write(event, this);
        map(event.metadata());
    }

    @Override
    public final void text(String name, String text) {
        putText(text);
    }

    @Override
    public final void number(String name, double number) {
        putDouble(number);
    }

    @Override
    public final void flag(String name, boolean flag) {
        putByte(flag ? TRUE : FALSE);
    }

    @Override
    public final void value(String name, @Nullable Object value) {
        any(value);
    }

    private void any(@Nullable Object value) {
        if (value == null) {
            putByte(NOTHING);
        } else if (value instanceof String text) {
            putByte(TEXT);
            putText(text);
        } else if (value instanceof Double number) {
            putByte(NUMBER);
            putDouble(number);
        } else if (value instanceof Long || value instanceof Integer) {
            putByte(INTEGER);
            putCount(((Number) value).longValue());
        } else if (value instanceof Boolean flag) {
            putByte(flag ? TRUE : FALSE);
        } else if (value instanceof Map<?, ?> map) {
            putByte(MAP);
            map(map);
        } else if (value instanceof List<?> list) {
            putByte(LIST);
            putCount(list.size());
            list.forEach(this::any);
        } else {
            throw new IllegalArgumentException("value=" + value + " cannot be encoded for a compared engine");
        }
    }

    private void map(Map<?, ?> map) {
        putCount(map.size());
        map.forEach((name, value) -> {
            putText((String) name);
            any(value);
        });
    }
}
