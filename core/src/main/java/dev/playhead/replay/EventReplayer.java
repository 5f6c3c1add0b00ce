package dev.playhead.replay;

import dev.playhead.block.BufferView;
import dev.playhead.bus.EventBus;
import dev.playhead.bus.NestedEvents;
import dev.playhead.bus.Subscription;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.replay.ReplayOptions.Verification;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.SnapshotManager;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The entry point for replays of a history.
 *
 * <p><b>Threading.</b> Immutable.
 */
public final class EventReplayer {
    /** The source of the events to replay. Each history provides such a source. */
    public interface Source {
        /** {@return a view of the events held now} */
        BufferView held();

        /**
         * Registers a signal for newly recorded events.
         *
         * @param signal called after events were recorded, on any thread; it must only wake another thread
         * @return a subscription; closing it removes the signal
         */
        Subscription onRecorded(Runnable signal);

        /**
         * Returns the maximum time for which a replay waits for a signal. After this time, the replay checks for new
         * events even without a signal.
         *
         * @return nanoseconds; {@link Long#MAX_VALUE} if every event is signaled
         */
        long lookAfterNanos();
    }

    /** The number of events published between two comparisons of states. */
    static final int CHECK_INTERVAL = 256;

    private final Source source;
    private final SnapshotManager snapshots;
    private final Function<GridEvent, @Nullable GridEvent> asRecorded;
    private final int checkInterval;

    /**
     * Creates a replayer.
     *
     * @param source the history
     * @param snapshots computes the states of that history
     * @param asRecorded maps a published event to the event that would be recorded, or to null if no event would be
     *     recorded; used to compare derived events
     */
    public EventReplayer(
            Source source, SnapshotManager snapshots, Function<GridEvent, @Nullable GridEvent> asRecorded) {
        this(source, snapshots, asRecorded, CHECK_INTERVAL);
    }

    EventReplayer(
            Source source,
            SnapshotManager snapshots,
            Function<GridEvent, @Nullable GridEvent> asRecorded,
            int checkInterval) {
        this.source = source;
        this.snapshots = snapshots;
        this.asRecorded = asRecorded;
        this.checkInterval = checkInterval;
    }

    /**
     * Starts a replay of the events held now, on its own thread.
     *
     * @param filter the events to replay; with {@code ROOTS_ONLY}, the roots to replay
     * @param options the replay options
     * @param bus the bus that receives the events, unless the options specify a target
     * @return the running replay
     * @throws IllegalArgumentException if there is neither a bus nor a target; or if {@code ROOTS_ONLY}, which requires
     *     a bus and a replay that ends, is combined with a target or with {@code thenLive}
     */
    public Replay start(EventFilter filter, ReplayOptions options, @Nullable EventBus bus) {
        Objects.requireNonNull(filter, "filter");
        boolean deriving = options.nested() == NestedEvents.ROOTS_ONLY;
        Consumer<? super RecordedEvent> target = options.target();
        if (target == null && bus == null) {
            throw new IllegalArgumentException("the replay has no target; set one with ReplayOptions.target(...) or"
                    + " builder().replayTarget(bus), or attach a bus");
        }
        if (target != null && deriving) {
            throw new IllegalArgumentException(
                    "nested=ROOTS_ONLY needs a bus whose handlers derive events; a consumer derives none");
        }
        if (options.live() && deriving) {
            throw new IllegalArgumentException(
                    "nested=ROOTS_ONLY completes its comparison of derived and recorded events when the replay ends,"
                            + " but with thenLive a replay has no end");
        }
        Derivation derivation = deriving ? new Derivation(filter, asRecorded) : null;
        Delivery delivery = target != null
                ? Delivery.to(target)
                : Delivery.to(Objects.requireNonNull(bus), options.nested(), derivation);
        Verification<?> verification = options.verification();
        StateCheck<?> check = null;
        Playlist playlist;
        if (verification == null) {
            playlist = new Playlist(source, filter, derivation, options.live());
        } else {
            EventSnapshot before;
            do { // repeated if events after the snapshot were evicted before the playlist was created
                before = snapshots.latest();
                playlist = new Playlist(source, filter, derivation, options.live());
            } while (playlist.run().firstSequence() > before.sequence() + 1);
            check = new StateCheck<>(verification, before, playlist.run(), playlist.lost(), checkInterval);
        }
        Replay replay = new Replay(source, playlist, options, delivery, derivation, check);
        replay.start();
        return replay;
    }
}
