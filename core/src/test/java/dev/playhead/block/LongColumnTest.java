package dev.playhead.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongColumnTest {
    @Test
    void shouldDecodeTheEncodedValuesOfEveryPattern() {
        for (long seed = 0; seed < 1500; seed++) {
            Random random = new Random(seed);
            long[] values = column(random);
            for (boolean compressed : new boolean[] {true, false}) {
                ByteSink sink = new ByteSink(16);
                new LongColumnWriter(compressed).write(sink, values, values.length);
                ByteSource source = new ByteSource(sink.array(), 0, sink.length());
                LongColumn column = LongColumn.read(source, values.length);

                assertThat(source.remaining()).as("seed=%d", seed).isZero();
                assertThat(column.decode()).as("seed=%d", seed).isEqualTo(values);
                for (int i = 0; i < 50 && values.length > 0; i++) {
                    int row = random.nextInt(values.length);
                    assertThat(column.get(row)).as("seed=%d row=%d", seed, row).isEqualTo(values[row]);
                }
                long wanted = values.length > 0 && random.nextBoolean()
                        ? values[random.nextInt(values.length)]
                        : random.nextInt(50);
                int before = random.nextInt(values.length + 1);
                assertThat(column.countEqual(wanted, before))
                        .as("seed=%d wanted=%d before=%d", seed, wanted, before)
                        .isEqualTo((int) Arrays.stream(values, 0, before)
                                .filter(value -> value == wanted)
                                .count());
                long[] set = BitPacking.newSet(values.length);
                column.equalTo(wanted, set);
                for (int row = 0; row < values.length; row++) {
                    assertThat(BitPacking.contains(set, row))
                            .as("seed=%d row=%d wanted=%d", seed, row, wanted)
                            .isEqualTo(values[row] == wanted);
                }
            }
        }
    }

    private static long[] column(Random random) {
        int rows = random.nextInt(4) == 0 ? random.nextInt(20) : random.nextInt(700);
        long[] values = new long[rows];
        int pattern = random.nextInt(8);
        long value = random.nextInt(1000);
        int bits = random.nextInt(64);
        for (int i = 0; i < rows; i++) {
            values[i] = switch (pattern) {
                case 0 -> value;
                case 1 -> value + i * 7L;
                case 2 -> value += random.nextInt(100);
                case 3 -> random.nextLong() >> bits;
                case 4 -> random.nextInt(3) * 1_000_000_007L;
                case 5 -> random.nextInt(40) * 250L - 3;
                case 6 -> random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE - random.nextInt(2);
                default -> i % 100 == 99 ? random.nextLong() : random.nextInt(4);
            };
        }
        return values;
    }

    @Test
    void shouldChooseACompactForm() {
        assertThat(size(i -> 12345)).isLessThan(5);
        assertThat(size(i -> 1_000_000_000L + i * 250L)).isLessThan(24);
        assertThat(size(i -> i % 2)).isLessThan(1024 / 8 + 4);
        assertThat(size(i -> (i * 7 % 3) * 1_000_000_007L)).isLessThan(1024 / 4 + 20);
        assertThat(size(i -> (i * 7919L % 16) * 1000)).isLessThan(1024 / 2 + 8);
    }

    private static int size(java.util.function.IntToLongFunction value) {
        long[] values = new long[1024];
        Arrays.setAll(values, value);
        ByteSink sink = new ByteSink(16);
        new LongColumnWriter(true).write(sink, values, values.length);
        return sink.length();
    }

    @Test
    void shouldReadRandomBytesOrReportDamage() {
        for (int seed = 0; seed < 20_000; seed++) {
            byte[] bytes = new byte[40];
            new Random(seed).nextBytes(bytes);
            bytes[0] &= 15;
            ByteSource source = new ByteSource(bytes, 0, bytes.length);
            try {
                LongColumn column = LongColumn.read(source, 100);
                column.decode();
                column.equalTo(1, BitPacking.newSet(100));
                assertThat(column.countEqual(1, 100)).isBetween(0, 100);
            } catch (CorruptBlockException e) {
                assertThat(e).hasMessageContaining("damaged");
            }
        }
    }

    @Test
    void shouldRefuseUnlimitedNestingOfColumns() {
        byte[] bytes = new byte[64];
        Arrays.fill(bytes, (byte) LongColumn.DELTA);

        assertThatThrownBy(() -> LongColumn.read(new ByteSource(bytes, 0, bytes.length), 100))
                .isInstanceOf(CorruptBlockException.class);
    }
}
