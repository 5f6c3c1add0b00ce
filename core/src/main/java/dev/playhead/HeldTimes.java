package dev.playhead;

import dev.playhead.block.Block;
import dev.playhead.block.EventSlice;
import dev.playhead.internal.block.MissingBlockException;
import dev.playhead.internal.block.MissingBlockRetry;
import dev.playhead.internal.recording.CircularBuffer;
import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * An iterator that reads the timestamps of events, block by block, up to the event that was the last one when the
 * iterator was created. Like {@link HeldEvents}, it skips blocks that turn out to be missing.
 *
 * <p><b>Threading.</b> Not thread-safe.
 */
final class HeldTimes implements Iterator<Instant> {
    private final CircularBuffer buffer;
    private final long end;
    private final MissingBlockRetry retry = new MissingBlockRetry();
    private EventSlice run;
    /** The timestamps that were last read, all from one block. */
    private Instant[] times = {};

    private int next;
    /** The sequence of the last event whose timestamp was read. */
    private long position = -1;

    HeldTimes(CircularBuffer buffer) {
        this.buffer = buffer;
        this.run = buffer.held().run();
        this.end = run.lastSequence();
    }

    @Override
    public boolean hasNext() {
        while (next == times.length && position < end) {
            try {
                read();
                retry.answered();
            } catch (MissingBlockException e) {
                retry.missed(e);
                run = buffer.held().run().upTo(end);
            }
        }
        return next < times.length;
    }

    /**
     * Reads the timestamps of the events after {@code position}, up to the end of the first block with such events. If
     * there is no such block, sets {@code position} to the end.
     */
    private void read() {
        int number = run.blockAfter(position);
        int begin = run.isEmpty() ? 0 : run.positionAfter(number, position);
        if (!run.isEmpty() && begin == run.end(number)) {
            number++;
            begin = 0;
        }
        if (number >= run.blocks().size()) {
            position = end;
            return;
        }
        Block block = run.blocks().get(number);
        Block.Walk walk = block.walk();
        Instant[] read = new Instant[run.end(number) - begin];
        for (int i = 0; i < read.length; i++) {
            read[i] = walk.timestamp(begin + i);
        }
        times = read;
        next = 0;
        position = block.sequence(run.end(number) - 1);
    }

    @Override
    public Instant next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return times[next++];
    }
}
