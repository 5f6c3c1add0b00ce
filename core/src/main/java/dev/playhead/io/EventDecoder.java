package dev.playhead.io;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TokenStreamLocation;

/**
 * A decoder of the records of one file, in JSON or CSV, to events, breaks and gaps. Keeps the state that depends on
 * earlier events: the unit of timestamps, and the remarks that were already made.
 *
 * <p><b>Threading.</b> For use by one thread, except {@link #fields}.
 */
final class EventDecoder {
    private final ImportOptions options;
    private final Predicate<String> wantsData;
    private final @Nullable RecordShape shape;
    private final @Nullable TimeFormat format;
    private final EpochTimes epochTimes;
    private final RecordShapes shapes;
    private final Remarks remarks = new Remarks();

    /** Creates a decoder of Playhead's own format. */
    EventDecoder(ImportOptions options, Predicate<String> wantsData) {
        this(options, wantsData, null);
    }

    /**
     * Creates a decoder.
     *
     * @param options how timestamps are read, and the limits
     * @param wantsData decides by the type of an event whether payload and metadata are wanted; called by any thread
     * @param shape the shape of the records; null for Playhead's own
     */
    EventDecoder(ImportOptions options, Predicate<String> wantsData, @Nullable RecordShape shape) {
        this.options = options;
        this.wantsData = wantsData;
        this.shape = shape;
        String pattern = options.timeFormat();
        this.format = pattern == null ? null : TimeFormat.of(pattern);
        this.shapes = new RecordShapes(options);
        this.epochTimes = new EpochTimes(options.timeUnit());
    }

    int maxLineBytes() {
        return options.maxLineBytes();
    }

    /** {@return the collector of the remarks on the events of the file} */
    Remarks remarks() {
        return remarks;
    }

    /**
     * Reads the value at the parser's current token, and passes what it represents to the sink: a break, a gap, or any
     * number of events and problems.
     */
    void read(JsonParser json, Decoded sink, EventExtent extent) {
        TokenStreamLocation start = json.currentTokenLocation();
        if (shape != null) {
            pass(readRecord(shape, json, sink, extent, remarks), start, sink);
            return;
        }
        EventFields fields = readFields(json, sink, extent, "an event", type -> true, remarks);
        if (fields != null) {
            pass(fields, start, sink);
        }
    }

    /**
     * Reads the fields of the event, break or gap at the parser's current token. If the records are Playhead's own,
     * payload and metadata that follow the type are skipped if the sink does not want them.
     *
     * <p><b>Threading.</b> Any thread may call this method; it uses no state of earlier events.
     *
     * @param json the parser
     * @param ofThread the remarks of the calling thread, from {@link Remarks#ofOtherThread}
     * @return the fields; null if the value is not sound, needs a remark, or is a record that does not have exactly one
     *     event, so that {@link #read} must read it
     */
    @Nullable
    EventFields fields(JsonParser json, Remarks ofThread) {
        if (shape != null) {
            PendingEvent failed = new PendingEvent();
            List<EventFields> events = readRecord(shape, json, failed, EventExtent.OF_A_LINE, ofThread);
            return events.size() == 1 && ofThread.isEmpty() ? events.get(0) : null;
        }
        EventFields fields =
                readFields(json, new PendingEvent(), EventExtent.OF_A_LINE, "an event", wantsData, ofThread);
        return ofThread.isEmpty() ? fields : null;
    }

    /** Passes the event, break or gap with the given fields to the sink, or a problem if the fields are not valid. */
    void pass(EventFields fields, TokenStreamLocation start, Decoded sink) {
        if (MissingFields.isMissing(fields)) {
            pass(() -> MissingFields.read(fields), start, sink);
            return;
        }
        pass(fields, start, sink, sink::problem);
    }

    private void pass(
            EventFields fields, TokenStreamLocation start, Decoded sink, Consumer<ImportReport.Problem> problems) {
        GridEvent event;
        try {
            event = event(fields, start);
        } catch (IllegalArgumentException e) {
            String remedy =
                    shape == null ? FoundFields.remedy(fields.candidates(), null, options.arrivals() == null) : "";
            problems.accept(
                    ImportReport.Problem.at(start, e.getMessage() + "; " + FoundFields.text(fields.names()) + remedy));
            return;
        }
        sink.event(event, fields.sequence());
    }

    /** Passes the events of a record to the sink. A problem with one of several events does not affect the others. */
    private void pass(List<EventFields> events, TokenStreamLocation start, Decoded sink) {
        if (events.size() == 1) {
            pass(events.get(0), start, sink);
            return;
        }
        for (EventFields fields : events) {
            pass(fields, start, sink, sink::problemOfPart);
        }
    }

    /**
     * Passes the events of a row to the sink. The given table reads the row, unless this decoder has a shape that is
     * not a {@link TableShape}.
     */
    void pass(Map<String, @Nullable Object> row, TableShape table, TokenStreamLocation start, Decoded sink) {
        RecordShape as = shape == null || shape instanceof TableShape ? table : shape;
        pass(events(as, row, start, sink, remarks), start, sink);
    }

    /**
     * Reads a record, and returns the fields of its events. If the record is not sound, passes a problem to the sink
     * and returns an empty list.
     */
    private List<EventFields> readRecord(
            RecordShape as, JsonParser json, EventSerializer.Sink sink, EventExtent extent, Remarks ofRecord) {
        extent.beginEvent();
        TokenStreamLocation start = json.currentTokenLocation();
        if (json.currentToken() == JsonToken.VALUE_NULL && as.permitsNull()) {
            remarkWithoutEvent(as, start, ofRecord);
            return List.of();
        }
        if (json.currentToken() != JsonToken.START_OBJECT) {
            sink.problem(ImportReport.Problem.at(start, "an event must be an object, not " + JsonProblems.kind(json)));
            json.skipChildren();
            return List.of();
        }
        TokenStreamContext around = json.streamReadContext().getParent();
        Object read;
        try {
            read = JsonData.read(json, extent, ofRecord, 0);
            extent.check();
        } catch (IllegalArgumentException e) {
            boolean whole = e instanceof EventExtent.TooLongException;
            sink.problem(ImportReport.Problem.at(whole ? start : json.currentTokenLocation(), e.getMessage()));
            while (json.streamReadContext() != around) {
                json.nextToken();
            }
            return List.of();
        }
        if (!(read instanceof Map<?, ?> record)) {
            sink.problem(ImportReport.Problem.at(start, "an event must be an object, not a number"));
            return List.of();
        }
        return events(as, PlainData.mapOf(record), start, sink, ofRecord);
    }

    private List<EventFields> events(
            RecordShape as,
            Map<String, @Nullable Object> record,
            TokenStreamLocation start,
            EventSerializer.Sink sink,
            Remarks ofRecord) {
        List<EventFields> events = new ArrayList<>(1);
        try {
            if (as instanceof KnownShape known && shapes.isOwn(record, known)) {
                events.add(EventFields.of(record));
            } else {
                as.read(record, events::add);
            }
        } catch (IllegalArgumentException e) {
            sink.problem(ImportReport.Problem.at(
                    start, e.getMessage() + "; " + FoundFields.text(record.keySet()) + as.remedy(record)));
            events.clear();
            return events;
        }
        for (EventFields fields : events) {
            fields.setRecord(record);
            if (format == null) {
                EventFields unusedSame = fields.readUsualTime();
            }
        }
        if (events.isEmpty()) {
            remarkWithoutEvent(as, start, ofRecord);
        }
        return events;
    }

    private static void remarkWithoutEvent(RecordShape as, TokenStreamLocation where, Remarks ofRecord) {
        if (!as.withoutEvent().isEmpty()) {
            ofRecord.add(Remarks.Kind.WITHOUT_EVENT, where.getLineNr(), where.getColumnNr(), as.withoutEvent());
        }
    }

    /** Reads an element of a document's array of breaks or of gaps. */
    void readMissing(JsonParser json, boolean isBreak, Decoded sink, EventExtent extent) {
        TokenStreamLocation start = json.currentTokenLocation();
        EventFields fields = readFields(json, sink, extent, isBreak ? "a break" : "a gap", type -> true, remarks);
        if (fields != null) {
            pass(() -> MissingFields.read(fields, isBreak), start, sink);
        }
    }

    private static void pass(Supplier<Missing> read, TokenStreamLocation start, Decoded sink) {
        Missing missing;
        try {
            missing = read.get();
        } catch (IllegalArgumentException e) {
            sink.problem(ImportReport.Problem.at(start, e.getMessage()));
            return;
        }
        sink.missing(missing, start.getLineNr(), start.getColumnNr());
    }

    /**
     * Reads the fields of an object. If the object is not sound, passes a problem to the sink and returns null. Also
     * returns null if the object has a second field for the type, after data that was skipped because of the first one.
     */
    private @Nullable EventFields readFields(
            JsonParser json,
            EventSerializer.Sink sink,
            EventExtent extent,
            String what,
            Predicate<String> wanted,
            Remarks ofEvent) {
        extent.beginEvent();
        TokenStreamLocation start = json.currentTokenLocation();
        if (json.currentToken() != JsonToken.START_OBJECT) {
            sink.problem(ImportReport.Problem.at(start, what + " must be an object, not " + JsonProblems.kind(json)));
            json.skipChildren();
            return null;
        }
        TokenStreamContext around = json.streamReadContext().getParent();
        EventFields fields = new EventFields();
        try {
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = JsonKeys.fromJson(json.currentName());
                int number = EventFields.numberOf(name);
                if (fields.has(name, number)) {
                    if (number == EventFields.TYPE && fields.isPartial()) {
                        return null;
                    }
                    JsonData.remarkDuplicate(json, name, ofEvent);
                }
                json.nextToken();
                int depth = number < 0 ? 1 : 0;
                if (EventFields.isData(number) && fields.type() instanceof String type && !wanted.test(type)) {
                    JsonData.skip(json, extent, ofEvent, depth);
                    fields.setPartial();
                } else {
                    fields.set(name, number, JsonData.read(json, extent, ofEvent, depth));
                }
                extent.check();
            }
        } catch (IllegalArgumentException e) {
            boolean whole = e instanceof EventExtent.TooLongException;
            sink.problem(ImportReport.Problem.at(whole ? start : json.currentTokenLocation(), e.getMessage()));
            while (json.streamReadContext() != around) {
                json.nextToken();
            }
            return null;
        }
        return format == null ? fields.readUsualTime() : fields;
    }

    private GridEvent event(EventFields fields, TokenStreamLocation start) {
        Object type = fields.type();
        if (!(type instanceof String typeText)) {
            throw new IllegalArgumentException(
                    type == null ? "the event has no type" : "type=" + type + " is not a string");
        }
        Object source = fields.source();
        String sourceText = source == null ? GridEvent.CORE : source.toString();
        Instant time = instant(fields.timestamp(), start);
        return GridEvent.of(typeText, fields.payload(), time, sourceText, fields.metadata());
    }

    private Instant instant(@Nullable Object value, TokenStreamLocation start) {
        if (value instanceof Instant time) {
            return time;
        }
        if (format != null && (value instanceof String || value instanceof Long)) {
            TimeText.Time time = format.parse(value.toString(), options.zone());
            if (time != null) {
                return instant(time, value.toString(), start);
            }
            if (value instanceof String) {
                throw new IllegalArgumentException("timestamp=" + value + " does not match " + format);
            }
        }
        if (value instanceof Number number) {
            return epochTimes.read(number, () -> remarkUnit(number, start));
        }
        if (value instanceof String text) {
            return instant(text, start);
        }
        Clock arrivals = options.arrivals();
        if (value == null && arrivals != null) {
            remark(Remarks.Kind.TIME_OF_ARRIVAL, start, Remarks.Kind.TIME_OF_ARRIVAL.text);
            return arrivals.instant();
        }
        throw new IllegalArgumentException(
                value == null
                        ? "the event has no timestamp"
                        : "timestamp=" + value + " is neither a string with a time nor an epoch time");
    }

    private Instant instant(String text, TokenStreamLocation start) {
        TimeText.Time time = TimeText.parse(text, options.zone());
        if (time == null && TimeText.isNumber(text)) {
            Number number = JsonData.number(text);
            return epochTimes.read(number, () -> remarkUnit(number, start));
        }
        if (time == null) {
            throw new IllegalArgumentException("timestamp=" + text
                    + " is not an ISO-8601 time such as 2026-01-31T10:42:00.5Z, an RFC 1123 time or a number; for"
                    + " another form, use ImportOptions.withTimeFormat or the option --time-format");
        }
        return instant(time, text, start);
    }

    private Instant instant(TimeText.Time time, String text, TokenStreamLocation start) {
        for (Remarks.Kind kind : time.remarks()) {
            remark(kind, start, "timestamp=" + text + ": " + kind.text);
        }
        return time.instant();
    }

    private void remark(Remarks.Kind kind, TokenStreamLocation where, String text) {
        remarks.add(kind, where.getLineNr(), where.getColumnNr(), text);
    }

    private void remarkUnit(Number first, TokenStreamLocation start) {
        remark(
                Remarks.Kind.TIME_UNIT,
                start,
                "timestamps such as " + first + " are read as " + EpochTimes.name(epochTimes.unit())
                        + " since 1970: in milliseconds, their years would not be 2000 to 2100; to set another unit,"
                        + " use ImportOptions.withTimeUnit or the option --time-unit");
    }
}
