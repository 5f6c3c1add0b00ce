package dev.playhead.io;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A shape that is recognized by the first record of a file. */
interface KnownShape extends RecordShape {
    /**
     * Returns whether a record has this shape.
     *
     * @param record the members of the record; possibly not all, if the record is long or malformed
     */
    boolean fits(Map<String, @Nullable Object> record);

    /**
     * Returns whether a record has this shape although it has a type and a timestamp, like an event of Playhead. Called
     * for the records of a file whose first record has this shape.
     */
    default boolean keeps(Map<String, @Nullable Object> record) {
        return false;
    }

    /** {@return a text for a note that lists the fields from which the parts of an event are read} */
    String parts();

    /**
     * {@return whether the shape specifies the unit of numeric times, so that a unit that is set in the options is not
     * used}
     */
    default boolean hasOwnUnit() {
        return false;
    }

    /** {@return whether a file of lines may have this shape} */
    default boolean isInLines() {
        return true;
    }

    /**
     * {@return the names of the members that lead to the records of a document; empty if no document has this shape}
     */
    default List<String> path() {
        return List.of();
    }

    /**
     * Returns whether a document has records of this shape at the {@link #path}.
     *
     * @param document the members of the document; not all, if it is longer than the look-ahead
     * @param whole whether these are all members
     * @param overLines whether a line ends within the document
     */
    default boolean isIn(Map<String, @Nullable Object> document, boolean whole, boolean overLines) {
        return !path().isEmpty() && Members.at(document, path()) instanceof List<?>;
    }

    /** {@return whether an array of records may lack its closing bracket, so that this is not reported as a problem} */
    default boolean mayEndOpen() {
        return false;
    }
}
