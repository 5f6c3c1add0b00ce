package dev.playhead.internal.recording;

import dev.playhead.block.EventSlice;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.timetravel.SnapshotManager.NewStates;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Methods that the races share. */
final class Races {
    private Races() {}

    static GridEvent event(long payload) {
        return GridEvent.of("e", payload, Instant.EPOCH, "s", Map.of());
    }

    static boolean has(GridEvent event, long payload) {
        return Long.valueOf(payload).equals(event.payload());
    }

    static RecordingBlock block(int capacity) {
        return new RecordingBlock(capacity, 0, 0, null, UnaryOperator.identity());
    }

    /**
     * Returns a buffer that retains at least 16 events. Its blocks have the smallest possible size, which is also 16
     * events.
     */
    static CircularBuffer buffer() {
        return new CircularBuffer(
                RetentionPolicy.unlimited().withMaxCount(16),
                UnaryOperator.identity(),
                Clock.systemUTC(),
                System::nanoTime,
                new CircularBuffer.Options(true, false, null, null, new NoOwner()));
    }

    static CircularBuffer buffer(int events) {
        CircularBuffer buffer = buffer();
        for (int i = 0; i < events; i++) {
            buffer.append(event(i));
        }
        return buffer;
    }

    /**
     * Returns the number of events in a slice. Returns -1 unless the events are complete and consecutive, and the
     * payload of each event is its sequence.
     */
    static int lengthOfWholeRun(EventSlice run) {
        int length = 0;
        long expected = run.firstSequence();
        for (Iterator<RecordedEvent> events = run.after(-1); events.hasNext(); length++) {
            RecordedEvent event = events.next();
            if (event.sequence() != expected || !has(event.event(), expected)) {
                return -1;
            }
            expected++;
        }
        return length == run.size() ? length : -1;
    }

    private static final class NoOwner implements BufferOwner {
        @Override
        public void rolled() {}

        @Override
        public void retired() {}

        @Override
        public void sealingFailed(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void shed(long events) {}

        @Override
        public NewStates newStates(long upTo, boolean last) {
            return NewStates.NONE;
        }

        @Override
        public void refreshed() {}

        @Override
        public void storeFailed(Throwable failure) {
            throw new AssertionError(failure);
        }

        @Override
        public void storeResumed() {}

        @Override
        public void lost(SequenceRange range, String why, @Nullable Throwable cause) {
            throw new AssertionError(range + " " + why, cause);
        }
    }
}
