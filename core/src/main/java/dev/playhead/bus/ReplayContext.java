package dev.playhead.bus;

/**
 * Access to the replay context of the current thread.
 *
 * <p>Whether an event is replayed is a property of its dispatch, not of the event. While a bus
 * {@linkplain EventBus#replay replays} an event, the thread that runs its handlers is in the context of that replay.
 * So is all work that {@link CauseScope} carries to other threads from there, even if it runs after the replay's end.
 * An event published in that context is never recorded.
 *
 * <p>A handler that must not be called during a replay subscribes with {@link SubscribeOption#liveOnly()}.
 */
public final class ReplayContext {
    private ReplayContext() {}

    /**
     * Returns whether the current thread is in the context of a replay.
     *
     * @return true inside a replay, false live
     */
    public static boolean isReplaying() {
        return ThreadScope.current().replay() != null;
    }
}
