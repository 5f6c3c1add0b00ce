package dev.playhead.replay;

import java.util.concurrent.locks.LockSupport;

/** The clock of a replay, and the way to wait for it. Tests give one that takes no time. */
interface Pacer {
    /** A time that never goes back, in nanoseconds. */
    long nanoTime();

    /** Waits for a time, or until the thread is woken by {@code LockSupport.unpark}; may return early. */
    void await(long nanos);

    /** Waits by parking, and by spinning for the last stretch, since parking wakes up late. */
    Pacer SYSTEM = new Pacer() {
        /** Longer than parking is usually late on Linux (50 to 100 microseconds), so that it rarely matters. */
        private static final long SPIN_NANOS = 200_000;

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void await(long nanos) {
            if (nanos > SPIN_NANOS) {
                LockSupport.parkNanos(nanos - SPIN_NANOS);
                return;
            }
            long start = System.nanoTime();
            while (System.nanoTime() - start < nanos) {
                Thread.onSpinWait();
            }
        }
    };
}
