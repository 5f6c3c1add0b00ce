package dev.playhead.storage;

import dev.playhead.storage.CircularBuffer.Options;

/** Options of buffers, for tests. */
public final class Buffers {
    private Buffers() {}

    /** A buffer that compresses and has nobody to tell; a failure to seal is a failure of the test. */
    public static Options options(boolean retiring) {
        return new Options(true, retiring, null, new Owner());
    }

    /** Whom nothing interests but that nothing fails. */
    static class Owner implements CircularBuffer.Owner {
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
    }
}
