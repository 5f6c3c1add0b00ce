package dev.playhead.sqlite;

import dev.playhead.block.BlockWriter;
import dev.playhead.block.SealedBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The fragments of tails and of overlapping blocks that no block covers. Blocks and fragments together form one list by
 * sequence, in which no event occurs twice.
 *
 * <p><b>Threading.</b> Confined to one thread.
 */
final class UncoveredEvents {
    private long[] firsts = new long[64];
    private long[] lasts = new long[64];
    private int blocks;
    private int next;
    private long coveredUpTo;

    /**
     * The events of a tail or block that no block covers.
     *
     * @param events the events
     * @param previousSequence the last sequence that was stored before them
     */
    record Fragment(SealedBlock events, long previousSequence) {
        long first() {
            return events.header().firstSequence();
        }

        long last() {
            return events.header().lastSequence();
        }
    }

    /** Creates an empty instance that ignores events up to and including {@code afterSequence}. */
    UncoveredEvents(long afterSequence) {
        coveredUpTo = afterSequence;
    }

    /**
     * Appends a block. Returns false if the block overlaps with an earlier block. All blocks are appended before the
     * first fragment.
     */
    boolean add(long first, long last) {
        if (first <= lastOfBlocks()) {
            return false;
        }
        if (blocks == firsts.length) {
            firsts = Arrays.copyOf(firsts, blocks * 2);
            lasts = Arrays.copyOf(lasts, blocks * 2);
        }
        firsts[blocks] = first;
        lasts[blocks++] = last;
        return true;
    }

    /** Returns the last sequence of the last block; -1 if there is no block. */
    long lastOfBlocks() {
        return blocks == 0 ? -1 : lasts[blocks - 1];
    }

    /**
     * Returns the fragments that no block and no earlier fragment covers. Must be called in ascending order of the
     * first sequence.
     */
    List<Fragment> fragments(SealedBlock events, long before) {
        List<Fragment> fragments = new ArrayList<>();
        int i = positionAtOrAfter(events, coveredUpTo + 1);
        while (i < events.size()) {
            long sequence = events.sequence(i);
            while (next < blocks && lasts[next] < sequence) {
                next++;
            }
            if (next < blocks && firsts[next] <= sequence) {
                i = positionAtOrAfter(events, lasts[next] + 1);
            } else {
                int end = next < blocks ? positionAtOrAfter(events, firsts[next]) : events.size();
                fragments.add(new Fragment(cut(events, i, end), i == 0 ? before : events.sequence(i - 1)));
                coveredUpTo = events.sequence(end - 1);
                i = end;
            }
        }
        return fragments;
    }

    /** Returns the position of the first event at or after a sequence. */
    private static int positionAtOrAfter(SealedBlock events, long sequence) {
        if (sequence <= events.header().firstSequence()) {
            return 0;
        }
        int found = events.indexOf(sequence);
        return found < 0 ? -found - 1 : found;
    }

    /**
     * Encodes a range of events. The same range always yields the same bytes, so a description still matches when the
     * range is read again.
     */
    private static SealedBlock cut(SealedBlock events, int from, int to) {
        if (from == 0 && to == events.size()) {
            return events;
        }
        BlockWriter writer = new BlockWriter(true);
        for (int i = from; i < to; i++) {
            writer.add(
                    events.sequence(i), events.event(i).event(), events.header().maxRecordedAtMillis());
        }
        if (from == 0) {
            writer.breakBefore(events.header().recordingBreak().orElse(null));
        }
        return SealedBlock.open(writer.seal());
    }
}
