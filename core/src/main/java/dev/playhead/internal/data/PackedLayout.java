package dev.playhead.internal.data;

import org.jspecify.annotations.Nullable;

/**
 * What all {@link PackedMap}s of one class of objects share: the names of the fields, and where each value lies.
 *
 * <p><b>Threading.</b> Immutable.
 */
public final class PackedLayout {
    /** More fields than this nobody packs: names are compared one by one. */
    public static final int MAX_FIELDS = 64;

    private static final @Nullable Object[] NO_REFERENCES = new Object[0];
    private static final long[] NO_NUMBERS = new long[0];

    /** The kind of a value that is held by reference. */
    public static final byte REFERENCE = 0;

    /** The kind of a value that is held as a {@code long}. */
    public static final byte LONG = 1;

    /** The kind of a value that is held as the bits of a {@code double}. */
    public static final byte DOUBLE = 2;

    /** The kind of a value that is not held: it is the same in every map. */
    public static final byte CONSTANT = 3;

    private final String[] names;
    private final byte[] kinds;
    private final byte[] slots;
    private final @Nullable Object constant;
    private final int references;
    private final int numbers;

    /**
     * Makes a layout of arrays, which it owns from now on.
     *
     * @param names distinct names, {@value #MAX_FIELDS} at most
     * @param kinds as many kinds
     * @param constant the value of the fields that are constant
     */
    public PackedLayout(String[] names, byte[] kinds, @Nullable Object constant) {
        if (names.length > MAX_FIELDS || names.length != kinds.length) {
            throw new IllegalArgumentException("names=" + names.length + " and kinds=" + kinds.length
                    + " must be as many, and at most " + MAX_FIELDS);
        }
        this.names = names;
        this.kinds = kinds;
        this.constant = constant;
        this.slots = new byte[names.length];
        int usedReferences = 0;
        int usedNumbers = 0;
        for (int i = 0; i < names.length; i++) {
            if (kinds[i] == REFERENCE) {
                slots[i] = (byte) usedReferences++;
            } else if (isNumber(i)) {
                slots[i] = (byte) usedNumbers++;
            }
        }
        this.references = usedReferences;
        this.numbers = usedNumbers;
    }

    /**
     * How many fields there are.
     *
     * @return the number
     */
    public int size() {
        return names.length;
    }

    /**
     * The name of a field.
     *
     * @param position its position, from 0
     * @return the name
     */
    public String name(int position) {
        return names[position];
    }

    /**
     * How a field is held.
     *
     * @param position its position, from 0
     * @return the kind
     */
    public byte kind(int position) {
        return kinds[position];
    }

    /**
     * Returns whether a field is held as a number.
     *
     * @param position its position, from 0
     * @return whether it is a long, or the bits of a double
     */
    public boolean isNumber(int position) {
        return kinds[position] == LONG || kinds[position] == DOUBLE;
    }

    /**
     * The index of a field among the references or the numbers.
     *
     * @param position its position, from 0
     * @return the index
     */
    public int slot(int position) {
        return slots[position];
    }

    /**
     * The value of the fields that are constant.
     *
     * @return plain data
     */
    public @Nullable Object constant() {
        return constant;
    }

    /**
     * Makes room for the references of one map.
     *
     * @return an array
     */
    public @Nullable Object[] newReferences() {
        return references == 0 ? NO_REFERENCES : new Object[references];
    }

    /**
     * Makes room for the numbers of one map.
     *
     * @return an array
     */
    public long[] newNumbers() {
        return numbers == 0 ? NO_NUMBERS : new long[numbers];
    }

    /**
     * The value of a field.
     *
     * @param position its position, from 0
     * @param references the references of a map
     * @param numbers its numbers
     * @return the value; a number is boxed
     */
    public @Nullable Object value(int position, @Nullable Object[] references, long[] numbers) {
        byte kind = kinds[position];
        if (kind == REFERENCE) {
            return references[slots[position]];
        }
        if (kind == CONSTANT) {
            return constant;
        }
        long number = numbers[slots[position]];
        return kind == LONG ? (Object) number : (Object) Double.longBitsToDouble(number);
    }

    /** The position of a name, or -1. */
    int indexOf(@Nullable Object name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
