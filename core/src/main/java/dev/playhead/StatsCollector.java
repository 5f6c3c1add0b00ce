package dev.playhead;

import dev.playhead.block.BufferView;
import dev.playhead.block.EventSlice;
import dev.playhead.capture.PayloadCapture;
import dev.playhead.event.Marker;
import dev.playhead.internal.block.MissingBlockRetry;
import dev.playhead.internal.recording.CircularBuffer;
import dev.playhead.timetravel.SnapshotManager;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** A collector of the statistics of a history from its parts. */
final class StatsCollector {
    private final EventQueries queries;
    private final CircularBuffer buffer;
    private final PayloadCapture capture;
    private final Recording recording;
    private final SnapshotManager snapshots;
    private final Problems problems;

    StatsCollector(
            EventQueries queries,
            CircularBuffer buffer,
            PayloadCapture capture,
            Recording recording,
            SnapshotManager snapshots,
            Problems problems) {
        this.queries = queries;
        this.buffer = buffer;
        this.capture = capture;
        this.recording = recording;
        this.snapshots = snapshots;
        this.problems = problems;
    }

    HistoryStats stats() {
        return MissingBlockRetry.ask(this::currentStats);
    }

    private HistoryStats currentStats() {
        BufferView held = queries.held();
        EventSlice run = held.run();
        CircularBuffer.Counts counts = buffer.counts();
        Map<Marker.Reason, Long> replaced = new EnumMap<>(Marker.Reason.class);
        for (Marker.Reason reason : Marker.Reason.values()) {
            if (capture.replaced(reason) > 0) {
                replaced.put(reason, capture.replaced(reason));
            }
        }
        return new HistoryStats(
                counts.recorded(),
                run.size(),
                counts.evicted(),
                counts.shed(),
                recording.dropped(),
                buffer.heldBytes(),
                run.firstSequence(),
                run.lastSequence(),
                run.minTime(),
                run.maxTime(),
                Collections.unmodifiableMap(run.countsByType()),
                Collections.unmodifiableMap(run.countsBySource()),
                Collections.unmodifiableMap(replaced),
                held.lost(),
                held.keptBreaks(),
                snapshots.checkpointBytes(),
                problems.storeFailure());
    }
}
