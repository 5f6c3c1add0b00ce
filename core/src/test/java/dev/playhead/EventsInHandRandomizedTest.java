package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.block.SealedBlock;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RandomData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.CountBy;
import dev.playhead.filter.EventCounts;
import dev.playhead.filter.EventFilter;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.InMemoryEventStore;
import dev.playhead.storage.spi.StoredBlock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Tests that events remain readable after queries have returned them, whatever happens to their blocks. */
class EventsInHandRandomizedTest {
    private final InMemoryEventStore store = InMemoryEventStore.create();
    private final List<GridEvent> recorded = new ArrayList<>();
    private final List<RecordedEvent> inHand = new ArrayList<>();
    private long damagedSequence = -1;

    private EventStore faulty() {
        return (EventStore) Proxy.newProxyInstance(
                EventStore.class.getClassLoader(), new Class<?>[] {EventStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("block") && isDamaged((StoredBlock) arguments[0])) {
                        SealedBlock.open(new byte[100]); // throws the exception for damaged bytes
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private boolean isDamaged(StoredBlock block) {
        return block.firstSequence() <= damagedSequence && damagedSequence <= block.lastSequence();
    }

    @RepeatedTest(20)
    void shouldReadReturnedEventsAfterTheirBlocksAreEvictedPagedOutOrDamagedOrTheStoreIsClosed(
            RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        RandomData data = new RandomData(random);
        EventHistory.Builder builder =
                EventHistory.builder().capacity(500 + random.nextInt(3_000)).memoryBudget(1 + random.nextInt(60_000));
        EventHistory history = (random.nextInt(4) == 0 ? builder : builder.store(faulty())).build();
        try (history) {
            for (int step = 0; step < 40; step++) {
                switch (random.nextInt(6)) {
                    case 0, 1 -> record(history, random, data);
                    case 2 -> take(history, random);
                    case 3 -> history.flush();
                    case 4 -> damagedSequence = random.nextInt(recorded.size() + 1);
                    default -> history.count(EventFilter.matching(event -> event.payload() == null));
                }
                readSome("seed=" + seed + " step=" + step, random);
            }
            take(history, random);
        }
        damagedSequence = 0;

        inHand.forEach(event -> assertRead("seed=" + seed, event));
        assertThat(inHand).as("seed=%d", seed).isNotEmpty();
    }

    private void record(EventHistory history, Random random, RandomData data) {
        for (int i = random.nextInt(1_500); i >= 0; i--) {
            boolean regular = random.nextInt(50) > 0;
            GridEvent event = regular
                    ? GridEvent.of("cell:edit", Map.of("row", "R-" + random.nextInt(100), "value", random.nextInt(9)))
                    : data.event();
            long sequence = history.recordEvent(event);
            assertThat(sequence).isEqualTo(recorded.size());
            recorded.add(event);
        }
    }

    private void take(EventHistory history, Random random) {
        int every = 1 + random.nextInt(200);
        try (Stream<RecordedEvent> events = history.events(EventFilter.all())) {
            events.filter(event -> event.sequence() % every == 0).forEach(inHand::add);
        }
        long damaged = damagedSequence;
        // Hides the damage from the next two queries. If the damage were found between them, only the second result
        // would lack the events of the block.
        damagedSequence = -1;
        List<Instant> times = history.timestamps().toList();
        assertThat(times)
                .isEqualTo(history.events(EventFilter.all())
                        .map(RecordedEvent::timestamp)
                        .toList());
        EventFilter edits = EventFilter.typeIs("cell:edit");
        assertThat(total(history.counts(edits, CountBy.TYPE))).isEqualTo(history.count(edits));
        damagedSequence = damaged;
        // May find the damage. Then events of the first block, which the capacity hid, are retained again.
        EventFilter read = EventFilter.matching(event -> event.payload() != null);
        assertThat(total(history.counts(read, CountBy.SOURCE))).isLessThanOrEqualTo(recorded.size());
        damagedSequence = -1;
        assertThat(total(history.counts(read, CountBy.SOURCE))).isEqualTo(history.count(read));
        damagedSequence = damaged;
        inHand.addAll(history.latest(EventFilter.typeIs("cell:edit"), 5));
    }

    private static long total(Stream<EventCounts> runs) {
        return runs.mapToLong(EventCounts::count).sum();
    }

    private void readSome(String about, Random random) {
        for (int i = 0; i < 20 && !inHand.isEmpty(); i++) {
            RecordedEvent event = inHand.get(random.nextInt(inHand.size()));
            GridEvent expected = recorded.get((int) event.sequence());
            switch (random.nextInt(4)) {
                case 0 -> assertRead(about, event);
                case 1 -> assertThat(event.timestamp()).as(about).isEqualTo(expected.timestamp());
                case 2 -> assertThat(event.source()).as(about).isEqualTo(expected.source());
                default -> {
                    if (event.payload() instanceof Map<?, ?> map
                            && expected.type().equals("cell:edit")) {
                        assertThat(map.get("row")).as(about).isEqualTo(((Map<?, ?>) expected.payload()).get("row"));
                    }
                }
            }
        }
    }

    private void assertRead(String about, RecordedEvent event) {
        GridEvent expected = recorded.get((int) event.sequence());
        RecordedEvent plain = RecordedEvent.of(event.sequence(), expected);
        assertThat(event).as(about).isEqualTo(plain);
    }
}
