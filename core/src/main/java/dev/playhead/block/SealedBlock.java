package dev.playhead.block;

import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import java.lang.ref.SoftReference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A block in its sealed form: a compact array of bytes that is read in place.
 *
 * <p>{@link #open} verifies the checksums of the bytes, so that later reads see what was written. Nevertheless, no
 * length or offset in the bytes is trusted. For any bytes, {@link #open} returns a block or throws one of its
 * documented exceptions, and reading an opened block returns a result or throws a {@link CorruptBlockException}.
 *
 * <p><b>Threading.</b> Safe for use by multiple threads, as long as the bytes are not modified.
 *
 * <p><b>Limits.</b> For any bytes, an operation takes time and memory proportional to the number of events and to the
 * inflated size of the bytes, which is at most 1,032 times their size. A search also takes time and memory proportional
 * to the size of the value searched for. Reading all columns of 65,536 events of 256 fields temporarily takes about
 * 200 MB. A block of few bytes can need that much only if its bytes are damaged, or if its fields have regular values,
 * such as counters, which are stored in few bytes.
 *
 * <p><b>Cost.</b> The first access to the body locates its columns. This takes some microseconds, and a few kilobytes
 * of memory until {@link #trim} or until memory is short. Later, each event is read individually. If an event has
 * long strings or trees in a compressed page of the block, the page is inflated and cached. A search reads columns and
 * builds no events.
 */
public final class SealedBlock implements Block {
    private final byte[] bytes;
    private final BlockHeader header;
    /**
     * The opened body, built on demand and reclaimed if memory is short. Two threads may both build it, with equal
     * results.
     */
    private @Nullable SoftReference<BlockBody> body;
    /**
     * The known result of checking whether every event can be decoded. Two threads may both check, with equal results.
     */
    private Soundness soundness;

    private enum Soundness {
        UNKNOWN,
        SOUND,
        /**
         * The state of a block with an event that cannot be decoded. A walk then decodes each event before returning
         * it, instead of returning a lazily decoded view. So reading a damaged event fails immediately, and the other
         * events can still be read.
         */
        DAMAGED
    }

    private SealedBlock(byte[] bytes, BlockHeader header, Soundness soundness) {
        this.bytes = bytes;
        this.header = header;
        this.soundness = soundness;
    }

    /**
     * Opens a block that was just sealed in this process. The checksum and the contents of the body are not checked.
     *
     * @param bytes the result of {@link BlockWriter#seal} in this process; held, not copied
     * @return the block
     */
    public static SealedBlock ofSealed(byte[] bytes) {
        return new SealedBlock(bytes, BlockHeader.read(bytes), Soundness.SOUND);
    }

    /**
     * Opens a block.
     *
     * @param bytes the result of {@link BlockWriter#seal}; held, not copied
     * @return the block
     * @throws CorruptBlockException if the bytes are not those that were written
     * @throws BlockTooOldException if the format is older than all formats that this release reads
     * @throws BlockTooNewException if the format is newer than all formats that this release reads, or the block has an
     *     unknown required extension
     */
    public static SealedBlock open(byte[] bytes) {
        BlockHeader header = BlockHeader.read(bytes);
        if (header.blockBytes() != bytes.length) {
            throw new CorruptBlockException("the header has blockBytes=" + header.blockBytes() + ", but bytes="
                    + bytes.length + " were read; the block is damaged");
        }
        if (BlockEnvelope.checksum(bytes, header.headerBytes(), bytes.length) != header.bodyChecksum()) {
            throw new CorruptBlockException("the checksum of the block from sequence=" + header.firstSequence()
                    + " to sequence=" + header.lastSequence() + " is wrong: the block is damaged");
        }
        return new SealedBlock(bytes, header, Soundness.UNKNOWN);
    }

    /** {@return the header of the block} */
    public BlockHeader header() {
        return header;
    }

    /**
     * Returns the bytes of the header alone, to be read by {@link BlockHeader#read}.
     *
     * @return a copy
     */
    public byte[] headerBytes() {
        return java.util.Arrays.copyOf(bytes, header.headerBytes());
    }

    /**
     * Returns the bytes of the block.
     *
     * @return the backing array, which must not be modified
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * Returns the memory usage of the block, header included. Memory that {@link #trim} releases is not included. That
     * memory is a cache held by a soft reference, which the JVM reclaims before it runs out of memory.
     *
     * @return the size in bytes, on a JVM with compressed references
     */
    public long memoryBytes() {
        return 32 + Memory.array(bytes.length, 1) + header.memoryBytes();
    }

    /** Releases cached data of earlier reads. After that, the block takes no more memory than its bytes and header. */
    public void trim() {
        body = null;
    }

    /** Returns whether every event is known to be decodable. */
    boolean isSound() {
        return soundness == Soundness.SOUND;
    }

    /** Returns whether every event can be decoded. Checks this if it is not known yet. */
    boolean check(BlockBody opened) {
        if (soundness == Soundness.UNKNOWN) {
            try {
                BlockCheck.run(header, opened);
                soundness = Soundness.SOUND;
            } catch (RuntimeException e) {
                // Reading a damaged event throws an exception. Walks return no views of this block.
                soundness = Soundness.DAMAGED;
            }
        }
        return soundness == Soundness.SOUND;
    }

    /**
     * Decodes all times, and checks that they are valid.
     *
     * @throws CorruptBlockException if a time is invalid
     */
    void checkTimes(TimeColumn times) {
        reading(() -> {
            times.decodeAll();
            times.check();
            return times;
        });
    }

    BlockBody body() {
        SoftReference<BlockBody> known = body;
        BlockBody opened = known == null ? null : known.get();
        if (opened == null) {
            opened = new BlockBody(header, bytes);
            body = new SoftReference<>(opened);
        }
        return opened;
    }

    /**
     * Runs a read, and converts any runtime exception to a {@link CorruptBlockException}. This catches errors due to
     * damaged bytes that no earlier check detects.
     */
    private <T> T reading(Supplier<T> read) {
        try {
            return read.get();
        } catch (CorruptBlockException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CorruptBlockException(
                    "the block from sequence=" + header.firstSequence() + " to sequence=" + header.lastSequence()
                            + " cannot be read",
                    e);
        }
    }

    private void check(int position) {
        Objects.checkIndex(position, header.size());
    }

    @Override
    public int size() {
        return header.size();
    }

    @Override
    public long sequence(int position) {
        check(position);
        if (!header.hasGaps() || position == 0) {
            return header.firstSequence() + position;
        }
        if (position == header.size() - 1) {
            return header.lastSequence();
        }
        return reading(() -> body().sequence(position));
    }

    @Override
    public int indexOf(long sequence) {
        if (!header.hasGaps() && sequence >= header.firstSequence() && sequence <= header.lastSequence()) {
            return (int) (sequence - header.firstSequence());
        }
        return reading(() -> body().indexOf(sequence));
    }

    @Override
    public RecordedEvent event(int position) {
        check(position);
        return reading(() -> body().event(position));
    }

    @Override
    public Walk walk() {
        return reading(() -> new SealedWalk(this, body()));
    }

    @Override
    public String type(int position) {
        check(position);
        return reading(() -> body().type(position));
    }

    @Override
    public String source(int position) {
        check(position);
        return reading(() -> body().source(position));
    }

    @Override
    public Instant timestamp(int position) {
        check(position);
        return reading(() -> body().times().get(position));
    }

    @Override
    public BlockHeader knownHeader() {
        return header;
    }

    @Override
    public Instant minTime() {
        return header.minTime();
    }

    @Override
    public Instant maxTime() {
        return header.maxTime();
    }

    @Override
    public void countTypes(ObjIntConsumer<? super String> counts) {
        header.countTypes(counts);
    }

    @Override
    public void countSources(ObjIntConsumer<? super String> counts) {
        header.countSources(counts);
    }

    @Override
    public long[] typesMatching(Predicate<? super String> predicate) {
        return indexed(header.typesMatching(predicate), true);
    }

    @Override
    public long[] sourcesMatching(Predicate<? super String> predicate) {
        return indexed(header.sourcesMatching(predicate), false);
    }

    private long[] indexed(boolean[] matching, boolean byType) {
        int number = 0;
        for (boolean one : matching) {
            number += one ? 1 : 0;
        }
        if (number == 0) {
            return BitPacking.newSet(size());
        }
        return number == matching.length ? BitPacking.all(size()) : reading(() -> searched(matching, byType));
    }

    private long[] searched(boolean[] matching, boolean byType) {
        BlockBody opened = body();
        BlockBody.Group[] groups = opened.groups();
        long[][] rows = new long[groups.length][];
        for (int i = 0; i < groups.length; i++) {
            rows[i] = groups[i].labels().rowsOf(matching, byType);
        }
        return opened.positions(rows);
    }

    @Override
    public long[] timeBetween(Instant fromInclusive, Instant toInclusive) {
        if (!header.mayBeBetween(fromInclusive, toInclusive)) {
            return BitPacking.newSet(size());
        }
        boolean all =
                !header.minTime().isBefore(fromInclusive) && !header.maxTime().isAfter(toInclusive);
        return all
                ? BitPacking.all(size())
                : reading(() -> {
                    long[] set = body().times().atOrBefore(toInclusive);
                    if (fromInclusive.isAfter(Instant.MIN)) {
                        long[] earlier = body().times().atOrBefore(fromInclusive.minusNanos(1));
                        for (int i = 0; i < set.length; i++) {
                            set[i] &= ~earlier[i];
                        }
                    }
                    return set;
                });
    }

    @Override
    public long[] sequenceBetween(long fromInclusive, long toInclusive) {
        long[] set = BitPacking.newSet(size());
        if (fromInclusive <= toInclusive) {
            int from = indexOf(fromInclusive);
            int to = indexOf(toInclusive);
            BitPacking.add(set, from < 0 ? -from - 1 : from, to < 0 ? -to - 1 : to + 1);
        }
        return set;
    }

    @Override
    public long[] fieldEquals(List<String> path, @Nullable Object value) {
        requirePlain(value);
        if (!header.mayHaveValue(value)) {
            return BitPacking.newSet(size());
        }
        return reading(() -> {
            BlockBody opened = body();
            HeapReader heap = HeapReader.forSearch(opened, value);
            return path.size() == 1
                    ? opened.positions(opened.field(path.get(0)).equal(value, heap))
                    : positions(opened, heap, query -> query.equal(path, value));
        });
    }

    @Override
    public long[] metadataEquals(List<String> path, @Nullable Object value) {
        requirePlain(value);
        return header.mayHaveValue(value)
                ? found(value, query -> query.equalInMetadata(path, value))
                : BitPacking.newSet(size());
    }

    @Override
    public long[] metadataMatching(String key, Predicate<? super @Nullable Object> predicate) {
        if (!header.mayHaveField(key)) {
            return BitPacking.newSet(size());
        }
        return reading(() -> {
            BlockBody opened = body();
            return positions(opened, HeapReader.forEvent(opened), query -> query.matchingInMetadata(key, predicate));
        });
    }

    @Override
    public long[] payloadContains(Map<String, ?> partial) {
        requirePlain(partial);
        return header.mayContain(partial) ? found(partial, query -> query.contain(partial)) : BitPacking.newSet(size());
    }

    /** Returns the positions of the rows that a query for a value finds in all groups. */
    private long[] found(@Nullable Object value, Function<FieldQuery, long @Nullable []> query) {
        return reading(() -> {
            BlockBody opened = body();
            return positions(opened, HeapReader.forSearch(opened, value), query);
        });
    }

    private static long[] positions(BlockBody opened, HeapReader heap, Function<FieldQuery, long @Nullable []> query) {
        BlockBody.Group[] groups = opened.groups();
        long[][] rows = new long[groups.length][];
        for (int i = 0; i < groups.length; i++) {
            rows[i] = query.apply(new FieldQuery(groups[i].content(), heap));
        }
        return opened.positions(rows);
    }

    private static void requirePlain(@Nullable Object value) {
        if (!PlainData.isPlain(value)) {
            throw new IllegalArgumentException("value=" + value + " is not plain data; convert it with PlainData.of");
        }
    }

    @Override
    public int lastAtOrBefore(Instant time, int positions) {
        Objects.checkFromToIndex(0, positions, size());
        if (time.isBefore(header.minTime())) {
            return -1;
        }
        return header.maxTime().isAfter(time)
                ? reading(() -> BitPacking.last(body().times().atOrBefore(time), positions))
                : positions - 1;
    }

    @Override
    public int countAfter(Instant time, int positions) {
        Objects.checkFromToIndex(0, positions, size());
        if (!header.maxTime().isAfter(time)) {
            return 0;
        }
        if (time.isBefore(header.minTime())) {
            return positions;
        }
        return reading(() -> {
            long[] set = body().times().atOrBefore(time);
            int notAfter = 0;
            for (int i = 0; i < positions; i += 64) {
                long mask = positions - i >= 64 ? -1 : (1L << (positions - i)) - 1;
                notAfter += Long.bitCount(set[i >> 6] & mask);
            }
            return positions - notAfter;
        });
    }

    @Override
    public String toString() {
        return "SealedBlock[" + header.firstSequence() + ".." + header.lastSequence() + ", " + size() + " events, "
                + bytes.length + " bytes]";
    }
}
