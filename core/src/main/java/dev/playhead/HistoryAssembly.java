package dev.playhead;

import dev.playhead.capture.PayloadCapture;
import dev.playhead.capture.SensitiveData;
import dev.playhead.internal.concurrent.LockExclusion;
import dev.playhead.internal.recording.CircularBuffer;
import dev.playhead.internal.recording.StoreConfig;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.timetravel.SnapshotManager;
import dev.playhead.timetravel.TimelineManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The parts of a history, built from the settings of its builder. All parts are created before any is started. */
final class HistoryAssembly {
    /** The default memory budget for the blocks of a durable history. */
    private static final long DEFAULT_BUDGET_BYTES =
            Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 4);

    /** The replacement for a sensitive note about the session. */
    private static final String CUT_OUT = "(sensitive)";

    final Lifecycle lifecycle;
    final CircularBuffer buffer;
    final Problems problems;
    final LiveFeed feed;
    final Recording recording;
    final EventQueries queries;
    final StatsCollector stats;
    final EventTransfer transfer;
    final SnapshotManager snapshots;
    final BaseFolding folding;
    final TimelineManager timeline;
    final Attachments attachments;
    final Replays replays;
    final Closing closing;

    private HistoryAssembly(HistoryBuilder asked, @Nullable EventStore store) {
        EventHistoryConfig config = asked.config;
        boolean readOnly = store != null && store.mode() == EventStore.Mode.READ;
        List<Path> storeFiles = store == null ? List.of() : store.files();
        problems = new Problems(asked.executor);
        lifecycle = new Lifecycle(config.enabled(), readOnly);
        PayloadCapture.Builder capturing = PayloadCapture.builder()
                .sensitive(config.excludeSensitive().orElse(SensitiveData.none()))
                .beans(asked.beans.toArray(Class<?>[]::new))
                .onUnknownClass((unknown, advice) -> problems.report(HistoryProblem.Kind.UNKNOWN_CLASS, advice, null));
        asked.beanRules.forEach(capturing::beans);
        PayloadCapture capture = capturing.build();
        BufferListener listener = new BufferListener(problems, readOnly);
        buffer = new CircularBuffer(
                retention(asked, store != null),
                capture::toData,
                asked.clock,
                asked.ticker,
                new CircularBuffer.Options(
                        config.compression(),
                        !asked.projections.isEmpty(),
                        asked.monitor,
                        store == null ? null : storing(asked, store),
                        listener));
        try {
            queries = new EventQueries(lifecycle, buffer);
            feed = new LiveFeed(buffer, asked.executor, problems);
            recording = new Recording(lifecycle, config.record(), config.exclude(), capture, buffer, feed, problems);
            if (lifecycle.isRecording()) {
                recording.checkTypes(asked.projections);
            }
            transfer = new EventTransfer(lifecycle, capture, buffer, queries, feed, problems, storeFiles);
            snapshots = new SnapshotManager(
                    asked.projections,
                    queries::held,
                    buffer::release,
                    problems.ofProjections(),
                    System::nanoTime,
                    LockExclusion::new);
            if (store != null) {
                snapshots.restore(buffer::storedState, buffer.evictedInEarlierSessions() == 0, readOnly);
            }
            folding = new BaseFolding(buffer, snapshots, asked.executor);
            stats = new StatsCollector(queries, buffer, capture, recording, snapshots, problems);
            timeline = new TimelineManager(snapshots, recording::asRecorded);
            attachments = new Attachments(lifecycle, recording, snapshots, timeline, problems);
            replays = new Replays(lifecycle, buffer, feed, snapshots, recording, attachments, asked.replayTarget);
            closing = new Closing(lifecycle, buffer, folding, attachments, replays);
            listener.connect(folding, snapshots, feed);
            buffer.start();
        } catch (Throwable e) { // a projection may throw when its initial state is requested
            buffer.close();
            throw e;
        }
    }

    /**
     * Builds a history. If this fails, closes the file that was opened for the history, because the file could not be
     * opened again otherwise.
     */
    static EventHistory assemble(HistoryBuilder asked) {
        Path file = asked.file;
        if (file == null) {
            return new EventHistory(new HistoryAssembly(asked, asked.store));
        }
        if (asked.store != null) {
            throw new IllegalStateException("file=" + file + " and a store are set; choose one");
        }
        EventStore opened = Stores.open(file, EventStore.Mode.WRITE);
        try {
            return new EventHistory(new HistoryAssembly(asked, opened));
        } catch (Throwable e) {
            opened.close();
            throw e;
        }
    }

    /**
     * Returns the retention policy. The default limit and the memory budget restrict retention only for a history in
     * memory.
     */
    private static RetentionPolicy retention(HistoryBuilder asked, boolean durable) {
        RetentionPolicy configured = asked.config.retention();
        if (!durable) {
            return new RetentionPolicy(
                    limit(asked, configured.maxCount(), asked.capacity),
                    configured.maxAge(),
                    limit(asked, configured.maxBytes(), asked.memoryBudget));
        }
        return new RetentionPolicy(
                asked.config.isRetentionGiven() ? limit(asked, configured.maxCount(), asked.capacity) : asked.capacity,
                configured.maxAge(),
                configured.maxBytes());
    }

    /**
     * Combines a limit of the configured retention policy with a limit set on the builder. If the policy was set on the
     * builder too, the stricter limit applies. Otherwise the limit set on the builder replaces that of the policy.
     */
    private static OptionalLong limit(HistoryBuilder asked, OptionalLong configured, OptionalLong set) {
        if (configured.isPresent() && set.isPresent() && asked.retentionSet) {
            return OptionalLong.of(Math.min(configured.getAsLong(), set.getAsLong()));
        }
        return set.isPresent() ? set : configured;
    }

    private static StoreConfig storing(HistoryBuilder asked, EventStore store) {
        return new StoreConfig(
                store, asked.durability, asked.memoryBudget.orElse(DEFAULT_BUDGET_BYTES), session(asked));
    }

    /** Returns the notes about the session: the application's notes, and the id and start time of the process. */
    private static Map<String, String> session(HistoryBuilder asked) {
        SensitiveData sensitive = asked.config.excludeSensitive().orElse(SensitiveData.none());
        Map<String, String> all = new TreeMap<>(asked.context);
        all.replaceAll(
                (key, value) -> sensitive.isSensitive(key) || sensitive.isSensitiveValue(value) ? CUT_OUT : value);
        ProcessHandle process = ProcessHandle.current();
        all.putIfAbsent("pid", Long.toString(process.pid()));
        process.info().startInstant().ifPresent(start -> all.putIfAbsent("processStartedAt", start.toString()));
        return all;
    }
}
