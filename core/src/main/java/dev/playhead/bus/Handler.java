package dev.playhead.bus;

import dev.playhead.event.GridEvent;
import dev.playhead.event.TypePattern;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One subscription: its pattern, its options, and its action. */
final class Handler {
    private final TypePattern pattern;
    private final Consumer<GridEvent> action;
    private final int priority;
    private final boolean once;
    private final boolean liveOnly;
    private final @Nullable Predicate<? super GridEvent> filter;
    private final AtomicBoolean closed = new AtomicBoolean();

    Handler(TypePattern pattern, Consumer<GridEvent> action, SubscribeOption... options) {
        int priority = 0;
        boolean once = false;
        boolean liveOnly = false;
        Predicate<? super GridEvent> filter = null;
        for (SubscribeOption option : options) {
            switch (option.kind()) {
                case PRIORITY -> priority = option.priorityValue();
                case ONCE -> once = true;
                case LIVE_ONLY -> liveOnly = true;
                case WHERE -> filter = option.filterValue();
            }
        }
        this.pattern = pattern;
        this.action = action;
        this.priority = priority;
        this.once = once;
        this.liveOnly = liveOnly;
        this.filter = filter;
    }

    int priority() {
        return priority;
    }

    boolean isOnce() {
        return once;
    }

    boolean isLiveOnly() {
        return liveOnly;
    }

    String patternText() {
        return pattern.text();
    }

    /**
     * Returns whether the handler's filter accepts an event; true without a filter. If the handler has a filter and is
     * closed, returns false without calling the filter.
     */
    boolean wants(GridEvent event) {
        return filter == null || (!closed.get() && filter.test(event));
    }

    boolean handles(String type) {
        return pattern.matches(type);
    }

    /**
     * Returns whether the handler may be called now. If the handler may be called only once, this method also closes
     * it, so that only the first claim returns true. Called immediately before the action: if another handler closes
     * this handler during the delivery of an event, this handler no longer receives the event.
     */
    boolean claim() {
        return once ? closed.compareAndSet(false, true) : !closed.get();
    }

    void call(GridEvent event) {
        action.accept(event);
    }

    void close() {
        closed.set(true);
    }
}
