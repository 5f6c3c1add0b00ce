package dev.playhead.io;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** A sink that collects the events, problems and notes of a reader. */
public final class Imported implements EventSerializer.Sink {
    /** The formats from which everything is read back. */
    public static final List<ExportFormat> READ_BACK = List.of(ExportFormat.JSON, ExportFormat.JSON_LINES);

    public final List<GridEvent> events = new ArrayList<>();
    final List<Long> sequences = new ArrayList<>();
    final List<ImportReport.Problem> problems = new ArrayList<>();
    final List<ImportReport.Problem> notes = new ArrayList<>();

    public static Imported of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Imported of(byte[] bytes) {
        return of(new ByteArrayInputStream(bytes));
    }

    static Imported of(String text, ImportOptions options) {
        Imported imported = new Imported();
        EventSerializer.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), imported, options);
        return imported;
    }

    public static Imported of(InputStream in) {
        Imported imported = new Imported();
        EventSerializer.read(in, imported);
        return imported;
    }

    @Override
    public void event(GridEvent event, long sequence) {
        events.add(event);
        sequences.add(sequence);
    }

    @Override
    public void problem(ImportReport.Problem problem) {
        problems.add(problem);
    }

    @Override
    public void note(ImportReport.Problem note) {
        notes.add(note);
    }

    /** Returns the events with their original sequences, or with the sequence 0 if an event has none. */
    List<RecordedEvent> recorded() {
        List<RecordedEvent> recorded = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            recorded.add(RecordedEvent.of(Math.max(0, sequences.get(i)), events.get(i)));
        }
        return recorded;
    }

    List<String> types() {
        return events.stream().map(GridEvent::type).toList();
    }

    static byte[] exported(List<RecordedEvent> events, ExportFormat format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (EventSerializer.Writer writer = EventSerializer.writer(out, format)) {
            if (format.needsSurvey()) {
                events.forEach(writer::survey);
            }
            events.forEach(writer::write);
        }
        return out.toByteArray();
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
