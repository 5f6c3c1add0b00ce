package dev.playhead.timetravel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.block.BufferView;
import dev.playhead.event.RecordedEvent;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.timetravel.SnapshotManager.MutualExclusion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotManagerTest {
    private static final Projection<String> TYPES = Projection.of("types", "", (all, event) -> all + event.type());

    /** A projection that throws at every event of the type {@code bad}. */
    private static final Projection<Long> TOUCHY = Projection.of("touchy", 0L, (count, event) -> {
        if (event.type().equals("bad")) {
            throw new AssertionError("no such thing");
        }
        return count + 1;
    });

    @Test
    void shouldReturnTheStateAfterTheLastEventStampedAtOrBeforeATime() {
        Travels travels = Travels.ofCapacity(100);
        travels.record("a", 10, null);
        travels.record("b", 30, null);
        travels.record("c", 20, null);
        travels.record("d", 20, null);

        EventSnapshot snapshot = travels.snapshots.atTime(Travels.second(20));

        assertThat(snapshot.state(TYPES)).isEqualTo("abcd");
        assertThat(snapshot.time()).isEqualTo(Travels.second(20));
        assertThat(snapshot.sequence()).isEqualTo(3);
        assertThat(snapshot.eventId()).hasValue("3");
        assertThat(snapshot.eventsStampedAfter()).isEqualTo(1);
        assertThat(snapshot.countsByType()).isEqualTo(Map.of("a", 1L, "b", 1L, "c", 1L, "d", 1L));
        assertThat(travels.snapshots.atTime(Travels.second(19)).state(TYPES)).isEqualTo("a");
        assertThat(snapshot).hasToString("EventSnapshot[time=2026-01-31T10:00:20Z sequence=3]");
    }

    @Test
    void shouldReturnTheInitialStateBeforeTheFirstEvent() {
        Travels travels = Travels.ofCapacity(100).record(10);

        EventSnapshot before = travels.snapshots.atTime(Travels.second(9));

        assertThat(before.time()).isEqualTo(Travels.second(9));
        assertThat(before.sequence()).isEqualTo(-1);
        assertThat(before.event()).isEmpty();
        assertThat(before.eventId()).isEmpty();
        assertThat(before.state(TYPES)).isEmpty();
        assertThat(before.countsByType()).isEmpty();
        assertThat(travels.snapshots.atSequence(-1).time()).isEqualTo(Instant.MIN);
    }

    @Test
    void shouldReturnTheSnapshotAtTheLastEventBeforeAGap() {
        Travels travels = Travels.ofCapacity(100).record(1, 2);
        travels.buffer.append(travels.run().floor(1).orElseThrow().event(), 10);

        assertThat(travels.snapshots.atSequence(9).sequence()).isEqualTo(1);
        assertThat(travels.snapshots.atSequence(10).state(Travels.COUNT)).isEqualTo(3);
    }

    @Test
    void shouldNameTheKeptRangeWhenAnEventIsUnknown() {
        Travels travels = Travels.ofCapacity(4).record(1, 2, 3, 4, 5, 6);

        for (String id : List.of("0", "1", "6", "-1", "03", "+3", "three", "", "3.0")) {
            assertThatThrownBy(() -> travels.snapshots.atEvent(id))
                    .isInstanceOf(UnknownEventException.class)
                    .hasMessageContaining("id=" + id)
                    .hasMessageEndingWith("kept=2..5");
        }
        assertThatThrownBy(() -> travels.snapshots.atSequence(6))
                .isInstanceOf(UnknownEventException.class)
                .hasMessage("sequence=6 is after the last event; kept=2..5");
        assertThatThrownBy(() -> Travels.ofCapacity(4).snapshots.atEvent("0"))
                .isInstanceOf(UnknownEventException.class)
                .hasMessageEndingWith("no event is kept");
    }

    @Test
    void shouldNameTheKeptRangeWhenASequenceOrTimeWasEvicted() {
        Travels travels = Travels.ofCapacity(4).record(11, 12, 13, 14, 15, 16);

        assertThatThrownBy(() -> travels.snapshots.atSequence(1))
                .isInstanceOf(IncompleteHistoryException.class)
                .hasMessage("sequence=1 is before the oldest kept event; kept=2..5");
        assertThatThrownBy(() -> travels.snapshots.atTime(Travels.second(12)))
                .isInstanceOf(IncompleteHistoryException.class)
                .hasMessage("time=2026-01-31T10:00:12Z is before the oldest kept event; kept=2..5");
        assertThatThrownBy(() -> travels.snapshots.latest().state(Travels.COUNT))
                .isInstanceOf(IncompleteHistoryException.class)
                .hasMessageContaining("projection=count")
                .hasMessageContaining("kept=2..5")
                .hasMessageContaining("builder().projection(");
        assertThat(travels.snapshots.latest().partialState(Travels.COUNT)).isEqualTo(4);
    }

    @Test
    void shouldReturnCorrectStatesOfRegisteredProjectionsWhenEventsAreEvicted() {
        Travels travels = Travels.ofCapacity(8, TYPES, Travels.COUNT);
        for (int i = 0; i < 500; i++) {
            travels.record(Character.toString('a' + i % 26), i, null);
            if (i % 7 == 0) {
                travels.snapshots.foldRetired();
            }
            assertThat(travels.snapshots.latest().state(Travels.COUNT)).isEqualTo(i + 1);
        }
        travels.snapshots.foldRetired();

        assertThat(travels.buffer.retiredBlocks()).isZero();
        String all = travels.snapshots.latest().state(TYPES);
        assertThat(all).hasSize(500).startsWith("abcdefghijklmnopqrstuvwxyzabc");
        assertThat(travels.snapshots.atSequence(495).state(TYPES)).isEqualTo(all.substring(0, 496));
    }

    @Test
    void shouldNotChangeASnapshotWhenEventsAreRecordedEvictedOrCleared() {
        Travels travels = Travels.ofCapacity(20, TYPES);
        travels.record(1, 2, 3);
        EventSnapshot snapshot = travels.snapshots.latest();
        for (int i = 0; i < 200; i++) {
            travels.record(i);
            travels.snapshots.foldRetired();
        }
        travels.buffer.clear();

        assertThat(snapshot.state(TYPES)).isEqualTo("eee");
        assertThat(snapshot.partialState(Travels.COUNT)).isEqualTo(3);
        assertThat(snapshot.countsByType()).isEqualTo(Map.of("e", 3L));
    }

    @Test
    void shouldBeginWithTheInitialStateAfterClearing() {
        Travels travels = Travels.ofCapacity(4, Travels.COUNT).record(1, 2, 3, 4, 5, 6, 7);
        travels.snapshots.latest().state(Travels.COUNT);
        travels.buffer.clear();

        assertThat(travels.snapshots.latest().state(Travels.COUNT)).isZero();
        travels.record(1, 2);
        assertThat(travels.snapshots.latest().state(Travels.COUNT)).isEqualTo(2);
        assertThat(travels.snapshots.atSequence(-1).state(Travels.COUNT)).isZero();
        for (int i = 0; i < 100; i++) {
            travels.record(i);
        }
        travels.snapshots.foldRetired();
        assertThat(travels.snapshots.latest().state(Travels.COUNT)).isEqualTo(102);
    }

    @Test
    void shouldNotIncludeRetiredEventsInStatesAfterAClear() {
        Travels travels = Travels.ofCapacity(4, Travels.COUNT);
        for (int i = 0; i < 100; i++) {
            travels.record(i);
        }
        BufferView[] held = {travels.buffer.held()};
        SnapshotManager late = new SnapshotManager(
                List.of(Travels.COUNT), () -> held[0], before -> {}, e -> {}, () -> 0, MutualExclusion::ofOneThread);
        late.foldRetired(); // folds retired events that are cleared afterwards
        travels.buffer.clear();
        travels.record(1, 2);
        held[0] = travels.buffer.held();

        assertThat(late.latest().state(Travels.COUNT)).isEqualTo(2);
    }

    @Test
    void shouldReturnTheStateAfterAllEventsHaveExpired() {
        RetentionPolicy retention = RetentionPolicy.unlimited().withMaxAge(Duration.ofMinutes(1));
        Travels travels = new Travels(retention, Travels.COUNT);
        travels.record(1, 2, 3);
        travels.clock.advance(Duration.ofMinutes(5));

        for (int i = 0; i < 2; i++) { // before and after the events are folded into the base state
            EventSnapshot latest = travels.snapshots.latest();
            assertThat(latest.state(Travels.COUNT)).isEqualTo(3);
            assertThat(latest.sequence()).isEqualTo(2);
            assertThat(latest.event()).isEmpty();
            assertThat(travels.timeline.position()).isEqualTo(2);
            assertThatThrownBy(() -> travels.snapshots.atSequence(2))
                    .isInstanceOf(IncompleteHistoryException.class)
                    .hasMessageContaining("no event is kept");
            travels.snapshots.foldRetired();
        }
        Travels forgetful = new Travels(retention).record(1, 2, 3);
        forgetful.clock.advance(Duration.ofMinutes(5));
        assertThat(forgetful.snapshots.latest().countsByType()).isEmpty();
        assertThatThrownBy(() -> forgetful.snapshots.latest().state(Travels.COUNT))
                .isInstanceOf(IncompleteHistoryException.class);
    }

    @Test
    void shouldNameProjectionAndEventWhenAProjectionThrows() {
        Travels travels = Travels.ofCapacity(100).record(1);
        travels.record("bad", 2, null);

        assertThatThrownBy(() -> travels.snapshots.latest().state(TOUCHY))
                .isInstanceOf(ProjectionException.class)
                .hasMessageContaining("projection=touchy")
                .hasMessageContaining("id=1")
                .hasMessageContaining("type=bad")
                .hasMessageContaining("no such thing")
                .hasCauseInstanceOf(AssertionError.class);
        assertThat(travels.snapshots.latest().state(Travels.COUNT)).isEqualTo(2);
        assertThat(travels.snapshots.atSequence(0).state(TOUCHY)).isEqualTo(1);
        assertThat(SnapshotManager.isFolding()).isFalse();
    }

    @Test
    void shouldDropTheBaseStateOfAProjectionThatThrowsAndKeepOtherBaseStates() {
        Travels travels = Travels.ofCapacity(4, TOUCHY, Travels.COUNT);
        travels.record("bad", 0, null);
        for (int i = 1; i < 100; i++) {
            travels.record(i);
            travels.snapshots.foldRetired();
        }

        assertThat(travels.failures)
                .singleElement()
                .satisfies(e ->
                        assertThat(e).hasMessageContaining("projection=touchy").hasMessageContaining("id=0"));
        assertThat(travels.snapshots.latest().state(Travels.COUNT)).isEqualTo(100);
        assertThatThrownBy(() -> travels.snapshots.latest().state(TOUCHY))
                .isInstanceOf(IncompleteHistoryException.class)
                .hasMessageContaining("it threw while its base state was computed")
                .hasMessageContaining("kept=96..99");
        assertThat(travels.snapshots.latest().partialState(TOUCHY)).isEqualTo(4);
        travels.buffer.clear();
        travels.record(1);
        assertThat(travels.snapshots.latest().state(TOUCHY)).isEqualTo(1);
    }

    @Test
    void shouldNotReportAnOutOfMemoryErrorAsAProjectionFailure() {
        Projection<Long> greedy = Projection.of("greedy", 0L, (count, event) -> {
            throw new OutOfMemoryError("test");
        });
        Travels travels = Travels.ofCapacity(4).record(1);

        assertThatThrownBy(() -> travels.snapshots.latest().state(greedy)).isInstanceOf(OutOfMemoryError.class);
        assertThat(SnapshotManager.isFolding()).isFalse();
    }

    @Test
    void shouldReportAFoldOnlyWhileAProjectionRuns() {
        Travels travels = Travels.ofCapacity(100).record(1, 2);
        Projection<Boolean> inner = Projection.of("inner", true, (all, event) -> all && SnapshotManager.isFolding());
        Projection<Boolean> outer = Projection.of(
                "outer",
                true,
                (all, event) -> all && travels.snapshots.latest().state(inner) && SnapshotManager.isFolding());

        assertThat(travels.snapshots.latest().state(outer)).isTrue();
        assertThat(SnapshotManager.isFolding()).isFalse();
    }

    @Test
    void shouldContinueFoldingFromTheStateReturnedLast() {
        long[] applied = {0};
        Projection<Long> counted = Projection.of("counted", 0L, (count, event) -> {
            applied[0]++;
            return count + 1;
        });
        Travels travels = Travels.ofCapacity(1_000);
        for (int i = 0; i < 500; i++) {
            travels.record(i);
            travels.snapshots.latest().state(counted);
        }

        assertThat(applied[0]).isEqualTo(500);
        assertThat(travels.snapshots.atSequence(10).state(counted)).isEqualTo(11);
    }

    @Test
    void shouldDoNothingWhenThereIsNothingToFold() {
        Travels travels = Travels.ofCapacity(4, Travels.COUNT).record(1);
        travels.snapshots.foldRetired();
        for (int i = 0; i < 50; i++) {
            travels.record(i);
        }
        BufferView seen = travels.buffer.held();
        long[] released = {0};
        SnapshotManager manager = new SnapshotManager(
                List.of(Travels.COUNT),
                () -> seen,
                before -> released[0]++,
                e -> {},
                () -> 0,
                MutualExclusion::ofOneThread);
        manager.foldRetired();
        manager.foldRetired(); // the same blocks again

        assertThat(released[0]).isEqualTo(1);
        assertThat(manager.latest().state(Travels.COUNT)).isEqualTo(51);
    }

    @Test
    void shouldNotUseABaseStateThatIsNewerThanItsViewOfTheEvents() {
        Travels travels = Travels.ofCapacity(4, Travels.COUNT).record(1, 2, 3, 4, 5, 6);
        SnapshotManager[] manager = {null};
        boolean[] first = {true};
        manager[0] = new SnapshotManager(
                List.of(Travels.COUNT),
                () -> {
                    BufferView held = travels.buffer.held();
                    if (first[0]) { // simulates that other threads record and fold before this thread continues
                        first[0] = false;
                        for (int i = 0; i < 100; i++) {
                            travels.record(i);
                        }
                        manager[0].foldRetired();
                    }
                    return held;
                },
                travels.buffer::release,
                e -> {},
                () -> 0,
                MutualExclusion::ofOneThread);
        EventSnapshot latest = manager[0].latest();

        assertThat(latest.state(Travels.COUNT)).isEqualTo(latest.sequence() + 1);
    }

    @Test
    void shouldDiscardTheStateReturnedLastWhenTheHistoryIsCleared() {
        Travels travels = Travels.ofCapacity(100).record(1, 2, 3);
        travels.snapshots.latest().state(Travels.COUNT);
        travels.buffer.clear();
        travels.record(4);

        assertThat(travels.snapshots.latest().state(Travels.COUNT)).isEqualTo(1);
    }

    @Test
    void shouldUseTheFirstOfTwoConcurrentFolds() {
        long[] released = {0};
        SnapshotManager[] manager = {null};
        boolean[] inside = {false};
        Projection<Long> nesting = Projection.of("nesting", 0L, (count, event) -> {
            if (!inside[0]) { // simulates that another thread folds the same events and ends first
                inside[0] = true;
                manager[0].foldRetired();
            }
            return count + 1;
        });
        Travels source = new Travels(RetentionPolicy.unlimited().withMaxCount(4), nesting);
        manager[0] = new SnapshotManager(
                List.of(nesting),
                source.buffer::held,
                before -> released[0]++,
                e -> {},
                () -> 0,
                MutualExclusion::ofOneThread);
        for (int i = 0; i < 50; i++) {
            source.record(i);
        }
        manager[0].foldRetired();

        assertThat(released[0]).isEqualTo(1);
        assertThat(manager[0].latest().state(nesting)).isEqualTo(50);
    }

    @Test
    void shouldDescribeAProjectionByItsName() {
        assertThat(Travels.COUNT).hasToString("Projection[count]");
        assertThat(Travels.COUNT.name()).isEqualTo("count");
        assertThatThrownBy(() -> Projection.of(null, 0, (s, e) -> s)).hasMessage("name");
        assertThatThrownBy(() -> Projection.of("x", 0, null)).hasMessage("fold");
        RecordedEvent event = new Travels(RetentionPolicy.unlimited()).record("e", 1, null);
        assertThat(Travels.COUNT.apply(1L, event)).isEqualTo(2L);
    }
}
