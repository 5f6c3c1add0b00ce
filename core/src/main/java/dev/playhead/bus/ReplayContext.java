package dev.playhead.bus;

/**
 * Tells whether what happens now is replayed.
 *
 * <p>Being replayed is a matter of how an event is dispatched, never a part of the event. While a bus {@linkplain
 * EventBus#replay replays} an event, the thread that runs its handlers is in the context of that replay, and so is all
 * that {@link CauseScope} carries to other threads from there, even if it runs after the replay's end. What is published
 * in that context is never recorded.
 *
 * <p>A handler that must not be called at all during a replay subscribes with {@link SubscribeOption#liveOnly()}.
 */
public final class ReplayContext {
    private ReplayContext() {}

    /**
     * Whether the current thread is in the context of a replay.
     *
     * @return true inside a replay, false live
     */
    public static boolean isReplaying() {
        return ThreadScope.current().replay() != null;
    }
}
