package dev.playhead.internal.recording;

import dev.playhead.event.SequenceRange;
import dev.playhead.internal.recording.CircularBuffer.Options;
import dev.playhead.timetravel.SnapshotManager.NewStates;

/** Methods with which tests create and maintain buffers. */
public final class Buffers {
    private Buffers() {}

    /** Returns options for a buffer that compresses its blocks and has no store. Its owner is an {@link Owner}. */
    public static Options options(boolean retiring) {
        return new Options(true, retiring, null, null, new Owner());
    }

    /** Starts a buffer and returns it. */
    static CircularBuffer started(CircularBuffer buffer) {
        buffer.start();
        return buffer;
    }

    /** Does what the maintenance thread does, such as sealing closed blocks. */
    public static void maintain(CircularBuffer buffer) {
        buffer.maintain();
    }

    /** An owner that throws an error when it is notified of a failure, and ignores all other callbacks. */
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
