package dev.playhead.fuzz;

import com.sun.management.ThreadMXBean;
import dev.playhead.block.Block;
import dev.playhead.block.BlockHeader;
import dev.playhead.block.BlockTooNewException;
import dev.playhead.block.BlockTooOldException;
import dev.playhead.block.CorruptBlockException;
import dev.playhead.block.SealedBlock;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A reader that calls the methods of a block, and checks properties that their results must have for any bytes. */
final class Reading {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /**
     * The maximum number of bytes that one call may allocate in the fuzz tests. The call that allocates most opens a
     * block of 65,536 events with many columns.
     */
    static final long MAX_BYTES = 256 << 20;

    /**
     * The number that determines the distance between the events that are read from a block. Up to twice as many events
     * are read one by one. The block may have up to 65,536 events. The block may have up to 65,536 events.
     */
    private static final int MAX_EVENTS_READ = 32;

    private static final List<Object> VALUES = Arrays.asList(
            null,
            true,
            100.25,
            37L,
            1000L,
            "ORD-000037",
            "text1",
            "plugin:feed",
            PlainData.of(List.of(1, 2)),
            Map.of());
    private static final List<List<String>> PATHS = List.of(
            List.of(),
            List.of("a"),
            List.of("rowId"),
            List.of("oldValue"),
            List.of("flags", "dirty"),
            List.of("range", "1"));
    private static final List<Instant> TIMES =
            List.of(Instant.MIN, Instant.EPOCH, Instant.ofEpochMilli(1_767_225_604_000L), Instant.MAX);

    private final SealedBlock block;
    private final long mostBytes;
    private long allocated;

    private Reading(SealedBlock block, long mostBytes) {
        this.block = block;
        this.mostBytes = mostBytes;
    }

    /** A call of a method of the block. A call of a method of the block; it may include a check of the result. */
    private interface Question {
        void ask();
    }

    /**
     * Opens a block and calls its methods. Does nothing more if the block cannot be opened. Fails if a result is wrong,
     * or if a call allocates more than {@code mostBytes} bytes.
     */
    static void all(byte[] bytes, long mostBytes) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        SealedBlock block;
        try {
            block = SealedBlock.open(bytes);
        } catch (CorruptBlockException | BlockTooOldException | BlockTooNewException e) {
            return;
        }
        Reading reading = new Reading(block, mostBytes);
        reading.allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        reading.header();
        reading.events();
        reading.searches();
    }

    private void ask(Question question) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            question.ask();
        } catch (CorruptBlockException e) {
            // Permitted: a call either returns a valid result or reports damage.
            block.trim();
        }
        allocated = Math.max(allocated, THREADS.getCurrentThreadAllocatedBytes() - before);
        if (allocated > mostBytes) {
            throw new AssertionError(
                    "allocated=" + allocated + " but at most " + mostBytes + " for blockBytes=" + block.bytes().length);
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private void header() {
        BlockHeader header = block.header();
        require(header.size() >= 1 && header.size() <= 1 << 16, "size=" + header.size());
        require(header.firstSequence() <= header.lastSequence(), "sequences of " + block);
        require(!block.toString().isEmpty() && block.memoryBytes() > 0, "memoryBytes=" + block.memoryBytes());
        ask(() -> header.fieldNames().forEach(header::mayHaveField));
        ask(() -> header.mayHaveField("rowId"));
        VALUES.forEach(header::mayHaveValue);
        require(!header.anyType(type -> false) && !header.anySource(source -> false), "any");
        for (Instant time : TIMES) {
            header.mayBeBetween(time, time);
        }
        BlockHeader alone = BlockHeader.read(block.headerBytes());
        require(alone.types().equals(header.types()) && alone.blockBytes() == header.blockBytes(), "header alone");
    }

    private void events() {
        int size = block.size();
        int step = Math.max(1, size / MAX_EVENTS_READ);
        for (int i = 0; i < size; i += step) {
            event(i);
        }
        event(size - 1);
        ask(() -> walk(step));
        for (long sequence : new long[] {Long.MIN_VALUE, -1, 0, 101, 127, 198, Long.MAX_VALUE}) {
            ask(() -> {
                int position = block.indexOf(sequence);
                require(position < size && position >= -size - 1, "indexOf=" + position);
                require(position < 0 || block.sequence(position) == sequence, "sequence=" + sequence);
            });
        }
    }

    private void event(int position) {
        ask(() -> {
            RecordedEvent event = block.event(position);
            require(event.sequence() == block.sequence(position), "sequence");
            require(event.type().equals(block.type(position)), "type");
            require(event.source().equals(block.source(position)), "source");
            require(event.timestamp().equals(block.timestamp(position)), "timestamp");
            require(PlainData.isPlain(event.payload()) || event.payload() instanceof Number, "payload");
            require(PlainData.isPlain(event.metadata()), "metadata");
        });
    }

    /** Checks that each event that a walk returns can be read, even after the block has released its decoded data. */
    private void walk(int step) {
        Block.Walk walk = block.walk();
        for (int i = 0; i < block.size(); i += step) {
            RecordedEvent event;
            try {
                event = walk.event(i);
            } catch (CorruptBlockException e) {
                continue;
            }
            try {
                if (event.payload() instanceof Map<?, ?> map && !map.isEmpty()) {
                    map.get(map.keySet().iterator().next());
                }
                block.trim();
                require(event.event().equals(block.event(i).event()), "event");
                require(event.source().equals(block.source(i)), "source");
            } catch (CorruptBlockException e) {
                throw new AssertionError("position=" + i + ": the walk returned the event, but it cannot be read", e);
            }
        }
    }

    private void searches() {
        int size = block.size();
        ask(() -> block.countTypes((type, count) -> require(count >= 0, type)));
        ask(() -> block.countSources((source, count) -> require(count >= 0, source)));
        ask(() -> require(block.minTime() != null && block.maxTime() != null, "times"));
        for (boolean match : new boolean[] {true, false}) {
            ask(() -> set(block.typesMatching(type -> match == type.startsWith("cell"))));
            ask(() -> set(block.sourcesMatching(source -> match)));
        }
        for (Instant time : TIMES) {
            ask(() -> set(block.timeBetween(time, Instant.MAX)));
            ask(() -> set(block.timeBetween(Instant.EPOCH, time)));
            ask(() -> require(block.lastAtOrBefore(time, size) < size, "lastAtOrBefore"));
            ask(() -> require(block.countAfter(time, size) <= size, "countAfter"));
        }
        ask(() -> set(block.sequenceBetween(0, 120)));
        ask(() -> set(block.sequenceBetween(Long.MIN_VALUE, Long.MAX_VALUE)));
        for (int i = 0; i < PATHS.size() * 3; i++) {
            List<String> path = PATHS.get(i % PATHS.size());
            Object value = PlainData.of(VALUES.get(i % VALUES.size()));
            ask(() -> set(block.fieldEquals(path, value)));
            if (!path.isEmpty()) {
                ask(() -> set(block.metadataEquals(path, value)));
                ask(() -> set(block.metadataMatching(path.get(0), found -> PlainData.equal(found, value))));
            }
        }
        ask(() -> set(block.payloadContains(PlainData.mapOf(Map.of()))));
        ask(() -> set(
                block.payloadContains(PlainData.mapOf(Map.of("columnId", "price", "flags", Map.of("dirty", true))))));
        ask(() -> set(block.payloadContains(PlainData.mapOf(Map.of("a", 1)))));
    }

    /** Checks that a set of positions has the correct length, and contains no position after the last event. */
    private void set(long[] positions) {
        int size = block.size();
        require(positions.length == (size + 63) / 64, "words=" + positions.length);
        require(size % 64 == 0 || positions[positions.length - 1] >>> size == 0, "a position beyond size=" + size);
    }
}
