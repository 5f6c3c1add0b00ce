package dev.playhead.io;

import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The shape of the records of a file: objects of JSON, or rows of CSV. It specifies which parts of a record are the type,
 * the time, the source, the payload and the metadata of an event.
 *
 * <p><b>Threading.</b> Several threads call {@link #read} at once for the lines of a file, but one thread for the records
 * of a document or a table.
 */
interface RecordShape {
    /** {@return the name of the shape, as a note states it} */
    String title();

    /**
     * Passes the fields of the events of a record to a consumer: none, one or several.
     *
     * @param record the record, as plain data
     * @throws IllegalArgumentException if the record does not have this shape; the message names what is wrong
     */
    void read(Map<String, @Nullable Object> record, Consumer<EventFields> events);

    /** {@return advice for a record that does not have this shape, with the separator before it; empty if there is none} */
    default String remedy(Map<String, @Nullable Object> record) {
        return "";
    }

    /** {@return whether a record may be null, and then has no event} */
    default boolean permitsNull() {
        return false;
    }

    /** {@return the text of the note if a record has no event; empty if there is no note} */
    default String withoutEvent() {
        return "";
    }
}
