package dev.playhead.bus;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The handlers of a bus in the order in which they are called, and those of each type seen lately.
 *
 * <p><b>Threading.</b> The set of handlers is immutable, a change makes a new table; the memory of types may be filled by
 * several threads, to the same effect.
 */
final class HandlerTable {
    /**
     * How many types are remembered. An application has tens or hundreds; one that makes up types endlessly must not fill
     * the memory with them, so when full all are forgotten, and those in use come back.
     */
    static final int MAX_TYPES = 1_024;

    private final Handler[] handlers;
    private final ConcurrentHashMap<String, Handler[]> byType = new ConcurrentHashMap<>();

    HandlerTable() {
        this(new Handler[0]);
    }

    private HandlerTable(Handler[] handlers) {
        this.handlers = handlers;
    }

    /** The handlers of a type, in order. Not to be changed. */
    Handler[] forType(String type) {
        Handler[] known = byType.get(type);
        return known != null ? known : remember(type);
    }

    private Handler[] remember(String type) {
        Handler[] found =
                Arrays.stream(handlers).filter(handler -> handler.handles(type)).toArray(Handler[]::new);
        // Threads that come here at once may overshoot the limit, by one type each.
        if (byType.size() >= MAX_TYPES) {
            byType.clear();
        }
        byType.put(type, found);
        return found;
    }

    int rememberedTypes() {
        return byType.size();
    }

    /** Adds a handler after all those of its priority or a higher one. */
    HandlerTable with(Handler handler) {
        int at = handlers.length;
        while (at > 0 && handlers[at - 1].priority() < handler.priority()) {
            at--;
        }
        Handler[] more = new Handler[handlers.length + 1];
        System.arraycopy(handlers, 0, more, 0, at);
        more[at] = handler;
        System.arraycopy(handlers, at, more, at + 1, handlers.length - at);
        return new HandlerTable(more);
    }

    /** Removes a handler; the same table if it is not there. */
    HandlerTable without(Handler handler) {
        int at = Arrays.asList(handlers).indexOf(handler);
        if (at < 0) {
            return this;
        }
        Handler[] fewer = new Handler[handlers.length - 1];
        System.arraycopy(handlers, 0, fewer, 0, at);
        System.arraycopy(handlers, at + 1, fewer, at, fewer.length - at);
        return new HandlerTable(fewer);
    }
}
