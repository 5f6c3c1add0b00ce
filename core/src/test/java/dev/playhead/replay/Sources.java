package dev.playhead.replay;

import dev.playhead.block.BufferView;
import dev.playhead.block.EventSlice;
import dev.playhead.bus.Subscription;
import dev.playhead.internal.concurrent.LockExclusion;
import dev.playhead.timetravel.SnapshotManager;
import java.util.List;
import java.util.function.Supplier;

/** A factory of replayers that replay given events without a history. */
final class Sources {
    private Sources() {}

    static EventReplayer replayer(EventSlice run) {
        return replayer(() -> new BufferView(run, List.of(), true, 0), EventReplayer.CHECK_INTERVAL);
    }

    static EventReplayer replayer(Supplier<BufferView> held, int checkInterval) {
        SnapshotManager snapshots =
                new SnapshotManager(List.of(), held, released -> {}, failure -> {}, () -> 0, LockExclusion::new);
        return new EventReplayer(source(held), snapshots, event -> event, checkInterval);
    }

    private static EventReplayer.Source source(Supplier<BufferView> held) {
        return new EventReplayer.Source() {
            @Override
            public BufferView held() {
                return held.get();
            }

            @Override
            public Subscription onRecorded(Runnable signal) {
                return () -> {};
            }

            @Override
            public long lookAfterNanos() {
                return Long.MAX_VALUE;
            }
        };
    }
}
