package dev.playhead.io;

import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A parser of one row of CSV (RFC 4180) in UTF-8. The row is appended line by line, because a cell in quotes may extend
 * over several lines. If a cell does not begin with a quote, quotes within the cell are ordinary characters.
 *
 * <p><b>Threading.</b> For use by one thread.
 */
final class CsvRow {
    private enum Where {
        BEGIN,
        PLAIN,
        QUOTED,
        BEHIND_QUOTE
    }

    private static final int FIRST_BYTES = 64;

    private final byte separator;
    private final List<String> cells = new ArrayList<>();
    private byte[] cell = new byte[FIRST_BYTES];
    private int length;
    private Where where = Where.BEGIN;

    CsvRow(byte separator) {
        this.separator = separator;
    }

    /** {@return the cells of a complete row} */
    List<String> cells() {
        return cells;
    }

    /**
     * Appends a line.
     *
     * @return whether the row is complete; if not, a cell continues after the line end
     * @throws MalformedException if the line is not CSV, or not UTF-8
     */
    boolean append(byte[] line) {
        for (int i = 0; i < line.length; i++) {
            take(line[i], i + 1);
        }
        if (where == Where.QUOTED) {
            return false;
        }
        endCell(line.length);
        return true;
    }

    /** Appends a line end within a cell. */
    void appendLineEnd(String lineEnd) {
        for (byte octet : lineEnd.getBytes(StandardCharsets.US_ASCII)) {
            add(octet);
        }
    }

    private void take(byte octet, int column) {
        switch (where) {
            case BEGIN -> {
                if (octet == '"') {
                    where = Where.QUOTED;
                } else if (octet == separator) {
                    endCell(column);
                } else {
                    where = Where.PLAIN;
                    add(octet);
                }
            }
            case PLAIN -> {
                if (octet == separator) {
                    endCell(column);
                } else {
                    add(octet);
                }
            }
            case QUOTED -> {
                if (octet == '"') {
                    where = Where.BEHIND_QUOTE;
                } else {
                    add(octet);
                }
            }
            case BEHIND_QUOTE -> {
                if (octet == '"') {
                    where = Where.QUOTED;
                    add(octet);
                } else if (octet == separator) {
                    endCell(column);
                } else {
                    throw new MalformedException(
                            "the closing quote of a cell is followed by neither a separator nor the end of the line",
                            column);
                }
            }
        }
    }

    private void add(byte octet) {
        if (length == cell.length) {
            cell = Arrays.copyOf(cell, 2 * length);
        }
        cell[length++] = octet;
    }

    private void endCell(int column) {
        try {
            cells.add(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(cell, 0, length))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new MalformedException("these bytes are not text in UTF-8", column);
        }
        length = 0;
        where = Where.BEGIN;
    }

    /** Thrown if a line is not CSV, or not UTF-8. */
    static final class MalformedException extends IllegalArgumentException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final int column;

        MalformedException(String message, int column) {
            super(message);
            this.column = Math.max(1, column);
        }

        int column() {
            return column;
        }
    }
}
