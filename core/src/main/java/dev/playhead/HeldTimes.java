package dev.playhead;

import dev.playhead.block.Block;
import dev.playhead.block.EventSlice;
import dev.playhead.filter.EventSearcher;
import dev.playhead.internal.recording.CircularBuffer;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The timestamps of all events, by block. */
final class HeldTimes extends HeldItems<HeldTimes.Times> {
    /** The timestamps of the events of a block, and the sequence of the last of these events. */
    record Times(List<Instant> times, long lastSequence) {}

    HeldTimes(CircularBuffer buffer) {
        super(buffer, buffer.held());
    }

    Stream<Instant> stream() {
        return EventSearcher.stream(this).flatMap(block -> block.times.stream());
    }

    @Override
    Iterator<Times> after(EventSlice events, long sequence) {
        int first = events.blockAfter(sequence);
        return IntStream.range(first, events.blocks().size())
                .mapToObj(number -> {
                    boolean isFirst = number == first;
                    return read(
                            events, number, isFirst ? events.positionAfter(number, sequence) : events.begin(number));
                })
                .iterator();
    }

    private static Times read(EventSlice events, int number, int begin) {
        Block block = events.blocks().get(number);
        Block.Walk walk = block.walk();
        Instant[] times = new Instant[events.end(number) - begin];
        for (int i = 0; i < times.length; i++) {
            times[i] = walk.timestamp(begin + i);
        }
        return new Times(List.of(times), block.sequence(events.end(number) - 1));
    }

    @Override
    long lastSequence(Times times) {
        return times.lastSequence;
    }
}
