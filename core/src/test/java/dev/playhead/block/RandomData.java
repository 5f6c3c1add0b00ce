package dev.playhead.block;

import dev.playhead.event.GridEvent;
import dev.playhead.event.Numbers;
import dev.playhead.event.PlainData;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** A generator of random plain data of every kind and of random events. It can also compare plain data exactly. */
final class RandomData {
    private static final String[] NAMES = {
        "", "a", "b", "a.b", "rowId", "price", "0", "1", "$playhead", "Ünïcode", "\uD83D\uDE00", "\uD800", "x y"
    };

    private final Random random;

    RandomData(long seed) {
        random = new Random(seed);
    }

    Random random() {
        return random;
    }

    String name() {
        return NAMES[random.nextInt(NAMES.length)];
    }

    /**
     * Returns the given number of events. Usually, their payloads have at most six different shapes. In a quarter of
     * the calls, the payloads are irregular.
     */
    List<GridEvent> events(int count) {
        int shapes = 1 + random.nextInt(6);
        long[] shapeSeeds = random.longs(shapes).toArray();
        boolean irregular = random.nextInt(4) == 0;
        int clock = random.nextInt(4);
        List<GridEvent> events = new ArrayList<>();
        Instant time = Instant.ofEpochSecond(random.nextInt());
        for (int i = 0; i < count; i++) {
            time = time(time, clock);
            Random shape = new Random(shapeSeeds[random.nextInt(shapes)]);
            Object payload = irregular ? value(0) : shaped(shape, 0);
            Map<String, ?> metadata = random.nextInt(3) > 0 ? Map.of() : map(2);
            events.add(GridEvent.of(
                    shape.nextInt(5) == 0 ? name() : "type:" + shape.nextInt(3),
                    payload,
                    time,
                    shape.nextInt(5) == 0 ? "plugin:" + random.nextInt(3) : name(),
                    PlainData.mapOf(metadata)));
        }
        return events;
    }

    private Instant time(Instant before, int clock) {
        return switch (clock) {
            case 0 -> before.plusMillis(random.nextInt(1000));
            case 1 -> before.plusNanos(random.nextInt(1_000_000) - 100_000);
            case 2 -> Instant.ofEpochSecond(random.nextInt(5) - 2);
            default ->
                Instant.ofEpochSecond(
                        random.nextInt(10) == 0
                                ? Instant.MAX.getEpochSecond()
                                : random.nextLong() >> (9 + random.nextInt(55)),
                        999_999_999 - random.nextInt(9));
        };
    }

    /**
     * Returns a value whose structure is determined by {@code shape}. Only at a leaf may the structure be random:
     * depending on {@code shape}, the values at a leaf are of different kinds, or are random maps or lists.
     */
    private Object shaped(Random shape, int depth) {
        int dice = shape.nextInt(depth == 0 ? 4 : 12);
        if (dice < 3 && depth < 4) {
            int size = shape.nextInt(6);
            Map<String, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < size; i++) {
                map.put(NAMES[shape.nextInt(NAMES.length)], shaped(shape, depth + 1));
            }
            return PlainData.ofPlain(map);
        }
        if (dice == 3 && depth < 4) {
            List<Object> list = new ArrayList<>();
            int size = shape.nextInt(4);
            for (int i = 0; i < size; i++) {
                list.add(shaped(shape, depth + 1));
            }
            return PlainData.ofPlain(list);
        }
        return ofKind(shape.nextInt(18), 4);
    }

    Object value(int depth) {
        return ofKind(random.nextInt(depth > 4 ? 14 : 18), depth);
    }

    private Object ofKind(int kind, int depth) {
        return switch (kind) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> (long) random.nextInt(20);
            case 3 -> random.nextLong() >> random.nextInt(64);
            case 4 -> extremeLong();
            case 5 -> (random.nextInt(4000) - 2000) / 4.0;
            case 6 -> extremeDouble();
            case 7 -> random.nextGaussian();
            case 8 ->
                Numbers.canonical(new BigDecimal(BigInteger.valueOf(random.nextInt(10_000)), random.nextInt(6) - 2));
            case 9 -> Numbers.canonical(new BigInteger(200, random).subtract(BigInteger.ONE.shiftLeft(199)));
            case 10 -> "ORD-%05d".formatted(random.nextInt(300));
            case 11 -> string();
            case 12 -> "%016x".formatted(random.nextLong());
            case 13 -> random.nextInt(3) == 0 ? mixed() : new java.util.UUID(random.nextLong(), 7).toString();
            case 14, 15 -> map(depth + 1);
            default -> list(depth + 1);
        };
    }

    /** Returns a value of a random kind. Such values make columns of mixed kinds. */
    private Object mixed() {
        return ofKind(random.nextInt(13), 5);
    }

    private Object extremeLong() {
        long[] extremes = {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1, 1L << 53, (1L << 53) + 1, Long.MIN_VALUE + 1};
        return extremes[random.nextInt(extremes.length)];
    }

    private Object extremeDouble() {
        double[] extremes = {
            -0.0,
            0.0,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            1e15,
            999999999999999.0,
            0.1,
            1e-15,
            123456789012.345,
            9007199254740992.0
        };
        return extremes[random.nextInt(extremes.length)];
    }

    private String string() {
        int length = random.nextInt(4) == 0 ? random.nextInt(400) : random.nextInt(12);
        StringBuilder text = new StringBuilder();
        int alphabet = random.nextInt(3);
        for (int i = 0; i < length; i++) {
            text.append(
                    alphabet == 0
                            ? (char) ('a' + random.nextInt(26))
                            : alphabet == 1 ? (char) random.nextInt(0x10000) : NAMES[random.nextInt(NAMES.length)]);
        }
        return text.toString();
    }

    Map<String, Object> map(int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) {
            map.put(name(), value(depth));
        }
        return PlainData.ofPlain(map);
    }

    private List<Object> list(int depth) {
        List<Object> list = new ArrayList<>();
        int size = random.nextInt(5) == 0 ? random.nextInt(60) : random.nextInt(4);
        boolean longs = random.nextBoolean();
        for (int i = 0; i < size; i++) {
            list.add(longs ? (Object) (long) random.nextInt(1000) : value(depth));
        }
        return PlainData.ofPlain(list);
    }

    /**
     * Returns whether two values are equal in every detail: classes, bits of doubles, scales of decimals, and the order
     * of keys.
     */
    static boolean identical(Object a, Object b) {
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            return List.copyOf(x.keySet()).equals(List.copyOf(y.keySet()))
                    && identical(new ArrayList<>(x.values()), new ArrayList<>(y.values()));
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            boolean same = x.size() == y.size();
            for (int i = 0; same && i < x.size(); i++) {
                same = identical(x.get(i), y.get(i));
            }
            return same;
        }
        if (a instanceof Double x && b instanceof Double y) {
            return Double.doubleToRawLongBits(x) == Double.doubleToRawLongBits(y);
        }
        return Objects.equals(a, b);
    }

    static boolean identical(GridEvent a, GridEvent b) {
        return a.type().equals(b.type())
                && a.source().equals(b.source())
                && a.timestamp().equals(b.timestamp())
                && identical(a.payload(), b.payload())
                && identical(a.metadata(), b.metadata());
    }

    static byte[] seal(List<GridEvent> events, boolean compressed) {
        BlockWriter writer = new BlockWriter(compressed);
        for (int i = 0; i < events.size(); i++) {
            writer.add(i, events.get(i), i);
        }
        return writer.seal();
    }
}
