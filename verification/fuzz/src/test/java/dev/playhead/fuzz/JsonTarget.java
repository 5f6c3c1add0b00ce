package dev.playhead.fuzz;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.io.EventSerializer;
import dev.playhead.io.ExportFormat;
import dev.playhead.io.ImportException;
import dev.playhead.io.ImportOptions;
import dev.playhead.io.ImportReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * A fuzz target that reads arbitrary bytes as a file of events. It checks that the events are equal after they were
 * written and read again.
 */
public final class JsonTarget {
    private JsonTarget() {}

    static List<byte[]> seeds() {
        String event = """
                {"sequence":7,"type":"cell:edit","timestamp":"2026-01-31T10:42:00.5Z","source":"user",\
                "payload":{"rowId":"R-1","old":1.50,"new":-1e400,"list":[1,true,null,{}],"$playhead:x":"\\ud800"},\
                "metadata":{"causationId":"3"}}""";
        List<String> texts = List.of(
                event + "\n" + event.replace("7", "8") + "\n",
                "[" + event + "," + event + "]",
                "{\"version\":1,\"events\":[" + event + "],\"more\":{\"a\":[]}}",
                "{\"type\":\"a\",\"timestamp\":1769856120000.25,\"payload\":{\"$playhead\":\"NaN\"},\"odd\":[1]}\n\n{}\n",
                "\uFEFF{\"type\":\"b\",\"timestamp\":\"2026-01-31T10:42:00\",\"payload\":[[[[NaN,-Infinity,0.10,123456789012345678901]]]]}",
                "{\"type\":\"c\",\"payload\":{\"$playhead\":\"bytes\",\"base64\":\"AAEC\"}}\nnot json\n{\"type\":1}");
        List<byte[]> seeds = new ArrayList<>();
        for (String text : texts) {
            seeds.add(text.getBytes(StandardCharsets.UTF_8));
        }
        seeds.add(gzip(seeds.get(0)));
        return seeds;
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static final class Events implements EventSerializer.Sink {
        private final List<GridEvent> events = new ArrayList<>();
        private int problems;

        @Override
        public void event(GridEvent event, long sequence) {
            events.add(event);
        }

        @Override
        public void problem(ImportReport.Problem problem) {
            if (problem.message().isEmpty() || problem.line() < 1) {
                throw new AssertionError(problem);
            }
            problems++;
        }
    }

    private static Events read(byte[] data) {
        Events events = new Events();
        EventSerializer.read(new ByteArrayInputStream(data), events);
        return events;
    }

    /** Called by Jazzer for each input. */
    public static void fuzzerTestOneInput(byte[] data) {
        Events events = read(data);
        for (ExportFormat format : ExportFormat.values()) {
            writtenAgain(events.events, format);
        }
        // only for some inputs, because an import takes longer than all other checks
        if (Arrays.hashCode(data) % 8 == 0) {
            importing(data, events);
        }
    }

    private static void writtenAgain(List<GridEvent> events, ExportFormat format) {
        byte[] written = written(events, format);
        if (format != ExportFormat.JSON && format != ExportFormat.JSON_LINES) {
            return; // files for other tools cannot be read back
        }
        Events back = read(written);
        require(back.problems == 0, format);
        require(back.events.equals(events), format);
        require(Arrays.equals(written(back.events, format), written), format);
    }

    private static byte[] written(List<GridEvent> events, ExportFormat format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (EventSerializer.Writer writer = EventSerializer.writer(out, format)) {
            List<RecordedEvent> recorded = new ArrayList<>();
            for (GridEvent event : events) {
                recorded.add(RecordedEvent.of(recorded.size(), event));
            }
            recorded.forEach(writer::survey);
            recorded.forEach(writer::write);
        }
        return out.toByteArray();
    }

    private static void importing(byte[] data, Events expected) {
        try (EventHistory history = EventHistory.builder().capacity(1_000_000).build()) {
            ImportReport report = history.importFrom(new ByteArrayInputStream(data), ImportOptions.lenient());
            require(report.imported() == expected.events.size(), report);
            require(report.rejected() == expected.problems, report);
            require(history.getEvents().size() == report.imported(), report);
            try {
                ImportReport strict = history.importFrom(new ByteArrayInputStream(data), ImportOptions.strictly());
                require(expected.problems == 0, strict);
            } catch (ImportException e) {
                require(expected.problems > 0, e);
            }
        }
    }

    private static void require(boolean holds, Object what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
