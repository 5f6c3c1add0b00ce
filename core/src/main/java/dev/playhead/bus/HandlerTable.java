package dev.playhead.bus;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The handlers of a bus in the order in which they are called, with a cache of the handlers by type.
 *
 * <p><b>Threading.</b> The set of handlers is immutable; a change creates a new table. Several threads may fill the
 * cache; their results are equal.
 */
final class HandlerTable {
    /**
     * The maximum number of types in the cache. An application has tens or hundreds of types. An application that
     * generates types without end must not exhaust the memory. So a full cache is cleared, and the types in use are
     * then cached again.
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

    /** Returns the handlers of the given type, in the order of calls. The array must not be modified. */
    Handler[] forType(String type) {
        Handler[] known = byType.get(type);
        return known != null ? known : remember(type);
    }

    private Handler[] remember(String type) {
        Handler[] found =
                Arrays.stream(handlers).filter(handler -> handler.handles(type)).toArray(Handler[]::new);
        // Concurrent threads may exceed the limit by one type each.
        if (byType.size() >= MAX_TYPES) {
            byType.clear();
        }
        byType.put(type, found);
        return found;
    }

    int rememberedTypes() {
        return byType.size();
    }

    /** Returns a table with one more handler, after all handlers of the same or a higher priority. */
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

    /** Returns a table without the given handler, or this table if it does not contain the handler. */
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
