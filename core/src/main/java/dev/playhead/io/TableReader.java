package dev.playhead.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.io.ContentReference;

/**
 * A reader of events from a table in CSV. Each row is independent: a malformed row affects no other. If quotes are not
 * closed, only the first line of the row is lost, and rows are read from the next line on. If the stream breaks off,
 * the incomplete row is lost.
 *
 * <p><b>Threading.</b> For use by one thread.
 *
 * <p><b>Cost.</b> One row at a time is in memory. The time is linear in the size of the table.
 */
final class TableReader {
    /** The maximum number of lines of a row. */
    static final int MAX_LINES = 10_000;
    /**
     * The maximum number of lines of a row whose first line was already read as part of an earlier row that was given
     * up. The lines of a row that was given up are read again; this maximum limits how often.
     */
    static final int MAX_LINES_AGAIN = 100;

    private final EventSerializer.Sink sink;
    private final OrderedSink ordered;
    private final EventDecoder decoder;
    private TableShape table;
    private final int maxLineBytes;
    /** The number of the last line that belonged to a row that was given up ({@link #giveUp}). */
    private long lookedAt;
    /** The number of the first line of the row in which the stream broke off; 0 if it broke off in no row. */
    private long brokenLine;

    /**
     * Creates a reader.
     *
     * @param table the shape of the table; its titles may be incomplete, and are replaced when the reader has read the
     *     line of titles
     */
    TableReader(EventSerializer.Sink sink, EventDecoder decoder, TableShape table) {
        this.sink = sink;
        this.ordered = new OrderedSink(sink);
        this.decoder = decoder;
        this.table = table;
        this.maxLineBytes = decoder.maxLineBytes();
    }

    void read(InputStream in, UntilFailure source) throws IOException {
        CsvLines lines = new CsvLines(in, maxLineBytes);
        boolean titles = true;
        for (CsvLines.Line line = lines.next(); line != null; line = lines.next()) {
            if (!line.ended() && source.failed()) {
                brokenLine = line.number(); // the row may not be complete
            } else if (line.tooLong()) {
                problem(line.number(), 1, EventExtent.tooLong("the line", maxLineBytes));
            } else if (titles && !isBlank(line.bytes())) {
                titles = false;
                readTitles(line);
            } else if (!isBlank(line.bytes())) {
                readRow(line, lines, source);
            }
        }
        if (source.failed()) {
            sink.brokeOff(new ImportReport.Problem(brokenLine == 0 ? lines.number() : brokenLine, 1, source.message()));
        }
    }

    private void readTitles(CsvLines.Line line) {
        table = table.withTitles(new String(line.bytes(), StandardCharsets.UTF_8));
    }

    private static boolean isBlank(byte[] line) {
        for (byte octet : line) {
            if (octet != ' ' && octet != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Reads the row that begins with the given line. */
    private void readRow(CsvLines.Line first, CsvLines lines, UntilFailure source) throws IOException {
        CsvRow row = new CsvRow(table.separator());
        List<CsvLines.Line> after = new ArrayList<>();
        CsvLines.Line line = first;
        long bytes = 0;
        int most = first.number() <= lookedAt ? MAX_LINES_AGAIN : MAX_LINES;
        try {
            while (!row.append(line.bytes())) {
                bytes += line.bytes().length + 1L;
                line = lines.next();
                if (line == null && source.failed()) {
                    brokenLine = first.number();
                    return;
                }
                if (line == null || after.size() + 1 == most) {
                    lines.putBack(line == null ? List.of() : List.of(line));
                    giveUp(
                            first,
                            after,
                            lines,
                            "the quotes of a cell are not closed" + (line == null ? "" : " within " + most + " lines"));
                    return;
                }
                after.add(line);
                if (line.tooLong() || bytes + line.bytes().length > maxLineBytes) {
                    giveUp(first, after, lines, EventExtent.tooLong("the row", maxLineBytes));
                    return;
                }
                row.appendLineEnd(line.before());
            }
        } catch (CsvRow.MalformedException e) {
            if (after.isEmpty()) {
                problem(first.number(), e.column(), String.valueOf(e.getMessage()));
            } else {
                giveUp(first, after, lines, "the quotes of a cell are not closed in this line");
            }
            return;
        }
        pass(first.number(), row.cells());
    }

    private void giveUp(CsvLines.Line first, List<CsvLines.Line> after, CsvLines lines, String why) {
        problem(first.number(), 1, why);
        lookedAt = Math.max(lookedAt, first.number() + after.size());
        lines.putBack(after);
    }

    private void problem(long line, int column, String message) {
        sink.problem(new ImportReport.Problem(line, column, message));
    }

    private void pass(long number, List<String> cells) {
        List<String> titles = table.titles();
        for (int i = titles.size(); i < cells.size(); i++) {
            if (!cells.get(i).isBlank()) {
                problem(number, 1, "the row has cells=" + cells.size() + " for titles=" + titles.size());
                return;
            }
        }
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(titles.size(), cells.size()); i++) {
            Object value = table.value(titles.get(i), cells.get(i));
            if (value != null) {
                row.put(titles.get(i), value);
            }
        }
        if (row.isEmpty()) {
            return; // separators alone, as spreadsheets write below the last row
        }
        int line = (int) Math.min(number, Integer.MAX_VALUE);
        decoder.pass(row, table, new TokenStreamLocation(ContentReference.unknown(), -1, -1, line, 1), ordered);
        decoder.remarks().passTo(sink, 1);
    }
}
