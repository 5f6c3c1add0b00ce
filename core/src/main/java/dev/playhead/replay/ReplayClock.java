package dev.playhead.replay;

/**
 * The clock that a replay goes by, and its way of waiting. Choose one by {@link ReplayOptions#clock}.
 *
 * <p>{@link #precise()} is what replays use unless told otherwise. {@link #powerSaving()} is for long replays where a
 * tenth of a millisecond does not matter. A {@link VirtualClock} makes tests that take no time.
 *
 * <p><b>Threading.</b> An implementation is called by the threads of all replays that were given it, and by the executors
 * that deliver for them.
 */
public interface ReplayClock {
    /**
     * The time.
     *
     * @return nanoseconds since some moment; never fewer than before
     */
    long nanoTime();

    /**
     * Waits, and returns earlier where the thread is woken by {@code LockSupport.unpark}, or for no reason: whoever calls
     * this looks at the time, and waits again.
     *
     * @param nanos how long, positive; {@link Long#MAX_VALUE} until the thread is woken
     */
    void await(long nanos);

    /**
     * The system's clock, with waits that end on time: it parks, and spins for as long as parking was seen to wake up too
     * late.
     *
     * <p><b>Cost.</b> A wait costs processor time for its last stretch: as a rule some 60 to 200 microseconds, 500 at most.
     * Where waits follow one another so closely that all of them are spinning, a core is busy; after five seconds of that no
     * more than half of the time is spent so, and the other waits only park. That goes for all replays of the process
     * together.
     *
     * @return the clock, one for all
     */
    static ReplayClock precise() {
        return PreciseClock.SHARED;
    }

    /**
     * The system's clock, with waits that only park. Events are then late by what the system takes to wake a thread, as a
     * rule 50 to 150 microseconds.
     *
     * @return the clock, one for all
     */
    static ReplayClock powerSaving() {
        return ParkingClock.SHARED;
    }
}
