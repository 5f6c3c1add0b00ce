package dev.playhead.internal.data;

import org.jspecify.annotations.Nullable;

/**
 * The layout that all {@link PackedMap}s of objects of one class share: the names of the fields, and the location of
 * each value.
 *
 * <p><b>Threading.</b> Immutable.
 */
public final class PackedLayout {
    /** The maximum number of fields. Objects with more fields are not packed, because names are compared one by one. */
    public static final int MAX_FIELDS = 64;

    private static final @Nullable Object[] NO_REFERENCES = new Object[0];
    private static final long[] NO_NUMBERS = new long[0];

    /** The kind of a value that is held by reference. */
    public static final byte REFERENCE = 0;

    /** The kind of a value that is held as a {@code long}. */
    public static final byte LONG = 1;

    /** The kind of a value that is held as the bits of a {@code double}. */
    public static final byte DOUBLE = 2;

    /** The kind of a value that is not held per map, because it is the same in every map. */
    public static final byte CONSTANT = 3;

    private final String[] names;
    private final byte[] kinds;
    private final byte[] slots;
    private final @Nullable Object constant;
    private final int references;
    private final int numbers;

    /**
     * Creates a layout from arrays and takes ownership of them.
     *
     * @param names distinct names, at most {@value #MAX_FIELDS}
     * @param kinds the kinds of the fields, one for each name, in the order of the names
     * @param constant the value of all constant fields
     */
    public PackedLayout(String[] names, byte[] kinds, @Nullable Object constant) {
        if (names.length > MAX_FIELDS || names.length != kinds.length) {
            throw new IllegalArgumentException("names=" + names.length + " and kinds=" + kinds.length
                    + " must be equal, and at most " + MAX_FIELDS);
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

    /** {@return the number of fields} */
    public int size() {
        return names.length;
    }

    /**
     * Returns the name of a field.
     *
     * @param position the index of the field, from 0
     * @return the name
     */
    public String name(int position) {
        return names[position];
    }

    /**
     * Returns the kind of a field.
     *
     * @param position the index of the field, from 0
     * @return the kind
     */
    public byte kind(int position) {
        return kinds[position];
    }

    /**
     * Returns whether a field is held as a number.
     *
     * @param position the index of the field, from 0
     * @return whether the field is held as a long, or as the bits of a double
     */
    public boolean isNumber(int position) {
        return kinds[position] == LONG || kinds[position] == DOUBLE;
    }

    /**
     * Returns the slot of a field: the index of its value in the array of references or in the array of numbers.
     *
     * @param position the index of the field, from 0
     * @return the slot
     */
    public int slot(int position) {
        return slots[position];
    }

    /**
     * Returns the value of all constant fields.
     *
     * @return plain data
     */
    public @Nullable Object constant() {
        return constant;
    }

    /**
     * Creates the array for the references of one map.
     *
     * @return an array
     */
    public @Nullable Object[] newReferences() {
        return references == 0 ? NO_REFERENCES : new Object[references];
    }

    /**
     * Creates the array for the numbers of one map.
     *
     * @return an array
     */
    public long[] newNumbers() {
        return numbers == 0 ? NO_NUMBERS : new long[numbers];
    }

    /**
     * Returns the value of a field.
     *
     * @param position the index of the field, from 0
     * @param references the references of a map
     * @param numbers the numbers of that map
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

    /** Returns the index of the field with the given name; -1 if there is no such field. */
    int indexOf(@Nullable Object name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
