package dev.playhead.replay;

/**
 * A clock that waits by parking the thread, and by spinning for the last part of a wait, because a parked thread wakes
 * up late. The length of that part, the window, is derived from the observed lateness. The share of time spent spinning
 * is limited.
 */
/*
 * Linux may delay a thread's timers by 50 microseconds to coalesce them, and a sleeping core takes some time to wake.
 * On a busy or a virtual machine this takes longer. So the window is measured: it is the lateness that one park in a
 * hundred exceeds. The event after such a park is late. A window for the worst case would cost spinning time at every
 * wait.
 *
 * Spinning is charged to an account, which is refilled in proportion to time. A stream whose gaps are at least twice
 * the window never exhausts the account. Without the account, a stream whose gaps are all shorter than the window would
 * keep a core busy throughout. With the account, the core is busy until the account is exhausted, and for half of the
 * time after that.
 */
final class PreciseClock implements ReplayClock {
    /**
     * The instance shared by all replays that use this clock. They run on the same machine, so a new replay starts with
     * the window that earlier replays measured.
     */
    static final PreciseClock SHARED = new PreciseClock(ParkingClock.SHARED);

    static final long MAX_SPIN_NANOS = 500_000;
    static final long MAX_SAVED_NANOS = 5_000_000_000L;
    private static final long FIRST_WINDOW_NANOS = 150_000;
    private static final double EXCEEDED = 0.01;

    private final ReplayClock parking;
    // Guarded by the monitor, which is held only for arithmetic.
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
            return; // the caller waits again for the rest
        }
        long now = nanoTime();
        while (now - start < nanos) {
            Thread.onSpinWait();
            now = nanoTime();
        }
        spend(now - start);
    }

    /** Returns the time for which a wait may spin now, in nanoseconds. */
    synchronized long windowNanos(long now) {
        savedNanos = Math.min(MAX_SAVED_NANOS, savedNanos + (now - filledAt) / 2);
        filledAt = now;
        return Math.max(0, Math.min(savedNanos, oversleep.nanos()));
    }

    private synchronized void learn(long lateNanos) {
        if (lateNanos >= 0) { // a thread that was woken early measures nothing
            oversleep.add(lateNanos);
        }
    }

    private synchronized void spend(long nanos) {
        savedNanos -= nanos;
    }
}
