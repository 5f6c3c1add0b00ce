package dev.playhead.causality;

import dev.playhead.bus.CauseScope;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ImportReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name by which events refer to an earlier event. {@code package-info} specifies how a name is resolved.
 *
 * @param kind the meaning of the text
 * @param text the text by which the metadata of other events refer to the event
 */
record EventName(Kind kind, String text) {
    private static final String ID = "id";

    enum Kind {
        /** The sequence in the history. */
        SEQUENCE,
        /** The sequence that the event had in an imported file. */
        IMPORTED_SEQUENCE,
        /** The id that another program assigned. */
        FOREIGN_ID
    }

    /** {@return the name of the cause of an event; null if the event names no cause} */
    static @Nullable EventName ofCauseOf(RecordedEvent event) {
        return in(event, CauseScope.CAUSATION_ID);
    }

    /** {@return the correlation id of an event; null if the event has none} */
    static @Nullable EventName ofCorrelationOf(RecordedEvent event) {
        return in(event, CauseScope.CORRELATION_ID);
    }

    private static @Nullable EventName in(RecordedEvent event, String key) {
        if (!(event.metadata().get(key) instanceof String text) || text.isEmpty()) {
            return null;
        }
        if (!isSequence(text)) {
            return new EventName(Kind.FOREIGN_ID, text);
        }
        return new EventName(isRenumbered(event) ? Kind.IMPORTED_SEQUENCE : Kind.SEQUENCE, text);
    }

    /** {@return all names of an event} */
    static List<EventName> of(RecordedEvent event) {
        List<EventName> names = new ArrayList<>();
        names.add(new EventName(Kind.SEQUENCE, event.id()));
        addAmbiguous(event, names);
        return names;
    }

    /** Adds those names of an event that a later event may also have. */
    static void addAmbiguous(RecordedEvent event, List<EventName> names) {
        if (event.metadata().isEmpty()) {
            return;
        }
        if (event.metadata().get(ImportReport.IMPORTED_SEQUENCE) instanceof Long old) {
            names.add(new EventName(Kind.IMPORTED_SEQUENCE, Long.toString(old)));
        }
        if (event.metadata().get(ID) instanceof String id && !isSequence(id)) {
            names.add(new EventName(Kind.FOREIGN_ID, id));
        }
    }

    /** {@return whether an import gave the event a new sequence} */
    static boolean isRenumbered(RecordedEvent event) {
        return event.metadata().get(ImportReport.IMPORTED_SEQUENCE) instanceof Long;
    }

    /** {@return whether a text is a sequence in the form in which ids are written} */
    private static boolean isSequence(String text) {
        boolean isCanonical = !text.isEmpty() && text.length() < 20 && (text.charAt(0) != '0' || text.length() == 1);
        for (int i = 0; isCanonical && i < text.length(); i++) {
            isCanonical = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return isCanonical && (text.length() < 19 || text.compareTo(Long.toString(Long.MAX_VALUE)) <= 0);
    }

    /** {@return the sequence that the text represents} Must not be called on a foreign id. */
    long sequence() {
        return Long.parseLong(text);
    }

    /** {@return a filter for the events with this name} */
    EventFilter filter() {
        return switch (kind) {
            case SEQUENCE -> EventFilter.sequenceBetween(sequence(), sequence());
            case IMPORTED_SEQUENCE -> EventFilter.metadataField(ImportReport.IMPORTED_SEQUENCE, sequence());
            case FOREIGN_ID -> EventFilter.metadataField(ID, text);
        };
    }

    /** {@return a filter for the events whose correlation id is this name} */
    EventFilter correlated() {
        EventFilter sameText = EventFilter.metadataField(CauseScope.CORRELATION_ID, text);
        return kind == Kind.FOREIGN_ID ? sameText : sameText.and(EventFilter.matching(this::isCorrelationOf));
    }

    private boolean isCorrelationOf(RecordedEvent event) {
        return this.equals(ofCorrelationOf(event));
    }
}
