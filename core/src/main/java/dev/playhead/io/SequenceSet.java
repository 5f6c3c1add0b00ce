package dev.playhead.io;

import java.util.HashMap;
import java.util.Map;

/** A set of sequences, which takes about a bit for each sequence if the sequences are dense. */
final class SequenceSet {
    private final Map<Long, long[]> parts = new HashMap<>();

    /** The number of words of a part. */
    private static final int WORDS = 16;

    private static final int SHIFT = 10;

    /** Adds a sequence, and returns whether it was not contained before. */
    boolean add(long sequence) {
        long[] part = parts.computeIfAbsent(sequence >> SHIFT, key -> new long[WORDS]);
        int word = (int) (sequence >> 6) & (WORDS - 1);
        long before = part[word];
        part[word] |= 1L << sequence;
        return part[word] != before;
    }

    boolean contains(long sequence) {
        long[] part = parts.get(sequence >> SHIFT);
        return part != null && (part[(int) (sequence >> 6) & (WORDS - 1)] & 1L << sequence) != 0;
    }
}
