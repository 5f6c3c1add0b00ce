package dev.playhead.bus;

/**
 * A registration, for example of a handler on a bus, of a listener of a history, or of a bus attached to a history. It
 * remains in effect until the subscription is closed, unless it ends by itself: a handler with the option {@link
 * SubscribeOption#once} is removed when it is called.
 *
 * <p><b>Threading.</b> Any thread may close a subscription, even inside the handler of the subscription. A delivery
 * that has begun on another thread may end after {@code close} has returned.
 */
public interface Subscription extends AutoCloseable {
    /** Ends the registration. Further calls have no effect. */
    @Override
    void close();
}
