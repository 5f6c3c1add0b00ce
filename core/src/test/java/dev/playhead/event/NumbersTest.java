package dev.playhead.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "9223372036854775807", "-9223372036854775808"})
    void shouldKeepAnIntegerInTheRangeOfALongAsALong(String text) {
        assertThat(Numbers.canonical(new BigInteger(text))).isEqualTo(Long.valueOf(text));
        assertThat(Numbers.canonical(new BigDecimal(text))).isEqualTo(Long.valueOf(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "123456789012345678901234567890"})
    void shouldKeepALargerIntegerAsABigInteger(String text) {
        assertThat(Numbers.canonical(new BigInteger(text))).isEqualTo(new BigInteger(text));
        assertThat(Numbers.canonical(new BigDecimal(text))).isEqualTo(new BigInteger(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0", "1.5", "-1.5", "1.0", "0.1", "1.0E10", "1.0E-7", "2.0E23", "1.0E23", "4.9E-324"})
    void shouldReadADecimalAsADoubleIfItIsTheShortestTextOfTheDouble(String text) {
        assertThat(Numbers.canonical(new BigDecimal(text))).isEqualTo(Double.valueOf(text));
        assertThat(Numbers.parseDecimal(text)).isEqualTo(Double.valueOf(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.50",
                "0.00",
                "1e10",
                "1E+3",
                "0e5",
                "0.1000000000000000055511151231257827",
                "1e400",
                "-1e400",
                "1e-400",
                "1e999999999",
                "12345678901234567890.5"
            })
    void shouldKeepADecimalThatADoubleWouldChange(String text) {
        assertThat(Numbers.parseDecimal(text)).isEqualTo(new BigDecimal(text));
    }

    @Test
    void shouldReadTheTextOfADoubleAsADoubleEvenIfItsScaleIsZero() {
        assertThat(Numbers.parseDecimal("4.294967296E9")).isEqualTo(4.294967296E9);
        assertThat(Numbers.parseDecimal("-1.8014398509481984E16")).isEqualTo(-1.8014398509481984E16);
        assertThat(Numbers.parseDecimal("1.5E1")).isEqualTo(15L);
        assertThat(Numbers.canonical(new BigDecimal("4.294967296E9"))).isEqualTo(4294967296L);
    }

    @Test
    void shouldKeepTheSignOfZero() {
        assertThat(Numbers.parseDecimal("-0.0")).isEqualTo(-0.0);
        assertThat(Numbers.text(-0.0)).isEqualTo("-0.0");
        assertThat(Numbers.canonical(-0.0f)).isEqualTo(-0.0);
    }

    @Test
    void shouldRefuseTextThatIsNotADecimal() {
        assertThatThrownBy(() -> Numbers.parseDecimal("1e9999999999")).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> Numbers.parseDecimal("x")).isInstanceOf(NumberFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2.0E23",
                "1.0E23",
                "5.684341886080802E-14",
                "9.9E-324",
                "1.6E-322",
                "4.9E-324",
                "2.3184525677263325E17",
                "2.2250738585072014E-308",
                "1.7976931348623157E308",
                "-2.0E23",
                "9.007199254740992E15",
                "1.0E-5",
                "0.001",
                "9999999.0",
                "1.0E7",
                "123456.789",
                "0.1",
                "3.141592653589793",
                "NaN",
                "Infinity",
                "-Infinity",
                "0.0",
                "-0.0",
                "2.9802322387695312E-8"
            })
    void shouldWriteTheTextThatJava19AndLaterWrite(String text) {
        assertThat(Numbers.text(Double.parseDouble(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1",
        "2.24E-44, 2.2E-44",
        "1.18846831E13, 1.1884683E13",
        "3.4028235E38, 3.4028235E38",
        "1.4E-45, 1.4E-45",
        "16777216, 1.6777216E7",
        "33554432, 3.3554432E7"
    })
    void shouldConvertAFloatToTheDoubleOfItsShortestText(float value, double expected) {
        assertThat(Numbers.canonical(value)).isEqualTo(expected);
    }

    @Test
    void shouldKeepFloatsThatAreNotFinite() {
        assertThat(Numbers.canonical(Float.NaN)).isNaN();
        assertThat(Numbers.canonical(Float.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Numbers.canonical(Float.NEGATIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Numbers.canonical(0.0f)).isEqualTo(0.0);
    }

    /**
     * Writes random numbers as texts, and compares a checksum of these texts with that of the texts that {@code
     * Double.toString} and {@code Float.toString} return in Java 25.
     */
    @Test
    void shouldWriteTheSameTextsInEveryVersionOfJava() {
        CRC32 doubles = new CRC32();
        CRC32 floats = new CRC32();
        CRC32 shortestDoubles = new CRC32();
        CRC32 shortestFloats = new CRC32();
        Random random = new Random(4511638);
        for (int i = 0; i < 8_000; i++) {
            double real = randomDouble(random, i);
            float single = randomFloat(random, i);
            update(doubles, Numbers.text(real));
            update(floats, Numbers.text(Numbers.canonical(single)));
            update(shortestDoubles, Numbers.javaText(Numbers.shortest(real)));
            update(shortestFloats, Numbers.javaText(Numbers.shortest(single)));
        }

        assertThat(doubles.getValue()).isEqualTo(DOUBLES_CRC);
        assertThat(shortestDoubles.getValue()).isEqualTo(DOUBLES_CRC);
        assertThat(floats.getValue()).isEqualTo(FLOATS_CRC);
        assertThat(shortestFloats.getValue()).isEqualTo(FLOATS_CRC);
    }

    private static final long DOUBLES_CRC = 0x68299b80L;
    private static final long FLOATS_CRC = 0x9ce14280L;

    @Test
    void shouldComputeTheSameTextsAsJava() {
        for (long seed = 1; seed <= 2; seed++) {
            Random random = new Random(seed);
            for (int i = 0; i < 5_000; i++) {
                double real = randomDouble(random, i);
                float single = randomFloat(random, i);
                String where = "seed=" + seed + " i=" + i;
                String text = Numbers.javaText(Numbers.shortest(real));
                requireShortest(where, text, Double.toString(real), real, Double::parseDouble);
                String singleText = Numbers.javaText(Numbers.shortest(single));
                requireShortest(where, singleText, Float.toString(single), single, Float::parseFloat);
            }
        }
    }

    private static <N> void requireShortest(
            String where, String text, String javas, N number, Function<String, N> parser) {
        if (Runtime.version().feature() >= 19) {
            assertThat(text).as(where).isEqualTo(javas);
        } else { // earlier versions of Java write an extra digit for some numbers
            assertThat(text).as(where).hasSizeLessThanOrEqualTo(javas.length());
            assertThat(parser.apply(text)).as(where).isEqualTo(number);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldWriteTextThatIsReadAsTheSameBits(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            double real = randomDouble(random, i);
            String text = Numbers.text(real);
            String where = "seed=" + seed + " i=" + i + " text=" + text;
            assertThat(Double.doubleToRawLongBits(Double.parseDouble(text)))
                    .as(where)
                    .isEqualTo(Double.doubleToRawLongBits(real));
            assertThat(Numbers.parseDecimal(text)).as(where).isEqualTo(real);
        }
    }

    /** Returns a finite, nonzero number of any magnitude. Hard cases are frequent: subnormals and powers of two. */
    private static double randomDouble(Random random, int i) {
        double real = switch (i % 5) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> Double.longBitsToDouble(random.nextLong() & 0x800f_ffff_ffff_ffffL);
            case 2 -> Math.scalb(random.nextBoolean() ? 1.0 : -1.0, random.nextInt(2_098) - 1_074);
            case 3 -> Double.parseDouble(random.nextInt(1_000_000) + "E" + (random.nextInt(40) - 20));
            default -> Double.longBitsToDouble(random.nextLong() >>> random.nextInt(64));
        };
        return Double.isFinite(real) && real != 0 ? real : 1.5;
    }

    private static float randomFloat(Random random, int i) {
        float real = switch (i % 3) {
            case 0 -> Float.intBitsToFloat(random.nextInt());
            case 1 -> Float.intBitsToFloat(random.nextInt() & 0x807f_ffff);
            default -> Math.scalb(1f, random.nextInt(277) - 149);
        };
        return Float.isFinite(real) && real != 0 ? real : 1.5f;
    }

    private static void update(CRC32 crc, String text) {
        crc.update(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    @Test
    void shouldCompareByMathematicalValue() {
        assertEqual(1L, 1.0);
        assertEqual(1L, new BigDecimal("1.00"));
        assertEqual(1.0, new BigDecimal("1.00"));
        assertEqual(0.0, -0.0);
        assertEqual(0L, -0.0);
        assertEqual(0.1, new BigDecimal("0.10"));
        assertEqual(new BigInteger("100000000000000000000000"), Double.parseDouble("1.0E23"));
        assertEqual(Double.NaN, Double.NaN);
        assertEqual(new BigInteger("9223372036854775808"), new BigDecimal("9223372036854775808.0"));

        assertLess(Long.MAX_VALUE, new BigInteger("9223372036854775808"));
        assertLess(1L, 1.0000000000000002);
        assertLess(0.1, new BigDecimal("0.1000000000000000055511151231257827"));
        assertLess(9007199254740992L, 9007199254740993L);
        assertLess(Double.NEGATIVE_INFINITY, Long.MIN_VALUE);
        assertLess(Double.NEGATIVE_INFINITY, new BigDecimal("-1e999999"));
        assertLess(new BigDecimal("1e999999"), Double.POSITIVE_INFINITY);
        assertLess(Double.POSITIVE_INFINITY, Double.NaN);
        assertLess(new BigDecimal("1e999999999"), Double.NaN);
        assertLess(Double.MAX_VALUE, new BigDecimal("1e999999999"));
    }

    private static void assertEqual(Number a, Number b) {
        assertThat(Numbers.compare(a, b)).as("order of %s and %s", a, b).isZero();
        assertThat(Numbers.compare(b, a)).as("order of %s and %s", b, a).isZero();
    }

    private static void assertLess(Number a, Number b) {
        assertThat(Numbers.compare(a, b)).as("order of %s and %s", a, b).isNegative();
        assertThat(Numbers.compare(b, a)).as("order of %s and %s", b, a).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldOrderNumbersOfAllKindsConsistently(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            List<Number> numbers = neighbours(random);
            int size = numbers.size();
            int[][] order = new int[size][size];
            for (int a = 0; a < size; a++) {
                for (int b = 0; b < size; b++) {
                    order[a][b] = Integer.signum(Numbers.compare(numbers.get(a), numbers.get(b)));
                }
            }
            for (int a = 0; a < size; a++) {
                for (int b = 0; b < size; b++) {
                    boolean consistent = order[a][b] == -order[b][a];
                    for (int c = 0; c < size; c++) {
                        consistent &= order[a][b] > 0 || order[b][c] > 0 || order[a][c] <= 0;
                    }
                    assertThat(consistent)
                            .as("seed=%s a=%s b=%s in %s", seed, numbers.get(a), numbers.get(b), numbers)
                            .isTrue();
                }
            }
        }
    }

    /**
     * Returns numbers of all kinds. Some are nearly equal although they are of different kinds, and some are far apart.
     */
    private static List<Number> neighbours(Random random) {
        double centre = random.nextBoolean()
                ? random.nextInt(100) / 10.0
                : Math.scalb(1.0 + random.nextDouble(), 50 + random.nextInt(20));
        List<Number> numbers = new ArrayList<>(List.of(Double.NaN, Double.NEGATIVE_INFINITY, -0.0, 0L));
        numbers.add(new RandomData(random).number());
        for (int i = 0; i < 4; i++) {
            double near = i % 2 == 0 ? centre : Math.nextUp(centre);
            BigDecimal decimal = new BigDecimal(Numbers.text(near));
            numbers.add(near);
            numbers.add(decimal.setScale(decimal.scale() + 1));
            numbers.add(new BigDecimal(near));
            numbers.add(Numbers.canonical(new BigDecimal(near).toBigInteger()));
            numbers.add((long) near + random.nextInt(3) - 1);
        }
        return numbers;
    }
}
