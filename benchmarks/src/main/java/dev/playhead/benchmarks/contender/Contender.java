package dev.playhead.benchmarks.contender;

/** An engine that records events: Playhead or a peer. */
public interface Contender extends AutoCloseable {
    /** Returns a lane for the calling thread. */
    Lane lane();

    @Override
    void close();

    /**
     * The access of one thread to a contender. A driver loads only one implementation class, so that the JVM can inline
     * calls.
     */
    interface Lane {
        /** Creates the event with a number, including its payload. */
        Object make(int number);

        /** Records an event. The result depends on the event, so that the compiler cannot eliminate anything. */
        long record(Object event);
    }
}
