package dev.playhead;

import dev.playhead.block.BufferView;
import dev.playhead.block.EventSlice;
import dev.playhead.bus.EventBus;
import dev.playhead.bus.Subscription;
import dev.playhead.event.PlayheadException;
import dev.playhead.filter.EventFilter;
import dev.playhead.internal.recording.CircularBuffer;
import dev.playhead.replay.EventReplayer;
import dev.playhead.replay.Replay;
import dev.playhead.replay.ReplayOptions;
import dev.playhead.timetravel.SnapshotManager;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The replays of a history. Running replays are canceled when the history closes. */
final class Replays {
    private final Lifecycle lifecycle;
    private final Attachments attachments;
    private final @Nullable EventBus target;
    private final EventReplayer replayer;
    private final Set<Replay> running = ConcurrentHashMap.newKeySet();

    Replays(
            Lifecycle lifecycle,
            CircularBuffer buffer,
            LiveFeed feed,
            SnapshotManager snapshots,
            Recording recording,
            Attachments attachments,
            @Nullable EventBus target) {
        this.lifecycle = lifecycle;
        this.attachments = attachments;
        this.target = target;
        this.replayer = new EventReplayer(new Source(lifecycle, buffer, feed), snapshots, recording::asRecorded);
    }

    Replay start(EventFilter filter, ReplayOptions options) {
        lifecycle.requireOpen();
        Replay replay = replayer.start(filter, options, bus(options));
        running.add(replay);
        CompletableFuture<?> unused = replay.completion().whenComplete((report, failure) -> running.remove(replay));
        if (lifecycle.isClosed()) {
            replay.cancel();
        }
        return replay;
    }

    void cancel() {
        running.forEach(Replay::cancel);
    }

    private @Nullable EventBus bus(ReplayOptions options) {
        if (options.bus() != null) {
            return options.bus();
        }
        if (options.target() != null || target != null) {
            return target;
        }
        List<EventBus> buses = attachments.buses();
        if (buses.size() > 1) {
            throw new IllegalArgumentException("buses=" + buses.size()
                    + " are attached; choose one with ReplayOptions.target(bus) or builder().replayTarget(bus)");
        }
        return buses.isEmpty() ? null : buses.get(0);
    }

    /**
     * The history as a source of replays. A replay that has caught up may read the history while the history is being
     * closed. The replay then receives an empty view and waits.
     */
    private record Source(Lifecycle lifecycle, CircularBuffer buffer, LiveFeed feed) implements EventReplayer.Source {
        private static final long LOOK_AFTER_NANOS = 50_000_000;

        @Override
        public BufferView held() {
            try {
                if (!lifecycle.isClosed()) {
                    return buffer.held();
                }
            } catch (PlayheadException e) {
                if (!lifecycle.isClosed()) {
                    throw e;
                }
            }
            return new BufferView(new EventSlice(List.of(), 0, 0), List.of(), true, 0);
        }

        @Override
        public Subscription onRecorded(Runnable signal) {
            return feed.signal(signal);
        }

        @Override
        public long lookAfterNanos() {
            // Events recorded by another process are not signaled.
            return lifecycle.isReadOnly() ? LOOK_AFTER_NANOS : Long.MAX_VALUE;
        }
    }
}
