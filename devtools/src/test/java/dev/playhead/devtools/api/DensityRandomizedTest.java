package dev.playhead.devtools.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares the lanes of the timeline with counts of a list of events. */
class DensityRandomizedTest {
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void shouldCountTheEventsOfTheModel() {
        for (int round = 0; round < 40; round++) {
            int sources = random.nextInt(10) == 0 ? 200 : 1 + random.nextInt(20);
            long scale = 1L << random.nextInt(62);
            Instant start = Instant.ofEpochSecond(random.nextInt(3) == 0 ? 0 : random.nextLong() % 1_000_000_000_000L);
            try (EventHistory history = EventHistory.inMemory();
                    Requests requests = new Requests(history)) {
                for (int i = random.nextInt(2_000); i >= 0; i--) {
                    history.recordEvent(GridEvent.of("t" + random.nextInt(3) + ":x", i)
                            .at(start.plusNanos(random.nextLong() % scale))
                            .from("s" + Math.min(random.nextInt(sources), random.nextInt(sources))));
                }
                assertLikeModel(requests, history.getEvents());
            }
        }
    }

    private void assertLikeModel(Requests requests, List<RecordedEvent> events) {
        int buckets = 1 + random.nextInt(700);
        boolean zoomed = random.nextBoolean();
        Instant a = events.get(random.nextInt(events.size())).timestamp();
        Instant b = events.get(random.nextInt(events.size())).timestamp();
        Instant from = zoomed
                ? min(a, b)
                : events.stream().map(RecordedEvent::timestamp).reduce(a, DensityRandomizedTest::min);
        Instant to = zoomed
                ? max(a, b)
                : events.stream().map(RecordedEvent::timestamp).reduce(a, DensityRandomizedTest::max);
        Map<String, long[]> model = new HashMap<>();
        TimeScale scale = new TimeScale(from, to, buckets);
        for (RecordedEvent event : events) {
            int bucket = scale.bucket(event.timestamp());
            if (bucket >= 0) {
                model.computeIfAbsent(event.source(), name -> new long[buckets])[bucket]++;
            }
        }
        String as = "seed=" + seed;

        Map<String, Object> answer = zoomed
                ? requests.get("timeline", "buckets", buckets, "from", from, "to", to)
                : requests.get("timeline", "buckets", buckets);

        assertThat(answer).as(as).containsEntry("from", from.toString()).containsEntry("to", to.toString());
        List<String> names = model.keySet().stream()
                .sorted(Comparator.comparing((String name) -> -sum(model.get(name)))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        List<Map<String, Object>> lanes = Requests.list(answer, "lanes");
        int shown = Math.min(names.size(), Density.MAX_LANES);
        assertThat(lanes).as(as).hasSize(names.size() > Density.MAX_LANES ? shown + 1 : shown);
        for (int i = 0; i < shown; i++) {
            assertThat(lanes.get(i)).as(as).containsEntry("name", names.get(i));
            assertThat(counts(lanes.get(i))).as(as).containsExactly(model.get(names.get(i)));
        }
        if (names.size() > Density.MAX_LANES) {
            long[] others = new long[buckets];
            names.subList(shown, names.size()).forEach(name -> {
                for (int i = 0; i < buckets; i++) {
                    others[i] += model.get(name)[i];
                }
            });
            assertThat(lanes.get(shown)).as(as).containsEntry("name", Density.OTHERS);
            assertThat(counts(lanes.get(shown))).as(as).containsExactly(others);
        }
        assertThat(answer.get("idle")).as(as).isEqualTo(idle(model, buckets));
    }

    private static List<List<Long>> idle(Map<String, long[]> model, int buckets) {
        List<List<Long>> runs = new ArrayList<>();
        for (int i = 0; i < buckets; i++) {
            int bucket = i;
            if (model.values().stream().allMatch(counts -> counts[bucket] == 0)) {
                boolean continues = !runs.isEmpty() && runs.get(runs.size() - 1).get(1) == i - 1L;
                if (continues) {
                    runs.set(runs.size() - 1, List.of(runs.get(runs.size() - 1).get(0), (long) i));
                } else {
                    runs.add(List.of((long) i, (long) i));
                }
            }
        }
        return runs;
    }

    private static long[] counts(Map<String, Object> lane) {
        return ((List<?>) lane.get("counts"))
                .stream().mapToLong(count -> (Long) count).toArray();
    }

    private static long sum(long[] counts) {
        return java.util.Arrays.stream(counts).sum();
    }

    private static Instant min(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Instant max(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }

    @Test
    void shouldNotRepeatAnOldAnswerWhenTheHistoryGrows() {
        try (EventHistory history = EventHistory.inMemory();
                Requests requests = new Requests(history)) {
            assertThat(requests.get("timeline").get("from")).isNull();
            assertThat(Requests.list(requests.get("timeline"), "lanes")).isEmpty();
            for (long i = 1; i <= 3; i++) {
                history.recordEvent(GridEvent.of("a.b", null).at(Instant.EPOCH));
                Map<String, Object> answer = requests.get("timeline", "by", "family", "buckets", 2);
                assertThat(Requests.list(answer, "lanes"))
                        .containsExactly(Map.of("name", "a", "total", i, "counts", List.of(i, 0L)));
                assertThat(answer.get("idle")).isEqualTo(List.of(List.of(1L, 1L)));
            }
        }
    }
}
