package dev.playhead;

import dev.playhead.event.GridEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A recorder for a plugin's own events. Their source is {@code plugin:<id>}.
 *
 * <p><b>Threading.</b> Safe for use by any thread.
 */
public final class EventRecorder {
    private final EventHistory history;
    private final String source;

    EventRecorder(EventHistory history, String pluginId) {
        this.history = history;
        this.source = "plugin:" + Objects.requireNonNull(pluginId, "pluginId");
    }

    /**
     * Records an event with the present time.
     *
     * @param type the type of the event
     * @param payload the details, or null
     * @return the sequence of the event, or {@link EventHistory#NOT_RECORDED}
     */
    public long record(String type, @Nullable Object payload) {
        return record(GridEvent.of(type, payload));
    }

    /**
     * Records an event.
     *
     * @param event the event; its source is replaced by that of the plugin
     * @return the sequence of the event, or {@link EventHistory#NOT_RECORDED}
     */
    public long record(GridEvent event) {
        return history.recordEvent(event.from(source));
    }

    /**
     * Returns the source of the plugin's events.
     *
     * @return {@code plugin:<id>}
     */
    public String source() {
        return source;
    }
}
