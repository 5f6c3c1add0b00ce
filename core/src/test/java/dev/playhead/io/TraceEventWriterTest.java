package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TraceEventWriterTest {
    private static RecordedEvent event(long sequence, String source, String time, Map<String, ?> metadata) {
        return RecordedEvent.of(
                sequence, GridEvent.of("t" + sequence, sequence, Instant.parse(time), source, Map.copyOf(metadata)));
    }

    private static List<JsonNode> events(Written written) {
        JsonNode document = written.json();
        assertThat(document.get("displayTimeUnit").asString()).isEqualTo("ms");
        return StreamSupport.stream(document.get("traceEvents").spliterator(), false)
                .toList();
    }

    private static List<JsonNode> ofPhase(List<JsonNode> events, String phase) {
        return events.stream()
                .filter(one -> one.get("ph").asString().equals(phase))
                .toList();
    }

    @Test
    void shouldHaveATrackForEachSource() {
        List<JsonNode> events = events(Written.of(
                ExportFormat.PERFETTO,
                event(0, "core", "2026-01-31T10:42:00Z", Map.of()),
                event(1, "user", "2026-01-31T10:42:00.000000001Z", Map.of("user", "anna")),
                event(2, "core", "2026-01-31T10:42:00.000001200Z", Map.of())));

        Map<Integer, String> names = new HashMap<>();
        ofPhase(events, "M").stream()
                .filter(one -> one.get("name").asString().equals("thread_name"))
                .forEach(one -> names.put(
                        one.get("tid").asInt(), one.get("args").get("name").asString()));
        List<JsonNode> instants = ofPhase(events, "i");
        assertThat(instants)
                .allMatch(one ->
                        one.get("s").asString().equals("t") && one.get("pid").asInt() == 1);
        assertThat(instants)
                .extracting(one -> names.get(one.get("tid").asInt()))
                .containsExactly("core", "user", "core");
        assertThat(instants)
                .extracting(one -> one.get("ts").asString())
                .containsExactly("1769856120000000", "1769856120000000.001", "1769856120000001.2");
        assertThat(instants.get(1).get("args"))
                .isEqualTo(Written.json("{\"sequence\":1,\"payload\":1,\"metadata\":{\"user\":\"anna\"}}"));
        assertThat(instants).extracting(one -> one.get("name").asString()).containsExactly("t0", "t1", "t2");
    }

    @Test
    void shouldDrawArrowsFromCauses() {
        String time = "2026-01-31T10:42:00Z";
        Written written = Written.of(
                ExportFormat.PERFETTO,
                event(0, "core", time, Map.of()),
                event(1, "user", time, Map.of("causationId", "0")),
                event(2, "user", time, Map.of("causationId", "0")),
                event(3, "core", time, Map.of("causationId", "2")),
                event(4, "core", time, Map.of("causationId", "4")),
                event(5, "core", time, Map.of("causationId", "77")),
                event(6, "core", time, Map.of("causationId", "none")));
        List<JsonNode> events = events(written);

        // An arrow is attached to the instant right before it, on the same track.
        StringBuilder arrows = new StringBuilder();
        String last = "";
        for (JsonNode one : events) {
            switch (one.get("ph").asString()) {
                case "i" -> last = one.get("name").asString();
                case "s", "f" ->
                    arrows.append(last)
                            .append(one.get("ph").asString())
                            .append(one.get("id").asLong())
                            .append(' ');
                default -> {}
            }
        }
        assertThat(arrows.toString()).isEqualTo("t0s0 t1f0 t2f0 t2s2 t3f2 ");
        assertThat(ofPhase(events, "f"))
                .allMatch(one -> one.get("bp").asString().equals("e"));
        assertThat(written.notes())
                .containsExactly("events=2 have no arrow from their cause, because it is not before them in the file");
    }

    @Test
    void shouldKeepTimesThatViewersCannotRepresent() {
        Written written = Written.of(
                ExportFormat.PERFETTO,
                event(0, "core", "1969-12-31T23:59:59Z", Map.of()),
                event(1, "core", "+1000000000-12-31T23:59:59Z", Map.of()));
        List<JsonNode> instants = ofPhase(events(written), "i");

        assertThat(instants.get(0).get("ts").asLong()).isZero();
        assertThat(instants.get(1).get("ts").asLong()).isLessThan(Long.MAX_VALUE / 1_000);
        assertThat(instants.get(1).get("args").get("timestamp").asString()).isEqualTo("+1000000000-12-31T23:59:59Z");
        assertThat(written.notes()).singleElement().asString().startsWith("timestamps=2 are before 1970");
    }

    @Test
    void shouldKnowTheSequencesOfASet() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        SequenceSet set = new SequenceSet();
        Set<Long> model = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            long sequence = random.nextBoolean() ? random.nextInt(4_000) : random.nextLong() & Long.MAX_VALUE;
            assertThat(set.contains(sequence)).as("seed=%s", seed).isEqualTo(model.contains(sequence));
            assertThat(set.add(sequence)).as("seed=%s", seed).isEqualTo(model.add(sequence));
        }
    }
}
