package dev.playhead.event;

import dev.playhead.internal.data.FieldMap;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An event in a block, decoded on demand. This object refers to the block until the whole event is decoded.
 *
 * <p><b>Threading.</b> Safe for any number of threads.
 */
@SuppressWarnings("serial") // a separate reference object would take 50% more memory
final class EncodedEvent extends AtomicReference<@Nullable GridEvent> {
    /*
     * The value of the reference is the event, once the event was requested. The value never becomes another object, so
     * all threads receive the same event.
     *
     * The other fields are not volatile, because a volatile write costs as much as decoding a field. A thread releases
     * the block only after it has written the event and the whole payload. Another thread may see the release before it
     * sees one of these writes. That thread then reads the reference again until it sees both writes.
     */
    private final String type;
    private final int position;
    private RecordedEvent.@Nullable Encoded block;
    /** The payload, or its view; null before its first use. Two threads may both decode it; their results are equal. */
    private @Nullable Object payload;

    EncodedEvent(String type, RecordedEvent.Encoded block, int position) {
        this.type = type;
        this.block = block;
        this.position = position;
    }

    String type() {
        return type;
    }

    GridEvent event() {
        GridEvent known = get();
        return known == null ? decode() : known;
    }

    private GridEvent decode() {
        RecordedEvent.Encoded from = block;
        if (from != null) {
            Object data = payload();
            compareAndSet(null, from.event(type, data, position));
            if (!(data instanceof FieldView)) {
                block = null;
            }
        }
        return known();
    }

    /** Returns the event. Requires that the block was released; waits until this thread sees the event. */
    GridEvent known() {
        GridEvent known = get();
        while (known == null) {
            known = get();
        }
        return known;
    }

    /**
     * Releases the block, because the view has the whole payload. If another thread created the event with another
     * view, that view receives the whole payload too.
     */
    void payloadDecoded(FieldView view, FieldMap whole) {
        RecordedEvent.Encoded from = block;
        boolean made = from != null && get() == null && compareAndSet(null, from.event(type, view, position));
        if (!made) {
            GridEvent known = known();
            if (known.payload() instanceof FieldView other) {
                other.completeBy(whole);
            }
            set(known); // a later read of the reference sees the whole payload
        }
        block = null;
    }

    @Nullable
    Object payload() {
        Object made = payload;
        return made == null ? decodePayload() : made;
    }

    private @Nullable Object decodePayload() {
        RecordedEvent.Encoded from = block;
        if (from == null) {
            return known().payload();
        }
        String[] names = from.fieldNames();
        Object made = names == null ? from.payload(position) : new FieldView(names, this);
        payload = made;
        return made;
    }

    Instant timestamp() {
        GridEvent known = get();
        RecordedEvent.Encoded from = block;
        return known != null ? known.timestamp() : from != null ? from.timestamp(position) : known().timestamp();
    }

    String source() {
        GridEvent known = get();
        RecordedEvent.Encoded from = block;
        return known != null ? known.source() : from != null ? from.source(position) : known().source();
    }

    Map<String, @Nullable Object> metadata() {
        GridEvent known = get();
        RecordedEvent.Encoded from = block;
        return known != null ? known.metadata() : from != null ? from.metadata(position) : known().metadata();
    }

    /** Decodes the payload, which is a map. Returns null if the block was released. */
    @Nullable
    FieldMap wholePayload() {
        RecordedEvent.Encoded from = block;
        return from == null ? null : (FieldMap) from.payload(position);
    }

    /** Decodes a field of the payload. The payload is a map, and {@code view} is its view. */
    @Nullable
    Object field(int field, FieldView view) {
        RecordedEvent.Encoded from = block;
        return from == null ? view.complete().value(field) : from.field(position, field);
    }

    /** Returns the index of a key in the payload, or -1. The payload is a map, and {@code view} is its view. */
    int indexOf(@Nullable Object key, FieldView view) {
        RecordedEvent.Encoded from = block;
        return from == null ? view.complete().indexOf(key) : from.indexOf(key);
    }
}
