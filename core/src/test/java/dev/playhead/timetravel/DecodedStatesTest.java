package dev.playhead.timetravel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.internal.folding.SharedStateCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of decoding the states of a chain with the help of states that were decoded earlier. */
class DecodedStatesTest {
    /** A codec for lists of numbers. An encoded change has the numbers that the next list appends. */
    private static final class Lists implements StateCodec<List<Long>>, SharedStateCodec<List<Long>> {
        private int wholes;
        private int changes;

        @Override
        public String version() {
            return "1";
        }

        @Override
        public byte[] encode(List<Long> state) {
            return encodeChange(List.of(), state).orElseThrow();
        }

        @Override
        public Optional<byte[]> encodeChange(List<Long> before, List<Long> after) {
            StateWriter out = new StateWriter();
            out.count(after.size() - before.size());
            after.subList(before.size(), after.size()).forEach(out::number);
            return Optional.of(out.toBytes());
        }

        @Override
        public List<Long> decode(byte[] whole, List<byte[]> more) {
            wholes++;
            return decodeChanges(decodeChanges(List.of(), List.of(whole)), more);
        }

        @Override
        public List<Long> decodeChanges(List<Long> before, List<byte[]> more) {
            List<Long> state = new ArrayList<>(before);
            for (byte[] change : more) {
                changes++;
                StateReader in = new StateReader(change);
                for (int left = in.count(in.remaining()); left > 0; left--) {
                    state.add(in.number());
                }
            }
            return List.copyOf(state);
        }
    }

    private final Lists codec = new Lists();

    /**
     * Returns a chain of states, and adds these states to {@code states}. Each state appends some numbers to the state
     * before it.
     */
    private DeltaChain chain(List<List<Long>> states, Random random, int links) {
        DeltaChain chain = null;
        List<Long> state = List.of();
        for (int i = 0; i < links; i++) {
            List<Long> next = new ArrayList<>(state);
            random.longs(i == 0 ? 400 : random.nextInt(60)).forEach(next::add);
            byte[] raw = i == 0
                    ? codec.encode(next)
                    : codec.encodeChange(state, next).orElseThrow();
            byte[] packed = Packing.pack(raw, Packing.NO_PRESET);
            if (chain == null) {
                chain = new DeltaChain(i, packed);
            } else {
                chain.add(i, packed, true);
            }
            states.add(next);
            state = next;
        }
        return Objects.requireNonNull(chain);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldDecodeTheStatesOfAChainInAnyOrder(long seed) {
        Random random = new Random(seed);
        List<List<Long>> states = new ArrayList<>();
        DeltaChain chain = chain(states, random, 1 + random.nextInt(60));
        DecodedStates<List<Long>> decoded = new DecodedStates<>(codec, codec);
        for (int i = 0; i < 200; i++) {
            int index = random.nextInt(states.size());
            assertThat(decoded.decoded(chain.parts(index)))
                    .as("seed=%s index=%s", seed, index)
                    .isEqualTo(states.get(index));
        }
    }

    @Test
    void shouldDecodeTheFirstStateOnceAndOnlyAPartOfTheChanges() {
        Random random = new Random(7);
        List<List<Long>> states = new ArrayList<>();
        DeltaChain chain = chain(states, random, 50);
        DecodedStates<List<Long>> decoded = new DecodedStates<>(codec, codec);
        decoded.decoded(chain.parts(49));
        int first = codec.changes;

        List<Long> before = decoded.decoded(chain.parts(0));
        for (int i = 0; i < 50; i++) {
            decoded.decoded(chain.parts(i));
        }

        assertThat(codec.wholes).isEqualTo(1);
        assertThat(decoded.decoded(chain.parts(0))).isSameAs(before);
        assertThat(first).isEqualTo(50);
        // Decoded states are kept at intervals: the changes of an interval take at least a quarter of the bytes of the
        // first state.
        assertThat(codec.changes - first).isBetween(1, 50 * 6);
    }
}
