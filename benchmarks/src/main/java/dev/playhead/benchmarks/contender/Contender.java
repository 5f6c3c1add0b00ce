package dev.playhead.benchmarks.contender;

/** An engine that records events: Playhead or a peer. */
public interface Contender extends AutoCloseable {
    /** Returns a new lane, for use by one thread. */
    Lane lane();

    @Override
    void close();

    /**
     * The access of one thread to a contender. A driver uses few implementations of this interface, so that the virtual
     * machine can inline the calls.
     */
    interface Lane {
        /** Creates the event with the given number, including its payload. */
        Object make(int number);

        /** Records an event. Callers use the result, so that the compiler cannot eliminate the call. */
        long record(Object event);
    }
}
