package dev.playhead.bus;

import dev.playhead.event.GridEvent;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An option of a subscription. If several options of a subscription have the same kind, the last of them applies.
 *
 * <p><b>Threading.</b> Immutable.
 */
public final class SubscribeOption {
    private static final SubscribeOption ONCE = new SubscribeOption(Kind.ONCE, 0, null);
    private static final SubscribeOption LIVE_ONLY = new SubscribeOption(Kind.LIVE_ONLY, 0, null);

    /** The kind of an option. */
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
     * Returns the option to call the handler before handlers of a lower priority. Handlers of the same priority are
     * called in order of subscription.
     *
     * @param priority the priority; a handler without this option has the priority 0
     * @return the option
     */
    public static SubscribeOption priority(int priority) {
        return new SubscribeOption(Kind.PRIORITY, priority, null);
    }

    /**
     * Returns the option to call the handler for one event only, exactly once, even if several threads publish. The
     * call counts even if it fails or belongs to a replay.
     *
     * @return the option
     */
    public static SubscribeOption once() {
        return ONCE;
    }

    /**
     * Returns the option not to call the handler for events that are replayed or are published in the context of a
     * replay, nor for events that are published during a {@link PastView} without {@link PublishOption#asLive()}. Use
     * this option for handlers with effects outside the program's state, such as those that write to a server.
     *
     * @return the option
     */
    public static SubscribeOption liveOnly() {
        return LIVE_ONLY;
    }

    /**
     * Returns the option to call the handler only for events that a filter accepts. Rejected events do not count for a
     * handler that is called {@link #once}. If the filter throws, this counts as a failure of the handler, and the
     * handler is not called.
     *
     * @param filter called on the thread that delivers; to filter by type, the pattern of the subscription is faster
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
