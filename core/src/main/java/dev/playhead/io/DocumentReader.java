package dev.playhead.io;

import java.io.InputStream;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamContext;

/**
 * A reader of events from a JSON document. The document is an array of events, or an object in which a path of names
 * leads to an array or an object with the events. One event at a time is in memory.
 *
 * <p><b>Threading.</b> For use by one thread.
 */
final class DocumentReader {
    private final EventSerializer.Sink sink;
    private final EventDecoder decoder;
    private final FileLayout layout;
    private final int maxLineBytes;

    DocumentReader(EventSerializer.Sink sink, EventDecoder decoder, FileLayout layout) {
        this.sink = sink;
        this.decoder = decoder;
        this.layout = layout;
        this.maxLineBytes = decoder.maxLineBytes();
    }

    private static boolean isOwnFormat(String name, JsonParser value) {
        return name.equals("format")
                && value.currentToken() == JsonToken.VALUE_STRING
                && value.getString().equals(ExportFormat.NAME);
    }

    void read(InputStream in, UntilFailure source) {
        EventExtent extent = new EventExtent(in, maxLineBytes);
        try (JsonParser json = EventReader.factory(maxLineBytes)
                .createParser(ObjectReadContext.empty(), TextEncoding.jsonReader(extent))) {
            try {
                readDocument(json, extent);
                if (source.failed()) {
                    sink.brokeOff(ImportReport.Problem.at(json.currentLocation(), source.message()));
                }
            } catch (JacksonException e) {
                ImportReport.Problem problem = JsonProblems.of(e, json, maxLineBytes);
                if (source.failed()) {
                    sink.brokeOff(new ImportReport.Problem(problem.line(), problem.column(), source.message()));
                } else if (!endsOpen(e, json)) {
                    String what = problem.message() + "; the rest was not read";
                    sink.problem(new ImportReport.Problem(problem.line(), problem.column(), what));
                }
            }
        }
    }

    /** Returns whether only the end of the array is missing, and the shape permits this. */
    private boolean endsOpen(JacksonException e, JsonParser json) {
        TokenStreamContext here = json.streamReadContext();
        KnownShape shape = layout.shape();
        return shape != null
                && shape.mayEndOpen()
                && JsonProblems.endsEarly(e)
                && here.inArray()
                && here.getParent() != null
                && here.getParent().inRoot();
    }

    private void readDocument(JsonParser json, EventExtent extent) {
        OrderedSink ordered = new OrderedSink(sink);
        if (json.nextToken() == JsonToken.START_ARRAY) {
            readEvents(json, ordered, extent);
        } else if (layout.path().equals(FileLayout.EVENTS)) {
            ordered.hold();
            readMembers(json, ordered, extent);
        } else {
            readAt(layout.path(), json, ordered, extent);
        }
        ordered.end();
        if (json.nextToken() != null) {
            sink.problem(ImportReport.Problem.at(
                    json.currentTokenLocation(), "the file continues after the document; the rest was not read"));
        }
    }

    private void readMembers(JsonParser json, OrderedSink ordered, EventExtent extent) {
        boolean own = false;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            own |= isOwnFormat(name, json);
            boolean isBreaks = name.equals(ExportFormat.BREAKS);
            if (value == JsonToken.START_ARRAY && name.equals("events")) {
                ordered.release();
                readEvents(json, ordered, extent);
            } else if (value == JsonToken.START_ARRAY && (isBreaks || name.equals(ExportFormat.GAPS))) {
                readMissing(json, isBreaks, own, ordered, extent);
            } else {
                json.skipChildren();
            }
        }
    }

    /** Reads breaks or gaps. In a document of another format, elements that are neither breaks nor gaps are skipped. */
    private void readMissing(JsonParser json, boolean areBreaks, boolean own, OrderedSink ordered, EventExtent extent) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
            PendingEvent pending = new PendingEvent();
            decoder.readMissing(json, areBreaks, pending, extent);
            if (own || pending.isSound()) {
                decoder.remarks().passTo(sink, 1);
                pending.passTo(ordered, 1);
            } else {
                decoder.remarks().drop();
            }
        }
    }

    private void readEvents(JsonParser json, OrderedSink ordered, EventExtent extent) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
            decoder.read(json, ordered, extent);
            decoder.remarks().passTo(sink, 1);
        }
    }

    /** Reads the records to which a path leads from the object at the parser's current token. */
    private void readAt(List<String> path, JsonParser json, OrderedSink ordered, EventExtent extent) {
        boolean isLast = path.size() == 1;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            boolean isOnPath = json.currentName().equals(path.get(0));
            JsonToken value = json.nextToken();
            if (isOnPath && isLast && value == JsonToken.START_ARRAY) {
                readEvents(json, ordered, extent);
            } else if (isOnPath && isLast && value == JsonToken.START_OBJECT) {
                readValues(json, ordered, extent);
            } else if (isOnPath && value == JsonToken.START_OBJECT) {
                readAt(path.subList(1, path.size()), json, ordered, extent);
            } else {
                json.skipChildren();
            }
        }
    }

    /** Reads the records that are the values of an object. */
    private void readValues(JsonParser json, OrderedSink ordered, EventExtent extent) {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            JsonToken unusedValue = json.nextToken();
            decoder.read(json, ordered, extent);
            decoder.remarks().passTo(sink, 1);
        }
    }
}
