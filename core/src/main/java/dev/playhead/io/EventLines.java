package dev.playhead.io;

import dev.playhead.io.LineChunks.Chunk;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A reader of events from lines of JSON. The lines end with CR, LF or both. Each line is independent, so a malformed
 * line affects no other. There is one exception: an object that is open at the end of a line continues in the next
 * line, as long as the lines together are JSON. A record separator at the start of a line begins an object, even if
 * another object is open. Lines of sound events are parsed by {@link LineRun}, other lines one by one.
 */
final class EventLines {
    /** The maximum size of a retained buffer. A larger buffer, which a long line required, is released. */
    private static final int KEPT_BUFFER_BYTES = 1_024 * 1_024;

    private static final int FIRST_BUFFER_BYTES = 8 * 1_024;
    private static final byte RECORD_SEPARATOR = 0x1e;

    private final OrderedSink sink;
    private final EventDecoder decoder;
    private final int maxLineBytes;
    private final LineParser parser;
    private final OpenObject open;
    /** The result of parsing the first line of the open object by itself. */
    private PendingEvent firstOfOpen = new PendingEvent();

    private byte[] line = new byte[FIRST_BUFFER_BYTES];
    /** The number of bytes of the line so far, or -1 if the line is too long and its bytes are skipped. */
    private int length;
    /** The number of the current line, from 1. */
    private long number = 1;
    /** Whether the current lines are the rest of an abandoned object. */
    private boolean passingOver;
    /** Whether the preceding byte is a CR. An LF then belongs to the end of the same line. */
    private boolean behindCr;

    EventLines(EventSerializer.Sink sink, EventDecoder decoder) {
        this.sink = new OrderedSink(sink);
        this.decoder = decoder;
        this.maxLineBytes = decoder.maxLineBytes();
        this.parser = new LineParser(decoder);
        this.open = new OpenObject(maxLineBytes);
    }

    void read(InputStream in, UntilFailure source) throws IOException {
        try (LineChunks chunks = new LineChunks(in, decoder)) {
            for (Chunk chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
                int at = 0;
                while (at < chunk.length) {
                    if (at < chunk.lastLine && length == 0 && !behindCr && !open.isOpen() && !passingOver) {
                        at = pass(chunks.run(chunk, at), chunk);
                    }
                    at = readLine(chunk.bytes, at, chunk.length);
                }
            }
        }
        if (source.failed()) {
            passWhatIsSound();
            sink.brokeOff(new ImportReport.Problem(number, Math.max(0, length) + 1, source.message()));
        } else {
            endLine();
            if (open.isOpen()) {
                giveUp(open.lines(), "it has no end");
            }
        }
    }

    /**
     * Passes on the events of a run. A line whose event is not sound is parsed again by itself. Returns the offset
     * after the run.
     */
    private int pass(LineRun run, Chunk chunk) {
        long first = number;
        for (LineRun.Line line : run.lines()) {
            PendingEvent pending = new PendingEvent();
            decoder.pass(line.fields(), line.start(), pending);
            if (pending.isSound()) {
                pass(pending, first);
            } else {
                decoder.remarks().drop();
                number = first + line.start().getLineNr() - 1;
                int unusedEnd = readLine(chunk.bytes, line.begin(), line.end());
                behindCr = false; // the line includes the LF after a CR
            }
        }
        number = first + run.lineEnds();
        return run.end();
    }

    /** Reads to the end of a line, or to the end of the chunk. Returns the offset up to which the chunk was read. */
    private int readLine(byte[] chunk, int from, int to) {
        int begin = from;
        for (int i = from; i < to; i++) {
            byte octet = chunk[i];
            if (octet == '\r' || (octet == '\n' && !behindCr)) {
                behindCr = octet == '\r';
                append(chunk, begin, i);
                endLine();
                return i + 1;
            }
            if (octet == '\n') {
                begin = i + 1; // the end of the line was already reached
            }
            behindCr = false;
        }
        append(chunk, begin, to);
        return to;
    }

    /** {@return the size of the buffers for lines, in bytes} */
    int bufferBytes() {
        return line.length + open.bytes().length;
    }

    private void append(byte[] chunk, int from, int to) {
        int more = to - from;
        if (length < 0 || more > maxLineBytes - length) {
            length = -1;
            return;
        }
        if (length + more > line.length) {
            line = Arrays.copyOf(line, (int) Math.min(maxLineBytes, Math.max(2L * line.length, length + more)));
        }
        System.arraycopy(chunk, from, line, length, more);
        length += more;
    }

    private void endLine() {
        if (length != 0) { // empty lines are not parsed, so a file of line ends is read fast
            take();
            length = 0;
            if (line.length > KEPT_BUFFER_BYTES) {
                line = new byte[FIRST_BUFFER_BYTES];
            }
        } else if (open.isOpen()) {
            goOn();
        }
        number++;
    }

    private void take() {
        boolean begins = length > 0 && line[0] == '{';
        if (length > 0 && line[0] == RECORD_SEPARATOR) {
            begins = true;
            blankSeparators();
            if (open.isOpen()) {
                giveUp(open.lines(), "a record separator begins the next object in line " + number);
            }
        }
        if (open.isOpen() && goOn()) {
            return;
        }
        passingOver &= !begins;
        if (passingOver) {
            return;
        }
        PendingEvent alone = parseAlone();
        if (alone.endsEarly() && open.begin(line, length, number)) {
            firstOfOpen = alone;
            decoder.remarks().drop();
            return;
        }
        pass(alone, number);
    }

    private void blankSeparators() {
        for (int i = 0; i < length && line[i] == RECORD_SEPARATOR; i++) {
            line[i] = ' ';
        }
    }

    private PendingEvent parseAlone() {
        if (length < 0) {
            PendingEvent none = new PendingEvent();
            none.problem(new ImportReport.Problem(1, 1, EventExtent.tooLong("the line", maxLineBytes)));
            return none;
        }
        return parser.parse(line, 0, length);
    }

    private void pass(PendingEvent parsed, long firstLine) {
        decoder.remarks().passTo(sink, firstLine);
        parsed.passTo(sink, firstLine);
    }

    /** Appends the line to the open object. Returns whether the line belongs to this object. */
    private boolean goOn() {
        switch (open.append(line, length)) {
            case OPEN -> {
                return true;
            }
            case COMPLETE -> {
                PendingEvent whole = parser.parse(open.bytes(), 0, open.length());
                long firstLine = open.firstLine();
                open.clear();
                pass(whole, firstLine);
                return true;
            }
            case BROKEN -> {
                if (open.isTooLong()) {
                    giveUp(open.lines(), EventExtent.tooLong("it", maxLineBytes));
                } else {
                    giveUp(open.lines() - 1, reason());
                }
                return false;
            }
        }
        return false;
    }

    private String reason() {
        ImportReport.Problem failure = parser.failure(open.bytes(), open.length());
        return failure == null
                ? "it does not continue as JSON"
                : failure.movedTo(open.firstLine()).toString();
    }

    /**
     * Abandons the open object and reports it. Then passes on each further line of the object that is a sound event by
     * itself.
     */
    private void giveUp(int lines, String why) {
        long firstLine = open.firstLine();
        boolean several = open.isOverSeveralLines(lines);
        if (several) {
            sink.problem(new ImportReport.Problem(
                    firstLine, 1, "an object over several lines breaks off: " + why + "; it was not read"));
        } else {
            pass(firstOfOpen, firstLine);
        }
        passEventsOfOpen(lines);
        open.clear();
        passingOver = several;
    }

    private void passEventsOfOpen(int lines) {
        int begin = open.endOfLine(0) + 1;
        for (int i = 1; i < lines; i++) {
            int end = open.endOfLine(begin);
            if (open.bytes()[begin] == '{') {
                passEvent(parser.parse(open.bytes(), begin, end), open.firstLine() + i);
            }
            begin = end + 1;
        }
    }

    private void passEvent(@Nullable PendingEvent parsed, long firstLine) {
        if (parsed != null && parsed.isSound()) {
            decoder.remarks().passTo(sink, firstLine);
            parsed.passSoundTo(sink, firstLine);
        } else {
            decoder.remarks().drop();
        }
    }

    /**
     * Passes on the sound events of the open object and of the last line, after the stream broke off. The last line may
     * be complete except for its line end.
     */
    private void passWhatIsSound() {
        if (open.isOpen()) {
            int lines = open.lines();
            if (length > 0 && open.append(line, length) == JsonShape.State.COMPLETE) {
                passEvent(parser.parse(open.bytes(), 0, open.length()), open.firstLine());
            } else {
                passEventsOfOpen(lines);
                passEvent(length > 0 ? parser.parse(line, 0, length) : null, number);
            }
        } else if (length > 0) {
            passEvent(parser.parse(line, 0, length), number);
        }
    }
}
