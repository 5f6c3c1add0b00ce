package dev.playhead.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.PlainData;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A test that captures random objects of many kinds. Each object is created together with its expected plain data, and
 * with changes that the test makes to the object after the capture.
 */
@SuppressWarnings({"JavaUtilDate", "ArrayRecordComponent"})
class PayloadCaptureFuzzTest {
    record Tight(int i, String s, DayOfWeek day, LocalDate date) {}

    record Loose(String name, Object value, List<?> list) {}

    record Custom(Object value) {
        @Override
        public Object value() {
            return value;
        }
    }

    record ArrayHolder(Object[] array) {}

    /**
     * An object and its expected data. {@link #changes} contains the actions that modify such objects after the
     * capture.
     */
    private record Sample(Object object, Object data) {}

    private static final int PAYLOADS = 3_000;

    private final List<Runnable> changes = new ArrayList<>();
    private Random random = new Random(0);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 0})
    void shouldCaptureTheValueBeforeLaterChanges(long fixedSeed) {
        long seed = fixedSeed != 0 ? fixedSeed : System.nanoTime();
        random = new Random(seed);
        PayloadCapture capture = PayloadCapture.create();
        int kept = 0;
        for (int i = 0; i < PAYLOADS; i++) {
            changes.clear();
            Sample sample = sample(5);
            String about = "seed=" + seed + " payload=" + i;

            Object direct = capture.toData(sample.object());
            assertThat(direct).as(about).isEqualTo(sample.data());

            Object captured = capture.capture(sample.object());
            kept += captured == sample.object() ? 1 : 0;
            changes.forEach(Runnable::run);

            Object data = capture.toData(captured);
            assertThat(data).as(about).isEqualTo(sample.data());
            assertThat(PlainData.isPlain(data)).as(about).isTrue();
        }
        assertThat(kept).as("seed=" + seed + " payloads kept by reference").isBetween(PAYLOADS / 10, PAYLOADS * 9 / 10);
    }

    private Sample sample(int depth) {
        int kind = random.nextInt(depth == 0 ? 14 : 30);
        return switch (kind) {
            case 0 -> new Sample(null, null);
            case 1 -> scalar(random.nextInt(100) - 50, v -> (long) v);
            case 2 -> scalar(random.nextLong(), v -> v);
            case 3 -> scalar(random.nextDouble(), v -> v);
            case 4 -> scalar("s" + random.nextInt(10), v -> v);
            case 5 -> scalar(random.nextBoolean(), v -> v);
            case 6 -> scalar(DayOfWeek.of(1 + random.nextInt(7)), Enum::name);
            case 7 -> scalar(Instant.ofEpochSecond(random.nextInt(), random.nextInt(1000)), Instant::toString);
            case 8 -> scalar(new UUID(random.nextLong(), random.nextLong()), UUID::toString);
            case 9 -> scalar(new BigInteger(80, random).setBit(79), v -> v);
            case 10 -> scalar(new BigDecimal(BigInteger.valueOf(random.nextInt(1000) * 10L + 10), 2), v -> v);
            case 11 -> changing(new Date(random.nextInt()));
            case 12 -> {
                StringBuilder text = new StringBuilder("t" + random.nextInt());
                Sample sample = new Sample(text, text.toString());
                changes.add(() -> text.append("changed"));
                yield sample;
            }
            case 13 -> {
                AtomicInteger number = new AtomicInteger(random.nextInt());
                Sample sample = new Sample(number, (long) number.get());
                changes.add(number::incrementAndGet);
                yield sample;
            }
            case 14, 15 -> {
                Tight tight = new Tight(
                        random.nextInt(), random.nextBoolean() ? null : "x", DayOfWeek.MONDAY, LocalDate.EPOCH);
                yield new Sample(
                        tight, map("i", (long) tight.i(), "s", tight.s(), "day", "MONDAY", "date", "1970-01-01"));
            }
            case 16, 17, 18 -> {
                Sample value = sample(depth - 1);
                Sample list = list(depth - 1, random.nextInt(4));
                yield new Sample(
                        new Loose("n", value.object(), (List<?>) list.object()),
                        map("name", "n", "value", value.data(), "list", list.data()));
            }
            case 19 -> {
                Sample value = sample(depth - 1);
                yield new Sample(new Custom(value.object()), map("value", value.data()));
            }
            case 20 -> {
                Sample value = sample(depth - 1);
                Object[] array = {value.object()};
                changes.add(() -> array[0] = "changed");
                yield random.nextBoolean()
                        ? new Sample(array, Arrays.asList(value.data()))
                        : new Sample(new ArrayHolder(array), map("array", Arrays.asList(value.data())));
            }
            case 21 -> {
                Sample value = sample(depth - 1);
                yield new Sample(Optional.ofNullable(value.object()), value.data());
            }
            case 22 -> {
                Sample value = sample(depth - 1);
                AtomicReference<Object> reference = new AtomicReference<>(value.object());
                changes.add(() -> reference.set("changed"));
                yield new Sample(reference, value.data());
            }
            case 23, 24 -> mapping(depth - 1);
            case 25 -> {
                int[] ints = random.ints(random.nextInt(100)).toArray();
                Object data = Arrays.stream(ints).asLongStream().boxed().toList();
                changes.add(() -> Arrays.fill(ints, 5));
                yield new Sample(ints, data);
            }
            case 26 -> {
                Sample value = sample(depth - 1);
                yield new Sample(
                        PlainData.ofPlain(Collections.singletonList(frozen(value.data()))),
                        Arrays.asList(value.data()));
            }
            default -> list(depth - 1, random.nextInt(4));
        };
    }

    private Sample list(int depth, int kind) {
        List<Object> objects = new ArrayList<>();
        List<Object> data = new ArrayList<>();
        int size = random.nextInt(10) == 0 ? 70 : random.nextInt(5);
        for (int i = 0; i < size; i++) {
            Sample element = size == 70 ? scalar(i, v -> (long) v) : sample(depth < 1 ? 0 : depth - 1);
            objects.add(element.object());
            data.add(element.data());
        }
        if (kind == 0 && !objects.contains(null)) {
            return new Sample(List.copyOf(objects), data);
        }
        changes.add(() -> objects.add("changed"));
        return switch (kind) {
            case 1 -> new Sample(Collections.unmodifiableList(objects), data);
            case 2 -> new Sample(new ArrayList<>(objects).stream().toList(), data);
            default -> new Sample(objects, data);
        };
    }

    private Sample mapping(int depth) {
        Map<Object, Object> objects = new LinkedHashMap<>();
        Map<String, Object> data = new LinkedHashMap<>();
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            Sample value = sample(depth < 1 ? 0 : depth - 1);
            objects.put(i % 2 == 0 ? "k" + i : i, value.object());
            data.put(i % 2 == 0 ? "k" + i : "" + i, value.data());
        }
        int kind = random.nextInt(5);
        if (kind == 0 && !objects.containsValue(null)) {
            return new Sample(Map.copyOf(objects), data);
        }
        if (kind == 1) {
            Set<Object> keys = new LinkedHashSet<>(objects.keySet());
            changes.add(() -> keys.add("changed"));
            List<Object> texts = new ArrayList<>();
            objects.keySet().forEach(key -> texts.add(key instanceof Integer number ? number.longValue() : key));
            return new Sample(keys, texts);
        }
        if (kind == 2) {
            ArrayDeque<Object> deque = new ArrayDeque<>(data.keySet());
            changes.add(deque::clear);
            return new Sample(deque, new ArrayList<>(data.keySet()));
        }
        changes.add(objects::clear);
        return new Sample(random.nextBoolean() ? Collections.unmodifiableMap(objects) : objects, data);
    }

    private Sample changing(Date date) {
        Sample sample = new Sample(date, Instant.ofEpochMilli(date.getTime()).toString());
        changes.add(() -> date.setTime(date.getTime() + 1));
        return sample;
    }

    private static <T> Sample scalar(T value, java.util.function.Function<T, Object> data) {
        return new Sample(value, data.apply(value));
    }

    private static Object frozen(Object data) {
        return PlainData.of(data);
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        return PayloadCaptureTest.map(keysAndValues);
    }
}
