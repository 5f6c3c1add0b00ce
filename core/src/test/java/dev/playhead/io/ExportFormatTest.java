package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportFormatTest {
    @ParameterizedTest
    @CsvSource({
        "events.json, JSON, false",
        "events.json.gz, JSON, true",
        "EVENTS.JSON.GZ, JSON, true",
        "events.jsonl, JSON_LINES, false",
        "events.jsonl.gz, JSON_LINES, true",
        "folder.json/events, JSON_LINES, false",
        "events.ndjson, JSON_LINES, false",
        ".gz, JSON_LINES, true",
        "json, JSON_LINES, false",
        "events.CSV, CSV, false",
        "events.csv.gz, CSV, true",
        "events.html, HTML, false",
        "events.htm.gz, HTML, true",
        "events.csv/events, JSON_LINES, false"
    })
    void shouldDeriveFormatAndCompressionFromTheFileName(Path file, ExportFormat format, boolean gzip) {
        assertThat(ExportFormat.of(file)).isEqualTo(format);
        assertThat(ExportFormat.isGzip(file)).isEqualTo(gzip);
    }

    @Test
    void shouldUseJsonLinesForAPathWithoutAFileName() {
        Path root = Path.of("").toAbsolutePath().getRoot();

        assertThat(ExportFormat.of(root)).isEqualTo(ExportFormat.JSON_LINES);
        assertThat(ExportFormat.isGzip(root)).isFalse();
    }
}
