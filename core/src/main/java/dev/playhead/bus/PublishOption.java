package dev.playhead.bus;

/**
 * An option for publishing an event.
 *
 * <p><b>Threading.</b> Immutable.
 */
public final class PublishOption {
    private static final PublishOption AS_LIVE = new PublishOption();

    private PublishOption() {}

    /**
     * Returns the option to publish an event as happening now, even if the application shows a past state. During a
     * {@link PastView}, the event is still recorded, and only the handlers that are {@link SubscribeOption#liveOnly()}
     * receive it immediately. Use this option for events that arrive while a past state is shown, such as prices from a
     * server. At other times this option has no effect. An event published in the {@linkplain ReplayContext context of
     * a replay} is never recorded, even with this option.
     *
     * @return the option
     */
    public static PublishOption asLive() {
        return AS_LIVE;
    }

    @Override
    public String toString() {
        return "asLive()";
    }
}
