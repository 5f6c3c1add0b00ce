package dev.playhead.replay;

import dev.playhead.bus.EventBus;
import dev.playhead.bus.NestedEvents;
import dev.playhead.bus.ReplayOutcome;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where replayed events go, and on which thread. */
interface Delivery {
    /** Delivers one event and returns when that is done. What a consumer throws comes out as it is. */
    ReplayOutcome deliver(RecordedEvent event);

    /** To a consumer. */
    static Delivery to(Consumer<? super RecordedEvent> target) {
        return event -> {
            target.accept(event);
            return new ReplayOutcome(0, 0);
        };
    }

    /** To the handlers of a bus. */
    static Delivery to(EventBus bus, NestedEvents nested, @Nullable Derivation derivation) {
        Consumer<GridEvent> derived = derivation == null ? event -> {} : derivation::found;
        return event -> bus.replay(event, nested, derived);
    }

    /** The same, run by an executor. An interrupt ends the wait for it by a {@link CancellationException}. */
    default Delivery on(@Nullable Executor executor) {
        if (executor == null) {
            return this;
        }
        return event -> {
            try {
                return CompletableFuture.supplyAsync(() -> deliver(event), executor)
                        .get();
            } catch (InterruptedException e) {
                throw new CancellationException("the replay was cancelled while the executor had not delivered");
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                if (e.getCause() instanceof Error cause) {
                    throw cause;
                }
                throw new IllegalStateException(e); // a supplier throws nothing else
            }
        };
    }
}
