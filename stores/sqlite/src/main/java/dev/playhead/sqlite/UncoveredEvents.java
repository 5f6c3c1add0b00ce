package dev.playhead.sqlite;

import dev.playhead.block.BlockWriter;
import dev.playhead.block.SealedBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A computation of fragments: the events of tails and of overlapping blocks that no other block covers. In all blocks
 * and fragments together, no event occurs twice.
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
     * Consecutive events of a tail or of an overlapping block that no other block covers.
     *
     * @param events the events
     * @param previousSequence the last sequence that was stored before these events
     */
    record Fragment(SealedBlock events, long previousSequence) {
        long first() {
            return events.header().firstSequence();
        }

        long last() {
            return events.header().lastSequence();
        }
    }

    /** Creates an instance without blocks. It ignores events up to and including {@code afterSequence}. */
    UncoveredEvents(long afterSequence) {
        coveredUpTo = afterSequence;
    }

    /**
     * Adds a block and returns true, or returns false if the block overlaps with an earlier block. All blocks must be
     * added in the order of their sequences, before {@link #fragments} is called.
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
     * Returns the fragments of a tail or overlapping block: its events that neither a block nor an earlier fragment
     * covers. The calls must be in ascending order of the first sequences. {@code before} is the last sequence that was
     * stored before the events.
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

    /**
     * Returns the position of the first event whose sequence is at least the given sequence; the number of events if
     * there is no such event.
     */
    private static int positionAtOrAfter(SealedBlock events, long sequence) {
        if (sequence <= events.header().firstSequence()) {
            return 0;
        }
        int found = events.indexOf(sequence);
        return found < 0 ? -found - 1 : found;
    }

    /**
     * Returns a block of the events at the positions {@code from} to {@code to - 1}. Equal ranges yield equal bytes, so
     * a {@code StoredBlock} that describes a range still matches when the range is read again.
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
