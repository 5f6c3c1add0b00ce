package dev.playhead.timetravel;

import dev.playhead.ManualClock;
import dev.playhead.block.EventSlice;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.internal.concurrent.LockExclusion;
import dev.playhead.internal.recording.Buffers;
import dev.playhead.internal.recording.CircularBuffer;
import dev.playhead.storage.RetentionPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** A buffer of events with a snapshot manager and a cursor, without the other parts of a history. */
final class Travels {
    static final Instant T0 = Instant.parse("2026-01-31T10:00:00Z");

    /** A projection that counts events. */
    static final Projection<Long> COUNT = Projection.of("count", 0L, (count, event) -> count + 1);

    final ManualClock clock = new ManualClock();
    final CircularBuffer buffer;
    final SnapshotManager snapshots;
    final TimelineManager timeline;
    final List<ProjectionException> failures = new ArrayList<>();

    Travels(RetentionPolicy retention, Projection<?>... projections) {
        this(retention, List.of(projections));
    }

    Travels(RetentionPolicy retention, List<Projection<?>> projections) {
        this(retention, projections, () -> 0);
    }

    Travels(RetentionPolicy retention, List<Projection<?>> projections, LongSupplier nanoTime) {
        buffer = new CircularBuffer(
                retention, event -> event, clock, clock::nanoTime, Buffers.options(!projections.isEmpty()));
        snapshots = new SnapshotManager(
                projections, buffer::held, buffer::release, failures::add, nanoTime, LockExclusion::new);
        timeline = new TimelineManager(snapshots, event -> event);
    }

    static Travels ofCapacity(int events, Projection<?>... projections) {
        return new Travels(RetentionPolicy.unlimited().withMaxCount(events), projections);
    }

    /** Records events of type {@code e} at the given times, in seconds after {@link #T0}. */
    Travels record(long... seconds) {
        for (long second : seconds) {
            record("e", second, null);
        }
        return this;
    }

    RecordedEvent record(String type, long second, Object payload) {
        GridEvent event = GridEvent.of(type, payload, T0.plusSeconds(second), "core", Map.of());
        return RecordedEvent.of(buffer.append(event), event);
    }

    EventSlice run() {
        return buffer.held().run();
    }

    static Instant second(long second) {
        return T0.plusSeconds(second);
    }
}
