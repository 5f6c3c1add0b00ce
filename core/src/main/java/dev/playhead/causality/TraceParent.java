package dev.playhead.causality;

import dev.playhead.event.RecordedEvent;
import java.util.Optional;

/**
 * The position of an event in a distributed trace, as specified by the header {@code traceparent} of the W3C
 * recommendation <a href="https://www.w3.org/TR/trace-context/">Trace Context</a>.
 *
 * @param version the version of the format: 0, or a later version, whose text may have further fields at its end
 * @param traceId the id of the trace: 32 lower-case hexadecimal digits, not all 0
 * @param parentId the id of the span in which the event happened: 16 lower-case hexadecimal digits, not all 0
 * @param flags the eight trace flags
 */
public record TraceParent(int version, String traceId, String parentId, int flags) {
    /** The metadata key of the text form. */
    public static final String KEY = "traceparent";

    private static final int LENGTH = 55;
    private static final int TRACE_ID = 3;
    private static final int PARENT_ID = 36;
    private static final int FLAGS = 53;
    private static final int FORBIDDEN_VERSION = 0xff;

    /**
     * Returns the position of an event in a trace, according to the entry {@value #KEY} of its metadata.
     *
     * @param event the event
     * @return the position; empty if there is no such entry, or if it is not valid
     */
    public static Optional<TraceParent> of(RecordedEvent event) {
        return event.metadata().get(KEY) instanceof String text ? parse(text) : Optional.empty();
    }

    /**
     * Parses the text form: {@code version-traceid-parentid-flags}. Every part is checked strictly: digits must be in
     * lower case, lengths must be exact, and no id may consist only of zeros. As the recommendation requires, the known
     * fields of a later version are read, and version {@code ff} is invalid.
     *
     * @param text the text
     * @return the position; empty if the text is not valid
     */
    public static Optional<TraceParent> parse(String text) {
        if (text.length() < LENGTH || !isHexadecimal(text, 0, 2) || text.charAt(TRACE_ID - 1) != '-') {
            return Optional.empty();
        }
        int version = Integer.parseInt(text, 0, 2, 16);
        boolean hasKnownLength = text.length() == LENGTH || (version > 0 && text.charAt(LENGTH) == '-');
        if (version == FORBIDDEN_VERSION
                || !hasKnownLength
                || !isId(text, TRACE_ID, PARENT_ID - 1)
                || !isId(text, PARENT_ID, FLAGS - 1)
                || !isHexadecimal(text, FLAGS, LENGTH)) {
            return Optional.empty();
        }
        return Optional.of(new TraceParent(
                version,
                text.substring(TRACE_ID, PARENT_ID - 1),
                text.substring(PARENT_ID, FLAGS - 1),
                Integer.parseInt(text, FLAGS, LENGTH, 16)));
    }

    /** Returns whether a range is a hexadecimal number other than 0, and is followed by a hyphen. */
    private static boolean isId(String text, int from, int to) {
        boolean isZero = true;
        for (int i = from; i < to; i++) {
            isZero &= text.charAt(i) == '0';
        }
        return !isZero && isHexadecimal(text, from, to) && text.charAt(to) == '-';
    }

    private static boolean isHexadecimal(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
