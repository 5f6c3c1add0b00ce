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
 * The header of a block. It describes the events in the body: their number, their ranges of sequences and times, their
 * types, sources and field names, and a Bloom filter of their values. The header has a separate checksum and can be
 * read without the body. Therefore a store can keep the headers of all blocks in memory and read only the bodies that a
 * query needs.
 *
 * <p>A method whose name begins with {@code may} returns false only if no event of the block can match.
 *
 * <p><b>Threading.</b> Immutable.
 */
public final class BlockHeader {
    /** The format version that this release writes. */
    static final int VERSION = 2;

    static final int OLDEST_VERSION = 1;

    /** The first version whose headers end with extensions. */
    static final int FIRST_VERSION_WITH_EXTENSIONS = 2;

    /** A flag: some events have parts stored as trees. The field names in trees are not listed. */
    static final int HAS_TREES = 1;

    /** A flag: the Bloom filter covers numbers. */
    static final int SKETCHES_NUMBERS = 2;

    /** The maximum number of events in a block. */
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
     * Returns the memory usage of this object and everything that it refers to, except the bytes of the block.
     *
     * @return the size in bytes
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
     * @param bytes an array that begins with a header; bytes after it, such as the body, are ignored
     * @return the header
     * @throws CorruptBlockException if the bytes do not begin with a header, or the header is damaged
     * @throws BlockTooOldException if the format is older than all formats that this release reads
     * @throws BlockTooNewException if the format is newer than all formats that this release reads, or the block has an
     *     unknown required extension
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

    /** {@return the version of the block's format, at least 1} */
    public int version() {
        return version;
    }

    /** Returns the size of the header in bytes. */
    int headerBytes() {
        return headerBytes;
    }

    /** Returns the size of the body in bytes. */
    int bodyBytes() {
        return bodyBytes;
    }

    int bodyChecksum() {
        return bodyChecksum;
    }

    /** Returns the Bloom filter of the values, or null if there is none. */
    @Nullable
    BlockBloomFilter bloomFilter() {
        return bloomFilter;
    }

    /** Returns whether the Bloom filter covers numbers. */
    boolean sketchesNumbers() {
        return (flags & SKETCHES_NUMBERS) != 0;
    }

    /** Returns whether the sequences of the events have gaps. */
    boolean hasGaps() {
        return lastSequence - firstSequence >= size;
    }

    /** Returns the table of field names. The header does not retain strings read from the returned table. */
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

    /** {@return the size of the whole block in bytes, header and body} */
    public long blockBytes() {
        return (long) headerBytes + bodyBytes;
    }

    /** {@return the number of events, at least 1} */
    public int size() {
        return size;
    }

    /**
     * Returns the sequence of the first event.
     *
     * @return the least sequence
     */
    public long firstSequence() {
        return firstSequence;
    }

    /**
     * Returns the sequence of the last event. There may be gaps between the first and the last sequence.
     *
     * @return the greatest sequence
     */
    public long lastSequence() {
        return lastSequence;
    }

    /**
     * Returns the earliest timestamp of all events. This is not necessarily the timestamp of the first event.
     *
     * @return the least timestamp
     */
    public Instant minTime() {
        return minTime;
    }

    /**
     * Returns the latest timestamp of all events. This is not necessarily the timestamp of the last event.
     *
     * @return the greatest timestamp
     */
    public Instant maxTime() {
        return maxTime;
    }

    /**
     * Returns the approximate time at which the first event was recorded. The history measures this time with a
     * monotonic clock, so that a change of the system clock does not affect it.
     *
     * @return the time in milliseconds since 1970
     */
    public long minRecordedAtMillis() {
        return minRecordedAtMillis;
    }

    /**
     * Returns the approximate time at which the last event was recorded. The history measures this time with a
     * monotonic clock, so that a change of the system clock does not affect it.
     *
     * @return the time in milliseconds since 1970
     */
    public long maxRecordedAtMillis() {
        return maxRecordedAtMillis;
    }

    /**
     * Returns the break in recording directly before the block. The break counts the events that were offered, but not
     * recorded, before the first event of the block.
     *
     * @return the break, at {@link #firstSequence}; empty if there is none
     */
    public Optional<RecordingBreak> recordingBreak() {
        return Optional.ofNullable(recordingBreak);
    }

    /**
     * Returns the distinct types of the events.
     *
     * @return the types, sorted
     */
    public List<String> types() {
        return types.list();
    }

    /**
     * Returns the number of events of the type with the given index.
     *
     * @param index the index of the type in {@link #types}
     * @return the number of events
     */
    public int typeCount(int index) {
        return types.count(index);
    }

    /**
     * Passes the number of events of each type to a consumer.
     *
     * @param counts called once for each type, with the number of its events
     */
    public void countTypes(ObjIntConsumer<? super String> counts) {
        types.forEach(counts);
    }

    /**
     * Passes the number of events of each source to a consumer.
     *
     * @param counts called once for each source, with the number of its events
     */
    public void countSources(ObjIntConsumer<? super String> counts) {
        sources.forEach(counts);
    }

    /** Returns for each type whether it matches, indexed as in {@link #types}. */
    boolean[] typesMatching(Predicate<? super String> predicate) {
        return types.matching(predicate);
    }

    /** Returns for each source whether it matches, indexed as in {@link #sources}. */
    boolean[] sourcesMatching(Predicate<? super String> predicate) {
        return sources.matching(predicate);
    }

    /**
     * Returns the distinct sources of the events.
     *
     * @return the sources, sorted
     */
    public List<String> sources() {
        return sources.list();
    }

    /**
     * Returns the number of events of the source with the given index.
     *
     * @param index the index of the source in {@link #sources}
     * @return the number of events
     */
    public int sourceCount(int index) {
        return sources.count(index);
    }

    /**
     * Returns the names of the fields of payloads and metadata, except fields inside parts stored as trees.
     *
     * @return the names, sorted
     */
    public List<String> fieldNames() {
        return List.of(names.unread().toArray());
    }

    /**
     * Returns whether some event may have a field with a given name, at any depth.
     *
     * @param name the name of the field
     * @return false only if no event has such a field
     */
    public boolean mayHaveField(String name) {
        return (flags & HAS_TREES) != 0 || names.unread().indexOf(name) >= 0;
    }

    /**
     * Returns whether some event may have a given value anywhere in its payload or metadata. The result is always true
     * if there is no Bloom filter, or if the filter does not cover values of this kind. A filter covers strings, and
     * possibly numbers.
     *
     * <p><b>Cost.</b> Two lookups in the Bloom filter; no text is compared.
     *
     * @param value plain data
     * @return false only if no event has the value
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
     * Returns whether some event may contain all fields of a partial payload; see {@link Block#payloadContains}.
     *
     * @param partial plain data
     * @return false only if no event contains these fields
     */
    public boolean mayContain(Map<?, ?> partial) {
        return mayContain(partial, this::mayHaveValue);
    }

    /** Returns whether all values of a partial payload, including those of nested maps, pass a check. */
    static boolean mayContain(Map<?, ?> partial, Predicate<@Nullable Object> mayHaveValue) {
        for (Object value : partial.values()) {
            boolean may =
                    value instanceof Map<?, ?> nested ? mayContain(nested, mayHaveValue) : mayHaveValue.test(value);
            if (!may) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns whether some event has a type that matches.
     *
     * @param predicate decides which types match
     * @return whether at least one type matches
     */
    public boolean anyType(Predicate<? super String> predicate) {
        return types.anyMatches(predicate);
    }

    /**
     * Returns whether some event has a source that matches.
     *
     * @param predicate decides which sources match
     * @return whether at least one source matches
     */
    public boolean anySource(Predicate<? super String> predicate) {
        return sources.anyMatches(predicate);
    }

    /**
     * Returns whether some event may have a timestamp in the given range.
     *
     * @param fromInclusive the least timestamp
     * @param toInclusive the greatest timestamp
     * @return false only if no event has such a timestamp
     */
    public boolean mayBeBetween(Instant fromInclusive, Instant toInclusive) {
        return maxTime.compareTo(fromInclusive) >= 0 && minTime.compareTo(toInclusive) <= 0;
    }
}
