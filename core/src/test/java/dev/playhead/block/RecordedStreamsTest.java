package dev.playhead.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.playhead.event.GridEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that recorded streams of real applications and a generated session are compressed well and without loss. */
class RecordedStreamsTest {
    private static final int BLOCK_EVENTS = 1024;

    /**
     * Checks the stream with the given name. {@code xzBytes} is the size of its JSON Lines when compressed by {@code xz
     * -6}.
     */
    @ParameterizedTest
    @CsvSource({"chrome-trace, 1459360", "grist-grid-edits, 618584", "rrweb-session, 12548"})
    void shouldCompressARecordedStreamWithoutLossToLessThanTwoAndAHalfTimesTheSizeByXz(String name, long xzBytes) {
        Path file = JsonLines.folder().resolve(name + ".jsonl.gz");
        assumeTrue(Files.exists(file), () -> file + " is absent; this test needs the recorded streams");

        assertThat(sealAndCompare(JsonLines.read(file)) / (double) xzBytes).isLessThan(2.5);
    }

    @Test
    void shouldTakeLessThanFifteenBytesForAnEventOfAGridSession() {
        List<GridEvent> events = GridSession.events(1, 20 * BLOCK_EVENTS);

        assertThat(sealAndCompare(events) / (double) events.size()).isLessThan(15);
    }

    private static long sealAndCompare(List<GridEvent> events) {
        BlockWriter writer = new BlockWriter(true);
        long bytes = 0;
        long headerBytes = 0;
        for (int first = 0; first < events.size(); first += BLOCK_EVENTS) {
            int count = Math.min(BLOCK_EVENTS, events.size() - first);
            for (int i = 0; i < count; i++) {
                writer.add(first + i, events.get(first + i), 0);
            }
            SealedBlock block = SealedBlock.open(writer.seal());
            bytes += block.bytes().length;
            for (int i = 0; i < count; i++) {
                if (!RandomData.identical(block.event(i).event(), events.get(first + i))) {
                    throw new AssertionError("sequence=" + (first + i) + " differs");
                }
            }
            headerBytes += block.headerBytes().length;
        }
        assertThat(headerBytes / (double) events.size())
                .as("header bytes per event")
                .isLessThanOrEqualTo(1.5);
        return bytes;
    }
}
