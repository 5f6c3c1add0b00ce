package dev.playhead.replay;

import dev.playhead.bus.EventBus;
import dev.playhead.bus.EventBus.ReplayOutcome;
import dev.playhead.bus.NestedEvents;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where replayed events go. */
interface Delivery {
    /** What came of an event for which nothing failed. */
    ReplayOutcome DONE = new ReplayOutcome(0, 0);

    /** Delivers one event and returns when that is done. What a consumer throws comes out as it is. */
    ReplayOutcome deliver(RecordedEvent event);

    /** To a consumer. */
    static Delivery to(Consumer<? super RecordedEvent> target) {
        return event -> {
            target.accept(event);
            return DONE;
        };
    }

    /** To the handlers of a bus. */
    static Delivery to(EventBus bus, NestedEvents nested, @Nullable Derivation derivation) {
        Consumer<GridEvent> derived = derivation == null ? event -> {} : derivation::found;
        return event -> bus.replay(event, nested, derived);
    }
}
