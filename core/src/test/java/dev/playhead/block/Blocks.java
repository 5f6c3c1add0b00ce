package dev.playhead.block;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.util.List;

/** A factory of blocks for tests. */
public final class Blocks {
    private Blocks() {}

    /** Returns an unencoded block of the given events. */
    public static Block of(List<RecordedEvent> events) {
        List<RecordedEvent> copy = List.copyOf(events);
        return new ReferenceBlock(
                new ReferenceBlock.Slots() {
                    @Override
                    public long sequence(int position) {
                        return copy.get(position).sequence();
                    }

                    @Override
                    public GridEvent captured(int position) {
                        return copy.get(position).event();
                    }

                    @Override
                    public GridEvent data(int position) {
                        return copy.get(position).event();
                    }
                },
                copy.size());
    }

    /** Returns an encoded block of the given events. */
    public static Block sealed(List<RecordedEvent> events) {
        BlockWriter writer = new BlockWriter(true);
        events.forEach(event -> writer.add(event.sequence(), event.event(), 0));
        return SealedBlock.open(writer.seal());
    }
}
