package dev.playhead.block;

import dev.playhead.event.RecordingBreak;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a block says about itself in front of its body: how many events, which ranges, types, sources and field names, and
 * a Bloom filter of the values. It has a checksum of its own and can be read without the body, so that a store can keep the
 * headers of all blocks in memory and read only the bodies that a query needs.
 *
 * <p>The methods whose names begin with {@code may} answer no only if no event of the block can match.
 *
 * <p><b>Threading.</b> Immutable.
 */
public final class BlockHeader {
    /** The version that this release writes. */
    static final int VERSION = 2;

    static final int OLDEST_VERSION = 1;

    /** From this version on a header ends with extensions. */
    static final int FIRST_VERSION_WITH_EXTENSIONS = 2;

    /** Flag: some events have parts that are trees, whose field names are not listed. */
    static final int HAS_TREES = 1;

    /** Flag: the Bloom filter covers numbers too. */
    static final int SKETCHES_NUMBERS = 2;

    /** More events than this are not put into one block. */
    static final int MAX_EVENTS = 1 << 16;

    private final byte version;
    private final byte flags;
    private final int headerBytes;
    private final int bodyBytes;
    private final int bodyChecksum;
    private final int size;
    private final long firstSequence;
    private final long lastSequence;
    private final Instant minTime;
    private final Instant maxTime;
    private final long minRecordedAtMillis;
    private final long maxRecordedAtMillis;
    private final CountedNames types;
    private final CountedNames sources;
    private final StringTable names;
    private final @Nullable BlockBloomFilter bloomFilter;
    private final @Nullable RecordingBreak recordingBreak;

    private BlockHeader(ByteSource source, byte version, byte flags, int headerBytes, int bodyBytes) {
        this.version = version;
        this.flags = flags;
        this.headerBytes = headerBytes;
        this.bodyBytes = bodyBytes;
        size = source.upTo(MAX_EVENTS, "events");
        if (size == 0) {
            throw source.corrupt("events", 0);
        }
        firstSequence = source.varint();
        lastSequence = firstSequence + source.varint();
        if (firstSequence < 0 || lastSequence < firstSequence || lastSequence - firstSequence < size - 1) {
            throw source.corrupt("lastSequence", lastSequence);
        }
        minTime = source.instant();
        maxTime = source.instant();
        minRecordedAtMillis = source.zigzag();
        maxRecordedAtMillis = minRecordedAtMillis + source.varint();
        types = CountedNames.read(source, size);
        sources = CountedNames.read(source, size);
        names = StringTable.read(source).inflated();
        bloomFilter = BlockBloomFilter.read(source);
        recordingBreak = version < FIRST_VERSION_WITH_EXTENSIONS ? null : HeaderExtensions.read(source, firstSequence);
        bodyChecksum = source.u32();
    }

    /**
     * How much memory this object takes, with all that it refers to but the bytes of the block.
     *
     * @return how many bytes
     */
    public long memoryBytes() {
        return 88
                + 2 * Memory.INSTANT
                + types.memoryBytes()
                + sources.memoryBytes()
                + names.memoryBytes()
                + (bloomFilter == null ? 0 : bloomFilter.memoryBytes())
                + (recordingBreak == null ? 0 : BreakCodec.memoryBytes(recordingBreak));
    }

    /**
     * Reads a header.
     *
     * @param bytes a header; what follows it, such as a body, is not looked at
     * @return the header
     * @throws CorruptBlockException if the bytes do not begin with a header, or it is damaged
     * @throws BlockTooOldException if the format is older than this release reads
     * @throws BlockTooNewException if the format is newer than this release knows, or has an extension that has to be known
     */
    public static BlockHeader read(byte[] bytes) {
        int headerBytes = BlockEnvelope.check(bytes);
        byte version = bytes[BlockEnvelope.VERSION_AT];
        if (version < OLDEST_VERSION) {
            throw new BlockTooOldException(version, OLDEST_VERSION);
        }
        if (version > VERSION) {
            throw new BlockTooNewException(version, VERSION);
        }
        ByteSource source = new ByteSource(bytes, BlockEnvelope.BODY_LENGTH_AT, headerBytes - Integer.BYTES);
        try {
            int bodyBytes = source.u32();
            BlockHeader header =
                    new BlockHeader(source, version, bytes[BlockEnvelope.FLAGS_AT], headerBytes, bodyBytes);
            if (bodyBytes < 0 || source.remaining() > 0) {
                throw source.corrupt("bodyBytes", bodyBytes);
            }
            return header;
        } catch (CorruptBlockException | BlockTooNewException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CorruptBlockException("the header of a block cannot be read", e);
        }
    }

    /**
     * The version of the format in which the block is written.
     *
     * @return the version, at least 1
     */
    public int version() {
        return version;
    }

    /** The size of the header. */
    int headerBytes() {
        return headerBytes;
    }

    /** The size of the body. */
    int bodyBytes() {
        return bodyBytes;
    }

    int bodyChecksum() {
        return bodyChecksum;
    }

    /** The Bloom filter of the values; null if there is none. */
    @Nullable
    BlockBloomFilter bloomFilter() {
        return bloomFilter;
    }

    /** Whether the Bloom filter covers numbers. */
    boolean sketchesNumbers() {
        return (flags & SKETCHES_NUMBERS) != 0;
    }

    /** Whether sequences are missing between those of the events. */
    boolean hasGaps() {
        return lastSequence - firstSequence >= size;
    }

    /** The names of fields; strings read from this table are not kept by the header. */
    StringTable names() {
        return names.unread();
    }

    int distinctTypes() {
        return types.size();
    }

    int distinctSources() {
        return sources.size();
    }

    String type(int index) {
        return types.name(index);
    }

    String source(int index) {
        return sources.name(index);
    }

    /**
     * How many bytes the whole block has.
     *
     * @return the size of header and body
     */
    public long blockBytes() {
        return (long) headerBytes + bodyBytes;
    }

    /**
     * How many events the block has.
     *
     * @return the number, at least 1
     */
    public int size() {
        return size;
    }

    /**
     * The sequence of the first event.
     *
     * @return the least sequence
     */
    public long firstSequence() {
        return firstSequence;
    }

    /**
     * The sequence of the last event. There may be gaps in between.
     *
     * @return the greatest sequence
     */
    public long lastSequence() {
        return lastSequence;
    }

    /**
     * The earliest timestamp, whichever event has it.
     *
     * @return the least timestamp
     */
    public Instant minTime() {
        return minTime;
    }

    /**
     * The latest timestamp, whichever event has it.
     *
     * @return the greatest timestamp
     */
    public Instant maxTime() {
        return maxTime;
    }

    /**
     * When the first event was recorded, by the clock of the history.
     *
     * @return milliseconds since 1970
     */
    public long minRecordedAtMillis() {
        return minRecordedAtMillis;
    }

    /**
     * When the last event was recorded, by the clock of the history.
     *
     * @return milliseconds since 1970
     */
    public long maxRecordedAtMillis() {
        return maxRecordedAtMillis;
    }

    /**
     * Returns the break in front of the block: what was offered before its first event, and not recorded.
     *
     * @return the break, at {@link #firstSequence}; empty if there is none
     */
    public Optional<RecordingBreak> recordingBreak() {
        return Optional.ofNullable(recordingBreak);
    }

    /**
     * The types that occur.
     *
     * @return the types, sorted
     */
    public List<String> types() {
        return types.list();
    }

    /**
     * How often a type occurs.
     *
     * @param index its index among {@link #types}
     * @return the number of its events
     */
    public int typeCount(int index) {
        return types.count(index);
    }

    /**
     * Tells how many events each type has.
     *
     * @param counts told of each type once, with the number of its events
     */
    public void countTypes(ObjIntConsumer<? super String> counts) {
        types.tell(counts);
    }

    /**
     * Tells how many events each source has.
     *
     * @param counts told of each source once, with the number of its events
     */
    public void countSources(ObjIntConsumer<? super String> counts) {
        sources.tell(counts);
    }

    /** Which types match, by their index among {@link #types}. */
    boolean[] typesMatching(Predicate<? super String> predicate) {
        return types.matching(predicate);
    }

    /** Which sources match, by their index among {@link #sources}. */
    boolean[] sourcesMatching(Predicate<? super String> predicate) {
        return sources.matching(predicate);
    }

    /**
     * The sources that occur.
     *
     * @return the sources, sorted
     */
    public List<String> sources() {
        return sources.list();
    }

    /**
     * How often a source occurs.
     *
     * @param index its index among {@link #sources}
     * @return the number of its events
     */
    public int sourceCount(int index) {
        return sources.count(index);
    }

    /**
     * The names of the fields of payloads and metadata, apart from those inside of parts kept as trees.
     *
     * @return the names, sorted
     */
    public List<String> fieldNames() {
        return List.of(names.unread().toArray());
    }

    /**
     * Whether some event may have a field of that name, at any depth.
     *
     * @param name the name
     * @return false only if none has
     */
    public boolean mayHaveField(String name) {
        return (flags & HAS_TREES) != 0 || names.unread().indexOf(name) >= 0;
    }

    /**
     * Whether some event may have a value somewhere in its payload or metadata. Values other than strings and numbers may
     * always be there.
     *
     * <p><b>Cost.</b> Two looks into the Bloom filter; no text is compared.
     *
     * @param value plain data
     * @return false only if none has
     */
    public boolean mayHaveValue(@Nullable Object value) {
        BlockBloomFilter known = bloomFilter;
        if (known == null) {
            return true;
        }
        if (value instanceof String text) {
            return known.mayContain(BlockBloomFilter.hash(text));
        }
        if (value instanceof Number number && sketchesNumbers()) {
            return known.mayContain(BlockBloomFilter.hash(number.doubleValue()));
        }
        return true;
    }

    /**
     * Whether some event may have all fields of a partial payload; see {@link Block#payloadContains}.
     *
     * @param partial plain data
     * @return false only if none has
     */
    public boolean mayContain(Map<?, ?> partial) {
        for (Object value : partial.values()) {
            boolean may = value instanceof Map<?, ?> nested ? mayContain(nested) : mayHaveValue(value);
            if (!may) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether some event has a type that matches.
     *
     * @param predicate says which types match
     * @return whether one does
     */
    public boolean anyType(Predicate<? super String> predicate) {
        return types.anyMatches(predicate);
    }

    /**
     * Whether some event has a source that matches.
     *
     * @param predicate says which sources match
     * @return whether one does
     */
    public boolean anySource(Predicate<? super String> predicate) {
        return sources.anyMatches(predicate);
    }

    /**
     * Whether some event may be stamped within a range of time.
     *
     * @param fromInclusive the least timestamp
     * @param toInclusive the greatest timestamp
     * @return false only if none is
     */
    public boolean mayBeBetween(Instant fromInclusive, Instant toInclusive) {
        return maxTime.compareTo(fromInclusive) >= 0 && minTime.compareTo(toInclusive) <= 0;
    }
}
