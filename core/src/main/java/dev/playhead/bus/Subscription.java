package dev.playhead.bus;

/**
 * Something that goes on until it is closed: a handler on a bus, a listener of a history, an attachment.
 *
 * <p><b>Threading.</b> Any thread may close it, also from inside the handler that it stands for. A delivery that has
 * begun on another thread may still end after {@code close} returned.
 */
public interface Subscription extends AutoCloseable {
    /** Ends it. Closing again does nothing. */
    @Override
    void close();
}
