package dev.playhead.benchmarks.contender;

import dev.playhead.benchmarks.harness.Scratch;
import dev.playhead.event.GridEvent;
import java.time.Instant;
import java.util.Objects;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Chronicle Queue, used in the fastest way: it writes raw bytes without field names. Unlike a history in memory, it
 * writes to a file.
 */
final class ChronicleContender implements Contender {
    private final Scratch scratch = Scratch.temporary();
    private final ChronicleQueue queue =
            ChronicleQueue.singleBuilder(scratch.folder()).build();

    @Override
    public Lane lane() {
        ExcerptAppender appender = queue.createAppender();
        return new Lane() {
            @Override
            public Object make(int number) {
                return Payload.RECORD.event(number);
            }

            @Override
            public long record(Object event) {
                return append(appender, (GridEvent) event);
            }
        };
    }

    private static long append(ExcerptAppender appender, GridEvent event) {
        Tick tick = (Tick) Objects.requireNonNull(event.payload());
        try (DocumentContext document = appender.writingDocument()) {
            Bytes<?> bytes = Objects.requireNonNull(document.wire()).bytes();
            Instant time = event.timestamp();
            bytes.writeLong(time.getEpochSecond() * 1_000_000_000 + time.getNano());
            bytes.write8bit(event.type());
            bytes.write8bit(event.source());
            bytes.write8bit(tick.gridId());
            bytes.write8bit(tick.rowId());
            bytes.write8bit(tick.columnId());
            bytes.writeDouble(tick.oldValue());
            bytes.writeDouble(tick.newValue());
            return bytes.writePosition();
        }
    }

    @Override
    public void close() {
        queue.close();
        scratch.close();
    }
}
