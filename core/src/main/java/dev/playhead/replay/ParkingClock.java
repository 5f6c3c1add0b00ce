package dev.playhead.replay;

import java.util.concurrent.locks.LockSupport;

/** A clock that waits only by parking. */
final class ParkingClock implements ReplayClock {
    static final ParkingClock SHARED = new ParkingClock();

    private ParkingClock() {}

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void await(long nanos) {
        if (nanos == Long.MAX_VALUE) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, nanos);
        }
    }
}
