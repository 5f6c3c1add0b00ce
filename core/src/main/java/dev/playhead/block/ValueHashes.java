package dev.playhead.block;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A collection of the hashes of all strings and numbers of some blocks. An {@link EventIndex} uses the hashes to
 * exclude values that no block has. The collection may also have hashes of other values. The hashes of strings and of
 * numbers are collected separately, up to a maximum number each. If there are more distinct strings, no string is
 * excluded; the same applies to numbers.
 *
 * <p><b>Threading.</b> Confined to one thread.
 */
public final class ValueHashes {
    private final HashSet32 strings;
    private final HashSet32 numbers;

    /**
     * Creates an empty collection.
     *
     * @param most the maximum number of distinct hashes of strings, and also of numbers; below 2^29
     */
    public ValueHashes(int most) {
        strings = new HashSet32(most);
        numbers = new HashSet32(most);
    }

    HashSet32 strings() {
        return strings;
    }

    HashSet32 numbers() {
        return numbers;
    }

    /**
     * Adds the hash of a string or number, or the hashes of those in a list or map. Other values, and the keys of maps,
     * are ignored.
     */
    void add(@Nullable Object value) {
        if (value instanceof String text) {
            strings.add(BlockBloomFilter.hash(text));
        } else if (value instanceof Number number) {
            numbers.add(BlockBloomFilter.hash(number.doubleValue()));
        } else if (value instanceof List<?> list) {
            list.forEach(this::add);
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(this::add);
        }
    }

    /**
     * Adds the hashes of another collection.
     *
     * @param other the other collection
     */
    public void addAll(ValueHashes other) {
        strings.addAll(other.strings);
        numbers.addAll(other.numbers);
    }

    /**
     * Adds the hashes of the strings and numbers in the payloads and metadata of a block.
     *
     * <p><b>Cost.</b> Reads all columns, and all data in the heap.
     *
     * @param block the block
     * @throws CorruptBlockException if a value cannot be read; other values may then have been added
     */
    public void addAll(SealedBlock block) {
        try {
            addAll(block.body());
        } catch (CorruptBlockException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CorruptBlockException("the values of " + block + " cannot be read", e);
        }
    }

    private void addAll(BlockBody body) {
        // The dictionary includes all strings to which columns refer by index.
        for (String text : body.strings().toArray()) {
            add(text);
        }
        HeapReader heap = HeapReader.forEvent(body);
        for (BlockBody.Group group : body.groups()) {
            for (ValueColumn column : group.content().columns) {
                column.addValues(this, heap);
            }
        }
    }

    /**
     * Returns whether the limits of distinct strings and of distinct numbers are both exceeded, so that no string and
     * no number is excluded.
     *
     * @return whether collecting further values is useless
     */
    public boolean isFull() {
        return strings.isAll() && numbers.isAll();
    }

    /** Removes all hashes. */
    public void clear() {
        strings.clear();
        numbers.clear();
    }

    /** {@return the memory usage in bytes} */
    public long memoryBytes() {
        return 24 + strings.memoryBytes() + numbers.memoryBytes();
    }
}
