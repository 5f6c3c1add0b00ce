package dev.playhead.event;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands in plain data for something that plain data cannot express: a map that begins with the key {@value #KEY}.
 *
 * <p>A part of a payload that could not be captured is replaced by a marker that names the {@link Reason}. Bytes are kept
 * as {@code {"$playhead": "bytes", "base64": …}}.
 */
public final class Marker {
    /** The first key of every marker. */
    public static final String KEY = "$playhead";

    /** The value of {@link #KEY} for bytes; the entry {@value #BASE64} holds them. */
    public static final String BYTES = "bytes";

    /** The key of the bytes' text in Base64. */
    public static final String BASE64 = "base64";

    /** Why a part of a payload was replaced. */
    public enum Reason {
        /** The object contains itself. */
        CYCLE,
        /** The object lies deeper than {@link PlainData#MAX_DEPTH}. */
        DEPTH,
        /** The payload is larger than a history keeps. */
        SIZE,
        /** A getter, accessor or iterator of the object threw. */
        THREW,
        /** The object's class is not known, or its module does not let it be read. */
        UNKNOWN_CLASS,
        /** The field is sensitive and was cut out. */
        SENSITIVE;

        /**
         * The value of {@link Marker#KEY} for this reason.
         *
         * @return the name in lower case, with hyphens
         */
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    private Marker() {}

    /**
     * A marker.
     *
     * @param reason why something was replaced
     * @param detail what it was, such as the name of its class; null for no detail
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
     * Bytes as plain data.
     *
     * @param base64 the bytes in Base64
     * @return an immutable map of plain data
     */
    public static Map<String, @Nullable Object> bytes(String base64) {
        return PlainData.ofPlain(new String[] {KEY, BASE64}, new Object[] {BYTES, base64});
    }
}
