package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.playhead.block.StoredState;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.storage.Durability;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.InMemoryEventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoredBlock;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.StateCodec;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurableHistoryTest {
    private static final EventFilter ALL = EventFilter.all();
    private static final Projection<Long> SUM =
            Projection.of("sum", 0L, (sum, event) -> sum + (Long) ((Map<?, ?>) event.payload()).get("n"));

    private InMemoryEventStore store = InMemoryEventStore.create();

    private static GridEvent event(long n) {
        return GridEvent.of("t" + n % 3, Map.of("n", n)).from(n % 2 == 0 ? "user" : "core");
    }

    private EventHistory open(EventHistory.Builder builder) {
        EventHistory history = builder.store(store).build();
        return history;
    }

    private EventHistory reopen(EventHistory.Builder builder) {
        store = store.reopen(EventStore.Mode.WRITE);
        return open(builder);
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void shouldContainAllEventsWhenItIsReopened(Durability durability) {
        List<RecordedEvent> before;
        try (EventHistory history = open(EventHistory.builder().durability(durability))) {
            for (long n = 0; n < 3_000; n++) {
                history.recordEvent(event(n));
            }
            before = history.getEvents();
        }
        try (EventHistory history = reopen(EventHistory.builder().durability(durability))) {
            assertThat(history.durableSequence()).isEqualTo(2_999);
            assertThat(history.getEvents()).isEqualTo(before);
            assertThat(history.recordEvent(event(3_000))).isEqualTo(3_000);
            assertThat(history.count(ALL)).isEqualTo(3_001);
            assertThat(history.recovery()).hasValueSatisfying(report -> {
                assertThat(report.cleanEnd()).isTrue();
                assertThat(report.isComplete()).isTrue();
            });
        }
    }

    @Test
    void shouldBeDurableWhenFlushReturns() {
        try (EventHistory history = open(EventHistory.builder().durability(Durability.ON_FLUSH))) {
            for (long n = 0; n < 100; n++) {
                history.recordEvent(event(n));
            }
            assertThat(history.durableSequence()).isEqualTo(-1);
            history.flush();
            assertThat(history.durableSequence()).isEqualTo(99);
        }
    }

    @Test
    void shouldBeDurableWhenRecordEventReturnsInModeEveryEvent() {
        try (EventHistory history = open(EventHistory.builder().durability(Durability.EVERY_EVENT))) {
            for (long n = 0; n < 100; n++) {
                long sequence = history.recordEvent(event(n));
                assertThat(history.durableSequence()).isGreaterThanOrEqualTo(sequence);
            }
        }
    }

    @Test
    void shouldBecomeDurableWithoutAFlush() {
        try (EventHistory history = open(EventHistory.builder())) {
            long sequence = history.recordEvent(event(1));
            await().until(() -> history.durableSequence() >= sequence);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldReturnTheSameAsAListAfterReopeningAndWithAnyMemoryBudget(long seed) {
        Random random = new Random(seed);
        List<RecordedEvent> all = new ArrayList<>();
        int capacity = random.nextBoolean() ? Integer.MAX_VALUE : 200 + random.nextInt(3_000);
        for (int session = 1; session <= 5; session++) {
            EventHistory.Builder builder =
                    EventHistory.builder().capacity(capacity).memoryBudget(1 + random.nextInt(60_000));
            try (EventHistory history = session == 1 ? open(builder) : reopen(builder)) {
                String where = "seed=" + seed + " session=" + session;
                for (int part = 0; part < 4; part++) {
                    check(history, all, capacity, where + " part=" + part);
                    for (int i = random.nextInt(1_500); i > 0; i--) {
                        GridEvent event = event(random.nextInt(50));
                        all.add(RecordedEvent.of(
                                all.size(),
                                GridEvent.of(event.type(), dev.playhead.event.PlainData.of(event.payload()))
                                        .at(event.timestamp())
                                        .from(event.source())));
                        assertThat(history.recordEvent(event)).isEqualTo(all.size() - 1);
                    }
                    if (random.nextBoolean()) {
                        history.flush();
                    }
                }
                check(history, all, capacity, where);
                assertThat(history.sessions()).hasSize(session);
            }
        }
    }

    private static void check(EventHistory history, List<RecordedEvent> all, int capacity, String where) {
        List<RecordedEvent> kept = all.subList(Math.max(0, all.size() - capacity), all.size());
        assertThat(history.getEvents(ALL)).as(where).isEqualTo(kept);
        for (EventFilter filter : List.of(
                EventFilter.typeIs("t1"),
                EventFilter.source("user"),
                EventFilter.payloadField("n", 7),
                EventFilter.payloadField("n", 1_000_000),
                EventFilter.payload(Map.of("n", 9)),
                EventFilter.sequenceBetween(100, 900))) {
            assertThat(history.count(filter))
                    .as("%s %s", where, filter)
                    .isEqualTo(kept.stream().filter(filter::test).count());
        }
        if (!kept.isEmpty()) {
            RecordedEvent middle = kept.get(kept.size() / 2);
            assertThat(history.getEvent(middle.id())).as(where).hasValue(middle);
        }
        assertThat(history.stats().stored()).as(where).isEqualTo(kept.size());
    }

    @Test
    void shouldFindTheEventsOfASession() {
        List<EventHistory.Builder> sessions =
                List.of(EventHistory.builder(), EventHistory.builder(), EventHistory.builder());
        for (int session = 0; session < 3; session++) {
            EventHistory.Builder builder = sessions.get(session);
            try (EventHistory history = session == 0 ? open(builder) : reopen(builder)) {
                for (long n = 0; n < session * 10L; n++) {
                    history.recordEvent(event(n));
                }
                assertThat(history.count(history.session(session + 1))).isEqualTo(session * 10L);
            }
        }
        try (EventHistory history = reopen(EventHistory.builder())) {
            assertThat(history.count(history.session(1))).isZero();
            assertThat(history.getEvents(history.session(2)))
                    .extracting(RecordedEvent::sequence)
                    .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
            assertThat(history.count(history.session(3))).isEqualTo(20);
            assertThatThrownBy(() -> history.session(5))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("number=5: no such session; existing sessions: [1, 2, 3, 4]");
        }
    }

    @Test
    void shouldRefuseAStateIfItsEventsWereEvictedInAnEarlierSession() {
        try (EventHistory history = open(EventHistory.builder().capacity(100).projection(SUM))) {
            for (long n = 0; n < 500; n++) {
                history.recordEvent(event(1));
            }
            assertThat(history.getEventSnapshotAtSequence(499).state(SUM)).isEqualTo(500);
        }
        try (EventHistory history = reopen(EventHistory.builder().capacity(100).projection(SUM))) {
            assertThatThrownBy(() -> history.getEventSnapshotAtSequence(499).state(SUM))
                    .isInstanceOf(IncompleteHistoryException.class);
            assertThat(history.getEventSnapshotAtSequence(499).partialState(SUM))
                    .isEqualTo(100);
        }
    }

    @Test
    void shouldStoreCheckpointsForTheNextSessionAndForReaders() {
        int events = 60_000;
        try (EventHistory history = open(EventHistory.builder().capacity(events).projection(new Counting()))) {
            for (long n = 0; n < events; n++) {
                history.recordEvent(event(1));
            }
            assertThat(history.getEventSnapshot(Instant.MAX).state(new Counting()))
                    .isEqualTo(events);
        }
        assertThat(store.reopen(EventStore.Mode.READ).contents(-1).states())
                .isNotEmpty()
                .allMatch(state -> state.name().equals("counting/checkpoints"));
        try (EventHistory history =
                        reopen(EventHistory.builder().capacity(events).projection(new Counting()));
                EventHistory reader = EventHistory.builder()
                        .store(store.reopen(EventStore.Mode.READ))
                        .projection(new Counting())
                        .build()) {
            for (EventHistory asked : List.of(history, reader)) {
                Counting counting = new Counting();
                Counting.APPLIED.set(0);
                for (long sequence : new long[] {events - 1, events / 2, 7, events / 3 * 2L}) {
                    assertThat(asked.getEventSnapshotAtSequence(sequence).state(counting))
                            .isEqualTo(sequence + 1);
                }
                assertThat(Counting.APPLIED.get()).isLessThan(events / 4);
                assertThat(asked.timeline().bisect(counting, count -> count > 12_345))
                        .map(RecordedEvent::sequence)
                        .hasValue(12_345L);
                assertThat(Counting.APPLIED.get()).isLessThan(events / 2);
            }
            // A new baseline makes the stored checkpoints invalid.
            history.baseline(new Counting(), 1_000_000L);
            history.flush();
            for (EventHistory asked : List.of(history, reader)) {
                assertThat(asked.getEventSnapshotAtSequence(30_000).state(new Counting()))
                        .isEqualTo(1_030_001);
            }
            assertThat(store.contents(-1).states())
                    .extracting(StoredState::name)
                    .containsExactly("counting");
        }
    }

    @Test
    void shouldNotUseCheckpointsOfAnotherVersion() {
        try (EventHistory history = open(EventHistory.builder().capacity(60_000).projection(new Counting()))) {
            for (long n = 0; n < 60_000; n++) {
                history.recordEvent(event(1));
            }
            assertThat(history.getEventSnapshot(Instant.MAX).state(new Counting()))
                    .isEqualTo(60_000);
        }
        Projection<Long> doubled = Projection.of(
                "counting", 0L, (count, event) -> count + 2, StateCodec.ofData("2", count -> count, data ->
                        (Long) data));
        try (EventHistory history =
                reopen(EventHistory.builder().capacity(60_000).projection(doubled))) {
            assertThat(history.getEventSnapshot(Instant.MAX).state(doubled)).isEqualTo(120_000);
            history.flush();
        }
        try (EventHistory history =
                reopen(EventHistory.builder().capacity(60_000).projection(doubled))) {
            assertThat(history.getEventSnapshotAtSequence(50_000).state(doubled))
                    .isEqualTo(100_002);
        }
    }

    @Test
    void shouldStoreCheckpointsWhileNothingIsRecorded() {
        int events = 60_000;
        Projection<Long> counting = new Counting();
        // While the history is open, only full chains of checkpoints are stored. The limit on the bytes of checkpoints
        // is a share of the bytes of the events, so the events have random numbers, which do not compress.
        Random random = new Random(1);
        try (EventHistory history = open(EventHistory.builder().capacity(events).projection(counting))) {
            for (long n = 0; n < events; n++) {
                history.recordEvent(event(random.nextLong()));
            }
            history.flush();
            assertThat(history.getEventSnapshot(Instant.MAX).state(counting)).isEqualTo(events);

            await().until(() ->
                    !store.reopen(EventStore.Mode.READ).contents(-1).states().isEmpty());
        }
    }

    @Test
    void shouldStoreCheckpointsAmongTheLastStoredEvents() {
        int events = 20_000;
        Projection<Long> counting = new Counting();
        Random random = new Random(1); // events with random numbers are large enough to allow checkpoints
        try (EventHistory history = open(EventHistory.builder()
                .capacity(events)
                .durability(Durability.ON_FLUSH)
                .projection(counting))) {
            for (long n = 0; n < events; n++) {
                history.recordEvent(event(random.nextLong()));
            }
            assertThat(history.getEventSnapshot(Instant.MAX).state(counting)).isEqualTo(events);
        }

        assertThat(store.reopen(EventStore.Mode.READ).contents(-1).states())
                .anyMatch(state -> state.sequence() > events - 2_000);
    }

    /** A projection that counts events. The calls of {@code apply} are counted in {@link #APPLIED}. */
    private static final class Counting implements Projection<Long> {
        static final AtomicLong APPLIED = new AtomicLong();

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public Long initial() {
            return 0L;
        }

        @Override
        public Long apply(Long count, RecordedEvent event) {
            APPLIED.incrementAndGet();
            long endNanos = System.nanoTime() + 2_000; // so slow that checkpoints are close together on any machine
            while (System.nanoTime() < endNanos) {
                Thread.onSpinWait();
            }
            return count + 1;
        }

        @Override
        public Optional<StateCodec<Long>> codec() {
            return Optional.of(StateCodec.ofData("1", count -> count, data -> (Long) data));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Counting;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @Test
    void shouldContinueTheSequencesAfterItWasClearedAndClosed() {
        try (EventHistory history = open(EventHistory.builder().projection(SUM))) {
            for (long n = 0; n < 50; n++) {
                history.recordEvent(event(1));
            }
            history.clear();
        }
        try (EventHistory history = reopen(EventHistory.builder().projection(SUM))) {
            assertThat(history.getEvents()).isEmpty();
            assertThat(history.recordEvent(event(1))).isEqualTo(50);
            assertThat(history.getEventSnapshotAtSequence(50).state(SUM)).isEqualTo(1);
        }
    }

    @Test
    void shouldReadCommittedEventsWhileTheWriterIsOpen() {
        try (EventHistory writer = open(EventHistory.builder().capacity(2_000));
                EventHistory reader = EventHistory.builder()
                        .store(store.reopen(EventStore.Mode.READ))
                        .build()) {
            List<RecordedEvent> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
            reader.onRecorded(seen::add);
            for (int round = 0; round < 10; round++) {
                for (long n = 0; n < 700; n++) {
                    writer.recordEvent(event(n));
                }
                writer.flush();
                assertThat(reader.latest(ALL, 1_500)).isEqualTo(writer.latest(ALL, 1_500));
                assertThat(reader.durableSequence()).isEqualTo(writer.durableSequence());
            }
            assertThat(reader.recordEvent(event(1))).isEqualTo(EventHistory.NOT_RECORDED);
            assertThatThrownBy(reader::clear).isInstanceOf(IllegalStateException.class);
            await().until(() -> !seen.isEmpty() && seen.get(seen.size() - 1).sequence() == 6_999);
        }
    }

    @Test
    void shouldReadEveryEventOfManySmallCommits() {
        try (EventHistory writer = open(EventHistory.builder());
                EventHistory reader = EventHistory.builder()
                        .store(store.reopen(EventStore.Mode.READ))
                        .build()) {
            for (long n = 0; n < 100; n++) {
                writer.recordEvent(event(n));
                writer.flush();

                assertThat(reader.getEvents()).isEqualTo(writer.getEvents());
            }
            writer.clear();
            writer.flush();
            assertThat(reader.getEvents()).isEmpty();
            assertThat(reader.durableSequence()).isEqualTo(99);
            assertThat(writer.recordEvent(event(100))).isEqualTo(100);
            writer.flush();
            assertThat(reader.getEvents()).isEqualTo(writer.getEvents());
        }
    }

    @Test
    void shouldContinueToReadEventsThatAreEvictedMeanwhile() {
        try (EventHistory history = open(EventHistory.builder().capacity(1_000).memoryBudget(1))) {
            for (long n = 0; n < 1_000; n++) {
                history.recordEvent(event(n));
            }
            history.flush();
            var events = history.events(ALL).iterator();
            assertThat(events.next().sequence()).isZero();
            for (long n = 0; n < 5_000; n++) {
                history.recordEvent(event(n));
            }
            history.flush();
            long last = 0;
            while (events.hasNext()) {
                last = events.next().sequence();
            }
            assertThat(last).isEqualTo(999);
        }
    }

    @Test
    void shouldKeepOnlyUnexpiredEventsWhenItIsReopened() {
        RetentionPolicy anHour = RetentionPolicy.unlimited().withMaxAge(Duration.ofHours(1));
        try (EventHistory history = open(EventHistory.builder().retention(anHour))) {
            for (long n = 0; n < 2_500; n++) {
                history.recordEvent(event(n));
            }
        }
        try (EventHistory history = reopen(EventHistory.builder().retention(anHour))) {
            history.flush();
            assertThat(history.count(ALL)).isEqualTo(2_500);
        }
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
        try (EventHistory history =
                reopen(EventHistory.builder().retention(anHour).clock(later))) {
            assertThat(history.count(ALL)).isZero();
            assertThat(history.recordEvent(event(1))).isEqualTo(2_500);
        }
    }

    @Test
    void shouldRefuseAStateWhoseEventsAnotherProcessEvicted() {
        try (EventHistory writer = open(EventHistory.builder().capacity(100));
                EventHistory reader = EventHistory.builder()
                        .store(store.reopen(EventStore.Mode.READ))
                        .projection(SUM)
                        .build()) {
            writer.recordEvent(event(1));
            writer.clear();
            for (int n = 0; n < 500; n++) {
                writer.recordEvent(event(1));
            }
            writer.flush();
            assertThatThrownBy(() -> reader.getEventSnapshotAtSequence(500).state(SUM))
                    .isInstanceOf(IncompleteHistoryException.class);
        }
    }

    @Test
    void shouldRefuseToExportToOrImportFromTheFilesOfItsStore(@TempDir Path folder) throws Exception {
        Path own = Files.writeString(folder.resolve("own"), "live");
        Path absent = folder.resolve("own-wal");
        EventStore inFiles = (EventStore) Proxy.newProxyInstance(
                EventStore.class.getClassLoader(), new Class<?>[] {EventStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("files")) {
                        return List.of(own, absent);
                    }
                    return method.invoke(store, arguments);
                });
        try (EventHistory history = EventHistory.builder().store(inFiles).build()) {
            history.recordEvent(event(1));
            Path link = Files.createSymbolicLink(folder.resolve("link"), own);
            Path roundabout = folder.resolve("..").resolve(folder.getFileName()).resolve("own-wal");
            for (Path file : List.of(own, absent, link, roundabout)) {
                assertThatThrownBy(() -> history.exportTo(file))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("file=" + file)
                        .hasMessageContaining("export to another file");
                assertThatThrownBy(() -> history.importFrom(file))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("file=" + file);
            }
            assertThat(own).hasContent("live");
            history.exportTo(folder.resolve("other.jsonl"));
            assertThat(history.importFrom(folder.resolve("other.jsonl")).imported())
                    .isEqualTo(1);
        }
    }

    @Test
    void shouldNoticeABlockThatTheWriterQuarantined() {
        checkStatesAfterAQuarantinedBlock(UnaryOperator.identity(), true);
    }

    @Test
    void shouldReadTheContentsAgainWhenABlockIsMissing() {
        // Hides the change from the reader, as if the block were quarantined just after the reader checked for changes.
        UnaryOperator<EventStore> unaware = read -> (EventStore) Proxy.newProxyInstance(
                EventStore.class.getClassLoader(), new Class<?>[] {EventStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("quarantined")) {
                        return 0L;
                    }
                    try {
                        return method.invoke(read, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        checkStatesAfterAQuarantinedBlock(unaware, false);
    }

    private void checkStatesAfterAQuarantinedBlock(UnaryOperator<EventStore> seenAs, boolean isAware) {
        try (EventHistory history = open(EventHistory.builder())) {
            for (long n = 0; n < 6_000; n++) {
                history.recordEvent(event(n));
            }
        }
        EventStore written = store.reopen(EventStore.Mode.WRITE);
        try (EventHistory reader = EventHistory.builder()
                .store(seenAs.apply(store.reopen(EventStore.Mode.READ)))
                .projection(SUM)
                .build()) {
            assertThat(reader.count(ALL)).isEqualTo(6_000);
            StoredBlock block = written.contents(-1).blocks().get(2);
            SequenceRange gap = new SequenceRange(block.firstSequence(), block.lastSequence());
            written.commit(
                    StoreBatch.builder()
                            .quarantine(block.firstSequence(), "damaged")
                            .build(),
                    true);
            if (isAware) {
                assertThat(reader.stats().lost()).containsExactly(gap);
            } else {
                assertThat(reader.count(ALL))
                        .as("a count without opening the block")
                        .isEqualTo(6_000);
            }

            assertThatThrownBy(() -> reader.getEventSnapshotAtSequence(5_999).state(SUM))
                    .isInstanceOf(IncompleteHistoryException.class)
                    .hasMessageContaining(gap.toString());
            assertThat(reader.stats().lost()).containsExactly(gap);
            assertThat(reader.count(ALL)).isEqualTo(6_000 - block.size());
            assertThat(reader.getEvents()).hasSize(6_000 - block.size());
        }
        written.close();
    }

    @Test
    void shouldCloseTheStoreIfAProjectionFailsToReturnItsInitialState() {
        Projection<Long> broken = new Projection<>() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public Long initial() {
                throw new IllegalStateException("no beginning");
            }

            @Override
            public Long apply(Long state, RecordedEvent event) {
                return state;
            }
        };
        assertThatThrownBy(() -> open(EventHistory.builder().projection(broken)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no beginning");
        try (EventHistory history = reopen(EventHistory.builder())) {
            assertThat(history.recordEvent(event(1))).isZero();
        }
    }
}
