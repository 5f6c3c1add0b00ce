package dev.playhead.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads events from lines of JSON. Each line stands for itself, so a malformed one costs no other. */
final class EventLines {
    /**
     * Jackson copies its table of names for each line that adds one to it. Where every line does, as with ids for names, the
     * copying is most of the work, so the table is kept small by beginning with a new one every few lines.
     */
    private static final int LINES_PER_FACTORY = 64;

    /** A table of long names is given up sooner, and so is a buffer that a long line has left. */
    private static final int BYTES_PER_FACTORY = 1_024 * 1_024;

    private static final int FIRST_BUFFER_BYTES = 8 * 1_024;

    private final EventSerializer.Sink sink;
    private final int maxLineBytes;
    private JsonFactory factory = EventReader.factory(Integer.MAX_VALUE);
    private byte[] line = new byte[FIRST_BUFFER_BYTES];
    /** How much of the line is there, or -1 once it is too long and its bytes are passed over. */
    private int length;
    /** Of the line that is being read, from 1. */
    private long number = 1;

    private int linesOfFactory;
    private long bytesOfFactory;

    EventLines(EventSerializer.Sink sink, int maxLineBytes) {
        this.sink = sink;
        this.maxLineBytes = maxLineBytes;
    }

    void read(InputStream in, UntilFailure source) throws IOException {
        byte[] chunk = new byte[64 * 1_024];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            int from = 0;
            for (int i = 0; i < read; i++) {
                if (chunk[i] == '\n') {
                    append(chunk, from, i);
                    endLine();
                    from = i + 1;
                }
            }
            append(chunk, from, read);
        }
        if (source.failed()) {
            parse().passEventTo(sink); // the line may be complete but for its end
            sink.problem(new ImportReport.Problem(number, Math.max(0, length) + 1, source.message()));
        } else {
            endLine();
        }
    }

    /** How much memory lines take at the moment. */
    int bufferBytes() {
        return line.length;
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
        if (length == 0) {
            number++; // a file of nothing but line ends is read at the speed of its bytes
            return;
        }
        PendingEvent parsed = parse();
        parsed.passEventTo(sink);
        parsed.passProblemTo(sink, number);
        bytesOfFactory += Math.max(0, length);
        length = 0;
        number++;
        if (++linesOfFactory == LINES_PER_FACTORY || bytesOfFactory > BYTES_PER_FACTORY) {
            factory = EventReader.factory(Integer.MAX_VALUE);
            linesOfFactory = 0;
            bytesOfFactory = 0;
        }
        if (line.length > BYTES_PER_FACTORY) {
            line = new byte[FIRST_BUFFER_BYTES];
        }
    }

    private PendingEvent parse() {
        PendingEvent pending = new PendingEvent();
        if (length < 0) {
            pending.problem(new ImportReport.Problem(number, 1, EventExtent.tooLong("the line", maxLineBytes)));
            return pending;
        }
        try (JsonParser json = factory.createParser(ObjectReadContext.empty(), line, 0, length)) {
            try {
                if (json.nextToken() == null) {
                    return pending; // a blank line
                }
                EventFields.read(json, pending, EventExtent.OF_A_LINE);
                if (json.nextToken() != null) {
                    pending.problem(
                            ImportReport.Problem.at(json.currentTokenLocation(), "the line goes on behind its event"));
                }
            } catch (JacksonException e) {
                pending.problem(EventReader.problem(e, json, maxLineBytes));
            }
        } catch (JacksonException e) { // no parser at all: the first bytes are of an encoding that JSON does not have
            pending.problem(new ImportReport.Problem(number, 1, String.valueOf(e.getOriginalMessage())));
        }
        return pending;
    }
}
