package dev.playhead.replay;

import dev.playhead.block.EventRun;
import dev.playhead.bus.EventBus;
import dev.playhead.bus.NestedEvents;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Starts replays.
 *
 * <p><b>Threading.</b> Immutable.
 */
public final class EventReplayer {
    private final Function<GridEvent, @Nullable GridEvent> asRecorded;
    private final Pacer pacer;

    /**
     * Creates a replayer.
     *
     * @param asRecorded from a published event to what would be recorded of it, or null if nothing would; to compare
     *     derived events
     */
    public EventReplayer(Function<GridEvent, @Nullable GridEvent> asRecorded) {
        this(asRecorded, Pacer.SYSTEM);
    }

    EventReplayer(Function<GridEvent, @Nullable GridEvent> asRecorded, Pacer pacer) {
        this.asRecorded = asRecorded;
        this.pacer = pacer;
    }

    /**
     * Starts a replay on a thread of its own.
     *
     * @param run the events
     * @param filter which of them; with {@code ROOTS_ONLY}, which of the roots
     * @param options how
     * @param bus where to, unless the options name a target
     * @return the running replay
     * @throws IllegalArgumentException if there is neither a bus nor a target, or if a target is given with {@code
     *     ROOTS_ONLY}, which needs a bus
     */
    public Replay start(EventRun run, EventFilter filter, ReplayOptions options, @Nullable EventBus bus) {
        Objects.requireNonNull(filter, "filter");
        boolean deriving = options.nested() == NestedEvents.ROOTS_ONLY;
        Consumer<? super RecordedEvent> target = options.target();
        if (target == null && bus == null) {
            throw new IllegalArgumentException("the replay has no target; name one by ReplayOptions.target(...), by"
                    + " builder().replayTarget(bus), or attach a bus");
        }
        if (target != null && deriving) {
            throw new IllegalArgumentException(
                    "nested=ROOTS_ONLY needs a bus whose handlers derive events, not a target");
        }
        Derivation derivation = deriving ? new Derivation(asRecorded) : null;
        Delivery delivery = target != null
                ? Delivery.to(target)
                : Delivery.to(Objects.requireNonNull(bus), options.nested(), derivation);
        Replay replay = new Replay(run, filter, options, delivery.on(options.executor()), derivation, pacer);
        replay.start();
        return replay;
    }
}
