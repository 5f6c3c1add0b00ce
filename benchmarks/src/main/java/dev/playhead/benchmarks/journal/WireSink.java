package dev.playhead.benchmarks.journal;

import dev.playhead.event.GridEvent;
import java.util.List;
import java.util.Map;
import net.openhft.chronicle.wire.ValueOut;
import net.openhft.chronicle.wire.WireOut;
import org.jspecify.annotations.Nullable;

/**
 * A sink that writes fields with their names, in the binary format of Chronicle. This format can be read without the
 * application that wrote it.
 */
final class WireSink implements FieldSink {
    private final WireOut wire;

    private WireSink(WireOut wire) {
        this.wire = wire;
    }

    static void event(GridEvent event, WireOut wire) {
        wire.write("time").int64(PayloadFields.nanos(event));
        wire.write("type").text(event.type());
        wire.write("source").text(event.source());
        wire.write("payload").marshallable(payload -> PayloadFields.write(event, new WireSink(payload)));
        if (!event.metadata().isEmpty()) {
            any(wire.write("metadata"), event.metadata());
        }
    }

    @Override
    public void text(String name, String text) {
        wire.write(name).text(text);
    }

    @Override
    public void number(String name, double number) {
        wire.write(name).float64(number);
    }

    @Override
    public void flag(String name, boolean flag) {
        wire.write(name).bool(flag);
    }

    @Override
    public void value(String name, @Nullable Object value) {
        any(wire.write(name), value);
    }

    private static void any(ValueOut to, @Nullable Object value) {
        if (value == null) {
            to.nu11();
        } else if (value instanceof String text) {
            to.text(text);
        } else if (value instanceof Double number) {
            to.float64(number);
        } else if (value instanceof Long || value instanceof Integer) {
            to.int64(((Number) value).longValue());
        } else if (value instanceof Boolean flag) {
            to.bool(flag);
        } else if (value instanceof Map<?, ?> map) {
            to.marshallable(nested -> map.forEach((name, inner) -> any(nested.write((String) name), inner)));
        } else if (value instanceof List<?> list) {
            to.sequence(list, (all, out) -> all.forEach(one -> any(out, one)));
        } else {
            throw new IllegalArgumentException("value=" + value + " cannot be encoded for a compared engine");
        }
    }
}
