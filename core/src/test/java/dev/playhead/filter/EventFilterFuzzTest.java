package dev.playhead.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that randomly composed filters match the same events as predicates that are composed in the same way,
 * regardless of the order in which the filters evaluate their conditions.
 */
class EventFilterFuzzTest {
    private record Pair(EventFilter filter, Predicate<RecordedEvent> naive, String text) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldMatchTheSameEventsAsANaivePredicate(long seed) {
        Random random = new Random(seed);
        List<RecordedEvent> events =
                random.longs(60).mapToObj(any -> event(random)).toList();
        int matched = 0;
        for (int round = 0; round < 1_500; round++) {
            Pair pair = random(random, random.nextInt(5));
            for (RecordedEvent event : events) {
                boolean expected = pair.naive.test(event);
                matched += expected ? 1 : 0;
                if (pair.filter.test(event) != expected) {
                    throw new AssertionError(
                            "seed=" + seed + " expected=" + expected + " filter=" + pair.text + " event=" + event);
                }
            }
        }
        assertThat(matched).as("seed=%s", seed).isBetween(1_500, 85_000);
    }

    private static RecordedEvent event(Random random) {
        Map<String, Object> payload = new HashMap<>();
        if (random.nextInt(4) > 0) {
            payload.put("row", random.nextBoolean() ? (Object) random.nextInt(3) : (Object) (random.nextInt(6) / 2.0));
        }
        if (random.nextInt(3) > 0) {
            payload.put("at", random.nextBoolean() ? null : Map.of("x", random.nextInt(2)));
        }
        return RecordedEvent.of(
                random.nextInt(20),
                GridEvent.of(
                        List.of("cell:edit", "cell:select", "row:add").get(random.nextInt(3)),
                        random.nextInt(8) == 0 ? "text" : payload,
                        Instant.ofEpochSecond(random.nextInt(10)),
                        List.of("core", "user", "plugin:a", "plugin:b", "plugin")
                                .get(random.nextInt(5)),
                        Map.of()));
    }

    private static Pair random(Random random, int depth) {
        if (depth == 0) {
            return leaf(random);
        }
        Pair a = random(random, random.nextInt(depth));
        if (random.nextInt(4) == 0) {
            return new Pair(a.filter.negate(), a.naive.negate(), "not(" + a.text + ")");
        }
        Pair b = random(random, depth - 1);
        return random.nextBoolean()
                ? new Pair(a.filter.and(b.filter), a.naive.and(b.naive), "(" + a.text + " and " + b.text + ")")
                : new Pair(a.filter.or(b.filter), a.naive.or(b.naive), "(" + a.text + " or " + b.text + ")");
    }

    private static Pair leaf(Random random) {
        String text = List.of("cell:edit", "cell", "row:add", ":", "none").get(random.nextInt(5));
        String source = List.of("core", "user", "plugin", "plugin:a").get(random.nextInt(4));
        long from = random.nextInt(10);
        long to = from + random.nextInt(6);
        int number = random.nextInt(3);
        List<String> types = List.of(text, "row:add");
        return switch (random.nextInt(11)) {
            case 10 -> new Pair(EventFilter.typeIn(types), event -> types.contains(event.type()), "typeIn " + types);
            case 0 -> new Pair(EventFilter.all(), event -> true, "all");
            case 1 -> new Pair(EventFilter.typeIs(text), event -> event.type().equals(text), "typeIs " + text);
            case 2 ->
                new Pair(EventFilter.typeContains(text), event -> event.type().contains(text), "contains " + text);
            case 3 ->
                new Pair(EventFilter.typeStartsWith(text), event -> event.type().startsWith(text), "starts " + text);
            case 4 ->
                new Pair(
                        EventFilter.source(source),
                        event -> event.source().split(":", 2)[0].equals(source)
                                || event.source().equals(source),
                        "source " + source);
            case 5 ->
                new Pair(EventFilter.payload(Map.of("row", number)), event -> hasRow(event, number), "row " + number);
            case 6 ->
                new Pair(
                        EventFilter.payloadField("at.x", number),
                        event -> event.payload() instanceof Map<?, ?> map
                                && map.get("at") instanceof Map<?, ?> at
                                && Objects.equals(at.get("x"), (long) number),
                        "at.x " + number);
            case 7 ->
                new Pair(
                        EventFilter.between(Instant.ofEpochSecond(from), Instant.ofEpochSecond(to)),
                        event -> event.timestamp().getEpochSecond() >= from
                                && event.timestamp().getEpochSecond() <= to,
                        "between " + from + " " + to);
            case 8 ->
                new Pair(
                        EventFilter.sequenceBetween(from, to),
                        event -> event.sequence() >= from && event.sequence() <= to,
                        "sequence " + from + " " + to);
            default ->
                new Pair(
                        EventFilter.matching(event -> event.sequence() % 2 == number % 2),
                        event -> event.sequence() % 2 == number % 2,
                        "parity " + number % 2);
        };
    }

    private static boolean hasRow(RecordedEvent event, int number) {
        return event.payload() instanceof Map<?, ?> map
                && map.get("row") instanceof Number row
                && row.doubleValue() == number;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldObeyTheLawsOfBooleanAlgebra(long seed) {
        Random random = new Random(seed);
        List<RecordedEvent> events =
                random.longs(40).mapToObj(any -> event(random)).toList();
        for (int round = 0; round < 500; round++) {
            EventFilter a = random(random, random.nextInt(3)).filter;
            EventFilter b = random(random, random.nextInt(3)).filter;
            EventFilter c = random(random, random.nextInt(3)).filter;
            for (RecordedEvent event : events) {
                same(seed, event, a.and(b), b.and(a));
                same(seed, event, a.or(b), b.or(a));
                same(seed, event, a.and(b).and(c), a.and(b.and(c)));
                same(seed, event, a.or(b).or(c), a.or(b.or(c)));
                same(seed, event, a.and(b.or(c)), a.and(b).or(a.and(c)));
                same(seed, event, a.and(b).negate(), a.negate().or(b.negate()));
                same(seed, event, a.negate().negate(), a);
                same(seed, event, a.and(EventFilter.all()), a);
                same(seed, event, a.or(a.negate()), EventFilter.all());
            }
        }
    }

    private static void same(long seed, RecordedEvent event, EventFilter a, EventFilter b) {
        if (a.test(event) != b.test(event)) {
            throw new AssertionError("seed=" + seed + " event=" + event + " a=" + a + " b=" + b);
        }
    }
}
