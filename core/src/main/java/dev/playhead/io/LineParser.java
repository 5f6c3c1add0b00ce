package dev.playhead.io;

import java.io.ByteArrayInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Parses texts of one event each.
 *
 * <p><b>Threading.</b> For one thread.
 */
final class LineParser {
    /**
     * Jackson copies its table of names for each line that adds one to it. Where every line does, as with ids for names, the
     * copying is most of the work, so the table is kept small by beginning with a new one every few lines.
     */
    private static final int LINES_PER_FACTORY = 64;

    /** A table of long names is given up sooner. */
    private static final int BYTES_PER_FACTORY = 1_024 * 1_024;

    private final EventDecoder decoder;
    private JsonFactory factory = EventReader.factory(Integer.MAX_VALUE);
    private int linesOfFactory;
    private long bytesOfFactory;

    LineParser(EventDecoder decoder) {
        this.decoder = decoder;
    }

    /** An event, a problem or nothing. Lines count from the first of the text. */
    PendingEvent parse(byte[] text, int from, int to) {
        PendingEvent pending = new PendingEvent();
        try (JsonParser json = factory.createParser(ObjectReadContext.empty(), text, from, to - from)) {
            try {
                parse(json, pending);
            } catch (JacksonException e) {
                if (JsonProblems.isHalfOfAPair(e)) {
                    parseByCharacters(text, from, to, pending);
                } else {
                    pending.problem(JsonProblems.of(e, json, decoder.maxLineBytes()));
                    pending.setEndsEarly(JsonProblems.endsEarly(e));
                }
            }
        } catch (JacksonException e) { // no parser at all: the first bytes are of an encoding that JSON does not have
            pending.problem(new ImportReport.Problem(1, 1, "these bytes are not text in UTF-8"));
        }
        bytesOfFactory += to - from;
        if (++linesOfFactory == LINES_PER_FACTORY || bytesOfFactory > BYTES_PER_FACTORY) {
            factory = EventReader.factory(Integer.MAX_VALUE);
            linesOfFactory = 0;
            bytesOfFactory = 0;
        }
        return pending;
    }

    private void parse(JsonParser json, PendingEvent pending) {
        if (json.nextToken() == null) {
            return; // a blank line
        }
        decoder.read(json, pending, EventExtent.OF_A_LINE);
        if (json.nextToken() != null) {
            pending.problem(ImportReport.Problem.at(json.currentTokenLocation(), "the line goes on behind its event"));
        }
    }

    /** Half a surrogate pair in a name is sound JSON, but a parser takes it only where it is not escaped. */
    private void parseByCharacters(byte[] text, int from, int to, PendingEvent pending) {
        decoder.remarks().drop();
        try (JsonParser json = characters(text, from, to)) {
            try {
                parse(json, pending);
            } catch (JacksonException e) {
                pending.problem(JsonProblems.of(e, json, decoder.maxLineBytes()));
                pending.setEndsEarly(JsonProblems.endsEarly(e));
            }
        }
    }

    private JsonParser characters(byte[] text, int from, int to) {
        return factory.createParser(
                ObjectReadContext.empty(), TextEncoding.jsonReader(new ByteArrayInputStream(text, from, to - from)));
    }

    /** Where and why a text is not JSON, or null if it is. */
    ImportReport.@Nullable Problem failure(byte[] text, int length) {
        try (JsonParser json = characters(text, 0, length)) {
            try {
                while (json.nextToken() != null) {
                    // What it says is of no interest.
                }
                return null;
            } catch (JacksonException e) {
                return JsonProblems.of(e, json, decoder.maxLineBytes());
            }
        }
    }
}
