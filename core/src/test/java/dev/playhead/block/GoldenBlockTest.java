package dev.playhead.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that blocks written by each version of the format remain readable. Each version has two golden blocks. No part
 * of the first block is large enough to be deflated, because zlib may produce different bytes on another platform. The
 * second block has deflated parts. It is only read, and not compared with a newly written block.
 */
class GoldenBlockTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldReadTheGoldenBlockOfEachVersion(int version) throws IOException {
        SealedBlock block = SealedBlock.open(resource("v" + version + ".block"));
        assertThat(block.header().version()).isEqualTo(version);
        compare(block, events(false));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldReadTheGoldenBlockOfEachVersionWithDeflatedParts(int version) throws IOException {
        compare(SealedBlock.open(resource("v" + version + "-deflated.block")), events(true));
    }

    @Test
    void shouldWriteTheGoldenBlock() throws IOException {
        assertThat(seal(events(false))).isEqualTo(resource("v" + BlockHeader.VERSION + ".block"));
    }

    /** Writes the golden blocks of the current version. To be run once for each new version of the format. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Files.write(folder.resolve("v" + BlockHeader.VERSION + ".block"), seal(events(false)));
        Files.write(folder.resolve("v" + BlockHeader.VERSION + "-deflated.block"), seal(events(true)));
    }

    private static void compare(SealedBlock block, List<GridEvent> expected) {
        assertThat(block.size()).isEqualTo(expected.size());
        for (int i = 0; i < block.size(); i++) {
            assertThat(block.sequence(i)).isEqualTo(sequence(i));
            assertThat(RandomData.identical(block.event(i).event(), expected.get(i)))
                    .as("position=%d", i)
                    .isTrue();
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = GoldenBlockTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    static byte[] seal(List<GridEvent> events) {
        BlockWriter writer = new BlockWriter(true);
        for (int i = 0; i < events.size(); i++) {
            writer.add(sequence(i), events.get(i), 1_767_225_600_000L + i);
        }
        return writer.seal();
    }

    private static long sequence(int position) {
        return 100L + position + (position > 20 ? 5 : 0);
    }

    /**
     * Returns events with every kind of value and many forms of columns. Calls with the same argument return equal
     * events.
     */
    static List<GridEvent> events(boolean large) {
        List<GridEvent> events = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            Map<String, Object> payload = new LinkedHashMap<>();
            payload.put("gridId", "orders");
            payload.put("rowId", "ORD-%06d".formatted(i * 37 % 90));
            payload.put("columnId", Arrays.asList("price", "quantity", "side").get(i * i % 3));
            payload.put("oldValue", i % 4 == 0 ? null : (Object) (100 + i * 0.25));
            payload.put("newValue", i % 7 == 0 ? (Object) ("text" + i % 2) : i * 1000L);
            payload.put("hash", "%016x".formatted(i * 0x9E3779B97F4A7C15L));
            payload.put("flags", Map.of("dirty", i % 3 == 0));
            payload.put("range", List.of(i, i + 1));
            events.add(event("cell:edit", payload, i, i % 5 == 0 ? "plugin:feed" : "user"));
        }
        Map<String, Object> odd = new LinkedHashMap<>();
        odd.put("big", BigInteger.TWO.pow(100));
        odd.put("decimal", new BigDecimal("1.50"));
        odd.put("raw", List.of(Double.NaN, -0.0, 1 / 3.0, Long.MIN_VALUE, -8, 119, 120));
        odd.put("surrogate", "\uD800\uD83D\uDE00\u20AC");
        odd.put("empty", Map.of("map", Map.of(), "list", List.of()).get("map"));
        events.add(event("odd", odd, 90, "core"));
        events.add(event("odd", List.of(odd, List.of(), "x".repeat(40)), 91, "core"));
        events.add(event("", "text", 92, ""));
        events.add(GridEvent.of("none", null, Instant.EPOCH, "core", Map.of("causationId", "7")));
        if (large) {
            for (int i = 0; i < 40; i++) {
                events.add(event("note", Map.of("text", ("a note, number " + i + "; ").repeat(40)), 100 + i, "user"));
            }
        }
        return events;
    }

    private static GridEvent event(String type, Object payload, int i, String source) {
        Instant time = Instant.ofEpochMilli(1_767_225_600_000L + i * 100L + i * i % 7);
        return GridEvent.of(type, PlainData.of(payload), time, source, Map.of());
    }
}
