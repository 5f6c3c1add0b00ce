package dev.playhead.cli.input;

import dev.playhead.EventHistory;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.EventSerializer;
import dev.playhead.io.ExportFormat;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.Iterator;
import java.util.Objects;

/**
 * A stream of the events of a history as JSON Lines, for readers of event files. Lines are generated as they are read.
 */
final class EventStream extends InputStream {
    private static final int CHUNK_BYTES = 64 * 1_024;

    private final EventHistory history;
    private final Iterator<RecordedEvent> events;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream(2 * CHUNK_BYTES);
    private final EventSerializer.Writer writer = EventSerializer.writer(written, ExportFormat.JSON_LINES);
    private final MissingWatch missing;
    private byte[] chunk = {};
    private int at;

    private boolean ended;

    private EventStream(EventHistory history, boolean withMissing) {
        this.history = history;
        this.events = history.events(EventFilter.all()).iterator();
        this.missing = new MissingWatch(history, withMissing ? found -> found.passTo(writer) : found -> {});
    }

    /** Creates a stream that also lists the missing events. Closing the stream closes the history. */
    static EventStream of(EventHistory history) {
        return new EventStream(history, true);
    }

    /** Creates a stream of only the events, without breaks and gaps. */
    static EventStream withoutGaps(EventHistory history) {
        return new EventStream(history, false);
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) {
        Objects.checkFromIndexSize(from, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (at == chunk.length && !fill()) {
            return -1;
        }
        int read = Math.min(length, chunk.length - at);
        System.arraycopy(chunk, at, into, from, read);
        at += read;
        return read;
    }

    private boolean fill() {
        written.reset();
        while (written.size() < CHUNK_BYTES && events.hasNext()) {
            RecordedEvent event = events.next();
            missing.look();
            writer.write(event);
            writer.flush();
        }
        if (!events.hasNext() && !ended) {
            ended = true;
            missing.look();
            writer.close();
        }
        chunk = written.toByteArray();
        at = 0;
        return chunk.length > 0;
    }

    @Override
    public void close() {
        history.close();
    }
}
