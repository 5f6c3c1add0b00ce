package dev.playhead;

import dev.playhead.event.Marker;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Numbers about a history at one moment.
 *
 * @param recorded how many events were recorded, imported ones included; with a store, also those of earlier sessions that it
 *     still has
 * @param stored how many of them are kept
 * @param evicted how many were evicted, by retention or because the heap was too full
 * @param shed how many of these because the heap was too full
 * @param dropped how many events were offered and left out by the patterns of {@code record} and {@code exclude}
 * @param bytes how many bytes of memory are held for the kept events, blocks of events not encoded yet included; what is
 *     shared with the application counts as held
 * @param firstSequence the sequence of the oldest kept event, or -1
 * @param lastSequence the sequence of the latest kept event, or -1
 * @param firstTime the earliest timestamp among the kept events
 * @param lastTime the latest timestamp among the kept events
 * @param countsByType how many kept events there are of each type, in alphabetical order
 * @param countsBySource how many kept events there are from each source, in alphabetical order
 * @param replaced how many parts of payloads were replaced by a marker, by reason
 * @param lost sequences of events that a store could not take or give back
 * @param breaks where recording was paused while events were offered, in order
 * @param checkpointBytes how many bytes of memory encoded states on the way take, which are not among {@code bytes}
 * @param storeFailure what is wrong with the store at the moment; empty while it works, and where there is none
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
