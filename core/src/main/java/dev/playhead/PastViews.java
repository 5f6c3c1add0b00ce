package dev.playhead;

import dev.playhead.bus.EventBus;
import dev.playhead.bus.PastView;
import dev.playhead.event.GridEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The past views of the attached buses, while the model of a {@link ModelBinding} shows a past state.
 *
 * <p><b>Threading.</b> Guarded by the lock of the binding. No method calls application code.
 */
final class PastViews {
    private final List<EventBus> buses;
    private final BiPredicate<EventBus, GridEvent> admits;
    private final Map<EventBus, PastView> views = new LinkedHashMap<>();
    /**
     * Whether past views collect the events that are published as live. The model may lack these events when the views
     * end.
     */
    private boolean collecting;

    /**
     * Creates the past views of some buses. None of the views has begun yet.
     *
     * @param attached the buses
     * @param admits whether a bus with a past view delivers an event to its handlers
     */
    PastViews(List<EventBus> attached, BiPredicate<EventBus, GridEvent> admits) {
        this.buses = new ArrayList<>(attached);
        this.admits = admits;
    }

    /**
     * Begins the past views. They collect events: if the present state of the model cannot be captured, the model stays
     * in the present and needs these events.
     */
    void begin() {
        collecting = true;
        buses.forEach(this::begin);
    }

    private void begin(EventBus bus) {
        PastView begun = views.computeIfAbsent(bus, one -> one.beginPastView(event -> admits.test(one, event)));
        if (collecting) {
            begun.collect();
        }
    }

    /** Begins to collect events; see {@link PastView#collect}. */
    void collect() {
        collecting = true;
        views.values().forEach(PastView::collect);
    }

    /** Stops collecting events, and discards the collected events; see {@link PastView#forget}. */
    void forget() {
        collecting = false;
        views.values().forEach(PastView::forget);
    }

    /** Adds a bus that was attached later. Begins its past view if the model is away from the present. */
    void add(EventBus bus, boolean away) {
        if (away) {
            begin(bus);
        }
        buses.add(bus);
    }

    /** Removes a bus that was detached. Returns its past view, which the caller ends without the lock; null if none. */
    @Nullable
    PastView remove(EventBus bus) {
        buses.remove(bus);
        return views.remove(bus);
    }

    /** Removes and returns all past views. The caller ends them without the lock. */
    List<PastView> removeAll() {
        List<PastView> removed = List.copyOf(views.values());
        views.clear();
        collecting = false;
        return removed;
    }
}
