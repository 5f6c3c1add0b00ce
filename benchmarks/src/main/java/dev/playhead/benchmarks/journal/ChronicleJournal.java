package dev.playhead.benchmarks.journal;

import dev.playhead.event.GridEvent;
import java.nio.file.Path;
import java.util.Objects;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;

/**
 * Chronicle Queue with its default configuration. It writes one document for each event to a memory-mapped file. A
 * document contains either values without names in a fixed order, which is the fastest form, or fields with names,
 * which the manual recommends for stored data.
 */
final class ChronicleJournal implements Journal {
    private final Path folder;
    private final boolean named;
    private final ChronicleQueue queue;
    private final ExcerptAppender appender;
    private final BytesSink sink = new BytesSink();
    private long firstEnd = -1;
    private long lastEnd;
    private long appended;

    ChronicleJournal(Path folder, boolean named) {
        this.folder = folder;
        this.named = named;
        this.queue = ChronicleQueue.singleBuilder(folder).build();
        this.appender = queue.createAppender();
    }

    @Override
    public long append(GridEvent event) {
        try (DocumentContext document = appender.writingDocument()) {
            Wire wire = Objects.requireNonNull(document.wire());
            if (named) {
                WireSink.event(event, wire);
            } else {
                sink.bytes = wire.bytes();
                sink.event(event);
            }
            lastEnd = wire.bytes().writePosition();
        }
        firstEnd = firstEnd < 0 ? lastEnd : firstEnd;
        appended++;
        return lastEnd;
    }

    @Override
    public void close() {
        appender.close();
        queue.close();
    }

    @Override
    public Contents settle() {
        // The file is sparse and grows in large steps. So the size of the events is computed from their positions in
        // the queue.
        double each = (double) (lastEnd - firstEnd) / (appended - 1);
        try (ChronicleQueue read = ChronicleQueue.singleBuilder(folder).build();
                ExcerptTailer tailer = read.createTailer()) {
            long events = 0;
            while (isThere(tailer)) {
                events++;
            }
            return new Contents(events, each * appended);
        }
    }

    private static boolean isThere(ExcerptTailer tailer) {
        try (DocumentContext next = tailer.readingDocument()) {
            return next.isPresent();
        }
    }

    private static final class BytesSink extends BinarySink {
        private Bytes<?> bytes = Bytes.elasticByteBuffer();

        @Override
        void putByte(int value) {
            bytes.writeByte((byte) value);
        }

        @Override
        void putLong(long value) {
            bytes.writeLong(value);
        }

        @Override
        void putDouble(double value) {
            bytes.writeDouble(value);
        }

        @Override
        void putCount(long value) {
            bytes.writeStopBit(value);
        }

        @Override
        void putText(String text) {
            bytes.write8bit(text);
        }
    }
}
