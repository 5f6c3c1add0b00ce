package dev.playhead.event;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The representation of a value that plain data cannot express: a map whose first key is {@value #KEY}.
 *
 * <p>A part of a payload that could not be captured is replaced by a marker that names the {@link Reason}. Bytes are
 * kept as {@code {"$playhead": "bytes", "base64": …}}.
 */
public final class Marker {
    /** The first key of every marker. */
    public static final String KEY = "$playhead";

    /** The value of {@link #KEY} for bytes. The entry {@value #BASE64} holds the bytes. */
    public static final String BYTES = "bytes";

    /** The key of the bytes as Base64 text. */
    public static final String BASE64 = "base64";

    /** The reason why a part of a payload was replaced. */
    public enum Reason {
        /** The object contains itself. */
        CYCLE,
        /**
         * The object is nested more deeply than {@link PlainData#MAX_DEPTH}, or a chain of exceptions or references
         * ends here because it is too long.
         */
        DEPTH,
        /** The payload, or one string, number or byte array in it, is larger than the history allows. */
        SIZE,
        /**
         * Code that was called to read the object threw an exception, for example a getter, an accessor or an iterator.
         */
        THREW,
        /** The object's class is not known, or its module does not permit access. */
        UNKNOWN_CLASS,
        /** The field, its value or the type of the event is sensitive, so the value was removed. */
        SENSITIVE;

        /**
         * Returns the value of {@link Marker#KEY} for this reason.
         *
         * @return the name in lower case, with hyphens
         */
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    private Marker() {}

    /**
     * Creates a marker.
     *
     * @param reason the reason why the part was replaced
     * @param detail a description of the part, such as the name of its class; null for no description
     * @return an immutable map of plain data
     */
    public static Map<String, @Nullable Object> of(Reason reason, @Nullable String detail) {
        Map<String, @Nullable Object> marker = new LinkedHashMap<>();
        marker.put(KEY, reason.text());
        if (detail != null) {
            marker.put("detail", detail);
        }
        return PlainData.ofPlain(marker);
    }

    /**
     * Returns bytes as plain data.
     *
     * @param base64 the bytes in Base64
     * @return an immutable map of plain data
     */
    public static Map<String, @Nullable Object> bytes(String base64) {
        return PlainData.ofPlain(new String[] {KEY, BASE64}, new Object[] {BYTES, base64});
    }
}
