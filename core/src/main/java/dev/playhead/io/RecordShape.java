package dev.playhead.io;

import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The shape of the records of a file. A record is an object of JSON or a row of CSV. The shape specifies which parts of
 * a record are the type, the time, the source, the payload and the metadata of an event.
 *
 * <p><b>Threading.</b> Several threads call {@link #read} at once for the lines of a file. Only one thread calls it for
 * the records of a document or a table.
 */
interface RecordShape {
    /** {@return the name of the shape, for a note} */
    String title();

    /**
     * Passes the fields of each event of a record to a consumer. A record has no event, one event or several events.
     *
     * @param record the record, as plain data
     * @throws IllegalArgumentException if the record does not have this shape; the message names what is wrong
     */
    void read(Map<String, @Nullable Object> record, Consumer<EventFields> events);

    /**
     * {@return advice for a record that does not have this shape, to be appended to a message; it begins with "; ",
     * or is empty if there is no advice}
     */
    default String remedy(Map<String, @Nullable Object> record) {
        return "";
    }

    /** {@return whether a record may be null; a null record has no event} */
    default boolean permitsNull() {
        return false;
    }

    /** {@return the text of the note on a record without an event; empty if there is no such note} */
    default String withoutEvent() {
        return "";
    }
}
