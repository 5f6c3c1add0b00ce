package dev.playhead.timetravel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.PlainData;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tests of reading the output of {@link StateWriter} and {@link Packing}, both intact and damaged. */
class StateBytesTest {
    private static final List<String> TEXTS =
            List.of("", "a", "price", "\u00e4", "\u20ac", "\ud83d\ude00", "\ud800", "\udc00x", "y".repeat(300));

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 5 ? 8 : 11)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextLong() >> random.nextInt(64);
            case 3 -> random.nextInt(100_000) / 100.0;
            case 4 -> Double.longBitsToDouble(random.nextLong());
            case 5 -> new BigInteger(70 + random.nextInt(100), random).setBit(70);
            case 6 -> new BigDecimal(new BigInteger(100, random), random.nextInt(60) - 30);
            case 7, 8 -> TEXTS.get(random.nextInt(TEXTS.size()));
            case 9 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(6); i > 0; i--) {
                    list.add(value(random, depth + 1));
                }
                yield list;
            }
            default -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(6); i > 0; i--) {
                    map.put(TEXTS.get(random.nextInt(TEXTS.size())) + i, value(random, depth + 1));
                }
                yield map;
            }
        };
    }

    @Test
    void shouldReadTheWrittenValues() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            Object value = PlainData.of(value(random, 0));
            long number = random.nextLong() >> random.nextInt(64);
            int count = random.nextInt() >>> (1 + random.nextInt(30));
            String text = TEXTS.get(random.nextInt(TEXTS.size()));
            byte[] bytes = new StateWriter()
                    .count(count)
                    .number(number)
                    .text(text)
                    .flag(count % 2 == 0)
                    .value(value)
                    .text(text)
                    .toBytes();
            StateReader in = new StateReader(Packing.unpack(Packing.pack(bytes, new byte[0]), new byte[0]));
            assertThat(in.count(Integer.MAX_VALUE)).as("seed=%s", seed).isEqualTo(count);
            assertThat(in.number()).as("seed=%s", seed).isEqualTo(number);
            assertThat(in.text()).as("seed=%s", seed).isEqualTo(text);
            assertThat(in.flag()).as("seed=%s", seed).isEqualTo(count % 2 == 0);
            assertThat(String.valueOf(in.value())).as("seed=%s", seed).isEqualTo(String.valueOf(value));
            assertThat(in.text()).as("seed=%s", seed).isEqualTo(text);
            in.end();
        }
    }

    @Test
    void shouldRefuseValuesThatAreNotPlainData() {
        StateWriter out = new StateWriter();
        assertThatThrownBy(() -> out.value(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Integer")
                .hasMessageContaining("PlainData.of");
        assertThatThrownBy(() -> out.count(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseDamagedBytesOrReadOtherValues() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes =
                    new StateWriter().value(PlainData.of(value(random, 0))).toBytes();
            byte[] packed = Packing.pack(bytes, new byte[0]);
            byte[] damaged =
                    Arrays.copyOf(packed, random.nextInt(4) == 0 ? random.nextInt(packed.length) : packed.length);
            for (int i = random.nextInt(4); i > 0 && damaged.length > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                StateReader in = new StateReader(Packing.unpack(damaged, new byte[0]));
                Object unused = in.value();
                in.end();
            } catch (CorruptStateException expected) {
                refused++;
            } catch (Throwable e) {
                throw new AssertionError("seed=" + seed, e);
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void shouldNotTrustCountsOrLengths() {
        byte[] huge = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7};
        assertThatThrownBy(() -> new StateReader(concat(StateWriter.LIST, huge)).value())
                .isInstanceOf(CorruptStateException.class);
        assertThatThrownBy(() -> new StateReader(concat(StateWriter.BIG_INTEGER, huge)).value())
                .isInstanceOf(CorruptStateException.class);
        assertThatThrownBy(() -> new StateReader(concat(0, huge)).text()).isInstanceOf(CorruptStateException.class);
        assertThatThrownBy(() -> Packing.unpack(huge, new byte[0])).isInstanceOf(CorruptStateException.class);
        byte[] nested = new byte[3_000];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = StateWriter.LIST;
            nested[i + 1] = 1;
        }
        assertThatThrownBy(() -> new StateReader(nested).value())
                .isInstanceOf(CorruptStateException.class)
                .hasMessageContaining("parts=");
        byte[] promises = new byte[2_000];
        for (int i = 0; i < promises.length; i += 3) { // each list claims to have 1,024 elements
            promises[i] = StateWriter.LIST;
            promises[i + 1] = (byte) 0x80;
            if (i + 2 < promises.length) {
                promises[i + 2] = 8;
            }
        }
        assertThatThrownBy(() -> new StateReader(promises).value())
                .isInstanceOf(CorruptStateException.class)
                .hasMessageContaining("parts=");
    }

    private static byte[] concat(int first, byte[] rest) {
        byte[] all = new byte[rest.length + 1];
        all[0] = (byte) first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }

    @Test
    void shouldPackAStateCompactlyRelativeToASimilarState() {
        Random random = new Random(1);
        byte[] state = new byte[1_000];
        random.nextBytes(state);
        byte[] next = state.clone();
        next[500]++;

        assertThat(Packing.pack(state, new byte[0])).hasSizeGreaterThan(1_000);
        byte[] packed = Packing.pack(next, state);
        assertThat(packed).hasSizeLessThan(40);
        assertThat(Packing.unpack(packed, state)).isEqualTo(next);
        assertThatThrownBy(() -> Packing.unpack(packed, new byte[0])).isInstanceOf(CorruptStateException.class);
    }
}
