package dev.playhead.bus;

import dev.playhead.event.GridEvent;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a handler is to be called. When options contradict each other, the later one holds.
 *
 * <p><b>Threading.</b> Immutable.
 */
public final class SubscribeOption {
    private static final SubscribeOption ONCE = new SubscribeOption(Kind.ONCE, 0, null);
    private static final SubscribeOption LIVE_ONLY = new SubscribeOption(Kind.LIVE_ONLY, 0, null);

    /** What an option is about. */
    enum Kind {
        PRIORITY,
        ONCE,
        LIVE_ONLY,
        WHERE
    }

    private final Kind kind;
    private final int priority;
    private final @Nullable Predicate<? super GridEvent> filter;

    private SubscribeOption(Kind kind, int priority, @Nullable Predicate<? super GridEvent> filter) {
        this.kind = kind;
        this.priority = priority;
        this.filter = filter;
    }

    /**
     * Calls the handler before those of a lower priority. Handlers of one priority are called in order of subscription.
     *
     * @param priority the priority; 0 is that of a handler without this option
     * @return the option
     */
    public static SubscribeOption priority(int priority) {
        return new SubscribeOption(Kind.PRIORITY, priority, null);
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

    /**
     * Calls the handler only for events that a filter lets pass. Others do not use up a handler that is called {@link #once}.
     * What the filter throws is a failure of the handler, which is then not called.
     *
     * @param filter asked on the thread that delivers; by type is quicker by the pattern of the subscription
     * @return the option
     */
    public static SubscribeOption where(Predicate<? super GridEvent> filter) {
        return new SubscribeOption(Kind.WHERE, 0, Objects.requireNonNull(filter, "filter"));
    }

    Kind kind() {
        return kind;
    }

    int priorityValue() {
        return priority;
    }

    @Nullable
    Predicate<? super GridEvent> filterValue() {
        return filter;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case PRIORITY -> "priority(" + priority + ")";
            case ONCE -> "once()";
            case LIVE_ONLY -> "liveOnly()";
            case WHERE -> "where(" + filter + ")";
        };
    }
}
