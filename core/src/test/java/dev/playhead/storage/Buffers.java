package dev.playhead.storage;

/** Options of buffers, for tests. */
public final class Buffers {
    private Buffers() {}

    /** A buffer that compresses and has nobody to tell; a failure to seal is a failure of the test. */
    public static CircularBuffer.Options options(boolean retiring) {
        return new CircularBuffer.Options(true, retiring, () -> {}, failure -> {
            throw new AssertionError(failure);
        });
    }
}
