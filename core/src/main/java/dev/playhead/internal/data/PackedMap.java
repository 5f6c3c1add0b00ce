package dev.playhead.internal.data;

import org.jspecify.annotations.Nullable;

/**
 * A map of the captured fields of an object whose class has fixed fields. The map holds references, and numbers that
 * are boxed only when they are read. The map is equal to a map that contains the same values boxed.
 */
public final class PackedMap extends FieldMap {
    private final PackedLayout layout;
    private final @Nullable Object[] references;
    private final long[] numbers;

    /**
     * Creates a map from arrays and takes ownership of them.
     *
     * @param layout the names of the fields and the location of each value
     * @param references the values that are held by reference, as plain data
     * @param numbers the values that are held as numbers: longs, and bits of doubles
     */
    public PackedMap(PackedLayout layout, @Nullable Object[] references, long[] numbers) {
        this.layout = layout;
        this.references = references;
        this.numbers = numbers;
    }

    @Override
    public PackedLayout names() {
        return layout;
    }

    @Override
    public String name(int position) {
        return layout.name(position);
    }

    @Override
    public @Nullable Object value(int position) {
        return layout.value(position, references, numbers);
    }

    /** {@return the number of references held} */
    public int references() {
        return references.length;
    }

    /**
     * Returns a value that is held by reference.
     *
     * @param slot the slot of the value among the references
     * @return plain data
     */
    public @Nullable Object reference(int slot) {
        return references[slot];
    }

    /** {@return the number of numbers held unboxed} */
    public int numbers() {
        return numbers.length;
    }

    /**
     * Returns a number that is held unboxed.
     *
     * @param slot the slot of the value among the numbers
     * @return the number, or the bits of a double
     */
    public long number(int slot) {
        return numbers[slot];
    }

    @Override
    public int indexOf(@Nullable Object key) {
        return layout.indexOf(key);
    }

    @Override
    public int size() {
        return layout.size();
    }
}
