package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.playhead.HistoryProblem.Kind;
import dev.playhead.block.SealedBlock;
import dev.playhead.bus.DispatchError;
import dev.playhead.bus.EventBus;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ExportFormat;
import dev.playhead.replay.Replay;
import dev.playhead.replay.ReplayOptions;
import dev.playhead.replay.ReplayReport;
import dev.playhead.replay.ReplayReport.Divergence;
import dev.playhead.storage.Durability;
import dev.playhead.storage.NotDurableException;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.InMemoryEventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.StateCodec;
import dev.playhead.timetravel.TimelineManager;
import dev.playhead.timetravel.UnknownEventException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of a history whose store fails, is slow, or returns damaged blocks. */
class StoreFailureTest {
    private static final EventFilter ALL = EventFilter.all();
    private static final Projection<Long> COUNT = Projection.of("count", 0L, (count, event) -> count + 1);

    private final InMemoryEventStore store = InMemoryEventStore.create();
    private final List<HistoryProblem> problems = new CopyOnWriteArrayList<>();
    private volatile boolean full;
    private volatile long spaceBytes = Long.MAX_VALUE;
    private volatile long damagedSequence = -1;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    /** Returns a proxy of the store. The fields above configure the faults of the proxy. */
    private EventStore faulty() {
        return faulty(store);
    }

    private EventStore faulty(EventStore sound) {
        return (EventStore) Proxy.newProxyInstance(
                EventStore.class.getClassLoader(), new Class<?>[] {EventStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        gate.await();
                        if (full || sound.sizeBytes() + blockBytes((StoreBatch) arguments[0]) > spaceBytes) {
                            throw new StoreException(StoreException.Reason.FULL, "no space left", null);
                        }
                    }
                    if (method.getName().equals("block") && isDamaged((StoredBlock) arguments[0])) {
                        SealedBlock.open(new byte[100]); // throws the exception for damaged bytes
                    }
                    try {
                        return method.invoke(sound, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static long blockBytes(StoreBatch batch) {
        return batch.blocks().stream().mapToLong(block -> block.bytes().length).sum();
    }

    private boolean isDamaged(StoredBlock block) {
        return block.firstSequence() <= damagedSequence && damagedSequence <= block.lastSequence();
    }

    private EventHistory open(EventHistory.Builder builder) {
        EventHistory history = builder.store(faulty()).build();
        history.onProblem(problems::add);
        return history;
    }

    private List<Kind> kinds() {
        return problems.stream().map(HistoryProblem::kind).toList();
    }

    private static GridEvent event(long n) {
        return GridEvent.of("t", Map.of("n", n));
    }

    @Test
    void shouldContinueInMemoryAndStoreAllEventsWhenThereIsSpaceAgain() {
        try (EventHistory history = open(EventHistory.builder())) {
            history.recordEvent(event(0));
            history.flush();
            full = true;
            for (long n = 1; n < 5_000; n++) {
                history.recordEvent(event(n));
            }
            await().until(() -> kinds().contains(Kind.STORE_FAILED));
            assertThatThrownBy(history::flush)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("no space left");
            assertThat(history.durableSequence()).isZero();
            assertThat(history.count(ALL)).isEqualTo(5_000);

            full = false;
            await().until(() -> history.durableSequence() == 4_999);
            await().until(() -> kinds().contains(Kind.STORE_RESUMED));
            assertThat(kinds()).containsExactly(Kind.STORE_FAILED, Kind.STORE_RESUMED);
            assertThat(history.stats().lost()).isEmpty();
        }
        try (EventHistory history =
                EventHistory.builder().store(store.reopen(EventStore.Mode.READ)).build()) {
            assertThat(history.getEvents()).extracting(RecordedEvent::sequence).hasSize(5_000);
        }
    }

    @Test
    void shouldStoreTheOldestEventsOfABacklogWhenThereIsSomeSpaceAgain() {
        Random random = new Random(3);
        int count = 500;
        try (EventHistory history = open(EventHistory.builder().memoryBudget(64 << 20))) {
            full = true;
            await().until(() -> {
                history.recordEvent(event(0));
                return kinds().contains(Kind.STORE_FAILED);
            });
            long before = history.count(ALL);
            for (int i = 0; i < count; i++) {
                history.recordEvent(noise(random));
            }
            spaceBytes = 10_000_000;
            full = false;
            await().until(() -> history.durableSequence() >= before + 100);

            try (EventHistory reader = EventHistory.builder()
                    .store(store.reopen(EventStore.Mode.READ))
                    .build()) {
                List<RecordedEvent> stored = reader.getEvents();
                assertThat(stored)
                        .isEqualTo(history.getEvents().subList(0, stored.size()))
                        .hasSizeBetween(100, count);
                spaceBytes = Long.MAX_VALUE;
                history.flush();
                assertThat(reader.getEvents()).isEqualTo(history.getEvents()).hasSize((int) before + count);
                assertThat(history.stats().lost()).isEmpty();
            }
        }
    }

    private static GridEvent noise(Random random) {
        byte[] noise = new byte[30_000];
        random.nextBytes(noise);
        return GridEvent.of("noise", noise);
    }

    @Test
    void shouldThrowForAnEventThatIsNotDurableInModeEveryEvent() {
        try (EventHistory history = open(EventHistory.builder().durability(Durability.EVERY_EVENT))) {
            history.recordEvent(event(0));
            full = true;
            assertThatThrownBy(() -> history.recordEvent(event(1)))
                    .isInstanceOf(NotDurableException.class)
                    .hasMessageContaining("sequence=1")
                    .satisfies(e ->
                            assertThat(((NotDurableException) e).sequence()).isEqualTo(1));
            assertThat(history.getEvent("1")).isPresent();
            full = false;
            assertThat(history.recordEvent(event(2))).isEqualTo(2);
            assertThat(history.durableSequence()).isEqualTo(2);
        }
    }

    @Test
    void shouldReportToTheBusThatAnEventIsNotDurableAndKeepTheEventAsACause() {
        List<DispatchError> errors = new CopyOnWriteArrayList<>();
        EventBus bus = EventBus.builder().errorListener(errors::add).build();
        bus.subscribe("parent", parent -> bus.publish(GridEvent.of("child", 1L)));
        try (EventHistory history = open(EventHistory.builder().durability(Durability.EVERY_EVENT))) {
            history.attach(bus);
            full = true;
            bus.publish(GridEvent.of("parent", 1L));

            assertThat(errors).extracting(DispatchError::error).hasOnlyElementsOfType(NotDurableException.class);
            assertThat(history.getEvents()).extracting(RecordedEvent::type).containsExactly("parent", "child");
            assertThat(history.getEvents().get(1).metadata()).containsEntry("causationId", "0");
            full = false;
        }
    }

    @Test
    void shouldReportAStoreThatFailsFromTheStart() {
        full = true;
        try (EventHistory history = open(EventHistory.builder())) {
            await().until(() -> kinds().equals(List.of(Kind.STORE_FAILED)));
            assertThat(history.stats().storeFailure())
                    .hasValueSatisfying(why -> assertThat(why).contains("no space left"));
            full = false;
            await().until(() -> kinds().equals(List.of(Kind.STORE_FAILED, Kind.STORE_RESUMED)));
            assertThat(history.stats().storeFailure()).isEmpty();
        }
    }

    @Test
    void shouldLoseTheOldestEventsBeyondTheBudgetAndReportThem() {
        Random random = new Random(1);
        EventHistory history = open(EventHistory.builder().memoryBudget(1 << 20).projection(COUNT));
        history.recordEvent(event(0));
        history.flush();
        EventHistory reader =
                EventHistory.builder().store(store.reopen(EventStore.Mode.READ)).build();
        assertThat(reader.getEventSnapshotAtSequence(0).state(COUNT)).isEqualTo(1);
        full = true;
        long count = 1;
        while (history.stats().lost().isEmpty()) {
            history.recordEvent(noise(random));
            count++;
            assertThat(count).as("events recorded without a loss").isLessThan(10_000);
        }
        assertThat(history.stats().bytes()).isLessThan(20 << 20);
        full = false;
        await().until(() -> kinds().contains(Kind.STORE_RESUMED));
        history.flush();

        List<SequenceRange> lost = history.stats().lost();
        assertThat(lost.get(0).first())
                .as("the first lost sequence, after the durable sequence 0")
                .isPositive();
        long lostEvents = lost.stream()
                .mapToLong(range -> range.last() - range.first() + 1)
                .sum();
        assertThat(kinds()).contains(Kind.EVENTS_LOST);
        assertThat(history.count(ALL)).isEqualTo(count - lostEvents);
        assertThat(history.durableSequence()).isEqualTo(count - 1);
        long last = count - 1;
        assertThatThrownBy(() -> history.getEventSnapshotAtSequence(last).state(COUNT))
                .isInstanceOf(IncompleteHistoryException.class)
                .hasMessageContaining(lost.get(0).toString());
        assertThat(history.getEventSnapshotAtSequence(last).partialState(COUNT)).isEqualTo(count - lostEvents);
        history.close();
        checkLostEvents(reader, lost, last);
        reader.close();
        try (EventHistory again = EventHistory.builder()
                .store(store.reopen(EventStore.Mode.WRITE))
                .build()) {
            checkLostEvents(again, lost, last);
            again.clear();
            again.recordEvent(event(1));
            assertThat(again.getEventSnapshotAtSequence(count).state(COUNT)).isEqualTo(1);
        }
    }

    private static void checkLostEvents(EventHistory history, List<SequenceRange> lost, long last) {
        assertThat(history.stats().lost()).isEqualTo(lost);
        assertThatThrownBy(() -> history.getEventSnapshotAtSequence(last).state(COUNT))
                .isInstanceOf(IncompleteHistoryException.class)
                .hasMessageContaining(lost.get(0).toString());
        assertThat(history.getEventSnapshotAtSequence(0).state(COUNT)).isEqualTo(1);
    }

    @Test
    void shouldQuarantineADamagedBlockAndReturnTheRest() {
        try (EventHistory history = open(EventHistory.builder())) {
            for (long n = 0; n < 5_000; n++) {
                history.recordEvent(event(n));
            }
        }
        InMemoryEventStore again = store.reopen(EventStore.Mode.WRITE);
        damagedSequence = 2_000;
        try (EventHistory history = EventHistory.builder().store(faulty(again)).build()) {
            history.onProblem(problems::add);
            List<RecordedEvent> rest = history.getEvents();
            List<SequenceRange> lost = history.stats().lost();
            assertThat(lost).hasSize(1);
            SequenceRange range = lost.get(0);
            assertThat(range.first()).isLessThanOrEqualTo(2_000);
            assertThat(range.last()).isGreaterThanOrEqualTo(2_000);
            assertThat(rest).hasSize((int) (5_000 - (range.last() - range.first() + 1)));
            assertThat(rest).noneMatch(event -> event.sequence() >= range.first() && event.sequence() <= range.last());
            assertThat(history.getEvent("2000")).isEmpty();
            await().until(() -> kinds().contains(Kind.EVENTS_LOST));
            history.flush();
        }
        assertThat(store.reopen(EventStore.Mode.READ).recovery().quarantined()).hasSize(1);
    }

    @Test
    void shouldContinueAfterADamagedBlockWhenEventsAreStreamed() {
        try (EventHistory history = open(EventHistory.builder())) {
            for (long n = 0; n < 5_000; n++) {
                history.recordEvent(event(n));
            }
        }
        for (long damaged : new long[] {0, 2_000, 4_095}) {
            damagedSequence = damaged;
            try (EventHistory history = EventHistory.builder()
                    .store(faulty(store.reopen(EventStore.Mode.READ)))
                    .build()) {
                List<Long> sequences =
                        history.events(ALL).map(RecordedEvent::sequence).toList();
                SequenceRange lost = history.stats().lost().get(0);
                assertThat(lost.first()).isLessThanOrEqualTo(damaged);
                assertThat(lost.last()).isGreaterThanOrEqualTo(damaged);
                assertThat(sequences)
                        .isEqualTo(LongStream.range(0, 5_000)
                                .filter(n -> n < lost.first() || n > lost.last())
                                .boxed()
                                .toList());
            }
            try (EventHistory history = EventHistory.builder()
                    .store(faulty(store.reopen(EventStore.Mode.READ)))
                    .build()) {
                ByteArrayOutputStream exported = new ByteArrayOutputStream();
                history.exportTo(exported, ExportFormat.JSON_LINES, ALL);
                SequenceRange lost = history.stats().lost().get(0);
                assertThat(exported.toString(StandardCharsets.UTF_8).lines())
                        .hasSize((int) history.count(ALL) + 1)
                        .contains(
                                "{\"$playhead\":\"gap\",\"first\":" + lost.first() + ",\"last\":" + lost.last() + "}");
            }
        }
    }

    @Test
    void shouldNeverExportADocumentThatOmitsAGapFoundDuringTheExport(@TempDir Path folder) throws IOException {
        recordAndClose(5_000);
        damagedSequence = 3_000;
        try (EventHistory history = EventHistory.builder()
                .store(faulty(store.reopen(EventStore.Mode.READ)))
                .build()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThatThrownBy(() -> history.exportTo(out, ExportFormat.JSON, ALL))
                    .isInstanceOf(PlayheadException.class)
                    .hasMessageContaining("export again");
            SequenceRange lost = history.stats().lost().get(0);
            out.reset();
            history.exportTo(out, ExportFormat.JSON, ALL);
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .contains("\"gaps\":[{\"first\":" + lost.first() + ",\"last\":" + lost.last() + "}]");
        }
        try (EventHistory history = EventHistory.builder()
                .store(faulty(store.reopen(EventStore.Mode.READ)))
                .build()) {
            Path file = folder.resolve("events.json");
            history.exportTo(file);
            assertThat(Files.readString(file)).contains("\"gaps\":[{\"first\":");
        }
    }

    @Test
    void shouldContinueAfterADamagedFirstBlockThatIsReadWhenTheIteratorIsCreated() {
        recordAndClose(5_000);
        damagedSequence = 0;
        try (EventHistory history = EventHistory.builder()
                .store(faulty(store.reopen(EventStore.Mode.READ)))
                .build()) {
            List<Long> sequences = history.events(EventFilter.sequenceBetween(1, 4_500))
                    .map(RecordedEvent::sequence)
                    .toList();
            SequenceRange lost = history.stats().lost().get(0);
            assertThat(lost.first()).isZero();
            assertThat(sequences)
                    .isEqualTo(LongStream.rangeClosed(lost.last() + 1, 4_500)
                            .boxed()
                            .toList());
        }
    }

    private void recordAndClose(int count) {
        try (EventHistory history = open(EventHistory.builder())) {
            for (long n = 0; n < count; n++) {
                history.recordEvent(event(n));
            }
        }
    }

    private EventHistory reader() {
        return EventHistory.builder()
                .store(faulty(store.reopen(EventStore.Mode.READ)))
                .build();
    }

    private static ReplayReport reportOf(Replay replay) {
        return replay.completion().orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Test
    void shouldReplayTheEventsAfterADamagedBlockAndCountTheMissedEvents() {
        recordAndClose(5_000);
        for (long damaged : new long[] {0, 2_000, 4_095}) {
            damagedSequence = damaged;
            for (boolean countsFirst : new boolean[] {false, true}) {
                try (EventHistory history = reader()) {
                    List<Long> sequences = new ArrayList<>();
                    ReplayOptions options = ReplayOptions.defaults()
                            .asFastAsPossible()
                            .verify(COUNT, () -> (long) sequences.size())
                            .target(event -> sequences.add(event.sequence()));
                    EventFilter notFirst = EventFilter.matching(event -> event.sequence() > 0); // reads each event
                    ReplayReport report = reportOf(
                            history.replay(notFirst, countsFirst ? options.onProgress(progress -> {}) : options));

                    SequenceRange lost = history.stats().lost().get(0);
                    assertThat(sequences)
                            .isEqualTo(LongStream.range(1, 5_000)
                                    .filter(n -> n < lost.first() || n > lost.last())
                                    .boxed()
                                    .toList());
                    assertThat(report.missed()).isEqualTo(lost.last() - lost.first() + 1);
                    assertThat(report.firstDivergence().map(Divergence::differsAt))
                            .as("the first event whose state differs; states are not compared after lost events")
                            .isEqualTo(damaged == 0 ? Optional.empty() : Optional.of(0L));
                }
            }
        }
    }

    @Test
    void shouldSeekPastADamagedBlock() {
        recordAndClose(5_000);
        damagedSequence = 2_000;
        try (EventHistory history = reader()) {
            List<Long> sequences = new CopyOnWriteArrayList<>();
            Replay replay = history.replay(
                    ALL,
                    ReplayOptions.defaults()
                            .asFastAsPossible()
                            .startPaused(true)
                            .target(event -> sequences.add(event.sequence())));
            assertThatThrownBy(() -> replay.seek("2000")).isInstanceOf(UnknownEventException.class);
            replay.seek("4999");
            replay.resume();
            reportOf(replay);

            assertThat(sequences).containsExactly(4_999L);
        }
    }

    @Test
    void shouldContinueAReplayAfterEventsThatTheWriterEvictsMeanwhile() {
        try (EventHistory writer = EventHistory.builder()
                .store(store)
                .capacity(3_000)
                .memoryBudget(1)
                .build()) {
            for (long n = 0; n < 3_000; n++) {
                writer.recordEvent(event(n));
            }
            writer.flush();
            try (EventHistory reader = EventHistory.builder()
                    .store(store.reopen(EventStore.Mode.READ))
                    .memoryBudget(1)
                    .build()) {
                List<Long> ended = new CopyOnWriteArrayList<>();
                ReplayOptions options =
                        ReplayOptions.defaults().asFastAsPossible().startPaused(true);
                Replay ending = reader.replay(ALL, options.target(event -> ended.add(event.sequence())));
                List<Long> live = new CopyOnWriteArrayList<>();
                Replay going = reader.replay(ALL, options.thenLive().target(event -> live.add(event.sequence())));
                for (long n = 3_000; n < 20_000; n++) {
                    writer.recordEvent(event(n));
                }
                writer.flush();
                ending.resume();
                going.resume();

                ReplayReport report = reportOf(ending);
                assertThat(report.missed()).isPositive();
                assertThat(ended.size() + report.missed()).isEqualTo(3_000);
                await().until(() -> live.contains(19_999L));
                going.cancel();
                report = reportOf(going);
                assertThat(report.missed()).isGreaterThan(14_000);
                assertThat(live.size() + report.missed()).isEqualTo(20_000);
                assertThat(live).isSorted().doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void shouldRefuseStatesAfterADamagedBlockFromTheFirstQueryOn() {
        recordAndClose(5_000);
        damagedSequence = 2_000;
        List<Function<EventHistory, Object>> questions = List.of(
                history -> history.getEventSnapshotAtSequence(4_999).state(COUNT),
                history -> history.timeline().snapshot().state(COUNT),
                history -> history.timeline().bisect(COUNT, count -> count > 4_000),
                history -> history.timeline().firstEventWhere(COUNT, count -> count > 4_000),
                history -> history.timeline().changesOf(COUNT, count -> count / 1_000),
                history -> history.timeline().whatIf(COUNT, EventFilter.sequenceBetween(3_000, 3_000)),
                history -> history.timeline().whatIf(COUNT, RecordedEvent::event));
        for (Function<EventHistory, Object> question : questions) {
            try (EventHistory history = reader()) {
                assertThatThrownBy(() -> question.apply(history)).isInstanceOf(IncompleteHistoryException.class);
            }
        }
        try (EventHistory history = reader()) {
            assertThat(history.timeline().firstEventWhere(COUNT, count -> count > 0))
                    .map(RecordedEvent::sequence)
                    .hasValue(0L);
            assertThatThrownBy(() -> history.timeline().firstEventWhere(COUNT, count -> count > 4_000))
                    .hasMessageStartingWith("events=1024..2047 are lost");
        }
        try (EventHistory history = reader()) {
            List<Long> reported = new ArrayList<>();
            TimelineManager watched = history.newTimeline().watched((done, total) -> reported.add(done));
            assertThatThrownBy(() -> watched.whatIf(COUNT, EventFilter.matching(event -> false)))
                    .isInstanceOf(IncompleteHistoryException.class);
            assertThat(reported).isSorted().hasSizeGreaterThan(1);
        }
        try (EventHistory history = reader()) {
            EventSnapshot snapshot = history.getEventSnapshotAtSequence(4_999);
            long partial = snapshot.partialState(COUNT);
            SequenceRange lost = history.stats().lost().get(0);
            assertThat(partial).isEqualTo(5_000 - (lost.last() - lost.first() + 1));
        }
        try (EventHistory history = reader()) {
            EventFilter late = EventFilter.matching(event -> event.sequence() >= 1_500);
            assertThat(history.newTimeline().stepForward().sequence()).isEqualTo(4_999);
            TimelineManager cursor = history.newTimeline();
            cursor.jumpToEvent("0");
            assertThat(cursor.stepForward(late).sequence()).isGreaterThanOrEqualTo(1_500);
        }
    }

    @Test
    void shouldRefuseStatesWithinADamagedBlockAndReturnEarlierStates() {
        Instant begin = Instant.parse("2026-01-31T10:00:00Z");
        try (EventHistory history = open(EventHistory.builder())) {
            for (long n = 0; n < 5_000; n++) {
                history.recordEvent(event(n).at(begin.plusSeconds(n)));
            }
        }
        damagedSequence = 2_000;
        try (EventHistory history = reader()) {
            EventSnapshot within = history.getEventSnapshotAtSequence(2_000);
            SequenceRange lost = history.stats().lost().get(0);
            assertThat(lost).isEqualTo(new SequenceRange(1_024, 2_047));
            TimelineManager timeline = history.newTimeline();
            EventSnapshot reached = timeline.jumpToTime(begin.plusSeconds(2_000));
            for (EventSnapshot snapshot : List.of(
                    within,
                    history.getEventSnapshotAtSequence(1_024),
                    history.getEventSnapshot(begin.plusSeconds(1_500)),
                    reached,
                    timeline.snapshot())) {
                assertThatThrownBy(() -> snapshot.state(COUNT))
                        .isInstanceOf(IncompleteHistoryException.class)
                        .hasMessageStartingWith("events=1024..2047 are lost");
                assertThat(snapshot.eventId()).hasValue("1023");
                assertThat(snapshot.countsByType()).isEqualTo(Map.of("t", 1_024L));
                assertThat(snapshot.eventsStampedAfter()).isZero();
                assertThat(snapshot.partialState(COUNT)).isEqualTo(1_024);
            }
            assertThat(timeline.stepForward().sequence()).isEqualTo(2_048);
            assertThat(history.getEventSnapshotAtSequence(1_023).state(COUNT)).isEqualTo(1_024);
            assertThat(history.getEventSnapshot(begin.plusSeconds(1_022)).state(COUNT))
                    .isEqualTo(1_023);

            assertThat(timeline.firstEventWhere(COUNT, count -> count > 1_000))
                    .map(RecordedEvent::sequence)
                    .hasValue(1_000L);
            assertThat(timeline.bisect(COUNT, count -> count > 1_000))
                    .map(RecordedEvent::sequence)
                    .hasValue(1_000L);
            TimelineManager before = timeline.within(new SequenceRange(100, 1_023));
            assertThat(before.changesOf(COUNT, count -> count / 1_000)).hasSize(1);
            assertThat(before.whatIf(COUNT, ALL)).isEqualTo(100);
            assertThat(before.firstEventWhere(COUNT, count -> count > 1_024)).isEmpty();
            TimelineManager over = timeline.within(new SequenceRange(100, 1_024));
            assertThatThrownBy(() -> over.changesOf(COUNT, count -> count / 1_000))
                    .isInstanceOf(IncompleteHistoryException.class);
        }
    }

    @Test
    void shouldRefuseTheLatestStateIfTheLastBlockIsDamaged() {
        recordAndClose(5_000);
        damagedSequence = 4_999;
        try (EventHistory history = reader()) {
            List<RecordedEvent> rest = history.getEvents();
            SequenceRange lost = history.stats().lost().get(0);
            assertThat(rest).hasSize((int) lost.first());
            for (EventSnapshot snapshot : List.of(
                    history.timeline().snapshot(),
                    history.timeline().toLive(),
                    history.getEventSnapshotAtSequence(4_999))) {
                assertThat(snapshot.sequence()).isEqualTo(lost.first() - 1);
                assertThatThrownBy(() -> snapshot.state(COUNT))
                        .isInstanceOf(IncompleteHistoryException.class)
                        .hasMessageContaining(lost.toString());
            }
            EventSnapshot back = history.timeline().stepBack();
            assertThat(back.state(COUNT)).isEqualTo(lost.first());
        }
    }

    @Test
    void shouldRepeatAQueryWhoseEventsTheWriterEvicts() {
        Projection<Long> counted = Projection.of(
                "count", 0L, (count, event) -> count + 1, StateCodec.ofData("1", count -> count, data -> (Long) data));
        try (EventHistory writer = EventHistory.builder()
                .store(store)
                .capacity(3_000)
                .memoryBudget(1)
                .projection(counted)
                .build()) {
            for (long n = 0; n < 3_000; n++) {
                writer.recordEvent(event(n));
            }
            writer.flush();
            AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
            EventStore read = store.reopen(EventStore.Mode.READ);
            EventStore overtaken = (EventStore) Proxy.newProxyInstance(
                    EventStore.class.getClassLoader(),
                    new Class<?>[] {EventStore.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("block")) {
                            meanwhile.getAndSet(() -> {}).run();
                        }
                        return method.invoke(read, arguments);
                    });
            try (EventHistory reader = EventHistory.builder()
                    .store(overtaken)
                    .memoryBudget(1)
                    .projection(counted)
                    .build()) {
                EventSnapshot old = reader.getEventSnapshotAtSequence(2_000);
                meanwhile.set(() -> {
                    for (long n = 3_000; n < 10_000; n++) {
                        writer.recordEvent(event(n));
                    }
                    writer.flush();
                });
                assertThat(reader.timeline().bisect(counted, count -> count > 8_000))
                        .map(RecordedEvent::sequence)
                        .hasValue(8_000L);
                assertThatThrownBy(() -> old.state(counted))
                        .isInstanceOf(IncompleteHistoryException.class)
                        .hasMessageContaining("take a new snapshot");
                assertThat(old.partialState(counted)).isZero();
                assertThat(reader.getEventSnapshotAtSequence(9_000).state(counted))
                        .isEqualTo(9_001);
            }
        }
    }

    @Test
    void shouldMakeRecordingWaitWhenTheStoreIsTooSlow() throws Exception {
        EventHistory history = open(EventHistory.builder().memoryBudget(1 << 20));
        gate = new CountDownLatch(1);
        Random random = new Random(2);
        int count = 400;
        Thread recorder = new Thread(() -> {
            for (int i = 0; i < count; i++) {
                history.recordEvent(noise(random));
            }
        });
        recorder.start();
        await().until(() -> recorder.getState() == Thread.State.TIMED_WAITING);
        long waitingAt = history.count(ALL);
        assertThat(waitingAt).isLessThan(count);
        gate.countDown();
        recorder.join(TimeUnit.SECONDS.toMillis(60));
        assertThat(recorder.isAlive()).isFalse();
        history.flush();
        assertThat(history.durableSequence()).isEqualTo(count - 1);
        assertThat(history.stats().lost()).isEmpty();
        history.close();
    }

    @Test
    void shouldMakeRecordingWaitForAPendingCommitThatWillFail() throws Exception {
        EventHistory history = open(EventHistory.builder().memoryBudget(1 << 20));
        full = true;
        history.recordEvent(event(0));
        await().until(() -> kinds().contains(Kind.STORE_FAILED));
        gate = new CountDownLatch(1);
        Random random = new Random(2);
        int count = 400;
        Thread recorder = new Thread(() -> {
            for (int i = 0; i < count; i++) {
                history.recordEvent(noise(random));
            }
        });
        recorder.start();
        // No commit ends now, so the state of the thread is the only sign that recording waits.
        await().until(() -> recorder.getState() == Thread.State.TIMED_WAITING);
        assertThat(history.stats().lost()).isEmpty();
        assertThat(history.stats().bytes()).isLessThan(4 << 20);
        gate.countDown();
        recorder.join(TimeUnit.SECONDS.toMillis(60));
        assertThat(recorder.isAlive()).isFalse();
        assertThat(history.stats().bytes()).isLessThan(4 << 20);
        full = false;
        history.flush();
        assertThat(history.durableSequence()).isEqualTo(count);
        history.close();
    }

    @Test
    void shouldNotReturnFromAnyCloseBeforeAllEventsAreStored() throws Exception {
        EventHistory history = open(EventHistory.builder().durability(Durability.ON_FLUSH));
        history.recordEvent(event(0));
        gate = new CountDownLatch(1);
        Thread first = new Thread(history::close);
        first.start();
        await().until(() -> first.getState() == Thread.State.WAITING);
        Thread second = new Thread(history::close);
        second.start();
        await().until(() -> second.getState() == Thread.State.WAITING || second.getState() == Thread.State.TERMINATED);
        assertThat(second.isAlive())
                .as("the second close waits for the first close")
                .isTrue();
        gate.countDown();
        first.join();
        second.join();
        history.close();
        assertThat(store.reopen(EventStore.Mode.READ).contents(-1).history().nextSequence())
                .isEqualTo(1);
    }

    @Test
    void shouldStoreAllEventsIfTheStoringThreadClosesTheHistory() {
        EventHistory history =
                EventHistory.builder().store(faulty()).executor(Runnable::run).build();
        history.onProblem(problem -> {
            full = false;
            history.close();
        });
        full = true;
        history.recordEvent(event(0));
        await().ignoreExceptionsInstanceOf(StoreException.class).until(() -> {
            try (EventStore again = store.reopen(EventStore.Mode.WRITE)) {
                return again.contents(-1).history().nextSequence() == 1;
            }
        });
    }

    @Test
    void shouldNotDeadlockIfAListenerClosesAHistoryThatIsBeingClosed() {
        EventHistory history = EventHistory.builder()
                .store(faulty())
                .durability(Durability.ON_FLUSH)
                .executor(Runnable::run)
                .build();
        AtomicBoolean closed = new AtomicBoolean();
        history.onProblem(problem -> {
            history.close();
            closed.set(true);
        });
        history.recordEvent(event(0));
        full = true;
        assertThatThrownBy(history::close).isInstanceOf(StoreException.class);
        assertThat(closed).isTrue();
    }

    @Test
    void shouldContinueWithTheRemainingEventsAfterTheStoreWasSalvaged() {
        try (EventHistory history = open(EventHistory.builder())) {
            for (long n = 0; n < 5_000; n++) {
                history.recordEvent(event(n));
            }
        }
        InMemoryEventStore again = store.reopen(EventStore.Mode.WRITE);
        StoredBlock gone = again.contents(-1).blocks().get(1);
        RecoveryReport salvaged = new RecoveryReport(false, 0, 0, 0, List.of(), List.of(), Optional.empty());
        AtomicBoolean anew = new AtomicBoolean();
        EventStore damaged = (EventStore) Proxy.newProxyInstance(
                EventStore.class.getClassLoader(), new Class<?>[] {EventStore.class}, (proxy, method, arguments) -> {
                    if (anew.get() && method.getName().equals("recovery")) {
                        return salvaged;
                    }
                    Object result = method.invoke(again, arguments);
                    if (anew.get() && result instanceof StoreContents contents) {
                        return new StoreContents(
                                contents.blocks().stream()
                                        .filter(block -> block.firstSequence() != gone.firstSequence())
                                        .toList(),
                                contents.tail(),
                                contents.history(),
                                contents.sessions(),
                                contents.states(),
                                contents.gaps(),
                                contents.breaks());
                    }
                    return result;
                });
        try (EventHistory history = EventHistory.builder().store(damaged).build()) {
            history.onProblem(problems::add);
            anew.set(true);
            history.recordEvent(event(5_000));
            history.flush();

            assertThat(history.stats().lost())
                    .containsExactly(new SequenceRange(gone.firstSequence(), gone.lastSequence()));
            assertThat(history.count(ALL)).isEqualTo(5_001 - gone.size());
            assertThat(history.getEvents()).noneMatch(event -> event.sequence() == gone.firstSequence());
            await().until(() -> kinds().contains(Kind.EVENTS_LOST));
        }
    }
}
