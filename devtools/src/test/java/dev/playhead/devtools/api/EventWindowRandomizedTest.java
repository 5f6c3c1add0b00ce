package dev.playhead.devtools.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.ProgressListener;
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
                    List<RecordedEvent> all = history.getEvents(query.filter());
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

    private void assertLikeModel(EventWindow windows, EventQuery query, List<RecordedEvent> all) {
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

    private long randomSequence(List<RecordedEvent> all) {
        if (all.isEmpty()) {
            return random.nextInt(10);
        }
        long first = all.get(0).sequence();
        long last = all.get(all.size() - 1).sequence();
        return Math.max(0, first - 5 + random.nextInt((int) (last - first) + 10));
    }

    @Test
    void shouldFindRanksAmongMoreEventsThanMarks() {
        try (EventHistory history =
                EventHistory.builder().capacity(3 * RankMarks.MAX_MARKS).build()) {
            for (int i = 0; i < 2 * RankMarks.MAX_MARKS + 777; i++) {
                history.recordEvent(GridEvent.of(i % 3 == 0 ? "a" : "b", i));
            }
            EventQuery query = EventQuery.of("-c", null, null);
            RankMarks marks = RankMarks.of(history, query, ProgressListener.none());

            assertThat(marks.total()).isEqualTo(history.count(EventFilter.all()));
            assertThat(marks.stride()).isEqualTo(4);
            for (int i = 0; i < 1_000; i++) {
                long rank = random.nextInt((int) marks.total());
                Ranks.Start start = marks.atRank(rank);
                assertThat(start.rank()).as("seed=" + seed).isBetween(rank - 3, rank);
                assertThat(start.sequence()).as("seed=" + seed).isEqualTo(start.rank()); // sequences begin with 0
                assertThat(marks.atSequence(rank)).as("seed=" + seed).isEqualTo(start);
            }
        }
    }
}
