package dev.playhead.io;

import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * A writer of one page with statistics, a timeline and a list of events.
 *
 * <p>The page has the events as data, not as markup: JSON in elements that a browser does not interpret. The script of
 * the page shows the events as text only. The content security policy of the page permits this script and the style of
 * the page by their hashes. It permits nothing else: no network, no other script, no handler in an attribute.
 *
 * <p>A payload is JSON text within JSON, because JavaScript would read all numbers of the payload as doubles.
 */
final class HtmlEventWriter implements FormatWriter {
    static final int MAX_EVENTS = 10_000;
    static final int MAX_CHARS = 16 * 1_024 * 1_024;

    /** The maximum length of the text of one payload, and of the metadata of one event. */
    static final int MAX_TEXT = 32 * 1_024;

    private final OutputStream out;
    private final JsonGenerator json;
    private final LeftOut leftOut = new LeftOut("HTML");
    private final HtmlSummary summary = new HtmlSummary();
    private long listed;
    private long chars;

    HtmlEventWriter(OutputStream out) {
        this.out = new BufferedOutputStream(out);
        JsonOutput.raw(this.out, HtmlPage.head() + "<script type=\"application/json\" id=\"events\">[\n");
        this.json = JsonOutput.generator(new ScriptSafe(this.out), ",\n");
    }

    @Override
    public void missing(List<RecordingBreak> breaks, List<SequenceRange> gaps) {
        summary.missing(breaks, gaps);
    }

    @Override
    public void write(RecordedEvent event) {
        summary.add(event);
        if (listed == MAX_EVENTS || chars >= MAX_CHARS) {
            leftOut.count("events=%d are counted but not listed; the page lists at most " + MAX_EVENTS + " events and "
                    + MAX_CHARS / 1_024 / 1_024 + " MiB of text");
            return;
        }
        listed++;
        chars += event.type().length() + event.source().length();
        json.writeStartArray();
        json.writeString(event.id());
        json.writeString(event.timestamp().toString());
        json.writeString(event.type());
        json.writeString(event.source());
        writeText(JsonOutput.text(event.payload()));
        writeText(event.metadata().isEmpty() ? "" : JsonOutput.text(event.metadata()));
        json.writeEndArray();
    }

    /** Writes a text, but only the beginning of a long text. Then writes the length of the whole text. */
    private void writeText(String text) {
        int length = Math.min(text.length(), MAX_TEXT);
        if (length < text.length()) {
            leftOut.count("texts=%d are cut; the page has at most " + MAX_TEXT
                    + " characters of each payload and of the metadata of each event");
        }
        chars += length;
        json.writeString(text.substring(0, length));
        json.writeNumber(text.length());
    }

    @Override
    public void flush() {
        json.flush();
        JsonOutput.flush(out);
    }

    @Override
    public void close() {
        json.close();
        JsonOutput.raw(out, "\n]</script>\n<script type=\"application/json\" id=\"summary\">");
        try (JsonGenerator last = JsonOutput.generator(new ScriptSafe(out), "")) {
            summary.write(last, listed);
        }
        JsonOutput.raw(out, "</script>\n" + HtmlPage.tail());
        JsonOutput.flush(out);
    }

    @Override
    public List<String> notes() {
        return leftOut.notes();
    }
}
