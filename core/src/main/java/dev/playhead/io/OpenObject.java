package dev.playhead.io;

import java.util.Arrays;

/**
 * Lines that together may be one object, as pretty printers write objects. Each line is stored with LF, whatever its
 * line end was.
 *
 * <p><b>Threading.</b> For use by one thread.
 */
final class OpenObject {
    private static final byte[] LINE_END = {'\n'};
    private static final byte[] NONE = {};

    private final int maxBytes;
    private JsonShape shape = new JsonShape();
    private byte[] bytes = NONE;
    private int length;
    private long firstLine;
    private int lines;
    private boolean tooLong;

    OpenObject(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Accepts a first line if it begins an object that may continue in the next line. Returns whether the line was
     * accepted.
     */
    boolean begin(byte[] line, int lineLength, long number) {
        shape = new JsonShape();
        firstLine = number;
        if (append(line, lineLength) == JsonShape.State.OPEN) {
            return true;
        }
        clear();
        return false;
    }

    /**
     * Appends a line, unless the lines would then be too long. Returns the state of the object after the line; broken
     * if the lines would be too long.
     */
    JsonShape.State append(byte[] line, int lineLength) {
        if (lineLength < 0 || lineLength + 1L > (long) maxBytes - length) {
            tooLong = true;
            return JsonShape.State.BROKEN;
        }
        int needed = length + lineLength + 1;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(maxBytes, Math.max(2L * bytes.length, needed)));
        }
        System.arraycopy(line, 0, bytes, length, lineLength);
        bytes[needed - 1] = '\n';
        length = needed;
        lines++;
        JsonShape.State state = shape.feed(line, 0, lineLength);
        return state == JsonShape.State.OPEN ? shape.feed(LINE_END, 0, 1) : state;
    }

    boolean isOpen() {
        return lines > 0;
    }

    /**
     * Returns whether the object was written over several lines, and is not a single truncated line.
     *
     * @param linesThatFit the number of lines, from the first line on, that together may be one object
     */
    boolean isOverSeveralLines(int linesThatFit) {
        return linesThatFit > 1 || isBraceOnly();
    }

    private boolean isBraceOnly() {
        int signs = 0;
        for (int i = 0; i < length && bytes[i] != '\n'; i++) {
            signs += bytes[i] == ' ' || bytes[i] == '\t' ? 0 : 1;
        }
        return signs == 1;
    }

    boolean isTooLong() {
        return tooLong;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    long firstLine() {
        return firstLine;
    }

    int lines() {
        return lines;
    }

    /** {@return the offset of the LF that ends the line at the given offset} */
    int endOfLine(int begin) {
        int end = begin;
        while (bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    /** Releases the lines. */
    void clear() {
        bytes = NONE;
        length = 0;
        lines = 0;
        tooLong = false;
    }
}
