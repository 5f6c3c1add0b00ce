package dev.playhead.bus;

/**
 * How a handler is to be called. When options contradict each other, the later one holds.
 *
 * <p><b>Threading.</b> Immutable.
 */
public final class SubscribeOption {
    private static final SubscribeOption ONCE = new SubscribeOption(Kind.ONCE, 0);
    private static final SubscribeOption LIVE_ONLY = new SubscribeOption(Kind.LIVE_ONLY, 0);

    /** What an option is about. */
    enum Kind {
        PRIORITY,
        ONCE,
        LIVE_ONLY
    }

    private final Kind kind;
    private final int priority;

    private SubscribeOption(Kind kind, int priority) {
        this.kind = kind;
        this.priority = priority;
    }

    /**
     * Calls the handler before those of a lower priority. Handlers of one priority are called in order of subscription.
     *
     * @param priority the priority; 0 is that of a handler without this option
     * @return the option
     */
    public static SubscribeOption priority(int priority) {
        return new SubscribeOption(Kind.PRIORITY, priority);
    }

    /**
     * Calls the handler for one event only, exactly once whatever number of threads publish. The call uses it up, also if
     * it fails or belongs to a replay.
     *
     * @return the option
     */
    public static SubscribeOption once() {
        return ONCE;
    }

    /**
     * Does not call the handler during a replay: for handlers with effects outside the program's state, such as those that
     * write to a server.
     *
     * @return the option
     */
    public static SubscribeOption liveOnly() {
        return LIVE_ONLY;
    }

    Kind kind() {
        return kind;
    }

    int priorityValue() {
        return priority;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case PRIORITY -> "priority(" + priority + ")";
            case ONCE -> "once()";
            case LIVE_ONLY -> "liveOnly()";
        };
    }
}
