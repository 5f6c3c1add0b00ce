package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.playhead.event.RecordedEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests of streams recorded in real applications. The folder of the streams is next to the repository, and may be
 * missing.
 */
class RealDataTest {
    private static final Path FOLDER = folder();

    private static Path folder() {
        // The working directory of the tests is the module's folder.
        return Path.of("").toAbsolutePath().resolveSibling("../shared/data").normalize();
    }

    @ParameterizedTest
    @CsvSource({"grist-grid-edits.jsonl.gz, 6186", "chrome-trace.jsonl.gz, 23315", "rrweb-session.jsonl.gz, 272"})
    void shouldPreserveEventsAndBytesThroughExportAndImport(String name, int events) throws IOException {
        Path file = FOLDER.resolve(name);
        assumeTrue(Files.exists(file), () -> "skipped because there is no file=" + file);
        Imported original;
        try (InputStream in = Files.newInputStream(file)) {
            original = Imported.of(in);
        }
        assertThat(original.problems).isEmpty();
        assertThat(original.events).hasSize(events);

        List<RecordedEvent> recorded = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            recorded.add(RecordedEvent.of(i, original.events.get(i)));
        }
        for (ExportFormat format : Imported.READ_BACK) {
            byte[] exported = Imported.exported(recorded, format);
            Imported imported = Imported.of(Imported.gzip(exported));

            assertThat(imported.problems).isEmpty();
            assertThat(imported.recorded().equals(recorded))
                    .as("equal events, format=%s", format)
                    .isTrue();
            assertThat(Arrays.equals(Imported.exported(imported.recorded(), format), exported))
                    .as("equal bytes, format=%s", format)
                    .isTrue();
        }
    }
}
