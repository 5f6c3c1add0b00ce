package dev.playhead.replay;

/**
 * The clock of a replay. It also determines how the replay waits. Select a clock with {@link ReplayOptions#clock}.
 *
 * <p>{@link #precise()} is the default. {@link #powerSaving()} is for long replays in which a lateness of a tenth of a
 * millisecond does not matter. With a {@link VirtualClock}, the waits of a test take no time.
 *
 * <p><b>Threading.</b> An implementation is called by the threads of all replays that use it, and by the executors that
 * deliver their events.
 */
public interface ReplayClock {
    /**
     * Returns the current time.
     *
     * @return nanoseconds since an arbitrary origin; never decreases
     */
    long nanoTime();

    /**
     * Waits for a duration. May return early if the thread is woken by {@code LockSupport.unpark}, or for no reason. So
     * the caller checks the time and, if necessary, waits again.
     *
     * @param nanos the duration, positive; {@link Long#MAX_VALUE} to wait until the thread is woken
     */
    void await(long nanos);

    /**
     * Returns the system clock with precise waits. A wait parks the thread, and then spins. The time for spinning is
     * derived from the observed delays with which parked threads wake up.
     *
     * <p><b>Cost.</b> Each wait uses processor time for its last part, which is usually about 60 to 200 microseconds,
     * and at most 500. If waits follow one another so closely that all of them spin, a core is busy. After about ten
     * seconds of this, spinning takes at most half of the time, and the remaining waits only park. This limit applies
     * to all replays of the process together.
     *
     * @return the clock, a shared instance
     */
    static ReplayClock precise() {
        return PreciseClock.SHARED;
    }

    /**
     * Returns the system clock with waits that only park. Events are late by the time that the system needs to wake a
     * thread, which is usually 50 to 150 microseconds.
     *
     * @return the clock, a shared instance
     */
    static ReplayClock powerSaving() {
        return ParkingClock.SHARED;
    }
}
