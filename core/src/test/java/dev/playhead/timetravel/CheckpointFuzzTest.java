package dev.playhead.timetravel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.internal.recording.Buffers;
import dev.playhead.storage.RetentionPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * A test of random recording, evicting, clearing, jumping and bisecting in histories that are long enough for
 * checkpoints. It compares the results with a model that keeps all states in lists.
 */
class CheckpointFuzzTest {
    private static final int ROUNDS = 14;
    private static final int STEPS = 120;

    /** Returns a hash that depends on every event and on the order of the events. */
    private static Long hashed(Long hash, RecordedEvent event) {
        return hash * 31 + event.sequence() + event.type().length();
    }

    private static final Projection<Long> HASH = Projection.of("hash", 17L, CheckpointFuzzTest::hashed);

    private static final Projection<Long> ENCODED_HASH = Projection.of(
            "encoded-hash", 19L, CheckpointFuzzTest::hashed, StateCodec.ofData("1", hash -> hash, data -> (Long) data));

    private static Map<String, Object> counted(Map<String, Object> counts, RecordedEvent event) {
        Map<String, Object> next = new LinkedHashMap<>(counts);
        next.merge(event.type(), 1L, (a, b) -> (Long) a + (Long) b);
        return PlainData.mapOf(next);
    }

    /** A projection whose codec encodes only whole states. Most of the state is the same in successive checkpoints. */
    private static final Projection<Map<String, Object>> COUNTS = Projection.of(
            "counts",
            PlainData.emptyMap(),
            CheckpointFuzzTest::counted,
            StateCodec.ofData("1", counts -> counts, PlainDataMaps::of));

    /** A projection whose codec can also encode the change from one state to the next. */
    private static final Projection<PMap<String, Long>> LAST = Projection.of(
            "last",
            HashTreePMap.empty(),
            (last, event) -> last.plus(event.type(), event.sequence()),
            new ChangeCodec());

    private static final class PlainDataMaps {
        @SuppressWarnings("unchecked")
        static Map<String, Object> of(Object data) {
            return (Map<String, Object>) data;
        }
    }

    private static final class ChangeCodec implements StateCodec<PMap<String, Long>> {
        @Override
        public String version() {
            return "1";
        }

        @Override
        public byte[] encode(PMap<String, Long> state) {
            return encodeChange(HashTreePMap.empty(), state).orElseThrow();
        }

        @Override
        public Optional<byte[]> encodeChange(PMap<String, Long> before, PMap<String, Long> after) {
            StateWriter out = new StateWriter();
            List<String> changed = after.keySet().stream()
                    .filter(key -> !after.get(key).equals(before.get(key)))
                    .toList();
            out.count(changed.size());
            changed.forEach(key -> out.text(key).number(after.get(key)));
            return Optional.of(out.toBytes());
        }

        @Override
        public PMap<String, Long> decode(byte[] whole, List<byte[]> changes) {
            List<byte[]> all = new ArrayList<>(List.of(whole));
            all.addAll(changes);
            PMap<String, Long> state = HashTreePMap.empty();
            for (byte[] part : all) {
                StateReader in = new StateReader(part);
                for (int left = in.count(in.remaining()); left > 0; left--) {
                    state = state.plus(in.text(), in.number());
                }
                in.end();
            }
            return state;
        }
    }

    private static final Projection<Long> UNREGISTERED = Projection.of("unregistered", 1L, CheckpointFuzzTest::hashed);

    private static final List<Projection<?>> REGISTERED = List.of(HASH, ENCODED_HASH, COUNTS, LAST);

    @Test
    void shouldReturnTheResultsOfTheModel() {
        int checkpoints = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long seed = new Random().nextLong();
            try {
                checkpoints += new Round(new Random(seed)).play();
            } catch (Throwable e) {
                throw new AssertionError("seed=" + seed, e);
            }
        }
        assertThat(checkpoints).isPositive();
    }

    private static final class Round {
        private final Random random;
        private final Travels travels;
        private final List<RecordedEvent> all = new ArrayList<>();
        /** The states before the first event and after each event, by projection. */
        private final Map<Projection<?>, List<Object>> states = new LinkedHashMap<>();

        private long nanos;
        private int checkpoints;

        Round(Random random) {
            this.random = random;
            RetentionPolicy retention = RetentionPolicy.unlimited();
            if (random.nextInt(3) > 0) {
                retention = retention.withMaxCount(300 + random.nextInt(6_000));
            }
            int nanosPerStep = 1 + random.nextInt(500_000);
            travels = new Travels(retention, REGISTERED, () -> nanos += nanosPerStep);
            begin(Map.of());
        }

        private void begin(Map<Projection<?>, Object> baselines) {
            all.clear();
            states.clear();
            for (Projection<?> projection : List.of(HASH, ENCODED_HASH, COUNTS, LAST, UNREGISTERED)) {
                List<Object> list = new ArrayList<>();
                list.add(baselines.getOrDefault(projection, projection.initial()));
                states.put(projection, list);
            }
        }

        int play() {
            for (int step = 0; step < STEPS; step++) {
                int action = random.nextInt(100);
                if (action < 30) {
                    record(1 + random.nextInt(random.nextInt(4) == 0 ? 2_500 : 100));
                } else if (action < 45) {
                    travels.snapshots.foldRetired();
                } else if (action < 55) {
                    Buffers.maintain(travels.buffer);
                } else if (action == 55) {
                    travels.buffer.clear();
                    travels.snapshots.cleared();
                    begin(Map.of());
                } else if (action < 58) {
                    baseline();
                } else if (action < 66) {
                    bisect();
                } else {
                    jump();
                }
            }
            assertThat(travels.failures).isEmpty();
            return checkpoints;
        }

        private void record(int events) {
            for (int i = 0; i < events; i++) {
                RecordedEvent event = travels.record("type " + random.nextInt(40), random.nextInt(100_000), null);
                all.add(event);
                states.forEach((projection, list) -> list.add(next(projection, list.get(list.size() - 1), event)));
            }
        }

        @SuppressWarnings("unchecked")
        private static <S> S next(Projection<S> projection, Object state, RecordedEvent event) {
            return projection.apply((S) state, event);
        }

        private void baseline() {
            Long state = random.nextLong();
            if (travels.buffer.held().complete()) {
                travels.snapshots.baseline(HASH, state);
                travels.snapshots.baseline(ENCODED_HASH, state);
                List<RecordedEvent> again = List.copyOf(all);
                begin(Map.of(HASH, state, ENCODED_HASH, state));
                for (RecordedEvent event : again) {
                    all.add(event);
                    states.forEach((projection, list) -> list.add(next(projection, list.get(list.size() - 1), event)));
                }
            } else {
                assertThatThrownBy(() -> travels.snapshots.baseline(HASH, state))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("evicted");
            }
        }

        private void jump() {
            long first = travels.run().firstSequence();
            if (first < 0) {
                return;
            }
            long last = travels.run().lastSequence();
            long sequence = first + random.nextInt((int) (last - first + 1));
            EventSnapshot snapshot = travels.snapshots.atSequence(sequence);
            for (Projection<?> projection : states.keySet()) {
                boolean known =
                        projection != UNREGISTERED || travels.buffer.held().complete();
                if (known && random.nextInt(3) > 0) {
                    assertThat(snapshot.<Object>state(any(projection)))
                            .as("%s at %s", projection, sequence)
                            .isEqualTo(stateAt(projection, sequence));
                }
            }
            checkpoints += travels.snapshots.checkpointBytes() > 0 ? 1 : 0;
        }

        @SuppressWarnings("unchecked")
        private static Projection<Object> any(Projection<?> projection) {
            return (Projection<Object>) projection;
        }

        private Object stateAt(Projection<?> projection, long sequence) {
            long origin = all.get(0).sequence();
            return states.get(projection).get((int) (sequence - origin) + 1);
        }

        private void bisect() {
            long first = travels.run().firstSequence();
            if (first < 0) {
                return;
            }
            long last = travels.run().lastSequence();
            long wrong = first - 1 + random.nextInt((int) (last - first + 3));
            Predicate<PMap<String, Long>> reached =
                    map -> map.values().stream().mapToLong(place -> place).max().orElse(-1) >= wrong;
            Optional<RecordedEvent> found = travels.timeline.bisect(LAST, reached);
            boolean wrongBefore = wrong < 0 || (wrong < first && all.get(0).sequence() < first);
            if (wrongBefore || wrong > last) {
                assertThat(found).isEmpty();
            } else {
                assertThat(found).map(RecordedEvent::sequence).hasValue(Math.max(wrong, first));
            }
        }
    }
}
