package dev.playhead.block;

import dev.playhead.event.Numbers;
import dev.playhead.event.PlainData;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A reader of plain data that is stored as a tree of tagged values because the data does not fit into columns. */
final class Tree {
    static final int NULL = 0;
    static final int FALSE = 1;
    static final int TRUE = 2;
    static final int LONG = 3;
    static final int DOUBLE = 4;
    static final int SCALED = 5;
    static final int BIG_INTEGER = 6;
    static final int BIG_DECIMAL = 7;
    /** A string that follows the tag. */
    static final int STRING = 8;
    /** A string in the dictionary. */
    static final int INDEXED = 9;
    /** A string elsewhere in the heap. */
    static final int TEXT = 10;

    static final int LIST = 11;
    static final int MAP = 12;
    /** A list of whole numbers. */
    static final int LONGS = 13;

    /** The first of the tags that include a number: the size of a list, a map or a string, or a small whole number. */
    static final int SHORT_LIST = 0x20;

    static final int SHORT_MAP = 0x40;
    static final int SHORT_STRING = 0x60;
    static final int SMALL = 0x80;
    /** The whole number of the tag {@link #SMALL}. */
    static final int MIN_SMALL = -8;

    static final int SHORT = 0x20;

    private final HeapReader heap;
    private final ByteSource source;
    /**
     * The number of parts of the enclosing lists and maps that are not read yet. Each part takes at least one byte.
     * Without this count, damaged bytes could make each of many nested lists allocate space for as many parts as there
     * are bytes left.
     */
    private int partsToCome = 1;

    private Tree(HeapReader heap, ByteSource source) {
        this.heap = heap;
        this.source = source;
    }

    static @Nullable Object read(HeapReader heap, ByteSource source) {
        return new Tree(heap, source).value(0);
    }

    private @Nullable Object value(int depth) {
        partsToCome--;
        int tag = source.u8();
        if (tag >= SMALL) {
            return (long) (tag - SMALL + MIN_SMALL);
        }
        if (tag >= SHORT_STRING) {
            return string(tag - SHORT_STRING);
        }
        if (tag >= SHORT_MAP) {
            return map(tag - SHORT_MAP, depth);
        }
        if (tag >= SHORT_LIST) {
            return list(tag - SHORT_LIST, depth);
        }
        return switch (tag) {
            case NULL -> null;
            case FALSE -> false;
            case TRUE -> true;
            case LONG -> source.zigzag();
            case DOUBLE -> Double.longBitsToDouble(source.u64());
            case SCALED -> NumberColumn.unscale(source.zigzag(), source.upTo(NumberColumn.MAX_SCALE, "scale"));
            case BIG_INTEGER -> Numbers.canonical(bigInteger());
            case BIG_DECIMAL -> NumberColumn.canonical(bigInteger(), Math.toIntExact(source.zigzag()));
            case STRING -> string(source.count("textBytes"));
            case INDEXED -> indexed();
            case TEXT -> heap.text(source.varint());
            case LIST -> list(source.count("list"), depth);
            case MAP -> map(source.count("map"), depth);
            case LONGS -> longs();
            default -> throw source.corrupt("tag", tag);
        };
    }

    private String string(int length) {
        return Wtf8.decode(source.array(), source.skip(length), length);
    }

    private String indexed() {
        return heap.strings().get(source.upTo(heap.strings().size() - 1L, "index"));
    }

    private BigInteger bigInteger() {
        int length = source.count("integerBytes");
        return new BigInteger(source.array(), source.skip(length), length);
    }

    private void begin(int depth, int parts) {
        if (depth >= PlainData.MAX_DEPTH) {
            throw source.corrupt("depth", depth);
        }
        if (parts > source.remaining() - partsToCome) {
            throw source.corrupt("parts", parts);
        }
        partsToCome += parts;
    }

    private List<@Nullable Object> list(int count, int depth) {
        begin(depth, count);
        @Nullable Object[] elements = new Object[count];
        for (int i = 0; i < count; i++) {
            elements[i] = value(depth + 1);
        }
        return PlainData.ofPlain(Arrays.asList(elements));
    }

    private List<@Nullable Object> longs() {
        int count = source.upTo(source.remaining() - partsToCome, "longs");
        @Nullable Object[] elements = new Object[count];
        for (int i = 0; i < count; i++) {
            elements[i] = source.zigzag();
        }
        return PlainData.ofPlain(Arrays.asList(elements));
    }

    private Object map(int count, int depth) {
        begin(depth, count);
        String[] keys = new String[count];
        @Nullable Object[] values = new Object[count];
        for (int i = 0; i < count; i++) {
            int key = source.upTo(Integer.MAX_VALUE, "key");
            keys[i] = (key & 1) == 0 ? heap.strings().get(key >> 1) : string(key >> 1);
            values[i] = value(depth + 1);
        }
        if (!distinct(keys)) {
            throw source.corrupt("keys", count);
        }
        return PlainData.ofPlain(keys, values);
    }

    private static boolean distinct(String[] keys) {
        if (keys.length > 8) {
            Set<String> set = new HashSet<>(Arrays.asList(keys));
            return set.size() == keys.length;
        }
        for (int i = 1; i < keys.length; i++) {
            for (int j = 0; j < i; j++) {
                if (keys[i].equals(keys[j])) {
                    return false;
                }
            }
        }
        return true;
    }
}
