package dev.playhead.bus;

/**
 * A registration that remains in effect until it is closed: of a handler on a bus, a listener of a history, or an
 * attachment.
 *
 * <p><b>Threading.</b> Any thread may close it, also from inside its own handler. A delivery that has begun on
 * another thread may end after {@code close} returned.
 */
public interface Subscription extends AutoCloseable {
    /** Ends the registration. Closing it again has no effect. */
    @Override
    void close();
}
