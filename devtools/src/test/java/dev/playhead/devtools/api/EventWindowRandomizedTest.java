package dev.playhead.devtools.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.ProgressListener;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares windows with a list of all matching events, while events are recorded, evicted and cleared. */
class EventWindowRandomizedTest {
    private static final String[] FILTERS = {"", "a", "n=3", "n>7", "-a @user", "a \"b\"", "nothing"};

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void shouldReturnThePartOfTheListOfMatchingEvents() {
        try (EventHistory history = EventHistory.builder().capacity(4_000).build()) {
            EventWindow windows = new EventWindow(history, new QueryRanks(history));
            for (int round = 0; round < 60; round++) {
                record(history, random.nextInt(round % 10 == 9 ? 9_000 : 700));
                if (random.nextInt(20) == 0) {
                    history.clear();
                }
                for (String filter : FILTERS) {
                    EventQuery query = EventQuery.of(filter, null, null);
                    List<EventBrief> all = all(history, query);
                    for (int i = 0; i < 4; i++) {
                        assertLikeModel(windows, query, all);
                    }
                }
            }
        }
    }

    private void record(EventHistory history, int events) {
        for (int i = 0; i < events; i++) {
            history.recordEvent(GridEvent.of(
                            random.nextBoolean() ? "a" : "c",
                            Map.of("n", random.nextInt(9), "t", random.nextBoolean() ? "b" : "c"))
                    .from(random.nextBoolean() ? "user" : "core"));
        }
    }

    private static List<EventBrief> all(EventHistory history, EventQuery query) {
        return history.events(query.filter()).map(EventBrief::of).toList();
    }

    private void assertLikeModel(EventWindow windows, EventQuery query, List<EventBrief> all) {
        int limit = 1 + random.nextInt(300);
        boolean around = random.nextInt(3) == 0;
        long sequence = around ? randomSequence(all) : -1;
        long asked = random.nextInt(4) == 0 ? -1 : random.nextInt(all.size() + 10);
        String as = "seed=" + seed + " filter=" + query.key() + " limit=" + limit + " offset=" + asked + " around="
                + sequence + " of " + all.size();

        EventWindow.Window window = windows.window(query, limit, asked, sequence, ProgressListener.none());

        int offset = (int) window.offset();
        assertThat(window.total()).as(as).isEqualTo(all.size());
        assertThat(window.events()).as(as).isEqualTo(all.subList(offset, Math.min(all.size(), offset + limit)));
        assertThat(window.previous()).as(as).isEqualTo(offset > 0 && offset < all.size() ? all.get(offset - 1) : null);
        if (around) {
            int rank = (int)
                    all.stream().filter(event -> event.sequence() < sequence).count();
            assertThat(window.rank()).as(as).isEqualTo(rank < all.size() ? rank : -1);
            assertThat(rank == all.size() || (rank >= offset && rank < offset + limit))
                    .as(as)
                    .isTrue();
        } else {
            int expected = asked < 0 ? Math.max(0, all.size() - limit) : (int) Math.min(asked, all.size());
            assertThat(offset).as(as).isEqualTo(expected);
        }
    }

    private long randomSequence(List<EventBrief> all) {
        if (all.isEmpty()) {
            return random.nextInt(10);
        }
        long first = all.get(0).sequence();
        long last = all.get(all.size() - 1).sequence();
        return Math.max(0, first - 5 + random.nextInt((int) (last - first) + 10));
    }

    @Test
    void shouldReturnMatchingEventsAfterAllCountedOnesWereEvicted() {
        int counted = 5_000;
        try (EventHistory history = EventHistory.builder().capacity(counted + 2).build()) {
            EventWindow windows = new EventWindow(history, new QueryRanks(history));
            EventQuery query = EventQuery.of("a*a", null, null);
            record(history, "aa", counted);
            record(history, "b", 1);
            record(history, "aa", 1);
            assertThat(windows.window(query, 3, 0, -1, ProgressListener.none()).total())
                    .isEqualTo(counted + 1);
            record(history, "aa", 100);
            record(history, "b", counted - 100); // the oldest event is now the first that does not match

            List<EventBrief> all = all(history, query);
            EventWindow.Window first = windows.window(query, 3, 0, -1, ProgressListener.none());
            EventWindow.Window next = windows.window(query, 3, 1, -1, ProgressListener.none());

            assertThat(history.getEvents(EventFilter.all(), 1))
                    .extracting(RecordedEvent::type)
                    .containsExactly("b");
            assertThat(first.events()).isEqualTo(all.subList(0, 3));
            assertThat(next.events()).isEqualTo(all.subList(1, 4));
            assertThat(next.previous()).isEqualTo(all.get(0));
        }
    }

    private static void record(EventHistory history, String type, int events) {
        for (int i = 0; i < events; i++) {
            history.recordEvent(GridEvent.of(type, i));
        }
    }

    @Test
    void shouldFindTheFewMatchingEventsOfALongHistory() {
        try (EventHistory history = EventHistory.builder().capacity(300_000).build()) {
            record(history, "a", 2);
            record(history, "b", 270_000);
            record(history, "a", 3);
            EventQuery query = EventQuery.of("a", null, null);
            List<EventBrief> all = all(history, query);
            for (int limit = 1; limit <= 6; limit++) {
                EventWindow windows = new EventWindow(history, new QueryRanks(history));
                int end = Math.min(limit, 5);
                EventWindow.Window first = windows.window(query, limit, 0, -1, ProgressListener.none());
                EventWindow.Window last = windows.window(query, limit, -1, -1, ProgressListener.none());

                assertThat(first.total()).isEqualTo(5);
                assertThat(first.events()).isEqualTo(all.subList(0, end));
                assertThat(last.total()).isEqualTo(5);
                assertThat(last.events()).isEqualTo(all.subList(5 - end, 5));
                assertThat(last.previous()).isEqualTo(end == 5 ? null : all.get(4 - end));
                assertThat(query.count(history, ProgressListener.none())).isEqualTo(5);
            }
        }
    }

    @Test
    void shouldKeepTheRanksOfTheLastEventsWhileOthersAreRecorded() {
        try (EventHistory history = EventHistory.inMemory()) {
            record(history, "a", 100);
            boolean[] recorded = {false};
            EventFilter whileRecording = EventFilter.matching(event -> {
                if (event.sequence() < 99 && !recorded[0]) {
                    recorded[0] = true;
                    record(history, "a", 12);
                }
                return true;
            });
            EventWindow windows = new EventWindow(history, new QueryRanks(history));

            EventWindow.Window window =
                    windows.window(new EventQuery("a", whileRecording, true), 10, -1, -1, ProgressListener.none());

            assertThat(history.count(EventFilter.all())).isEqualTo(112);
            assertThat(window.total()).isEqualTo(100);
            assertThat(window.offset()).isEqualTo(90);
            assertThat(window.events())
                    .extracting(EventBrief::sequence)
                    .startsWith(90L)
                    .endsWith(99L);
        }
    }

    @Test
    void shouldFindRanksInEachRun() {
        try (EventHistory history = EventHistory.builder().capacity(20_000).build()) {
            for (int i = 0; i < 20_000; i++) {
                history.recordEvent(GridEvent.of(random.nextInt(1 + i / 1_000) == 0 ? "a" : "b", i));
            }
            for (String filter : List.of("a", "-b", "\"a\"")) {
                EventQuery query = EventQuery.of(filter, null, null);
                List<EventBrief> all = all(history, query);
                RunRanks ranks = RunRanks.of(history, query, null, ProgressListener.none());

                assertThat(ranks.total()).as("seed=" + seed).isEqualTo(all.size());
                for (int rank = 0; rank < all.size(); rank++) {
                    String as = "seed=" + seed + " filter=" + filter + " rank=" + rank;
                    long sequence = all.get(rank).sequence();
                    Ranks.Start start = ranks.atRank(rank);
                    assertThat(start.rank()).as(as).isLessThanOrEqualTo(rank);
                    assertThat(sequence).as(as).isBetween(start.sequence(), start.last());
                    assertThat(ranks.atSequence(sequence)).as(as).isEqualTo(start);
                }
            }
        }
    }

    @Test
    void shouldJoinRunsUntilEachSpansEnough() {
        int size = 1_000;
        long[] begins = new long[size];
        long[] ends = new long[size];
        long[] ranks = new long[size];
        for (int i = 0; i < size; i++) {
            begins[i] = i == 0 ? 0 : ends[i - 1] + 1 + random.nextInt(5);
            ends[i] = begins[i] + random.nextInt(30);
            ranks[i] = 10L * i;
        }
        long[] allBegins = begins.clone();
        long[] allEnds = ends.clone();

        int kept = RunRanks.join(begins, ends, ranks, size, 100);

        int from = 0;
        for (int i = 0; i < kept; i++) {
            String as = "seed=" + seed + " run=" + i;
            assertThat(begins[i]).as(as).isEqualTo(allBegins[from]);
            assertThat(ranks[i]).as(as).isEqualTo(10L * from);
            int to = Arrays.binarySearch(allEnds, ends[i]);
            assertThat(to).as(as).isGreaterThanOrEqualTo(from);
            from = to + 1;
            assertThat(from == size || allEnds[from] - begins[i] >= 100).as(as).isTrue();
        }
        assertThat(from).as("seed=" + seed).isEqualTo(size);
    }
}
