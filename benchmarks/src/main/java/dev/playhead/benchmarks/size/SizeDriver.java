package dev.playhead.benchmarks.size;

import dev.playhead.EventHistory;
import dev.playhead.benchmarks.contender.Payload;
import dev.playhead.benchmarks.harness.Fork;
import dev.playhead.benchmarks.harness.Quiet;
import dev.playhead.benchmarks.harness.UsedHeap;
import dev.playhead.benchmarks.session.FeedSession;
import dev.playhead.benchmarks.session.GridSession;
import dev.playhead.block.BlockWriter;
import dev.playhead.block.SealedBlock;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ExportFormat;
import dev.playhead.storage.RetentionPolicy;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/**
 * A driver that measures how many bytes a history needs for the events of a stream. For comparison, it also measures
 * the size of the events as JSON Lines that are compressed by {@code xz -6}. Arguments: {@code session}, {@code feed}
 * or {@code ticks} and a number of events, or {@code file} and a path.
 */
final class SizeDriver {
    private static final int BLOCK_EVENTS = 1_024;
    private static final int XZ_PRESET = 6;
    private static final long SEED = 1;
    private static final long MAX_SEALING_MILLIS = 30_000;

    private SizeDriver() {}

    public static void main(String[] args) throws IOException {
        warmUp(args[0], args[1]);
        long before = UsedHeap.bytes();
        try (EventHistory history = filled(args[0], args[1])) {
            Quiet.await(MAX_SEALING_MILLIS);
            long sealed = UsedHeap.bytes();
            long searched = history.count(EventFilter.payloadField("gridId", "none"));
            long readOnce = UsedHeap.bytes();
            double events = history.stats().stored();
            Fork.report("events", events);
            Fork.report("bytes", history.stats().bytes() / events);
            Fork.report("heap", (sealed - before) / events);
            Fork.report("heap.read", (readOnce - before) / events);
            reportBlocks(history, events);
            byte[] lines = "file".equals(args[0]) ? read(Path.of(args[1])) : lines(history);
            Fork.report("lines", lines.length / events);
            Fork.report("xz", compressedSize(lines) / events);
            Fork.report("unused", searched);
        }
    }

    /**
     * Fills another history, so that classes are loaded and the objects that all histories share exist. This is a
     * separate method, so that no local variable refers to the other history afterwards.
     */
    private static void warmUp(String kind, String argument) throws IOException {
        try (EventHistory other = filled(kind, argument)) {
            Quiet.await(MAX_SEALING_MILLIS);
            other.count(EventFilter.typeIs("none"));
        }
    }

    private static EventHistory filled(String kind, String argument) throws IOException {
        EventHistory history =
                EventHistory.builder().retention(RetentionPolicy.unlimited()).build();
        switch (kind) {
            case "session" -> {
                GridSession session = new GridSession(SEED);
                for (int i = Integer.parseInt(argument); i > 0; i--) {
                    history.recordEvent(session.next());
                }
            }
            case "feed" -> {
                FeedSession session = new FeedSession(SEED);
                for (int i = Integer.parseInt(argument); i > 0; i--) {
                    history.recordEvent(session.next());
                }
            }
            case "ticks" -> {
                for (int i = Integer.parseInt(argument); i > 0; i--) {
                    history.recordEvent(Payload.RECORD.event(i));
                }
            }
            case "file" -> history.importFrom(Path.of(argument));
            default -> throw new IllegalArgumentException("kind=" + kind + " is unknown");
        }
        return history;
    }

    /**
     * Reports the size of the same events in blocks of 1,024 events, as in a large history, and the size of the headers
     * of these blocks.
     */
    private static void reportBlocks(EventHistory history, double events) {
        BlockWriter writer = new BlockWriter(true);
        long headers = 0;
        long all = 0;
        Iterator<RecordedEvent> next = history.events(EventFilter.all()).iterator();
        while (next.hasNext()) {
            RecordedEvent event = next.next();
            writer.add(event.sequence(), event.event(), 0);
            if (writer.size() == BLOCK_EVENTS || !next.hasNext()) {
                SealedBlock block = SealedBlock.open(writer.seal());
                headers += block.headerBytes().length;
                all += block.bytes().length;
            }
        }
        Fork.report("headers", headers / events);
        Fork.report("blocks", all / events);
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
            return ExportFormat.isGzip(file) ? new GZIPInputStream(raw).readAllBytes() : raw.readAllBytes();
        }
    }

    /**
     * Returns the events as JSON Lines without their sequences. Only Playhead has sequences, so they must not increase
     * the size of the lines that {@code xz} compresses.
     */
    private static byte[] lines(EventHistory history) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        history.exportTo(bytes, ExportFormat.JSON_LINES, EventFilter.all());
        return bytes.toString(StandardCharsets.UTF_8)
                .replaceAll("(?m)^\\{\"sequence\":\\d+,", "{")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static long compressedSize(byte[] bytes) throws IOException {
        Counter counter = new Counter();
        try (XZOutputStream xz = new XZOutputStream(counter, new LZMA2Options(XZ_PRESET))) {
            xz.write(bytes);
        }
        return counter.count;
    }

    private static final class Counter extends OutputStream {
        private long count;

        @Override
        public void write(int b) {
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            count += length;
        }
    }
}
