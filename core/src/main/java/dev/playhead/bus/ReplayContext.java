package dev.playhead.bus;

/**
 * Access to the replay context of the current thread.
 *
 * <p>Whether an event is replayed is a property of its dispatch, not of the event. While a bus {@linkplain
 * EventBus#replay replays} an event, the thread that runs the handlers is in the context of that replay. The same is
 * true while handlers receive an event as if it were replayed. This happens during a {@link PastView}, and at the end
 * of the past view. All work that {@link CauseScope} carries from that thread to other threads is in the same context,
 * even if it runs after the end of the replay. An event published in the context of a replay is never recorded.
 *
 * <p>A handler that must not be called during a replay subscribes with {@link SubscribeOption#liveOnly()}.
 */
public final class ReplayContext {
    private ReplayContext() {}

    /**
     * Returns whether the current thread is in the context of a replay.
     *
     * @return true if so; false in handlers of live events, and outside of handlers
     */
    public static boolean isReplaying() {
        return ThreadScope.current().replay() != null;
    }
}
