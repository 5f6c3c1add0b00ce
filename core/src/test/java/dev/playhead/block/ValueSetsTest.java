package dev.playhead.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueSetsTest {
    private static byte[] encoded(ValueSets sets) {
        ByteSink out = new ByteSink(16);
        sets.write(out);
        return out.toBytes();
    }

    private static ValueSets read(byte[] bytes, long maxBytes) {
        ByteSource source = new ByteSource(bytes, 0, bytes.length);
        ValueSets sets = ValueSets.read(source, maxBytes);
        assertThat(source.remaining()).isZero();
        return sets;
    }

    private static ValueSets read(String hex) {
        return read(HexFormat.of().parseHex(hex), 1_000);
    }

    private static ValueHashes hashes(int strings, int numbers) {
        ValueHashes hashes = new ValueHashes(1 << 17);
        for (int i = 0; i < strings; i++) {
            hashes.add("s" + i);
        }
        for (int i = 0; i < numbers; i++) {
            hashes.add((long) i);
        }
        return hashes;
    }

    /** Checks that the encoding has not changed. Files contain encoded sets, so a new encoding needs a new version. */
    @Test
    void shouldNotChangeTheEncoding() {
        ValueHashes hashes = new ValueHashes(9);
        hashes.add("ORD-RARE");
        hashes.add("user");
        hashes.add(7L);

        byte[] bytes = encoded(ValueSets.of(hashes, 1_000));

        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("039bd19c8606acaaa1cd0702d08193b703");
        ValueSets read = read(bytes, 1_000);
        assertThat(read.mayHave("ORD-RARE")).isTrue();
        assertThat(read.mayHave(7.0)).isTrue();
        assertThat(read.mayHave("7")).isFalse();
        assertThat(read.mayHave(8)).isFalse();
        assertThat(read.mayHave(null)).isTrue();
        assertThat(read.mayHave(true)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,0", "0,1", "300,5", "4000,30000", "100000,100"})
    void shouldReturnTheSameResultsAfterDecodingAndStayWithinTheGivenSize(int strings, int numbers) {
        ValueHashes hashes = hashes(strings, numbers);
        Random random = new Random(strings);
        for (int round = 0; round < 8; round++) {
            long room = round == 0 ? Long.MAX_VALUE : random.nextInt(200_000);
            ValueSets sets = ValueSets.of(hashes, room);
            byte[] bytes = encoded(sets);
            ValueSets decoded = read(bytes, Integer.MAX_VALUE);
            assertThat(decoded.memoryBytes()).isEqualTo(sets.memoryBytes());
            if (room > 100) {
                assertThat(sets.memoryBytes()).as("room=%s", room).isLessThanOrEqualTo(room);
                assertThat((long) bytes.length).as("room=%s", room).isLessThanOrEqualTo(room);
            }
            for (int i = 0; i < 1_000; i++) {
                int value = random.nextInt(200_000);
                assertThat(decoded.mayHave("s" + value)).isEqualTo(sets.mayHave("s" + value));
                assertThat(decoded.mayHave(value)).isEqualTo(sets.mayHave(value));
                assertThat(sets.mayHave("s" + value) || value >= strings).isTrue();
                assertThat(sets.mayHave(value) || value >= numbers).isTrue();
            }
        }
    }

    @Test
    void shouldLeaveOutOnlyTheSetThatDoesNotFit() {
        ValueSets sets = ValueSets.of(hashes(50_000, 10), 1_000);

        assertThat(sets.mayHave("absent")).isTrue();
        assertThat(sets.mayHave(11)).isFalse();
        assertThat(ValueSets.of(hashes(10, 50_000), 1_000).mayHave("absent")).isFalse();
        assertThat(ValueSets.of(hashes(10, 10), 20)).isSameAs(ValueSets.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "05",
                "030101",
                "03050000",
                "0305" + "80808080" + "10" + "00",
                "02" + "ffffffffffffffff7f" + "00",
                "02" + "ffffffffffffffffff01" + "00",
                "ffffffff07" + "01010101010101010101010101010101",
                "ffffffffffffffffff01" + "00",
            })
    void shouldRefuseBytesThatAreNotSets(String hex) {
        assertThatExceptionOfType(CorruptBlockException.class).isThrownBy(() -> read(hex));
    }

    @Test
    void shouldRefuseSetsBeyondTheMaximumBeforeReadingThem() {
        assertThatExceptionOfType(CorruptBlockException.class)
                .isThrownBy(() -> read(HexFormat.of().parseHex("fb01" + "01".repeat(250) + "00"), 996))
                .withMessageContaining("hashes=251");
        ValueSets read = read(HexFormat.of().parseHex("fb01" + "01".repeat(250) + "00"), 1_004);
        assertThat(read.memoryBytes()).isBetween(1_000L, 1_050L);
    }
}
