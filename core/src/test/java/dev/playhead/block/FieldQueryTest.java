package dev.playhead.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A test that compares queries on columns with a scan of the events. */
class FieldQueryTest {
    @Test
    void shouldFindTheSameEventsAsAScan() {
        for (long seed = 0; seed < 80; seed++) {
            RandomData data = new RandomData(seed);
            List<GridEvent> events = data.events(150);
            SealedBlock block = SealedBlock.open(RandomData.seal(events, seed % 5 != 0));
            for (int i = 0; i < 60; i++) {
                List<String> path = new ArrayList<>();
                Object value = pick(data, events, GridEvent::payload, path);
                check(
                        seed,
                        events,
                        block.fieldEquals(path, value),
                        event -> at(event.payload(), path, value),
                        path,
                        value);

                List<String> metadataPath = new ArrayList<>();
                Object entry = pick(data, events, GridEvent::metadata, metadataPath);
                if (!metadataPath.isEmpty()) {
                    check(
                            seed,
                            events,
                            block.metadataEquals(metadataPath, entry),
                            event -> at(event.metadata(), metadataPath, entry),
                            metadataPath,
                            entry);
                }

                String key = metadataPath.isEmpty() ? "a" : metadataPath.get(0);
                check(
                        seed,
                        events,
                        block.metadataMatching(key, found -> PlainData.equal(found, entry)),
                        event -> event.metadata().containsKey(key)
                                && PlainData.equal(event.metadata().get(key), entry),
                        key,
                        entry);

                Map<String, Object> partial = partial(data, events);
                check(
                        seed,
                        events,
                        block.payloadContains(partial),
                        event -> PlainData.contains(event.payload(), partial),
                        partial,
                        "");
            }
        }
    }

    private static void check(
            long seed, List<GridEvent> events, long[] found, Predicate<GridEvent> naive, Object query, Object value) {
        for (int i = 0; i < events.size(); i++) {
            if (BitPacking.contains(found, i) != naive.test(events.get(i))) {
                throw new AssertionError("seed=" + seed + " query=" + query + " value=" + value + " position=" + i
                        + " expected=" + naive.test(events.get(i)) + " event=" + events.get(i));
            }
        }
    }

    /**
     * Chooses a value in a random event, and adds its path to {@code path}. Returns this value, an equal or slightly
     * different value, or a random value.
     */
    private static Object pick(
            RandomData data, List<GridEvent> events, Function<GridEvent, Object> part, List<String> path) {
        Random random = data.random();
        Object at = part.apply(events.get(random.nextInt(events.size())));
        while (random.nextInt(8) > 0) {
            if (at instanceof Map<?, ?> map && !map.isEmpty()) {
                String key = (String) List.copyOf(map.keySet()).get(random.nextInt(map.size()));
                path.add(key);
                at = map.get(key);
            } else if (at instanceof List<?> list && !list.isEmpty()) {
                int position = random.nextInt(list.size());
                path.add(Integer.toString(position));
                at = list.get(position);
            } else {
                break;
            }
        }
        return switch (random.nextInt(10)) {
            case 0 -> data.value(3);
            case 1 -> at instanceof Long whole ? PlainData.of(new BigDecimal(whole).setScale(2)) : at;
            case 2 -> at instanceof Double real && Double.isFinite(real) ? PlainData.of(new BigDecimal(real)) : at;
            case 3 -> at instanceof String text ? text + "0" : at;
            default -> at;
        };
    }

    private static Map<String, Object> partial(RandomData data, List<GridEvent> events) {
        Random random = data.random();
        Object payload = events.get(random.nextInt(events.size())).payload();
        return payload instanceof Map<?, ?> map ? some(random, map) : PlainData.ofPlain(new HashMap<>(data.map(3)));
    }

    private static Map<String, Object> some(Random random, Map<?, ?> map) {
        Map<String, Object> some = new HashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (random.nextInt(3) == 0) {
                Object value = entry.getValue();
                some.put((String) entry.getKey(), value instanceof Map<?, ?> nested ? some(random, nested) : value);
            }
        }
        return PlainData.ofPlain(some);
    }

    private static boolean at(Object payload, List<String> path, Object value) {
        Object at = payload;
        for (String key : path) {
            if (at instanceof Map<?, ?> map) {
                if (!map.containsKey(key)) {
                    return false;
                }
                at = map.get(key);
            } else if (at instanceof List<?> list
                    && key.matches("0|[1-9][0-9]*")
                    && key.length() < 9
                    && Integer.parseInt(key) < list.size()) {
                at = list.get(Integer.parseInt(key));
            } else {
                return false;
            }
        }
        return PlainData.equal(at, value);
    }

    @Test
    void shouldFindTypesSourcesAndTimesLikeAScan() {
        for (long seed = 0; seed < 100; seed++) {
            RandomData data = new RandomData(seed);
            List<GridEvent> events = data.events(130);
            SealedBlock block = SealedBlock.open(RandomData.seal(events, true));
            Instant from = events.get(data.random().nextInt(events.size())).timestamp();
            Instant to = events.get(data.random().nextInt(events.size())).timestamp();
            String type = events.get(0).type();

            check(seed, events, block.typesMatching(type::equals), e -> e.type().equals(type), "type", type);
            check(seed, events, block.typesMatching(t -> t.contains("zzz")), e -> false, "type", "zzz");
            check(
                    seed,
                    events,
                    block.sourcesMatching(s -> s.startsWith("plugin:")),
                    e -> e.source().startsWith("plugin:"),
                    "",
                    "");
            check(seed, events, block.sourcesMatching("nobody"::equals), e -> false, "source", "nobody");
            check(
                    seed,
                    events,
                    block.timeBetween(from, to),
                    e -> !e.timestamp().isBefore(from) && !e.timestamp().isAfter(to),
                    from,
                    to);
            check(seed, events, block.timeBetween(Instant.MIN, Instant.MAX), e -> true, "all", "");
            check(
                    seed,
                    events,
                    block.timeBetween(Instant.MIN, to),
                    e -> !e.timestamp().isAfter(to),
                    "until",
                    to);

            int last = -1;
            int after = 0;
            int positions = data.random().nextInt(events.size() + 1);
            for (int i = 0; i < events.size(); i++) {
                boolean later = events.get(i).timestamp().isAfter(to);
                last = later || i >= positions ? last : i;
                after += later && i < positions ? 1 : 0;
            }
            assertThat(block.lastAtOrBefore(to, positions)).as("seed=%d", seed).isEqualTo(last);
            assertThat(block.countAfter(to, positions)).as("seed=%d", seed).isEqualTo(after);
        }
    }

    @Test
    void shouldFindTimesAtAndBeyondTheBoundsOfTheBlock() {
        Instant time = Instant.parse("2026-01-01T00:00:00Z");
        List<GridEvent> events = List.of(
                GridEvent.of("a", null, time, "s", Map.of()),
                GridEvent.of("a", null, time.plusSeconds(9), "s", Map.of()));
        SealedBlock block = SealedBlock.open(RandomData.seal(events, true));

        assertThat(block.lastAtOrBefore(time.minusNanos(1), 2)).isEqualTo(-1);
        assertThat(block.lastAtOrBefore(time, 2)).isZero();
        assertThat(block.lastAtOrBefore(time.plusSeconds(9), 2)).isEqualTo(1);
        assertThat(block.lastAtOrBefore(Instant.MAX, 2)).isEqualTo(1);
        assertThat(block.lastAtOrBefore(Instant.MAX, 1)).isZero();
        assertThat(block.countAfter(time.minusNanos(1), 2)).isEqualTo(2);
        assertThat(block.countAfter(time, 2)).isEqualTo(1);
        assertThat(block.countAfter(Instant.MAX, 2)).isZero();
        assertThat(SealedBlockTest.positions(block.timeBetween(time.plusSeconds(10), Instant.MAX)))
                .isEmpty();
    }
}
