package dev.playhead.fuzz;

import dev.playhead.block.BlockWriter;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Small valid blocks from which the fuzzer starts. The payloads of each block are of one kind. */
final class Seeds {
    private static final int EVENTS = 40;

    private Seeds() {}

    static List<byte[]> blocks() {
        List<IntFunction<Object>> payloads = List.of(
                i -> i,
                i -> "R-" + (100 + i),
                i -> "%016x".formatted(i * 0x9E3779B97F4A7C15L),
                i -> "word" + "abcdefg".charAt(i % 7),
                i -> i / 8.0,
                i -> 1.0 / (i + 3),
                i -> new BigDecimal(i).scaleByPowerOfTen(-i),
                i -> BigInteger.ONE.shiftLeft(64 + i),
                i -> ("a longer text, number " + i + ", ").repeat(10),
                i -> i % 2 == 0 ? Map.of("a", i, "b", List.of("x", i)) : Map.of("a", "y"),
                Seeds::nested,
                i -> List.of(i, List.of(), Map.of("k" + i, i / 3.0), "t" + i % 3));
        List<byte[]> blocks = new ArrayList<>();
        for (IntFunction<Object> payload : payloads) {
            for (boolean compressed : new boolean[] {true, false}) {
                blocks.add(block(payload, compressed));
            }
        }
        return blocks;
    }

    private static Object nested(int i) {
        Object value = i;
        for (int depth = 0; depth < i; depth++) {
            value = depth % 2 == 0 ? List.of(value) : Map.of("d", value);
        }
        return value;
    }

    private static byte[] block(IntFunction<Object> payload, boolean compressed) {
        BlockWriter writer = new BlockWriter(compressed);
        for (int i = 0; i < EVENTS; i++) {
            Instant time = Instant.ofEpochSecond(i, i % 5);
            writer.add(i, GridEvent.of("t", PlainData.of(payload.apply(i)), time, "s", Map.of()), i);
        }
        return writer.seal();
    }
}
