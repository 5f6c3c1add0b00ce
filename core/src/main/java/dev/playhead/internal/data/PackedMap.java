package dev.playhead.internal.data;

import org.jspecify.annotations.Nullable;

/**
 * What was captured of an object with fixed fields: references, and numbers that are boxed only when they are read. As a map
 * it is what it would be if all of its values were boxed.
 */
public final class PackedMap extends FieldMap {
    private final PackedLayout layout;
    private final @Nullable Object[] references;
    private final long[] numbers;

    /**
     * Makes a map of arrays, which it owns from now on.
     *
     * @param layout what belongs where
     * @param references plain data
     * @param numbers longs, and bits of doubles
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

    /**
     * How many references it holds.
     *
     * @return the number
     */
    public int references() {
        return references.length;
    }

    /**
     * A value that is held by reference.
     *
     * @param slot its index among the references
     * @return plain data
     */
    public @Nullable Object reference(int slot) {
        return references[slot];
    }

    /**
     * How many numbers it holds unboxed.
     *
     * @return the number
     */
    public int numbers() {
        return numbers.length;
    }

    /**
     * A number that is held unboxed.
     *
     * @param slot its index among the numbers
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
