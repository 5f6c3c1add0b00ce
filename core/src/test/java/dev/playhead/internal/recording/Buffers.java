package dev.playhead.internal.recording;

import dev.playhead.event.SequenceRange;
import dev.playhead.internal.recording.CircularBuffer.Options;
import dev.playhead.timetravel.SnapshotManager.NewStates;

/** Buffers and their options for tests. */
public final class Buffers {
    private Buffers() {}

    /** Returns options for a buffer that compresses and has no listeners. A failure to seal fails the test. */
    public static Options options(boolean retiring) {
        return new Options(true, retiring, null, null, new Owner());
    }

    /** Starts a buffer and returns it. */
    static CircularBuffer started(CircularBuffer buffer) {
        buffer.start();
        return buffer;
    }

    /** Seals closed blocks, as the maintenance thread does. */
    public static void maintain(CircularBuffer buffer) {
        buffer.maintain();
    }

    /** An owner that ignores all callbacks except failures. */
    static class Owner implements BufferOwner {
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
        public void lost(SequenceRange range, String why, Throwable cause) {
            throw new AssertionError(range + " " + why, cause);
        }
    }
}
