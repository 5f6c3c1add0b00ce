package dev.playhead.capture;

import dev.playhead.event.Marker;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A converter of plain data to objects of one type. */
interface DataReader {
    /**
     * Reads a value.
     *
     * @param data plain data; null also if the value is missing
     * @throws Mismatch if the data does not fit
     */
    @Nullable
    Object read(@Nullable Object data);

    /**
     * Reads a part of an object or a container. A part that was cut out as sensitive is read as missing, because
     * otherwise the whole object could not be read.
     */
    default @Nullable Object readPart(@Nullable Object data) {
        return FieldRules.isCutOut(data) ? read(null) : read(data);
    }

    /** Reads a field as {@link #readPart} does. A mismatch then has the field in its path. */
    default @Nullable Object readField(String name, @Nullable Object data) {
        try {
            return readPart(data);
        } catch (Mismatch mismatch) {
            throw mismatch.inside("." + name);
        }
    }

    /** Reads an element as {@link #readPart} does. A mismatch then has the index in its path. */
    default @Nullable Object readElement(int index, @Nullable Object data) {
        try {
            return readPart(data);
        } catch (Mismatch mismatch) {
            throw mismatch.inside("[" + index + "]");
        }
    }

    /** Thrown if data does not fit. Collects the path to the mismatch while it propagates. */
    final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private static final int MAX_FOUND_CHARS = 80;

        private final String found;
        private final String expected;
        private final StringBuilder path = new StringBuilder();

        Mismatch(@Nullable Object data, String expected) {
            this(data, expected, null);
        }

        Mismatch(@Nullable Object data, String expected, @Nullable Throwable cause) {
            // No stack trace is needed, because the exception that is created from this one has a stack trace.
            super(expected, cause, false, false);
            this.found = describe(data);
            this.expected = expected;
        }

        Mismatch inside(String step) {
            path.insert(0, step);
            return this;
        }

        String path() {
            return path.length() > 0 && path.charAt(0) == '.' ? path.substring(1) : path.toString();
        }

        String found() {
            return found;
        }

        String expected() {
            return expected;
        }

        private static String describe(@Nullable Object data) {
            if (data == null) {
                return "nothing";
            }
            if (data instanceof String text) {
                return '"' + (text.length() > MAX_FOUND_CHARS ? text.substring(0, MAX_FOUND_CHARS) + "…" : text) + '"';
            }
            if (data instanceof List<?> list) {
                return "a list of " + list.size();
            }
            if (data instanceof Map<?, ?> map) {
                Object marker = map.get(Marker.KEY);
                Object detail = map.get("detail");
                return marker == null
                        ? "a map of " + map.size()
                        : "a marker: " + marker + (detail == null ? "" : ", " + detail);
            }
            if (!(data instanceof Number || data instanceof Boolean)) {
                return "an object of class=" + data.getClass().getName();
            }
            String text = data.toString();
            return text.length() > MAX_FOUND_CHARS ? "a number of " + text.length() + " characters" : text;
        }
    }
}
