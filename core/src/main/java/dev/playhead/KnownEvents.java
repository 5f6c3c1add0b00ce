package dev.playhead;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.io.ImportReport;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fingerprints of the events of a history, by which those of a file are known that it holds already: by their sequence, the one
 * that they had where they came from, or an {@code id} in the metadata, each together with type, timestamp, source and payload.
 */
final class KnownEvents {
    private static final String ID = "id";

    private final Set<Long> fingerprints = new HashSet<>();

    /** The fingerprints of some events. */
    static KnownEvents of(Iterator<RecordedEvent> events) {
        KnownEvents known = new KnownEvents();
        events.forEachRemaining(event -> known.add(event.event(), event.sequence()));
        return known;
    }

    /** Adds an event, under its sequence unless that is -1. */
    void add(GridEvent event, long sequence) {
        long content = content(event);
        addUnder(sequence < 0 ? null : sequence, content);
        addUnder(event.metadata().get(ImportReport.IMPORTED_SEQUENCE), content);
        addUnder(id(event), content);
    }

    private void addUnder(@Nullable Object name, long content) {
        if (name != null) {
            fingerprints.add(fingerprint(name, content));
        }
    }

    /** Whether an event can be known again at all. */
    static boolean hasName(GridEvent event, long sequence) {
        return sequence >= 0
                || event.metadata().get(ImportReport.IMPORTED_SEQUENCE) instanceof Long
                || id(event) != null;
    }

    /** Whether an event is known that has this sequence in its file, or -1. */
    boolean contains(GridEvent event, long sequence) {
        long content = content(event);
        return isKnown(sequence < 0 ? null : sequence, content)
                || isKnown(event.metadata().get(ImportReport.IMPORTED_SEQUENCE), content)
                || isKnown(id(event), content);
    }

    private boolean isKnown(@Nullable Object name, long content) {
        return name != null && fingerprints.contains(fingerprint(name, content));
    }

    /** The id that the event's writer gave it, as a text, so that no id is taken for a sequence. */
    private static @Nullable String id(GridEvent event) {
        Object id = event.metadata().get(ID);
        return id == null ? null : ID + id;
    }

    /** Whether two events say the same, but for their metadata. */
    static boolean isSame(GridEvent one, GridEvent other) {
        return one.type().equals(other.type())
                && one.source().equals(other.source())
                && one.timestamp().equals(other.timestamp())
                && Objects.equals(one.payload(), other.payload());
    }

    private static long content(GridEvent event) {
        Instant time = event.timestamp();
        long mixed = mixed(hash(event.type()), hash(event.source()));
        mixed = mixed(mixed, time.getEpochSecond());
        mixed = mixed(mixed, time.getNano());
        return mixed(mixed, hash(event.payload()));
    }

    /** Hashes plain data to 64 bits: those of its own {@code hashCode} are 32, and equal for texts such as "Aa" and "BB". */
    private static long hash(@Nullable Object data) {
        if (data instanceof Map<?, ?> map) {
            long sum = map.size(); // the order of entries does not count
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                sum += mixed(hash(entry.getKey()), hash(entry.getValue()));
            }
            return mixed(1, sum);
        }
        if (data instanceof List<?> list) {
            long mixed = mixed(2, list.size());
            for (Object element : list) {
                mixed = mixed(mixed, hash(element));
            }
            return mixed;
        }
        if (data instanceof Long number) {
            return mixed(3, number);
        }
        if (data instanceof Double number) {
            return mixed(4, Double.doubleToLongBits(number));
        }
        String text = String.valueOf(data);
        long mixed = mixed(data instanceof String ? 5 : 6, text.length());
        for (int i = 0; i < text.length(); i++) {
            mixed = mixed(mixed, text.charAt(i));
        }
        return mixed;
    }

    private static long fingerprint(Object name, long content) {
        return mixed(content, hash(name));
    }

    /** Spreads two numbers over all bits, as the finisher of SplitMix64 does. */
    private static long mixed(long one, long other) {
        long mixed = one * 0x9e37_79b9_7f4a_7c15L + other;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ mixed >>> 31;
    }
}
