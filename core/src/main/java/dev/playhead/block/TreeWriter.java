package dev.playhead.block;

import dev.playhead.event.PlainData;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A writer of trees and long strings into the heap; {@link HeapReader} reads the result. */
final class TreeWriter {
    /** The maximum length of strings in the dictionary of the block. */
    static final int LONGEST_INDEXED = 64;

    private final StringPool pool;
    private final ByteSink heap;

    TreeWriter(StringPool pool, ByteSink heap) {
        this.pool = pool;
        this.heap = heap;
    }

    /**
     * Returns whether a string belongs in the dictionary because it occurs in a tree, is repeated in the block, and is
     * short.
     */
    static boolean indexes(StringPool pool, int entry) {
        return pool.isInTree(entry)
                && pool.count(entry) > 1
                && pool.string(entry).length() <= LONGEST_INDEXED;
    }

    /** Adds the strings of a tree to the pool, and the hashes of its numbers to {@code numbers}. */
    static void survey(@Nullable Object value, StringPool pool, HashSink numbers, int depth) {
        if (value instanceof String text) {
            pool.addInTree(text);
        } else if (value instanceof Number number) {
            numbers.add(BlockBloomFilter.hash(number.doubleValue()));
        } else if (value instanceof List<?> list) {
            checkDepth(depth);
            for (int i = 0; i < list.size(); i++) {
                survey(list.get(i), pool, numbers, depth + 1);
            }
        } else if (value instanceof Map<?, ?> map) {
            checkDepth(depth);
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                pool.addInTree((String) entry.getKey());
                survey(entry.getValue(), pool, numbers, depth + 1);
            }
        }
    }

    private static void checkDepth(int depth) {
        if (depth >= PlainData.MAX_DEPTH) {
            throw new IllegalArgumentException("the data is deeper than maxDepth=" + PlainData.MAX_DEPTH);
        }
    }

    /** Writes a string unless it is already written, and returns the heap offset of the string. */
    long text(int entry) {
        long offset = pool.offset(entry);
        if (offset < 0) {
            offset = heap.length();
            pool.setOffset(entry, offset);
            byte[] text = Wtf8.encode(pool.string(entry));
            heap.varint(text.length);
            heap.bytes(text, 0, text.length);
        }
        return offset;
    }

    /** Writes a tree, and returns its heap offset. */
    long tree(@Nullable Object value) {
        long offset = heap.length();
        write(value);
        return offset;
    }

    private void write(@Nullable Object value) {
        if (value == null) {
            heap.u8(Tree.NULL);
        } else if (value instanceof Boolean truth) {
            heap.u8(truth ? Tree.TRUE : Tree.FALSE);
        } else if (value instanceof Long whole) {
            whole(whole);
        } else if (value instanceof String text) {
            string(text);
        } else if (value instanceof Double real) {
            real(real);
        } else if (value instanceof List<?> list) {
            list(list);
        } else if (value instanceof Map<?, ?> map) {
            map(map);
        } else if (value instanceof BigInteger integer) {
            heap.u8(Tree.BIG_INTEGER);
            integer(integer);
        } else if (value instanceof BigDecimal decimal) {
            heap.u8(Tree.BIG_DECIMAL);
            integer(decimal.unscaledValue());
            heap.zigzag(decimal.scale());
        } else {
            throw new IllegalArgumentException("class=" + value.getClass().getName() + " is not plain data");
        }
    }

    private void whole(long value) {
        if (value >= Tree.MIN_SMALL && value < Tree.MIN_SMALL + (0x100 - Tree.SMALL)) {
            heap.u8((int) value - Tree.MIN_SMALL + Tree.SMALL);
        } else {
            heap.u8(Tree.LONG);
            heap.zigzag(value);
        }
    }

    private void real(double value) {
        for (int scale = 0; scale <= 6; scale++) {
            long digits = NumberColumn.scale(value, scale);
            if (digits != Long.MIN_VALUE) {
                heap.u8(Tree.SCALED);
                heap.zigzag(digits);
                heap.varint(scale);
                return;
            }
        }
        heap.u8(Tree.DOUBLE);
        heap.u64(Double.doubleToRawLongBits(value));
    }

    private void integer(BigInteger value) {
        byte[] bytes = value.toByteArray();
        heap.varint(bytes.length);
        heap.bytes(bytes, 0, bytes.length);
    }

    private void string(String text) {
        int entry = pool.entryOf(text);
        if (pool.isIndexed(entry)) {
            heap.u8(Tree.INDEXED);
            heap.varint(pool.id(entry));
            return;
        }
        if (pool.offset(entry) >= 0) {
            heap.u8(Tree.TEXT);
            heap.varint(pool.offset(entry));
            return;
        }
        byte[] bytes = Wtf8.encode(text);
        if (bytes.length < Tree.SHORT) {
            heap.u8(Tree.SHORT_STRING + bytes.length);
        } else {
            heap.u8(Tree.STRING);
            pool.setOffset(entry, heap.length());
            heap.varint(bytes.length);
        }
        heap.bytes(bytes, 0, bytes.length);
    }

    private void list(List<?> list) {
        int size = list.size();
        boolean longs = size >= Tree.SHORT / 2;
        for (int i = 0; i < size && longs; i++) {
            longs = list.get(i) instanceof Long;
        }
        if (longs) {
            heap.u8(Tree.LONGS);
            heap.varint(size);
            for (int i = 0; i < size; i++) {
                heap.zigzag(list.get(i) instanceof Long whole ? whole : 0);
            }
            return;
        }
        if (size < Tree.SHORT) {
            heap.u8(Tree.SHORT_LIST + size);
        } else {
            heap.u8(Tree.LIST);
            heap.varint(size);
        }
        for (int i = 0; i < size; i++) {
            write(list.get(i));
        }
    }

    private void map(Map<?, ?> map) {
        int size = map.size();
        if (size < Tree.SHORT) {
            heap.u8(Tree.SHORT_MAP + size);
        } else {
            heap.u8(Tree.MAP);
            heap.varint(size);
        }
        for (Map.Entry<?, ?> field : map.entrySet()) {
            String key = (String) field.getKey();
            int entry = pool.entryOf(key);
            if (pool.isIndexed(entry)) {
                heap.varint((long) pool.id(entry) << 1);
            } else {
                byte[] bytes = Wtf8.encode(key);
                heap.varint((long) bytes.length << 1 | 1);
                heap.bytes(bytes, 0, bytes.length);
            }
            write(field.getValue());
        }
    }
}
