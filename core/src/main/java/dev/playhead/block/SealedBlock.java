package dev.playhead.block;

import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import java.lang.ref.SoftReference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A block in its sealed form: a compact array of bytes that is read in place.
 *
 * <p>Opening checks the bytes against their checksums, so that what is read later is what was written. All the same, no
 * length or offset in them is believed: whatever the bytes are, methods return events or throw {@link
 * CorruptBlockException}.
 *
 * <p><b>Threading.</b> Safe for any number of threads, as long as nobody changes the bytes.
 *
 * <p><b>Limits.</b> Whatever the bytes are, an answer takes time and memory in proportion to what they are when inflated,
 * which is at most 1,032 times as much, to the number of events, and of a search to the size of what is looked for. Opening
 * 65,536 events of 256 fields, which only damaged bytes can ask for cheaply, takes some 200 MB for a moment.
 *
 * <p><b>Cost.</b> The first access to the body finds out where its columns lie; that takes some microseconds, and a few
 * kilobytes until {@link #trim}. Then an event is read by itself, unless it has parts in the heap: these take inflating
 * a page, which is kept until {@link #trim} too. Searching reads columns and builds no events.
 */
public final class SealedBlock implements Block {
    private final byte[] bytes;
    private final BlockHeader header;
    /**
     * Found out on demand, and forgotten when memory is short. Two threads may both find it out, to the same effect.
     */
    private @Nullable SoftReference<BlockBody> body;
    /** Whether every event can be decoded, as far as it is known. Two threads may both find it out, to the same effect. */
    private Soundness soundness;

    private enum Soundness {
        UNKNOWN,
        SOUND,
        /** Events are decoded whole then, each by itself, so that the sound ones are still read. */
        DAMAGED
    }

    private SealedBlock(byte[] bytes, BlockHeader header, Soundness soundness) {
        this.bytes = bytes;
        this.header = header;
        this.soundness = soundness;
    }

    /**
     * Opens a block that was just sealed in this process, which needs no check of its checksum or contents.
     *
     * @param bytes what {@link BlockWriter#seal} of this process returned; held, not copied
     * @return the block
     */
    public static SealedBlock ofSealed(byte[] bytes) {
        return new SealedBlock(bytes, BlockHeader.read(bytes), Soundness.SOUND);
    }

    /**
     * Opens a block.
     *
     * @param bytes what {@link BlockWriter#seal} returned; held, not copied
     * @return the block
     * @throws CorruptBlockException if the bytes are not what was written
     * @throws BlockTooOldException if the format is older than this release reads
     * @throws BlockTooNewException if the format is newer than this release knows
     */
    public static SealedBlock open(byte[] bytes) {
        BlockHeader header = BlockHeader.read(bytes);
        if (header.blockBytes() != bytes.length) {
            throw new CorruptBlockException("blockBytes=" + header.blockBytes() + " by the header, but there are "
                    + bytes.length + "; the block is damaged");
        }
        if (BlockEnvelope.checksum(bytes, header.headerBytes(), bytes.length) != header.bodyChecksum()) {
            throw new CorruptBlockException("the checksum of the block from sequence=" + header.firstSequence()
                    + " to sequence=" + header.lastSequence() + " is wrong: the block is damaged");
        }
        return new SealedBlock(bytes, header, Soundness.UNKNOWN);
    }

    /**
     * The header.
     *
     * @return what the block says about itself
     */
    public BlockHeader header() {
        return header;
    }

    /**
     * The bytes of the header alone, for {@link BlockHeader#read}.
     *
     * @return a copy
     */
    public byte[] headerBytes() {
        return java.util.Arrays.copyOf(bytes, header.headerBytes());
    }

    /**
     * The bytes of the block.
     *
     * @return the bytes themselves, not to be changed
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * How much memory the block takes, header and all, apart from what {@link #trim} lets go of: that is a cache, held
     * softly, which the JVM takes back before it runs out of memory.
     *
     * @return how many bytes, on a JVM with compressed references
     */
    public long memoryBytes() {
        return 32 + Memory.array(bytes.length, 1) + header.memoryBytes();
    }

    /** Forgets what reading found out, so that the block takes no more memory than its bytes and header. */
    public void trim() {
        body = null;
    }

    /** Whether every event can be decoded for sure. */
    boolean isSound() {
        return soundness == Soundness.SOUND;
    }

    /** Finds out whether every event can be decoded. */
    boolean check(BlockBody opened) {
        if (soundness == Soundness.UNKNOWN) {
            try {
                BlockCheck.run(header, opened);
                soundness = Soundness.SOUND;
            } catch (RuntimeException e) {
                // Reading the damaged event throws; the others are decoded whole.
                soundness = Soundness.DAMAGED;
            }
        }
        return soundness == Soundness.SOUND;
    }

    /** Decodes all times, and refuses those that cannot be read. */
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

    /** The last net: whatever reading damaged bytes runs into, the caller is told that they are damaged. */
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
            if (path.size() == 1) {
                return opened.positions(opened.field(path.get(0)).equal(value, heap));
            }
            BlockBody.Group[] groups = opened.groups();
            long[][] rows = new long[groups.length][];
            for (int i = 0; i < groups.length; i++) {
                rows[i] = new FieldQuery(groups[i].content(), heap).equal(path, value);
            }
            return opened.positions(rows);
        });
    }

    @Override
    public long[] payloadContains(Map<String, ?> partial) {
        requirePlain(partial);
        if (!header.mayContain(partial)) {
            return BitPacking.newSet(size());
        }
        return reading(() -> {
            BlockBody opened = body();
            HeapReader heap = HeapReader.forSearch(opened, partial);
            BlockBody.Group[] groups = opened.groups();
            long[][] rows = new long[groups.length][];
            for (int i = 0; i < groups.length; i++) {
                rows[i] = new FieldQuery(groups[i].content(), heap).contain(partial);
            }
            return opened.positions(rows);
        });
    }

    private static void requirePlain(@Nullable Object value) {
        if (!PlainData.isPlain(value)) {
            throw new IllegalArgumentException("value=" + value + " is not plain data; convert it by PlainData.of");
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
