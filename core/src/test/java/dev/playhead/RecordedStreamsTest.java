package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ExportFormat;
import dev.playhead.io.ImportOptions;
import dev.playhead.replay.Replay;
import dev.playhead.replay.ReplayOptions;
import dev.playhead.replay.ReplayReport;
import dev.playhead.replay.VirtualClock;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.Projection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests with event streams of real applications: a browser trace, a browser session, and the edits of spreadsheets.
 * Among the streams, there are events out of order, repeated timestamps, and deep and long payloads.
 */
class RecordedStreamsTest {
    /** A projection whose state depends on every event and on the order of the events. */
    private static final Projection<Long> HASH = Projection.of(
            "hash",
            17L,
            (hash, event) -> hash * 31 + event.sequence() * 7 + event.type().hashCode());

    private static EventHistory imported(String file) {
        EventHistory history =
                EventHistory.builder().retention(RetentionPolicy.unlimited()).build();
        history.importFrom(SharedData.file(file), ImportOptions.strictly());
        return history;
    }

    @ParameterizedTest
    @ValueSource(strings = {"chrome-trace.jsonl.gz", "rrweb-session.jsonl.gz"})
    void shouldReturnTheSnapshotOfTheModelAtAnyTime(String file) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (EventHistory history = imported(file)) {
            List<RecordedEvent> events = history.getEvents();
            for (int i = 0; i < 40; i++) {
                Instant time =
                        events.get(random.nextInt(events.size())).timestamp().plusNanos(random.nextInt(3) - 1);
                assertLikeModel(history.getEventSnapshot(time), events, time, "seed=" + seed + " time=" + time);
            }
        }
    }

    private static void assertLikeModel(EventSnapshot snapshot, List<RecordedEvent> events, Instant time, String seed) {
        int last = events.size() - 1;
        while (last >= 0 && events.get(last).timestamp().isAfter(time)) {
            last--;
        }
        long hash = HASH.initial();
        long after = 0;
        Map<String, Long> counts = new TreeMap<>();
        for (RecordedEvent event : events.subList(0, last + 1)) {
            hash = HASH.apply(hash, event);
            after += event.timestamp().isAfter(time) ? 1 : 0;
            counts.merge(event.type(), 1L, Long::sum);
        }
        assertThat(snapshot.sequence()).as(seed).isEqualTo(last);
        assertThat(snapshot.state(HASH)).as(seed).isEqualTo(hash);
        assertThat(snapshot.eventsStampedAfter()).as(seed).isEqualTo(after);
        assertThat(snapshot.countsByType()).as(seed).isEqualTo(counts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chrome-trace.jsonl.gz", "rrweb-session.jsonl.gz", "grist-grid-edits.jsonl.gz"})
    void shouldReplayTheSameEventsInTheSameOrder(String file) {
        try (EventHistory history = imported(file)) {
            List<RecordedEvent> replayed = Collections.synchronizedList(new ArrayList<>());
            ReplayReport report = history.replay(
                            EventFilter.all(),
                            ReplayOptions.defaults().asFastAsPossible().target(replayed::add))
                    .completion()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();

            assertThat(report.published()).isEqualTo(history.count(EventFilter.all()));
            assertThat(report.failed()).isZero();
            assertThat(replayed).isEqualTo(history.getEvents());
        }
    }

    /**
     * Replays on a virtual clock. The expected due time of an event is computed from the timestamps of this event and
     * of all earlier events.
     */
    @ParameterizedTest
    @ValueSource(strings = {"chrome-trace.jsonl.gz", "rrweb-session.jsonl.gz", "grist-grid-edits.jsonl.gz"})
    void shouldScheduleEachEventByTheLatestTimestampUpToIt(String file) {
        VirtualClock clock = new VirtualClock();
        try (EventHistory history = imported(file)) {
            List<Long> due = new ArrayList<>();
            List<Long> actual = new ArrayList<>();
            Duration maxGap = Duration.ofMinutes(3);
            history.replay(
                            EventFilter.all(),
                            ReplayOptions.defaults()
                                    .clock(clock)
                                    .maxGap(maxGap)
                                    .target(event -> actual.add(clock.nanoTime())))
                    .completion()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();

            Instant latest = Instant.MAX;
            Duration sum = Duration.ZERO;
            for (RecordedEvent event : history.getEvents()) {
                if (event.timestamp().isAfter(latest)) {
                    Duration gap = Duration.between(latest, event.timestamp());
                    sum = sum.plus(gap.compareTo(maxGap) > 0 ? maxGap : gap);
                }
                latest = latest.equals(Instant.MAX) || event.timestamp().isAfter(latest) ? event.timestamp() : latest;
                due.add(sum.toNanos());
            }
            assertThat(actual).isEqualTo(due);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chrome-trace.jsonl.gz", "rrweb-session.jsonl.gz", "grist-grid-edits.jsonl.gz"})
    void shouldReplayARecordingAndContinueWithLiveEvents(String file) {
        try (EventHistory history = imported(file);
                EventHistory live = EventHistory.builder()
                        .retention(RetentionPolicy.unlimited())
                        .build()) {
            List<RecordedEvent> events = history.getEvents();
            events.subList(0, events.size() / 2).forEach(event -> live.recordEvent(event.event()));
            List<RecordedEvent> followed = Collections.synchronizedList(new ArrayList<>());
            Replay replay = live.replay(
                    EventFilter.all(),
                    ReplayOptions.defaults().asFastAsPossible().thenLive().target(followed::add));
            events.subList(events.size() / 2, events.size()).forEach(event -> live.recordEvent(event.event()));
            await().atMost(Duration.ofMinutes(1)).until(() -> followed.size() == events.size());
            replay.cancel();

            assertThat(followed).isEqualTo(live.getEvents());
            assertThat(replay.completion().join().missed()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chrome-trace.jsonl.gz", "rrweb-session.jsonl.gz", "grist-grid-edits.jsonl.gz"})
    void shouldBeTheSameAfterExportAndImport(String file) {
        try (EventHistory history = imported(file);
                EventHistory copy = EventHistory.builder()
                        .retention(RetentionPolicy.unlimited())
                        .build()) {
            ByteArrayOutputStream first = new ByteArrayOutputStream();
            history.exportTo(first, ExportFormat.JSON_LINES, EventFilter.all());
            copy.importFrom(new ByteArrayInputStream(first.toByteArray()), ImportOptions.strictly());
            ByteArrayOutputStream second = new ByteArrayOutputStream();
            copy.exportTo(second, ExportFormat.JSON_LINES, EventFilter.all());

            assertThat(copy.getEvents()).isEqualTo(history.getEvents());
            assertThat(second.toByteArray()).isEqualTo(first.toByteArray());
        }
    }
}
