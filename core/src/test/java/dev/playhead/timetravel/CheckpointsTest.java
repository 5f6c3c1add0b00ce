package dev.playhead.timetravel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.playhead.EventHistory;
import dev.playhead.block.EncodedState;
import dev.playhead.block.SealedBlock;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.grid.GridState;
import dev.playhead.internal.recording.Buffers;
import dev.playhead.storage.RetentionPolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CheckpointsTest {
    private static final int MANY = 20_000;
    private static final StateCodec<Long> NUMBER = StateCodec.ofData("1", number -> number, data -> (Long) data);

    private final AtomicLong folded = new AtomicLong();

    private Projection<Long> counting(StateCodec<Long> codec) {
        return Projection.of("counting", 0L, this::counted, codec);
    }

    private Long counted(Long count, RecordedEvent event) {
        folded.incrementAndGet();
        return count + 1;
    }

    private static Travels travels(int capacity, Projection<?>... projections) {
        return new Travels(RetentionPolicy.unlimited().withMaxCount(capacity), List.of(projections));
    }

    private static Travels recorded(Travels travels, int events) {
        for (int i = 0; i < events; i++) {
            travels.record("e", i, null);
        }
        return travels;
    }

    private void assertFewEventsAreFolded(Travels travels, Projection<Long> counting, long atMost) {
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            long sequence = random.nextInt(MANY);
            folded.set(0);
            assertThat(travels.snapshots.atSequence(sequence).state(counting)).isEqualTo(sequence + 1);
            assertThat(folded.get()).isLessThanOrEqualTo(atMost);
        }
    }

    @Test
    void shouldFoldFewEventsForAnyStateOnceAllEventsWereFolded() {
        Projection<Long> counting = counting(NUMBER);
        Travels travels = recorded(travels(MANY, counting), MANY);
        travels.snapshots.latest().state(counting);

        assertThat(folded.getAndSet(0)).isEqualTo(MANY);
        assertFewEventsAreFolded(travels, counting, 400);
        assertThat(travels.snapshots.checkpointBytes()).isPositive().isLessThan(MANY / 2);
    }

    @Test
    void shouldKeepCheckpointsWithoutACodecAndForUnregisteredProjections() {
        Projection<Long> counting = Projection.of("plain", 0L, this::counted);
        for (Travels travels : List.of(travels(MANY, counting), travels(MANY))) {
            recorded(travels, MANY).snapshots.latest().state(counting);
            assertFewEventsAreFolded(travels, counting, 400);
            assertThat(travels.snapshots.checkpointBytes()).isZero();
        }
    }

    @Test
    void shouldKeepCheckpointsOfTheProjectionsQueriedLast() {
        Travels travels = recorded(travels(MANY), 5_000);
        List<Projection<Long>> five = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            five.add(Projection.of("p" + i, 0L, this::counted));
            travels.snapshots.latest().state(five.get(i));
        }
        folded.set(0);

        travels.snapshots.atSequence(4_000).state(five.get(4));
        assertThat(folded.getAndSet(0)).isLessThan(1_000);
        travels.snapshots.atSequence(4_000).state(five.get(0));
        assertThat(folded.get()).isEqualTo(4_001);
    }

    @Test
    void shouldPlaceCheckpointsMoreDenselyIfFoldingIsSlow() {
        long[] nanos = {0};
        Projection<Long> slow = Projection.of("slow", 0L, (count, event) -> {
            nanos[0] += 2_000;
            return counted(count, event);
        });
        Projection<Long> quick = Projection.of("quick", 0L, (count, event) -> {
            nanos[0] += 200;
            return counted(count, event);
        });
        Travels travels = new Travels(RetentionPolicy.unlimited(), List.of(slow, quick), () -> nanos[0]);
        recorded(travels, MANY);
        travels.snapshots.latest().state(slow);
        travels.snapshots.latest().state(quick);

        assertFewEventsAreFolded(travels, slow, 260);
        folded.set(0);
        travels.snapshots.atSequence(MANY / 2 + 1_000).state(quick);
        travels.snapshots.atSequence(MANY / 2).state(quick);
        assertThat(folded.get()).isBetween(200L, 3_000L);
    }

    @Test
    void shouldDropCheckpointsWithTheirBlocks() {
        Projection<Long> counting = counting(NUMBER);
        Travels travels = recorded(travels(4_096, counting), 4_096);
        travels.snapshots.latest().state(counting);
        long before = travels.snapshots.checkpointBytes();
        assertThat(before).isPositive();

        recorded(travels, 4_096 + 1_024);
        travels.buffer.held();
        travels.snapshots.foldRetired();

        assertThat(travels.snapshots.checkpointBytes()).isZero();
        assertThat(travels.snapshots.latest().state(counting)).isEqualTo(9_216);
    }

    @Test
    void shouldDropCheckpointsWhenTheHistoryIsCleared() {
        Projection<Long> counting = counting(NUMBER);
        Travels travels = recorded(travels(MANY, counting), 3_000);
        EventSnapshot old = travels.snapshots.latest();
        old.state(counting);
        travels.buffer.clear();
        recorded(travels, 10);

        assertThat(travels.snapshots.latest().state(counting)).isEqualTo(10);
        assertThat(travels.snapshots.checkpointBytes()).isZero();
        assertThat(old.state(counting)).isEqualTo(3_000);
        assertThat(travels.snapshots.latest().state(counting)).isEqualTo(10);
    }

    @Test
    void shouldNotMixStatesOfTwoBaselines() {
        Projection<Long> counting = counting(NUMBER);
        Travels travels = recorded(travels(MANY, counting), 3_000);
        EventSnapshot old = travels.snapshots.latest();
        travels.snapshots.baseline(counting, 1_000_000L);

        assertThat(old.state(counting)).isEqualTo(3_000);
        assertThat(travels.snapshots.latest().state(counting)).isEqualTo(1_003_000);
        assertThat(old.state(counting)).isEqualTo(3_000);
        assertThat(travels.snapshots.atSequence(9).state(counting)).isEqualTo(1_000_010);
        assertThat(travels.timeline.firstEventWhere(counting, count -> count > 1_000_004))
                .map(RecordedEvent::id)
                .hasValue("4");
    }

    @Test
    void shouldKeepABaselineWhenEventsAreEvicted() {
        Projection<Long> counting = counting(NUMBER);
        Travels travels = travels(100, counting);
        travels.snapshots.baseline(counting, 1_000L);
        recorded(travels, 5_000).snapshots.foldRetired();

        assertThat(travels.snapshots.latest().state(counting)).isEqualTo(6_000);
        assertThatThrownBy(() -> travels.snapshots.baseline(counting, 0L))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("projection=counting")
                .hasMessageContaining("kept=4900..4999");
        travels.buffer.clear();
        assertThat(travels.snapshots.latest().state(counting)).isZero();
        travels.snapshots.baseline(counting, 7L);
        assertThat(travels.snapshots.latest().state(counting)).isEqualTo(7);
    }

    @Test
    void shouldRefuseABaselineOfAnUnregisteredProjection() {
        assertThatThrownBy(() -> travels(10).snapshots.baseline(counting(NUMBER), 1L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("projection=counting is not registered");
    }

    @Test
    void shouldReportTheNumberOfFoldedEvents() {
        Projection<Long> counting = counting(NUMBER);
        Travels travels = recorded(travels(MANY, counting), 1_000);
        List<Long> reported = new ArrayList<>();
        Long state = travels.snapshots.latest().state(counting, (done, total) -> {
            assertThat(total).isEqualTo(1_000);
            return reported.add(done);
        });
        assertThat(state).isEqualTo(1_000);
        assertThat(reported).isSorted().hasSizeGreaterThan(3).endsWith(1_000L);
    }

    @Test
    void shouldContinueFromTheLastCheckpointAfterAFoldWasCancelled() {
        Projection<Long> counting = counting(NUMBER);
        Travels travels = recorded(travels(MANY, counting), MANY);
        assertThatThrownBy(() -> travels.snapshots.latest().state(counting, (done, total) -> done < MANY / 2))
                .isInstanceOf(QuestionCancelledException.class);
        folded.set(0);

        assertThat(travels.snapshots.latest().state(counting)).isEqualTo(MANY);
        assertThat(folded.get()).isLessThan(MANY / 2 + 500);
    }

    /** Returns a codec that fails either at the fourth and every later encoding, or at every decoding. */
    private static StateCodec<Long> failing(boolean encoding) {
        AtomicLong calls = new AtomicLong();
        return StateCodec.ofData(
                "1",
                number -> {
                    if (encoding && calls.incrementAndGet() > 3) {
                        throw new IllegalStateException("cannot say it");
                    }
                    return number;
                },
                data -> {
                    if (!encoding) {
                        throw new IllegalStateException("cannot read it");
                    }
                    return (Long) data;
                });
    }

    @Test
    void shouldReportACodecThatThrowsAndContinueWithoutIt() {
        for (boolean encoding : new boolean[] {true, false}) {
            Projection<Long> broken = counting(failing(encoding));
            Projection<Long> sound = Projection.of("sound", 0L, this::counted, NUMBER);
            Travels travels = recorded(travels(MANY, broken, sound), MANY);
            for (long sequence : new long[] {MANY - 1, MANY / 2, 17, MANY - 1}) {
                assertThat(travels.snapshots.atSequence(sequence).state(broken)).isEqualTo(sequence + 1);
                assertThat(travels.snapshots.atSequence(sequence).state(sound)).isEqualTo(sequence + 1);
            }
            assertThat(travels.failures).hasSize(1);
            assertThat(travels.failures.get(0))
                    .hasMessageContaining("projection=counting has no checkpoints")
                    .hasMessageContaining(encoding ? "cannot say it" : "cannot read it");
            folded.set(0);
            travels.snapshots.atSequence(MANY / 2).state(sound);
            assertThat(folded.get()).isLessThan(400);
        }
    }

    @Test
    void shouldNameTheEventAtWhichAProjectionThrowsAlsoAfterACheckpoint() {
        Projection<Long> touchy = Projection.of(
                "touchy",
                0L,
                (count, event) -> {
                    if (event.sequence() == 7_777) {
                        throw new IllegalArgumentException("no");
                    }
                    return count + 1;
                },
                NUMBER);
        Projection<Long> sound = counting(NUMBER);
        Travels travels = recorded(travels(MANY, touchy, sound), MANY);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> travels.snapshots.latest().state(touchy))
                    .isInstanceOf(ProjectionException.class)
                    .hasMessageContaining("projection=touchy threw at event id=7777 type=e");
        }
        assertThat(travels.snapshots.latest().state(sound)).isEqualTo(MANY);
        assertThat(travels.snapshots.atSequence(7_776).state(touchy)).isEqualTo(7_777);
    }

    @Test
    void shouldLimitCheckpointsToAShareOfTheBytesOfEvents() {
        Random random = new Random(2);
        // Each state has about one kilobyte, and states share no content. The budget allows one state for about every
        // twenty kilobytes of events.
        StateCodec<Long> large = StateCodec.ofData(
                "1",
                number -> {
                    StringBuilder text = new StringBuilder();
                    for (int i = 0; i < 500; i++) {
                        text.append((char) random.nextInt(256));
                    }
                    return List.of(number, text.toString());
                },
                data -> (Long) ((List<?>) data).get(0));
        Projection<Long> counting = counting(large);
        Travels travels = recorded(travels(10 * MANY, counting), 10 * MANY);
        Buffers.maintain(travels.buffer);
        travels.snapshots.latest().state(counting);

        long eventBytes = travels.run().blocks().stream()
                .mapToLong(block -> block instanceof SealedBlock sealed ? sealed.memoryBytes() : 0)
                .sum();
        assertThat(travels.snapshots.checkpointBytes()).isBetween(eventBytes / 40, eventBytes / 20 + 5_000);
    }

    @Test
    void shouldHaveRoomForThreeWholeStatesIfThereAreFewEvents() {
        int size = 20_000;
        // If the budget were only a share of the bytes of the events, it would be about a fifth of the size of a single
        // state of this projection.
        StateCodec<Long> large = StateCodec.ofData(
                "1",
                number -> {
                    byte[] noise = new byte[size];
                    new Random(number).nextBytes(noise);
                    return List.of(number, new String(noise, StandardCharsets.ISO_8859_1));
                },
                data -> (Long) ((List<?>) data).get(0));
        Projection<Long> counting = counting(large);
        Travels travels = recorded(travels(MANY, counting), 2_000);
        travels.snapshots.latest().state(counting);

        assertThat(travels.snapshots.checkpointBytes()).isBetween(5L * size / 2, 5L * size);
        assertThat(travels.snapshots.atSequence(1_500).state(counting)).isEqualTo(1_501);
    }

    private static Travels edited(Random random, int rows, int events) {
        Travels travels = new Travels(RetentionPolicy.unlimited(), GridState.projection());
        for (int i = 0; i < events; i++) {
            String row = "row" + (i < rows ? i : random.nextInt(rows));
            travels.record(
                    "cell:edit",
                    i,
                    Map.of(
                            "gridId",
                            "g",
                            "rowId",
                            row,
                            "columnId",
                            "c",
                            "oldValue",
                            0L,
                            "newValue",
                            random.nextLong()));
        }
        return travels;
    }

    @Test
    void shouldStoreAllCheckpointsEvenIfAChainGrowsAfterItWasStored() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        AtomicLong clock = new AtomicLong();
        // According to this clock, folding is so slow that a checkpoint is due after every few events. The budget is
        // too small for most of these checkpoints.
        Travels travels = new Travels(
                RetentionPolicy.unlimited(), List.of(GridState.projection()), () -> clock.getAndAdd(50_000_000));
        travels.snapshots.restore(state -> Optional.empty(), true, false);
        Map<Long, EncodedState> store = new TreeMap<>();
        int events = 0;
        for (int round = 0; round < 40; round++) {
            for (int i = random.nextInt(1_500); i >= 0; i--) {
                String row = "row" + random.nextInt(50);
                travels.record(
                        "cell:edit", 1, Map.of("gridId", "g", "rowId", row, "columnId", "c", "newValue", events++));
            }
            GridState unused = travels.snapshots.latest().state(GridState.projection());
            boolean last = round == 39;
            SnapshotManager.NewStates states =
                    travels.snapshots.newStates(last ? events : random.nextInt(events), last);
            if (last || random.nextInt(3) > 0) { // otherwise, nothing is stored, as if the commit failed
                states.added().forEach(state -> store.put(state.sequence(), state));
                states.dropped().forEach(state -> store.remove(state.sequence()));
                states.onStored().run();
            }
        }
        List<Long> sequences = new ArrayList<>();
        long bytes = 0;
        for (EncodedState state : store.values()) {
            DeltaChain chain = StateEnvelope.openChain(state.bytes(), "2", 0, 0).orElseThrow();
            chain.addSequences(0, events, sequences);
            bytes += chain.bytes() + 200;
        }
        assertThat(sequences).as("seed %d", seed).isSorted().doesNotHaveDuplicates();
        assertThat(sequences.get(sequences.size() - 1)).as("seed %d", seed).isGreaterThan(events - 5_000);
        assertThat(bytes).as("seed %d", seed).isEqualTo(travels.snapshots.checkpointBytes());
    }

    @Test
    void shouldStoreTheBeginningOfAChainThatExtendsBeyondTheStoredEvents() {
        Projection<Long> counting = counting(NUMBER);
        Travels travels = recorded(travels(MANY, counting), MANY);
        travels.snapshots.latest().state(counting);

        List<EncodedState> states =
                travels.snapshots.newStates(MANY - 1_000, true).added();

        assertThat(states).allMatch(state -> state.sequence() <= MANY - 999);
        assertThat(states).anyMatch(state -> state.sequence() > MANY - 2_000);
    }

    @Test
    void shouldKeepShortChainsForAStoreBecauseOtherProcessesDecodeThem() {
        int rows = 2_000;
        int events = 120_000;
        Travels inMemory = edited(new Random(3), rows, events);
        Travels stored = edited(new Random(3), rows, events);
        Buffers.maintain(inMemory.buffer);
        Buffers.maintain(stored.buffer);
        stored.snapshots.restore(state -> Optional.empty(), true, false);
        GridState expected = inMemory.snapshots.latest().state(GridState.projection());
        assertThat(stored.snapshots.latest().state(GridState.projection())).isEqualTo(expected);

        List<EncodedState> chains = stored.snapshots.newStates(events, true).added();
        for (EncodedState chain : chains) {
            assertThat(StateEnvelope.openChain(chain.bytes(), "2", 0, 0)
                            .orElseThrow()
                            .size())
                    .isLessThanOrEqualTo(140);
        }
        assertThat(chains.size())
                .isGreaterThan(
                        inMemory.snapshots.newStates(events, true).added().size());
    }

    @Test
    void shouldReleaseCheckpointsOfEvictedAndClearedEventsForAnyProjection() {
        Projection<Long> counting = counting(NUMBER);
        for (boolean registered : new boolean[] {true, false}) {
            try (EventHistory history = EventHistory.builder()
                    .capacity(MANY)
                    .projection(registered ? new Projection<?>[] {counting} : new Projection<?>[0])
                    .build()) {
                fill(history);
                history.timeline().snapshot().state(counting);
                assertThat(history.stats().checkpointBytes()).isPositive();
                fill(history);
                fill(history);
                await().until(() -> history.stats().checkpointBytes() == 0);
            }
            try (EventHistory history = EventHistory.builder()
                    .capacity(MANY)
                    .projection(registered ? new Projection<?>[] {counting} : new Projection<?>[0])
                    .build()) {
                fill(history);
                history.timeline().snapshot().state(counting);
                assertThat(history.stats().checkpointBytes()).isPositive();
                history.clear();
                assertThat(history.stats().checkpointBytes()).isZero();
                fill(history);
                assertThat(history.timeline().snapshot().state(counting)).isEqualTo(MANY);
            }
        }
    }

    private static void fill(EventHistory history) {
        for (int i = 0; i < MANY; i++) {
            history.recordEvent(GridEvent.of("e", null));
        }
    }
}
