package dev.playhead.io;

import java.io.ByteArrayInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A parser of texts that hold one record each.
 *
 * <p><b>Threading.</b> For use by one thread.
 */
final class LineParser {
    /**
     * The number of lines that one factory parses. Jackson copies its table of names for each line that adds a name. If
     * every line adds names, as when ids are used as names, the copying takes most of the time. So the table is kept
     * small: every few lines, a new table replaces it.
     */
    private static final int LINES_PER_FACTORY = 64;

    /** The number of bytes after which a factory is replaced, so that a table of long names is released sooner. */
    private static final int BYTES_PER_FACTORY = 1_024 * 1_024;

    private final EventDecoder decoder;
    private JsonFactory factory = EventReader.factory(Integer.MAX_VALUE);
    private int linesOfFactory;
    private long bytesOfFactory;

    LineParser(EventDecoder decoder) {
        this.decoder = decoder;
    }

    /**
     * Parses a text into a break, a gap, a problem, events, or nothing. Lines are counted from the first line of the
     * text.
     */
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
        } catch (JacksonException e) {
            // No parser was created: the first bytes are in an encoding that JSON does not permit.
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
            pending.problem(ImportReport.Problem.at(json.currentTokenLocation(), "the line continues after its event"));
        }
    }

    /**
     * Parses a text as characters, with escaped surrogates replaced by the surrogates themselves. An unpaired surrogate
     * in a name is sound JSON, but a parser accepts the surrogate only if it is not escaped.
     */
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

    /** {@return the problem at which a text stops being JSON, or null if it is JSON} */
    ImportReport.@Nullable Problem failure(byte[] text, int length) {
        try (JsonParser json = characters(text, 0, length)) {
            try {
                while (json.nextToken() != null) {
                    // The tokens are ignored.
                }
                return null;
            } catch (JacksonException e) {
                return JsonProblems.of(e, json, decoder.maxLineBytes());
            }
        }
    }
}
