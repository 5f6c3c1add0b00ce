package dev.playhead.replay;

/**
 * Waits by parking, and by spinning for the last stretch, since parking wakes up late. How long that stretch is follows from
 * how late it was seen to wake up; how much of the time may be spent spinning is limited.
 */
/*
 * Linux lets timers of a thread be late by 50 microseconds so that they can be put together, and a core that sleeps takes
 * some time to wake; on a busy machine, or a virtual one, it takes longer. So the window is learned: it is the lateness that
 * one park in a hundred exceeds. What comes too late all the same is late; a window for the worst case would be spun
 * through every time.
 *
 * Spinning is paid from an account, which is filled in proportion to time. Streams with gaps of more than a few hundred
 * microseconds never empty it. One whose gaps are all shorter than the window would keep a core busy for as long as it
 * lasts; it does so until the account is empty, then half of the time.
 */
final class PreciseClock implements ReplayClock {
    /** The same for all replays, as they run on the same machine: a new one begins with what others have learned. */
    static final PreciseClock SHARED = new PreciseClock(ParkingClock.SHARED);

    static final long MAX_SPIN_NANOS = 500_000;
    static final long MAX_SAVED_NANOS = 5_000_000_000L;
    private static final long FIRST_WINDOW_NANOS = 150_000;
    private static final double EXCEEDED = 0.01;

    private final ReplayClock parking;
    // Guarded by the monitor, which is held for an addition.
    private final DelayEstimate oversleep = new DelayEstimate(EXCEEDED, FIRST_WINDOW_NANOS, MAX_SPIN_NANOS);
    private long savedNanos = MAX_SAVED_NANOS;
    private long filledAt;

    PreciseClock(ReplayClock parking) {
        this.parking = parking;
        this.filledAt = parking.nanoTime();
    }

    @Override
    public long nanoTime() {
        return parking.nanoTime();
    }

    @Override
    public void await(long nanos) {
        if (nanos == Long.MAX_VALUE) {
            parking.await(nanos);
            return;
        }
        long start = nanoTime();
        long spin = windowNanos(start);
        if (nanos > spin) {
            long park = nanos - spin;
            parking.await(park);
            learn(nanoTime() - start - park);
            return; // whoever waits asks again, for what is left now
        }
        long now = nanoTime();
        while (now - start < nanos) {
            Thread.onSpinWait();
            now = nanoTime();
        }
        spend(now - start);
    }

    /** For how long it may spin now. */
    synchronized long windowNanos(long now) {
        savedNanos = Math.min(MAX_SAVED_NANOS, savedNanos + (now - filledAt) / 2);
        filledAt = now;
        return Math.max(0, Math.min(savedNanos, oversleep.nanos()));
    }

    private synchronized void learn(long lateNanos) {
        if (lateNanos >= 0) { // else it was woken before, which says nothing
            oversleep.add(lateNanos);
        }
    }

    private synchronized void spend(long nanos) {
        savedNanos -= nanos;
    }
}
