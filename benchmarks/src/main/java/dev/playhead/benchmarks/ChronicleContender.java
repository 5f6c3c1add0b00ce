package dev.playhead.benchmarks;

import dev.playhead.event.GridEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Chronicle Queue, written to as directly as it can be: raw bytes, no names of fields. It writes to a file, which a history
 * in memory does not.
 */
final class ChronicleContender implements Contender {
    private final Path folder;
    private final ChronicleQueue queue;

    ChronicleContender() {
        try {
            folder = Files.createTempDirectory("playhead-bench-chronicle");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::delete));
        queue = ChronicleQueue.singleBuilder(folder).build();
    }

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
        delete();
    }

    private void delete() {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
