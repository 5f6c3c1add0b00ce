package dev.playhead.event;

import dev.playhead.internal.data.FieldMap;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An event in a block that is decoded as it is looked at. It refers to the block until the payload is decoded.
 *
 * <p><b>Threading.</b> Safe for any number of threads.
 */
@SuppressWarnings("serial") // a reference of its own would take half as much memory again
final class EncodedEvent extends AtomicReference<@Nullable GridEvent> {
    /*
     * The value of the reference is the event, once it was asked for. It is set once, so that all threads get the same object.
     * It is set before the block is let go of; so a thread that finds no block finds the event.
     */
    private final String type;
    private final int position;
    private volatile RecordedEvent.@Nullable Encoded block;
    /** What was decoded of the payload. Two threads may both decode it, to equal effect. */
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
            GridEvent made = GridEvent.of(
                    type, payload(), from.timestamp(position), from.source(position), from.metadata(position));
            compareAndSet(null, made);
        }
        GridEvent known = known();
        letGo(known);
        return known;
    }

    /** Returns the event, which is there if the block is not. */
    private GridEvent known() {
        return Objects.requireNonNull(get(), "event");
    }

    /** Lets go of the block, if all of the event is decoded. */
    private void letGo(GridEvent known) {
        if (!(known.payload() instanceof FieldView view) || view.isComplete()) {
            block = null;
        }
    }

    /** Notes that a view of the payload is decoded. */
    void payloadDecoded() {
        letGo(event());
    }

    @Nullable
    Object payload() {
        GridEvent known = get();
        if (known != null) {
            return known.payload();
        }
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

    /** Decodes a field of the payload, which is a map. */
    @Nullable
    Object field(int field) {
        RecordedEvent.Encoded from = block;
        return from == null ? wholePayload().value(field) : from.field(position, field);
    }

    /** Finds a field of the payload, which is a map, by its key. */
    int indexOf(@Nullable Object key) {
        RecordedEvent.Encoded from = block;
        return from == null ? wholePayload().indexOf(key) : from.indexOf(key);
    }

    /** Decodes the payload, which is a map. Without a block, it is that of the known event, all of which is decoded. */
    FieldMap wholePayload() {
        RecordedEvent.Encoded from = block;
        Object data = from == null ? known().payload() : from.payload(position);
        return (FieldMap) Objects.requireNonNull(data);
    }
}
