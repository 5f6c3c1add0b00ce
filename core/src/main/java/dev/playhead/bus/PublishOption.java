package dev.playhead.bus;

/**
 * How an event is to be published.
 *
 * <p><b>Threading.</b> Immutable.
 */
public final class PublishOption {
    private static final PublishOption AS_LIVE = new PublishOption();

    private PublishOption() {}

    /**
     * The event happens now, whatever the application shows at the moment: also during an {@link PastView} it is recorded,
     * and goes to the handlers that are {@link SubscribeOption#liveOnly()}. For what goes on meanwhile, such as prices that
     * come from a server. At other times this changes nothing.
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
