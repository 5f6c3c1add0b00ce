package dev.playhead.interop;

import dev.playhead.event.GridEvent;
import dev.playhead.io.EventSerializer;
import dev.playhead.io.ImportReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The events and notes of a file. A problem is a failure of the test. */
final class EventsOf implements EventSerializer.Sink {
    final List<GridEvent> events = new ArrayList<>();
    final List<String> notes = new ArrayList<>();

    static EventsOf file(Path file) throws IOException {
        EventsOf read = new EventsOf();
        try (InputStream in = Files.newInputStream(file)) {
            EventSerializer.read(in, read);
        }
        return read;
    }

    @Override
    public void event(GridEvent event, long sequence) {
        events.add(event);
    }

    @Override
    public void problem(ImportReport.Problem problem) {
        throw new AssertionError(problem);
    }

    @Override
    public void note(ImportReport.Problem note) {
        notes.add(note.message());
    }

    /** Returns a member of the payload of an event. */
    static Object member(GridEvent event, String name) {
        Object value = event.payload() instanceof Map<?, ?> map ? map.get(name) : null;
        if (value == null) {
            throw new AssertionError("payload=" + event.payload() + " has no " + name);
        }
        return value;
    }
}
