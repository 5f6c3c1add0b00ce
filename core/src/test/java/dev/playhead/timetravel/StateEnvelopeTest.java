package dev.playhead.timetravel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.block.StoredState;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StateEnvelopeTest {
    private static final StateCodec<String> CODEC = StateCodec.ofData("v7", text -> text, data -> String.valueOf(data));

    private static DeltaChain chain() {
        DeltaChain chain = new DeltaChain(100, new byte[] {1, 2, 3});
        chain.add(250, new byte[] {4}, true);
        chain.add(900, new byte[0], false);
        return chain;
    }

    @Test
    void shouldOpenASealedState() {
        StateEnvelope.Content content =
                StateEnvelope.open(StateEnvelope.seal(CODEC, 3, "a state")).orElseThrow();

        assertThat(content.version()).isEqualTo("v7");
        assertThat(content.epoch()).isEqualTo(3);
        assertThat(content.decoded(CODEC)).isEqualTo("a state");
        assertThat(StateEnvelope.open(new byte[0])).isEmpty();
    }

    @Test
    void shouldOpenAChainOnlyWithTheSameVersionOriginAndEpoch() {
        byte[] bytes = StateEnvelope.seal("v7", 40, 2, chain(), chain().size());

        DeltaChain chain = StateEnvelope.openChain(bytes, "v7", 40, 2).orElseThrow();

        assertThat(chain.size()).isEqualTo(3);
        assertThat(new long[] {chain.sequence(0), chain.sequence(1), chain.sequence(2)})
                .containsExactly(100, 250, 900);
        assertThat(chain.bytes()).isEqualTo(chain().bytes());
        assertThat(chain.parts(1).changes()).containsExactly(new byte[] {4});
        assertThat(StateEnvelope.openChain(bytes, "v8", 40, 2)).isEmpty();
        assertThat(StateEnvelope.openChain(bytes, "v7", 41, 2)).isEmpty();
        assertThat(StateEnvelope.openChain(bytes, "v7", 40, 1)).isEmpty();
        assertThatThrownBy(() -> StateEnvelope.open(bytes)).isInstanceOf(CorruptStateException.class);
    }

    @Test
    void shouldOpenTheBeginningOfAChain() {
        assertThat(new int[] {
                    chain().countToStore(99),
                    chain().countToStore(100),
                    chain().countToStore(899),
                    chain().countToStore(900)
                })
                .containsExactly(0, 1, 2, 3);
        byte[] bytes = StateEnvelope.seal("v7", 40, 2, chain(), chain().countToStore(500));

        DeltaChain chain = StateEnvelope.openChain(bytes, "v7", 40, 2).orElseThrow();

        assertThat(chain.size()).isEqualTo(2);
        assertThat(chain.lastSequence()).isEqualTo(250);
        assertThat(chain.parts(1).changes()).containsExactly(new byte[] {4});
    }

    @Test
    void shouldTrackWhichStatesOfAChainAreStored() {
        DeltaChain chain = chain();
        assertThat(chain.isStored()).isFalse();

        chain.store(new StoredState("sum/checkpoints", 901, 40));

        assertThat(chain.isStored()).isTrue();
        assertThat(chain.isFull()).as("whether a new chain should begin").isTrue();

        assertThat(chain.countToStore(2_000)).isZero();

        chain.add(1_000, new byte[] {9}, true);

        assertThat(chain.isStored()).as("whether all states are stored").isFalse();
        assertThat(chain.countToStore(2_000)).isEqualTo(4);
        assertThat(chain.countToStore(999))
                .as("states up to sequence 999 that are not stored yet")
                .isZero();
    }

    @Test
    void shouldRefuseDamagedBytesOrReadOtherValues() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int refused = 0;
        byte[] state = StateEnvelope.seal(CODEC, 3, "a state".repeat(20));
        byte[] chain = StateEnvelope.seal("v7", 40, 2, chain(), chain().size());
        for (int round = 0; round < 20_000; round++) {
            byte[] sound = round % 2 == 0 ? state : chain;
            byte[] damaged = Arrays.copyOf(sound, random.nextInt(4) == 0 ? random.nextInt(sound.length) : sound.length);
            for (int i = random.nextInt(4); i > 0 && damaged.length > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                if (round % 2 == 0) {
                    assertThat(StateEnvelope.open(damaged)).isNotNull();
                } else {
                    assertThat(StateEnvelope.openChain(damaged, "v7", 40, 2)).isNotNull();
                }
            } catch (CorruptStateException expected) {
                refused++;
            } catch (Throwable e) {
                throw new AssertionError("seed=" + seed, e);
            }
        }
        assertThat(refused).as("seed=%s", seed).isPositive();
    }
}
