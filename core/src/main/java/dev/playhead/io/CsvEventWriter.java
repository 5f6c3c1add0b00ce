package dev.playhead.io;

import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** A writer of events as a table in CSV (RFC 4180). All events are surveyed first, to determine the columns. */
final class CsvEventWriter implements FormatWriter {
    private final OutputStream out;
    private final CsvColumns columns = new CsvColumns();
    private final LeftOut leftOut = new LeftOut("CSV");
    /** The cells of the current line; no cells until the titles of the columns are written. */
    private String[] cells = {};

    CsvEventWriter(OutputStream out) {
        this.out = new BufferedOutputStream(out);
    }

    @Override
    public void survey(RecordedEvent event) {
        if (cells.length > 0) {
            throw new IllegalStateException("sequence=" + event.sequence()
                    + ": the titles of the columns are already written; survey all events before the first is written");
        }
        columns.survey(event);
    }

    @Override
    public void missing(List<RecordingBreak> breaks, List<SequenceRange> gaps) {
        leftOut.missing(breaks, gaps);
    }

    private void begin() {
        if (cells.length == 0) {
            cells = columns.titles();
            JsonOutput.raw(out, Csv.line(cells));
        }
    }

    @Override
    public void write(RecordedEvent event) {
        begin();
        columns.fill(event, cells);
        JsonOutput.raw(out, Csv.line(cells));
    }

    @Override
    public void flush() {
        JsonOutput.flush(out);
    }

    @Override
    public void close() {
        begin();
        flush();
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>(leftOut.notes());
        if (columns.isCut()) {
            notes.add("payloads and metadata have more than " + CsvColumns.MAX_PATHS
                    + " different fields; the most deeply nested objects are JSON text in one column each");
        }
        return notes;
    }
}
