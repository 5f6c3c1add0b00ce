package dev.playhead.io;

import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.core.JsonGenerator;

/** A writer of Playhead's own formats: a JSON document, or JSON Lines. */
final class JsonEventWriter implements FormatWriter {
    private final OutputStream out;
    private final boolean document;
    private final JsonGenerator json;
    private Deque<Missing> missing = new ArrayDeque<>();
    private boolean begun;
    /** The minimum sequence of the next event, break or gap. */
    private long next;

    private long lastBreak = -1;

    JsonEventWriter(OutputStream out, boolean document) {
        this.out = out;
        this.document = document;
        if (document) {
            JsonOutput.raw(out, "{\"format\":\"" + ExportFormat.NAME + "\",\"version\":1,");
        }
        this.json = JsonOutput.generator(out, separator());
    }

    private String separator() {
        return document ? ",\n" : "";
    }

    @Override
    public void missing(List<RecordingBreak> breaks, List<SequenceRange> gaps) {
        if (begun && document) {
            throw new IllegalStateException("events before sequence=" + next
                    + " are already written; a document has breaks and gaps before its events; set them first");
        }
        missing = new ArrayDeque<>(Missing.inOrder(breaks, gaps));
    }

    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        if (document) {
            writeMember(ExportFormat.BREAKS, one -> one.gap() == null);
            writeMember(ExportFormat.GAPS, one -> one.gap() != null);
            missing.clear();
            JsonOutput.raw(out, "\"events\":[\n");
        }
    }

    private void writeMember(String name, Predicate<Missing> which) {
        List<Missing> some = missing.stream().filter(which).toList();
        if (some.isEmpty()) {
            return;
        }
        JsonOutput.raw(out, "\"" + name + "\":[");
        try (JsonGenerator member = JsonOutput.generator(out, separator())) {
            some.forEach(one -> MissingFields.write(member, one, false));
        }
        JsonOutput.raw(out, "],");
    }

    /** Writes the breaks and gaps that begin at the given sequence or before. */
    private void writeMissing(long upTo) {
        while (!missing.isEmpty() && missing.getFirst().first() <= upTo) {
            Missing one = missing.removeFirst();
            SequenceRange gap = one.gap();
            if (gap == null ? one.first() < next || one.first() <= lastBreak : gap.last() < next) {
                continue; // already written, or no longer between events to be written
            }
            if (gap != null && gap.first() < next) {
                one = Missing.of(new SequenceRange(next, gap.last()));
            }
            MissingFields.write(json, one, true);
            endLine();
            next = one.next();
            lastBreak = gap == null ? one.first() : lastBreak;
        }
    }

    private void endLine() {
        if (!document) {
            json.writeRaw('\n');
        }
    }

    @Override
    public void write(RecordedEvent event) {
        begin();
        writeMissing(event.sequence());
        next = Math.max(next, event.sequence() + 1);
        json.writeStartObject();
        json.writeNumberProperty("sequence", event.sequence());
        json.writeStringProperty("type", event.type());
        json.writeStringProperty("timestamp", event.timestamp().toString());
        json.writeStringProperty("source", event.source());
        json.writeName("payload");
        JsonData.write(json, event.payload());
        if (!event.metadata().isEmpty()) {
            json.writeName("metadata");
            JsonData.write(json, event.metadata());
        }
        json.writeEndObject();
        endLine();
    }

    @Override
    public void flush() {
        json.flush();
    }

    @Override
    public void close() {
        begin();
        writeMissing(Long.MAX_VALUE);
        json.close();
        if (document) {
            JsonOutput.raw(out, "\n]}\n");
        }
        JsonOutput.flush(out);
    }
}
