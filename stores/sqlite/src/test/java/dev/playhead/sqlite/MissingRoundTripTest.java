package dev.playhead.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.EventHistory;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ExportFormat;
import dev.playhead.io.ImportOptions;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.Projection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that breaks and gaps are imported into a file, and still exist after the file was reopened. */
class MissingRoundTripTest {
    private static final Projection<Long> COUNT = Projection.of("count", 0L, (count, event) -> count + 1);
    private static final Instant T0 = Instant.parse("2026-01-31T10:00:00Z");

    @TempDir
    private Path folder;

    private static EventHistory.Builder builder() {
        return EventHistory.builder().retention(RetentionPolicy.unlimited()).projection(COUNT);
    }

    private static String exported(EventHistory history) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        history.exportTo(out, ExportFormat.JSON_LINES, EventFilter.all());
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void importInto(EventHistory history, String text) {
        history.importFrom(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), ImportOptions.strictly());
    }

    private static String event(long sequence) {
        return "{\"sequence\":" + sequence
                + ",\"type\":\"t\",\"timestamp\":\"2026-01-31T10:00:00Z\",\"source\":\"core\"," + "\"payload\":1}\n";
    }

    private static String pause(long sequence, Random random) {
        return "{\"$playhead\":\"break\",\"sequence\":" + sequence + ",\"from\":\"" + T0 + "\",\"to\":\""
                + T0.plusNanos(random.nextInt(1_000_000_000)) + "\",\"offered\":{\"cell:edit\":"
                + (1 + random.nextInt(9)) + "}}\n";
    }

    /**
     * Returns random JSON lines of several groups of events. A gap, a break or both may precede each group except the
     * first, and may follow the last group.
     */
    private static String random(Random random) {
        StringBuilder text = new StringBuilder();
        long next = 0;
        for (int run = 1 + random.nextInt(5); run >= 0; run--) {
            if (next > 0 && random.nextInt(3) > 0) {
                long first = next;
                next += 1 + random.nextInt(100);
                text.append("{\"$playhead\":\"gap\",\"first\":" + first + ",\"last\":" + (next - 1) + "}\n");
            }
            if (next > 0 && random.nextInt(3) > 0) {
                text.append(pause(next, random));
            }
            for (int i = run == 0 && next > 0 ? 0 : 1 + random.nextInt(random.nextBoolean() ? 3 : 2_500); i > 0; i--) {
                text.append(event(next++));
            }
        }
        return text.toString();
    }

    @Test
    @Tag("full")
    void shouldExportTheSameBytesAfterReopening() {
        int rounds = Boolean.getBoolean("playhead.full") ? 100 : 6;
        long base = System.nanoTime();
        for (int round = 0; round < rounds; round++) {
            long seed = base + round;
            String text = random(new Random(seed));
            Path file = folder.resolve(round + ".playhead");
            try (EventHistory history = builder().file(file).build()) {
                importInto(history, text);
                assertThat(exported(history)).as("seed=" + seed).isEqualTo(text);
                history.flush();
                try (EventHistory reader = EventHistory.openReadOnly(file)) {
                    assertThat(exported(reader)).as("seed=" + seed).isEqualTo(text);
                }
            }
            for (int session = 0; session < 2; session++) {
                try (EventHistory history = builder().file(file).build()) {
                    assertThat(exported(history)).as("seed=" + seed).isEqualTo(text);
                }
            }
        }
    }

    @Test
    void shouldRefuseStatesAfterALargeGapWhenTheFileIsReopened() {
        Path file = folder.resolve("history.playhead");
        String text =
                event(0) + "{\"$playhead\":\"gap\",\"first\":1,\"last\":1152921504606846976}\n" + event((1L << 60) + 1);
        try (EventHistory history = builder().file(file).build()) {
            importInto(history, text);
        }
        try (EventHistory history = builder().file(file).build()) {
            assertThat(exported(history)).isEqualTo(text);
            assertThat(history.getEventSnapshotAtSequence(0).state(COUNT)).isEqualTo(1);
            assertThatThrownBy(() -> history.timeline().snapshot().state(COUNT))
                    .isInstanceOf(IncompleteHistoryException.class);
        }
    }
}
