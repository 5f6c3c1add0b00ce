package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.bus.EventBus;
import dev.playhead.bus.NestedEvents;
import dev.playhead.event.GridEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ImportOptions;
import dev.playhead.timetravel.Projection;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests of the breaks and gaps that a replay reports. */
class OmissionsTest {
    private static final ReplayOptions FAST = ReplayOptions.defaults().asFastAsPossible();
    private static final Instant T0 = Instant.parse("2026-01-31T10:00:00Z");
    private static final Projection<Long> SUM = new Projection<>() {
        @Override
        public String name() {
            return "sum";
        }

        @Override
        public Long initial() {
            return 0L;
        }

        @Override
        public Long apply(Long sum, dev.playhead.event.RecordedEvent event) {
            return sum + (event.type().equals("a") ? (Long) event.payload() : 0);
        }

        @Override
        public EventFilter relevant() {
            return EventFilter.typeIs("a");
        }
    };

    private static EventHistory history(String... items) {
        StringBuilder text = new StringBuilder();
        long next = 0;
        for (String item : items) {
            if (item.equals("gap")) {
                text.append("{\"$playhead\":\"gap\",\"first\":" + next + ",\"last\":" + ++next + "}\n");
                next++;
            } else if (item.startsWith("break ")) {
                text.append("{\"$playhead\":\"break\",\"sequence\":" + next + ",\"from\":\"" + T0 + "\",\"to\":\"" + T0
                        + "\",\"offered\":{\"" + item.substring(6) + "\":1}}\n");
            } else {
                text.append("{\"sequence\":" + next++ + ",\"type\":\"" + item + "\",\"timestamp\":\"" + T0
                        + "\",\"payload\":1}\n");
            }
        }
        EventHistory history = EventHistory.builder().projection(SUM).build();
        history.importFrom(
                new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)), ImportOptions.strictly());
        return history;
    }

    private static ReplayReport replay(EventHistory history, EventFilter filter, ReplayOptions options) {
        return history.replay(filter, options)
                .completion()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private static void assertPassed(EventHistory history, EventFilter filter, int breaks, int gaps) {
        ReplayReport report = replay(history, filter, FAST.target(event -> {}));
        assertThat(report.breaks()).isEqualTo(breaks);
        assertThat(report.gaps()).isEqualTo(gaps);
        assertThat(report.missed()).isZero();
    }

    @Test
    void shouldReportTheNumberOfBreaksAndGapsPassed() {
        EventHistory history = history("a", "break a", "a", "b", "gap", "a", "break b", "gap", "a", "gap", "break a");

        assertPassed(history, EventFilter.all(), 3, 3);
        assertPassed(history, EventFilter.sequenceBetween(0, 0), 1, 0);
        assertPassed(history, EventFilter.sequenceBetween(2, 2), 0, 1);
        assertPassed(history, EventFilter.sequenceBetween(1, 5), 2, 2);
        assertPassed(history, EventFilter.typeIs("b"), 0, 1);
        assertPassed(history, EventFilter.typeIs("none"), 0, 0);
        assertPassed(history("a", "a"), EventFilter.all(), 0, 0);
    }

    @Test
    void shouldNotCountBreaksAndGapsThatItDidNotReach() throws InterruptedException {
        EventHistory history = history("a", "b", "a", "break a", "a", "gap", "a");
        CountDownLatch reached = new CountDownLatch(1);
        Replay replay = history.replay(EventFilter.all(), FAST.startPaused(true).target(event -> reached.countDown()));
        replay.step();
        assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
        replay.cancel();
        ReplayReport report =
                replay.completion().orTimeout(60, TimeUnit.SECONDS).join();

        assertThat(report.breaks()).isZero();
        assertThat(report.gaps()).isZero();
    }

    @Test
    void shouldCountEachBreakAndGapOnceEvenIfPassedRepeatedly() {
        EventHistory history = history("a", "break a", "a", "gap", "a");
        List<Replay> running = new ArrayList<>();
        AtomicLong seen = new AtomicLong();
        CountDownLatch started = new CountDownLatch(1);
        Replay replay = history.replay(EventFilter.all(), FAST.target(event -> {
            await(started);
            if (event.sequence() == 4 && seen.incrementAndGet() < 3) {
                running.get(0).seek("0");
            }
        }));
        running.add(replay);
        started.countDown();
        ReplayReport report =
                replay.completion().orTimeout(60, TimeUnit.SECONDS).join();

        assertThat(seen).hasValue(3);
        assertThat(report.breaks()).isEqualTo(1);
        assertThat(report.gaps()).isEqualTo(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Replays to an application whose state is wrong from the given event on, or correct if {@code wrongFrom} is -1.
     * The replay verifies this state, and the method returns the report.
     */
    private static ReplayReport verify(EventHistory history, EventFilter filter, long wrongFrom) {
        AtomicLong sum = new AtomicLong();
        return replay(
                history,
                filter,
                FAST.target(event -> sum.addAndGet(
                                (event.type().equals("a") ? 1 : 0) + (event.sequence() == wrongFrom ? 1 : 0)))
                        .verify(SUM, sum::get));
    }

    @Test
    void shouldCompareStatesOnlyBeforeABreakOrGap() {
        for (String missing : List.of("break a", "gap")) {
            EventHistory history = history("a", "a", missing, "a", "a", "a");
            ReplayReport right = verify(history, EventFilter.all(), -1);
            assertThat(right.firstDivergence()).isEmpty();
            assertThat(right.published()).isEqualTo(5);
            assertThat(right.breaks() + right.gaps()).isEqualTo(1);
            assertThat(verify(history, EventFilter.all(), 1).firstDivergence())
                    .hasValueSatisfying(found -> assertThat(found.differsAt()).isGreaterThanOrEqualTo(1));
            assertThat(verify(history, EventFilter.all(), 4).firstDivergence()).isEmpty();
        }
    }

    @Test
    void shouldContinueComparingAfterABreakThatDoesNotConcernTheProjection() {
        EventHistory history = history("a", "a", "break b", "a", "a", "a");

        assertThat(verify(history, EventFilter.all(), -1).firstDivergence()).isEmpty();
        assertThat(verify(history, EventFilter.all(), 3).firstDivergence()).isPresent();
        assertThat(verify(history, EventFilter.all(), 3).breaks()).isEqualTo(1);
    }

    @Test
    void shouldReplayWithoutComparingStatesIfItBeginsAfterABreak() {
        EventHistory history = history("a", "break a", "a", "a", "a");
        ReplayReport report = verify(history, EventFilter.sequenceBetween(2, 3), 2);

        assertThat(report.published()).isEqualTo(2);
        assertThat(report.firstDivergence()).isEmpty();
        assertThat(report.breaks()).isEqualTo(1);
    }

    /**
     * Records orders that are published on a bus, replays them, and returns the report. When an order is recorded, a
     * handler publishes one event of type {@code stock}. Recording is paused while the second order is handled.
     *
     * @param trailing whether no order follows the pause
     * @param stocksPerOrder the number of {@code stock} events that the handler publishes for each order in the replay
     */
    private static ReplayReport deriving(boolean trailing, int stocksPerOrder) {
        EventBus bus = EventBus.create();
        EventHistory history = EventHistory.inMemory();
        AtomicLong stocks = new AtomicLong(1);
        history.attach(bus);
        bus.subscribe("order", event -> {
            if (event.payload().equals("pause")) {
                history.pause();
            }
            for (int i = 0; i < stocks.get(); i++) {
                bus.publish(GridEvent.of("stock", event.payload()));
            }
        });
        bus.publish(GridEvent.of("order", "one"));
        bus.publish(GridEvent.of("order", "pause"));
        history.resume();
        if (!trailing) {
            bus.publish(GridEvent.of("order", "two"));
        }
        assertThat(history.stats().breaks()).hasSize(1);
        stocks.set(stocksPerOrder);
        return replay(history, EventFilter.all(), FAST.nested(NestedEvents.ROOTS_ONLY));
    }

    @Test
    void shouldNotReportUnrecordedEventsAsADifference() {
        assertThat(deriving(false, 1).firstDifference()).isEmpty();
        assertThat(deriving(true, 1).firstDifference()).isEmpty();
        assertThat(deriving(false, 1).breaks()).isEqualTo(1);
        assertThat(deriving(false, 0).firstDifference())
                .hasValueSatisfying(
                        difference -> assertThat(difference.derived()).isEmpty());
        assertThat(deriving(true, 0).firstDifference()).isPresent();
    }

    @Test
    @Tag("full")
    void shouldCountTheBreaksAndGapsNextToReplayedEvents() {
        int rounds = Boolean.getBoolean("playhead.full") ? 2_000 : 60;
        long base = System.nanoTime();
        for (int round = 0; round < rounds; round++) {
            long seed = base + round;
            Random random = new Random(seed);
            List<String> items = new ArrayList<>(List.of("a"));
            for (int i = random.nextInt(30); i > 0; i--) {
                // An event follows each break or gap, because adjacent breaks or gaps would be merged.
                items.add(random.nextBoolean() ? "gap" : "break " + (random.nextBoolean() ? "a" : "b"));
                for (int more = 1 + random.nextInt(3); more > 0; more--) {
                    items.add("a");
                }
            }
            EventHistory history = history(items.toArray(String[]::new));
            long end = history.getEvents().get(history.getEvents().size() - 1).sequence();
            long first = random.nextLong(end + 1);
            long last = first + random.nextLong(end + 1 - first);
            assertThat(naive(items, first, last))
                    .as("seed=" + seed)
                    .isEqualTo(passed(history, EventFilter.sequenceBetween(first, last)));
        }
    }

    private static String passed(EventHistory history, EventFilter filter) {
        ReplayReport report = replay(history, filter, FAST.target(event -> {}));
        return report.breaks() + " breaks, " + report.gaps() + " gaps";
    }

    /** Returns, as text, how many breaks and gaps directly precede or follow an event of the range. */
    private static String naive(List<String> items, long first, long last) {
        int breaks = 0;
        int gaps = 0;
        long next = 0;
        for (int i = 0; i < items.size(); i++) {
            String item = items.get(i);
            boolean isGap = item.equals("gap");
            if (item.equals("a")) {
                next++;
                continue;
            }
            long before = next - 1;
            next += isGap ? 2 : 0;
            boolean isPassed =
                    (before >= first && before <= last) || (next >= first && next <= last && i + 1 < items.size());
            breaks += isPassed && !isGap ? 1 : 0;
            gaps += isPassed && isGap ? 1 : 0;
        }
        return breaks + " breaks, " + gaps + " gaps";
    }
}
