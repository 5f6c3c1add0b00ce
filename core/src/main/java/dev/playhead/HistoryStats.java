package dev.playhead;

import dev.playhead.event.Marker;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Statistics of a history at a point in time.
 *
 * @param recorded the number of events recorded, including imported events and, with a store, events of earlier
 *     sessions that the store still has
 * @param stored the number of recorded events that are retained
 * @param evicted the number of events evicted, by retention or because the heap was too full; with a store, events
 *     evicted in earlier sessions are included
 * @param shed the number of events evicted because the heap was too full
 * @param dropped the number of events offered but excluded by the patterns of {@code record} and {@code exclude}, or by
 *     a rule for sensitive data
 * @param bytes the memory held for retained events, in bytes, including events that are not encoded yet; data shared
 *     with the application is included
 * @param firstSequence the sequence of the oldest retained event, or -1
 * @param lastSequence the sequence of the latest retained event, or -1
 * @param firstTime the earliest timestamp of the retained events
 * @param lastTime the latest timestamp of the retained events
 * @param countsByType the number of retained events of each type, in alphabetical order
 * @param countsBySource the number of retained events from each source, in alphabetical order
 * @param replaced the number of parts of payloads replaced by a marker, by reason
 * @param lost the sequences of events that the store did not accept or cannot read, or that an imported file had lost
 * @param breaks the breaks where recording was paused while events were offered, in order
 * @param checkpointBytes the memory held for encoded checkpoints, in bytes; not included in {@code bytes}
 * @param storeFailure the present failure of the store; empty if the store works, or if there is no store
 */
public record HistoryStats(
        long recorded,
        long stored,
        long evicted,
        long shed,
        long dropped,
        long bytes,
        long firstSequence,
        long lastSequence,
        Optional<Instant> firstTime,
        Optional<Instant> lastTime,
        Map<String, Long> countsByType,
        Map<String, Long> countsBySource,
        Map<Marker.Reason, Long> replaced,
        List<SequenceRange> lost,
        List<RecordingBreak> breaks,
        long checkpointBytes,
        Optional<String> storeFailure) {}
