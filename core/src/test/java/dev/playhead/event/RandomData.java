package dev.playhead.event;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A generator of random plain data of every kind. Hard cases are frequent, such as escapes, surrogates, decimals of any
 * scale, and the limits of number ranges.
 */
public final class RandomData {
    private static final List<String> HARD_STRINGS = List.of(
            "",
            "NaN",
            "Infinity",
            "-Infinity",
            "map",
            "bytes",
            "\u0000",
            "\u007f\u0080\u2028\u2029\ufeff\uffff",
            "\"\\/\b\f\n\r\t",
            "\ud83d\ude00",
            "\ud83d",
            "\ude00",
            "\ude00\ud83d",
            "\ud83d\ud83d\ude00\ude00",
            "\\uD83D",
            "\\");
    private static final List<String> HARD_KEYS = List.of(
            "",
            Marker.KEY,
            "$playhead:",
            "$playhead:$playhead",
            "$playhead:\\uD83D",
            "$playhead:\\\\",
            "$playhead:\\x",
            "$$playhead",
            "a.b",
            "\ud83d",
            "\ude00x",
            "x\ud83d\\",
            "type",
            "0");
    private static final double[] HARD_DOUBLES = {
        0.0,
        -0.0,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
        Double.MIN_NORMAL,
        Double.MAX_VALUE,
        Double.parseDouble("2.0E23"),
        Double.parseDouble("1.0E23"),
        Math.scalb(1.0, 53),
        Math.scalb(1.0, -44),
        4294967296.0,
        1e10,
        123456.7,
        0.1
    };

    private final Random random;

    public RandomData(Random random) {
        this.random = random;
    }

    /** Returns random plain data of at most the given depth. */
    public Object value(int depth) {
        int kind = random.nextInt(depth > 0 ? 13 : 9);
        return switch (kind) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2, 3 -> number();
            case 4, 5, 6 -> string();
            case 7 -> (long) random.nextInt(100);
            case 8 -> PlainData.of(random.nextBoolean() ? List.of() : Map.of());
            case 9 -> list(depth - 1);
            case 10 -> lookAlike(depth - 1);
            default -> map(depth - 1);
        };
    }

    /** Returns a number in canonical form. */
    public Number number() {
        return switch (random.nextInt(9)) {
            case 0 -> random.nextLong();
            case 1 -> Long.MAX_VALUE - random.nextInt(3);
            case 2 -> Long.MIN_VALUE + random.nextInt(3);
            case 3 -> HARD_DOUBLES[random.nextInt(HARD_DOUBLES.length)];
            case 4 -> Double.longBitsToDouble(random.nextLong());
            case 5 -> random.nextInt(10_000) / 100.0;
            case 6 -> Numbers.canonical(new BigInteger(1 + random.nextInt(200), random));
            case 7 -> Numbers.canonical(new BigInteger(1 + random.nextInt(200), random).negate());
            default ->
                Numbers.canonical(new BigDecimal(new BigInteger(random.nextInt(120), random), random.nextInt(60) - 30));
        };
    }

    public String string() {
        if (random.nextInt(4) == 0) {
            return HARD_STRINGS.get(random.nextInt(HARD_STRINGS.size()));
        }
        // Some strings are longer than the initial buffer of the code that reads lines, which has 8 KiB.
        int length = random.nextInt(200) == 0 ? 9_000 : random.nextInt(20);
        int span = List.of(0x80, 0x800, 0x10000).get(random.nextInt(3));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) random.nextInt(span));
        }
        return text.toString();
    }

    public String key() {
        return switch (random.nextInt(4)) {
            case 0 -> HARD_KEYS.get(random.nextInt(HARD_KEYS.size()));
            case 1 -> string();
            default -> "field" + random.nextInt(30);
        };
    }

    public Map<String, Object> map(int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        int size = random.nextInt(random.nextInt(10) == 0 ? 40 : 5);
        for (int i = 0; i < size; i++) {
            map.put(key(), value(depth));
        }
        return PlainData.ofPlain(map);
    }

    private List<Object> list(int depth) {
        List<Object> list = new ArrayList<>();
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) {
            list.add(value(depth));
        }
        return PlainData.ofPlain(list);
    }

    /** Returns a map that resembles the JSON form of another value, or a map that contains such a map. */
    private Object lookAlike(int depth) {
        Object inner = random.nextBoolean() ? HARD_STRINGS.get(1 + random.nextInt(4)) : value(depth);
        String key = HARD_KEYS.get(1 + random.nextInt(6));
        return PlainData.of(
                random.nextBoolean()
                        ? nullable(key, inner)
                        : nullable(key, PlainData.of(nullable(HARD_KEYS.get(1 + random.nextInt(3)), inner))));
    }

    private static Map<String, Object> nullable(String key, Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(key, value);
        return map;
    }

    public Instant instant() {
        return switch (random.nextInt(6)) {
            case 0 -> Instant.MIN;
            case 1 -> Instant.MAX;
            case 2 -> Instant.ofEpochMilli(random.nextInt());
            default ->
                Instant.ofEpochSecond(random.nextLong() % Instant.MAX.getEpochSecond(), random.nextInt(1_000_000_000));
        };
    }

    /** Returns an event with plain data. */
    public GridEvent event() {
        return GridEvent.of(
                random.nextInt(10) == 0 ? string() : "cell:edit",
                value(4),
                instant(),
                random.nextInt(10) == 0 ? string() : "user",
                random.nextBoolean() ? Map.of() : map(2));
    }
}
