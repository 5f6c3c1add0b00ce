package dev.playhead.benchmarks.contender;

/** What records events: Playhead, or a peer. */
public interface Contender extends AutoCloseable {
    /** What one thread uses; called by that thread. */
    Lane lane();

    @Override
    void close();

    /** One thread's way into a contender. Only one class of it is loaded in a driver, so that calls cost nothing. */
    interface Lane {
        /** Makes the event of a number, with everything that it has to have before it is recorded. */
        Object make(int number);

        /** Records an event; the result depends on it, so that nothing can be left out. */
        long record(Object event);
    }
}
