package dev.playhead.io;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;

/**
 * Consecutive lines that have one JSON object each, parsed by one parser. Creating a parser for each line would take as
 * much time as reading a small event.
 *
 * <p>Each line of a run is blank, or has one object and nothing else. A run ends before the first line for which this
 * does not hold. It also ends before a line that is too long, before an object that does not have exactly one event,
 * break or gap, and before an object that needs a remark (see {@link Remarks}). Such a line is parsed by itself.
 *
 * <p><b>Threading.</b> Any thread may parse a run, because the fields of its lines are interpreted later, in order.
 */
final class LineRun {
    private final List<Line> lines = new ArrayList<>();
    private final byte[] text;
    private final int from;
    private final int to;
    private int end;
    private long lineEnds;

    private LineRun(byte[] text, int from, int to) {
        this.text = text;
        this.from = from;
        this.to = to;
        this.end = from;
    }

    /**
     * A line.
     *
     * @param fields the fields of the object in the line
     * @param start the location of the object; lines are counted from the first line of the run
     * @param begin the offset at which the line begins
     * @param end the offset after the end of the line
     */
    record Line(EventFields fields, TokenStreamLocation start, int begin, int end) {}

    /**
     * Parses lines up to the first line that must be parsed by itself.
     *
     * @param text the bytes
     * @param from the offset at which a line begins
     * @param to the offset after the end of a line
     * @param decoder the decoder, which reads the fields now and decodes the events later
     */
    static LineRun parse(byte[] text, int from, int to, EventDecoder decoder) {
        LineRun run = new LineRun(text, from, to);
        Remarks remarks = decoder.remarks().ofOtherThread();
        // Each run has a parser factory of its own. The factory holds the names that it has read. They are released
        // together with the factory.
        try (JsonParser json =
                EventReader.factory(Integer.MAX_VALUE).createParser(ObjectReadContext.empty(), text, from, to - from)) {
            Line line = run.next(json, decoder, remarks);
            while (line != null) {
                run.lines.add(line);
                run.end = line.end();
                run.lineEnds = line.start().getLineNr();
                line = run.next(json, decoder, remarks);
            }
        } catch (JacksonException e) {
            // Parsing the line by itself reports the problem.
        }
        run.passBlankLines();
        return run;
    }

    /** Adds the blank lines after the last line, so that the next run does not begin with them. */
    private void passBlankLines() {
        for (int at = end; at < to; at++) {
            boolean lineEnd = text[at] == '\n' || (text[at] == '\r' && text[at + 1] != '\n');
            if (lineEnd) {
                end = at + 1;
                lineEnds++;
            } else if (text[at] != ' ' && text[at] != '\t' && text[at] != '\r') {
                return;
            }
        }
    }

    private @Nullable Line next(JsonParser json, EventDecoder decoder, Remarks remarks) {
        JsonToken token = json.nextToken();
        if (token != JsonToken.START_OBJECT) {
            return null;
        }
        TokenStreamLocation start = json.currentTokenLocation();
        if (start.getByteOffset() < 0) {
            return null; // the parser detected UTF-16 or UTF-32, and does not provide offsets
        }
        EventFields fields = decoder.fields(json, remarks);
        if (fields == null) {
            return null;
        }
        TokenStreamLocation last = json.currentLocation();
        int next = nextLine(from + (int) last.getByteOffset());
        boolean alone = last.getLineNr() == start.getLineNr() && next >= 0 && next - end <= decoder.maxLineBytes();
        return alone ? new Line(fields, start, lineBegin(start), next) : null;
    }

    /** {@return the offset after the line end if only blanks are between the object and the line end; otherwise -1} */
    private int nextLine(int behindObject) {
        int at = behindObject;
        while (at < to && (text[at] == ' ' || text[at] == '\t')) {
            at++;
        }
        if (at < to && text[at] == '\r') {
            at++;
            return at < to && text[at] == '\n' ? at + 1 : at;
        }
        return at < to && text[at] == '\n' ? at + 1 : -1;
    }

    private int lineBegin(TokenStreamLocation start) {
        return from + (int) start.getByteOffset() - (start.getColumnNr() - 1);
    }

    List<Line> lines() {
        return lines;
    }

    /** {@return the offset after the last line} */
    int end() {
        return end;
    }

    /** {@return the number of lines, including blank ones} */
    long lineEnds() {
        return lineEnds;
    }
}
