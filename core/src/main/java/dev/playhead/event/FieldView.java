package dev.playhead.event;

import dev.playhead.internal.data.FieldMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A map that is the payload of an encoded event. Its values are decoded when they are used. Once all values are
 * decoded, the event releases its block.
 *
 * <p><b>Threading.</b> Safe for any number of threads. Two threads may both decode a value; their results are equal.
 */
final class FieldView extends FieldMap {
    private static final int LINEAR_UP_TO = 8;

    /** The marker of a decoded null in {@link #decoded}. */
    private static final Object NULL = new Object();

    private final String[] names;
    private final EncodedEvent event;

    /** Whether one value was decoded without being kept. Often only one value is read, which then needs no array. */
    private boolean lookedAt;

    /*
     * Writes to this array race. The race is benign: an element is either null, and then decoded again, or a value
     * whose fields are final. Two threads may each have their own array.
     */
    private @Nullable Object @Nullable [] decoded;

    /** The payload, once the whole payload is decoded. Written before the event releases its block. */
    private @Nullable FieldMap complete;

    FieldView(String[] names, EncodedEvent event) {
        this.names = names;
        this.event = event;
    }

    @Override
    public int size() {
        return names.length;
    }

    @Override
    public Object names() {
        return names;
    }

    @Override
    public String name(int position) {
        return names[position];
    }

    @Override
    public int indexOf(@Nullable Object key) {
        if (names.length > LINEAR_UP_TO) {
            return event.indexOf(key, this);
        }
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(key)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public @Nullable Object value(int position) {
        FieldMap all = complete;
        if (all != null) {
            return all.value(position);
        }
        @Nullable Object[] some = decoded;
        Object known = some == null ? null : some[position];
        return known == null ? decode(position) : known == NULL ? null : known;
    }

    /** Returns the entries. Decodes the whole payload first, because most iterations over a map reach its end. */
    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        return complete().entrySet();
    }

    private @Nullable Object decode(int position) {
        Object value = event.field(position, this);
        if (!lookedAt && names.length > 1) {
            lookedAt = true;
        } else {
            keep(position, value);
        }
        return value;
    }

    private void keep(int position, @Nullable Object value) {
        @Nullable Object[] some = decoded;
        if (some == null) {
            some = new Object[names.length];
            decoded = some;
        }
        some[position] = value == null ? NULL : value;
        // The last value is usually decoded last, so this loop usually ends immediately.
        for (int i = some.length - 1; i >= 0; i--) {
            if (some[i] == null) {
                return;
            }
        }
        complete();
    }

    /** Decodes the remaining values, and returns the whole payload. */
    FieldMap complete() {
        FieldMap all = complete;
        return all == null ? decodeAll() : all;
    }

    private FieldMap decodeAll() {
        FieldMap all = event.wholePayload();
        if (all == null) {
            return completed();
        }
        @Nullable Object[] some = decoded;
        if (some != null) {
            @Nullable Object[] values = new Object[names.length];
            for (int i = 0; i < values.length; i++) {
                // A value that was kept before remains the same object.
                values[i] = some[i] == null ? all.value(i) : some[i] == NULL ? null : some[i];
            }
            all = (FieldMap) PlainData.ofPlain(names, values);
        }
        complete = all;
        event.payloadDecoded(this, all);
        return all;
    }

    /** Sets the whole payload, which another thread has decoded. */
    void completeBy(FieldMap all) {
        if (complete == null) {
            complete = all;
        }
    }

    /**
     * Returns the payload that another thread decoded before the event released the block. The view in the event was
     * completed before that release. Waits until this thread sees this.
     */
    private FieldMap completed() {
        FieldMap all = complete;
        while (all == null) {
            all = event.known().payload() instanceof FieldView view ? view.complete : null;
        }
        complete = all;
        return all;
    }
}
