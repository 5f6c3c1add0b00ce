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
 * Fingerprints of the events of a history, to recognize those events of an imported file that the history already
 * holds. A fingerprint combines a name of the event with its type, timestamp, source and payload. Such a name is the
 * event's sequence, the sequence that it had in an imported file, or an {@code id} in the metadata.
 */
final class KnownEvents {
    private static final String ID = "id";

    private final Set<Long> fingerprints = new HashSet<>();

    /** {@return the fingerprints of the given events} */
    static KnownEvents of(Iterator<RecordedEvent> events) {
        KnownEvents known = new KnownEvents();
        events.forEachRemaining(event -> known.add(event.event(), event.sequence()));
        return known;
    }

    /** Adds the fingerprints of an event, one for each of its names. A sequence of -1 is ignored. */
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

    /** Returns whether an event has a name by which it can be recognized. */
    static boolean hasName(GridEvent event, long sequence) {
        return sequence >= 0
                || event.metadata().get(ImportReport.IMPORTED_SEQUENCE) instanceof Long
                || id(event) != null;
    }

    /**
     * Returns whether an event is already known. {@code sequence} is the sequence of the event in the file, or -1 if
     * the file has none.
     */
    boolean contains(GridEvent event, long sequence) {
        long content = content(event);
        return isKnown(sequence < 0 ? null : sequence, content)
                || isKnown(event.metadata().get(ImportReport.IMPORTED_SEQUENCE), content)
                || isKnown(id(event), content);
    }

    private boolean isKnown(@Nullable Object name, long content) {
        return name != null && fingerprints.contains(fingerprint(name, content));
    }

    /**
     * Returns the id that the writer of the event assigned, or null if there is none. The id is returned as text with a
     * prefix, so that no id is mistaken for a sequence.
     */
    private static @Nullable String id(GridEvent event) {
        Object id = event.metadata().get(ID);
        return id == null ? null : ID + id;
    }

    /** Returns whether two events are equal except for their metadata. */
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

    /**
     * Hashes plain data to 64 bits. The {@code hashCode} of plain data would not suffice: it has 32 bits and is equal
     * for strings such as "Aa" and "BB".
     */
    private static long hash(@Nullable Object data) {
        if (data instanceof Map<?, ?> map) {
            long sum = map.size(); // a sum does not depend on the order of entries
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

    /** Mixes all bits of two numbers, like the finalizer of SplitMix64. */
    private static long mixed(long one, long other) {
        long mixed = one * 0x9e37_79b9_7f4a_7c15L + other;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ mixed >>> 31;
    }
}
