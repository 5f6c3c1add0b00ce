package dev.playhead.replay;

import dev.playhead.bus.EventBus;
import dev.playhead.bus.EventBus.ReplayOutcome;
import dev.playhead.bus.NestedEvents;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The delivery of replayed events to a target. */
interface Delivery {
    /** The outcome of a delivery without failures and without suppressed events. */
    ReplayOutcome DONE = new ReplayOutcome(0, 0);

    /** Delivers one event and returns when the delivery is complete. Exceptions of a consumer propagate unchanged. */
    ReplayOutcome deliver(RecordedEvent event);

    /** {@return a delivery to a consumer} */
    static Delivery to(Consumer<? super RecordedEvent> target) {
        return event -> {
            target.accept(event);
            return DONE;
        };
    }

    /** {@return a delivery to the handlers of a bus} */
    static Delivery to(EventBus bus, NestedEvents nested, @Nullable Derivation derivation) {
        Consumer<GridEvent> derived = derivation == null ? event -> {} : derivation::found;
        return event -> bus.replay(event, nested, derived);
    }
}
