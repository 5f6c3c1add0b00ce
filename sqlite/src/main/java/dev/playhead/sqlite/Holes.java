package dev.playhead.sqlite;

import dev.playhead.block.BlockWriter;
import dev.playhead.block.SealedBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What of tails, and of blocks that overlap with others, lies in no block: so that all of it together is one list by
 * sequence, in which no event comes twice.
 *
 * <p><b>Threading.</b> For one thread.
 */
final class Holes {
    private long[] firsts = new long[64];
    private long[] lasts = new long[64];
    private int blocks;
    private int next;
    private long filledUpTo;

    /**
     * A piece that fills a hole.
     *
     * @param events its events
     * @param before the last sequence that was stored before it
     */
    record Piece(SealedBlock events, long before) {
        long first() {
            return events.header().firstSequence();
        }

        long last() {
            return events.header().lastSequence();
        }
    }

    /** Without what comes at a sequence or before. */
    Holes(long afterSequence) {
        filledUpTo = afterSequence;
    }

    /** Adds a block behind all others, if it does not overlap with them; says whether it did. All come before the pieces. */
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

    /** Where the last block ends; -1 if there is none. */
    long lastOfBlocks() {
        return blocks == 0 ? -1 : lasts[blocks - 1];
    }

    /** Cuts out what lies in no block and in nothing that was cut before. Called in the order of first sequences. */
    List<Piece> fill(SealedBlock events, long before) {
        List<Piece> pieces = new ArrayList<>();
        int i = from(events, filledUpTo + 1);
        while (i < events.size()) {
            long sequence = events.sequence(i);
            while (next < blocks && lasts[next] < sequence) {
                next++;
            }
            if (next < blocks && firsts[next] <= sequence) {
                i = from(events, lasts[next] + 1);
            } else {
                int end = next < blocks ? from(events, firsts[next]) : events.size();
                pieces.add(new Piece(cut(events, i, end), i == 0 ? before : events.sequence(i - 1)));
                filledUpTo = events.sequence(end - 1);
                i = end;
            }
        }
        return pieces;
    }

    /** The position of the first event at a sequence or behind it. */
    private static int from(SealedBlock events, long sequence) {
        if (sequence <= events.header().firstSequence()) {
            return 0;
        }
        int found = events.indexOf(sequence);
        return found < 0 ? -found - 1 : found;
    }

    /** The same bytes whenever the same is cut, so that a piece can be described before it is read. */
    private static SealedBlock cut(SealedBlock events, int from, int to) {
        if (from == 0 && to == events.size()) {
            return events;
        }
        BlockWriter writer = new BlockWriter(true);
        for (int i = from; i < to; i++) {
            writer.add(
                    events.sequence(i), events.event(i).event(), events.header().maxRecordedAtMillis());
        }
        return SealedBlock.open(writer.seal());
    }
}
