package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.playhead.bus.Subscription;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ExportFormat;
import dev.playhead.io.ImportException;
import dev.playhead.io.ImportOptions;
import dev.playhead.io.ImportReport;
import dev.playhead.storage.RetentionPolicy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportImportTest {
    private static final Instant T0 = Instant.parse("2026-01-31T10:00:00.123456789Z");
    private static final EventFilter ALL = EventFilter.all();

    @TempDir
    private Path folder;

    private final EventHistory history = EventHistory.inMemory();

    @BeforeEach
    void record() {
        history.recordEvent(GridEvent.of("cell:edit", Map.of("row", 7, "value", new BigDecimal("1.50")))
                .at(T0)
                .from("user")
                .with("trace", "t-1"));
        history.recordEvent(GridEvent.of("odd", List.of(Double.NaN, BigInteger.TWO.pow(80), "\uD800 \u0000 \u2028"))
                .at(Instant.MAX));
        history.recordEvent(GridEvent.of("row:add", null).at(T0.minusSeconds(3)));
    }

    private static EventHistory imported(Path file) {
        EventHistory copy = EventHistory.inMemory();
        copy.importFrom(file);
        return copy;
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ImportReport importText(EventHistory into, String text, ImportOptions options) {
        return into.importFrom(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), options);
    }

    private static String line(long sequence, String type) {
        return "{\"sequence\":" + sequence + ",\"type\":\"" + type + "\",\"timestamp\":\"2026-01-01T00:00:00Z\"}\n";
    }

    @Test
    void shouldReadBackWhatItWroteInEveryFormat() throws IOException {
        for (String name : List.of("e.json", "e.jsonl", "e.json.gz", "e.jsonl.gz", "events")) {
            Path file = folder.resolve(name);
            history.exportTo(file);

            assertThat(imported(file).getEvents()).as(name).isEqualTo(history.getEvents());
        }
        assertThat(names()).containsExactly("e.json", "e.json.gz", "e.jsonl", "e.jsonl.gz", "events");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve("e.json.gz")))) {
            assertThat(in.readAllBytes()).isEqualTo(Files.readAllBytes(folder.resolve("e.json")));
        }
    }

    @Test
    void shouldExportOnlyEventsThatMatchTheFilter() {
        Path file = folder.resolve("e.json");
        history.exportTo(file, EventFilter.source("user"));

        assertThat(imported(file).getEvents()).isEqualTo(history.getEvents(EventFilter.source("user")));
    }

    @Test
    void shouldExportAnEmptyHistoryToAReadableFile() {
        Path file = folder.resolve("e.json");
        EventHistory.inMemory().exportTo(file);

        assertThat(EventHistory.inMemory()
                        .importFrom(file, ImportOptions.strictly())
                        .imported())
                .isZero();
    }

    @Test
    void shouldReplaceAFileAtomicallyAndLeaveNoOtherFile() throws IOException {
        Path file = folder.resolve("e.jsonl");
        Files.writeString(file, "old");
        // Until the export is complete, the file must have its old content.
        List<String> seen = new ArrayList<>();
        history.exportTo(file, EventFilter.matching(event -> seen.add(read(file))));

        assertThat(seen).containsOnly("old").hasSize(3);
        assertThat(imported(file).count(ALL)).isEqualTo(3);
        assertThat(names()).containsExactly("e.jsonl");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldKeepTheOldFileWhenAPredicateThrows() throws IOException {
        Path file = folder.resolve("e.jsonl");
        Files.writeString(file, "old");
        EventFilter failing = EventFilter.matching(event -> {
            if (event.sequence() == 2) {
                throw new IllegalStateException("cannot say");
            }
            return true;
        });

        assertThatThrownBy(() -> history.exportTo(file, failing)).hasMessage("cannot say");
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("e.jsonl");
    }

    @Test
    void shouldReportWhyAFileCannotBeWritten() throws IOException {
        Path missing = folder.resolve("no/such/folder/e.json");
        assertThatThrownBy(() -> history.exportTo(missing))
                .isInstanceOf(PlayheadException.class)
                .hasMessage("file=" + missing + " cannot be written: no such file or folder");
        assertThatThrownBy(() -> history.exportTo(folder))
                .isInstanceOf(PlayheadException.class)
                .hasMessageStartingWith("file=" + folder + " cannot be written: ");
        Files.writeString(folder.resolve("file"), "old");
        Path below = folder.resolve("file/e.json");
        assertThatThrownBy(() -> history.exportTo(below))
                .isInstanceOf(PlayheadException.class)
                .hasMessageStartingWith("file=" + below + " cannot be written: ");
        assertThat(names()).containsExactly("file");
    }

    /** A process that exports to a folder without write permission. */
    static final class WithoutPermission {
        private WithoutPermission() {}

        public static void main(String[] arguments) {
            try (EventHistory history = EventHistory.inMemory()) {
                history.exportTo(Path.of(arguments[0]));
                System.out.println("written");
            } catch (PlayheadException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void shouldReportThatAFolderIsNotWritable() throws Exception {
        assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("posix");
        Path file = folder.resolve("e.json");
        Files.writeString(file, "old");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assertThat(JavaCommand.outputWithoutOverride(WithoutPermission.class, file.toString()))
                    .containsExactly("file=" + file + " cannot be written: access is denied");
            assertThat(file).hasContent("old");
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void shouldWriteToTheTargetOfALink() throws IOException {
        Path file = Files.writeString(folder.resolve("real.jsonl"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.jsonl"), file);
        history.exportTo(link);

        assertThat(link).isSymbolicLink();
        assertThat(imported(file).count(ALL)).isEqualTo(3);
        assertThat(imported(link).count(ALL)).isEqualTo(3);
    }

    @Test
    void shouldWriteToADevice() {
        Path device = Path.of("/dev/null");
        assumeThat(Files.exists(device)).isTrue();
        history.exportTo(device);

        assertThat(Files.isRegularFile(device)).isFalse();
    }

    @Test
    void shouldWriteTheSameFileFromSeveralThreads() throws Exception {
        Path file = folder.resolve("e.jsonl");
        EventHistory large = EventHistory.inMemory();
        for (int i = 0; i < 1_000; i++) {
            large.recordEvent(GridEvent.of("e", "x".repeat(100)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> exports = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            exports.add(threads.submit(() -> large.exportTo(file)));
        }
        for (Future<?> export : exports) {
            export.get();
        }
        threads.shutdown();

        assertThat(EventHistory.inMemory()
                        .importFrom(file, ImportOptions.strictly())
                        .imported())
                .isEqualTo(1_000);
        assertThat(names()).containsExactly("e.jsonl");
    }

    @Test
    void shouldLeaveTheCallersStreamsOpen() {
        boolean[] closed = {false};
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        history.exportTo(out, ExportFormat.JSON, ALL);
        InputStream in = new ByteArrayInputStream(out.toByteArray()) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        EventHistory copy = EventHistory.inMemory();
        copy.importFrom(in, ImportOptions.strictly());

        assertThat(closed[0]).isFalse();
        assertThat(copy.getEvents()).isEqualTo(history.getEvents());
    }

    @Test
    void shouldReportThatAStreamFailed() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        };
        assertThatThrownBy(() -> history.exportTo(full, ExportFormat.JSON_LINES, ALL))
                .isInstanceOf(PlayheadException.class)
                .hasMessage("the stream cannot be written: no space left");
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }

            @Override
            public int read(byte[] buffer, int from, int length) throws IOException {
                throw new IOException("connection reset");
            }
        };
        assertThatThrownBy(() -> history.importFrom(broken, ImportOptions.lenient()))
                .isInstanceOf(PlayheadException.class)
                .hasMessage("the stream cannot be read: connection reset");
    }

    @Test
    void shouldReportWhyAFileCannotBeRead() {
        Path missing = folder.resolve("missing.json");
        assertThatThrownBy(() -> history.importFrom(missing))
                .isInstanceOf(PlayheadException.class)
                .hasMessage("file=" + missing + " cannot be read: no such file or folder");
        assertThatThrownBy(() -> history.importFrom(folder))
                .isInstanceOf(PlayheadException.class)
                .hasMessage("file=" + folder + " is a directory, not an event file");
        assertThat(history.count(ALL)).isEqualTo(3);
    }

    @Test
    void shouldImportTheReadableEventsOfATruncatedCompressedFile() throws IOException {
        EventHistory large = EventHistory.inMemory();
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            large.recordEvent(
                    GridEvent.of("e", Long.toHexString(random.nextLong()).repeat(40)));
        }
        Path file = folder.resolve("e.jsonl.gz");
        large.exportTo(file);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));

        EventHistory copy = EventHistory.inMemory();
        ImportReport report = copy.importFrom(file);
        assertThat(report.imported()).isBetween(1L, 999L);
        assertThat(report.problems())
                .singleElement()
                .extracting(ImportReport.Problem::message)
                .asString()
                .contains("broke off");
        assertThat(copy.getEvents()).isEqualTo(large.getEvents(ALL, (int) report.imported()));
        assertThatThrownBy(() -> EventHistory.inMemory().importFrom(file, ImportOptions.strictly()))
                .isInstanceOf(ImportException.class);
    }

    @Test
    void shouldKeepSequencesAndTheirGapsInAnEmptyHistory() {
        EventHistory copy = EventHistory.inMemory();
        ImportReport report = importText(
                copy,
                line(5, "a") + line(9, "b") + line(9, "c") + line(7, "d") + line(20, "e"),
                ImportOptions.lenient());

        assertThat(copy.getEvents()).extracting(RecordedEvent::sequence).containsExactly(5L, 9L, 10L, 11L, 20L);
        assertThat(report).isEqualTo(new ImportReport(5, 0, 0, List.of(), 0, 5, 20, 2, 0, List.of(), false));
        assertThat(copy.getEvent("10").orElseThrow().metadata()).isEqualTo(Map.of("importedSequence", 9L));
        assertThat(copy.getEvent("9").orElseThrow().metadata()).isEmpty();
        assertThat(copy.recordEvent(GridEvent.of("next", null))).isEqualTo(21);
    }

    @Test
    void shouldAssignNewSequencesInANonEmptyHistoryAndKeepTheOldAsMetadata() {
        Path file = folder.resolve("e.json");
        history.exportTo(file);
        ImportReport report = history.importFrom(file);

        assertThat(report.imported()).isEqualTo(3);
        assertThat(report.renumbered()).isEqualTo(3);
        assertThat(report.firstSequence()).isEqualTo(3);
        assertThat(report.lastSequence()).isEqualTo(5);
        assertThat(history.getEvents()).extracting(RecordedEvent::sequence).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(history.getEvent("3").orElseThrow().metadata())
                .isEqualTo(Map.of("trace", "t-1", "importedSequence", 0L));
        assertThat(history.getEvents(EventFilter.matching(
                        event -> Long.valueOf(2).equals(event.metadata().get(ImportReport.IMPORTED_SEQUENCE)))))
                .extracting(RecordedEvent::type)
                .containsExactly("row:add");
    }

    @Test
    void shouldNotResetSequencesWhenItImportsAfterClearing() {
        history.clear();
        importText(history, line(0, "a") + line(50, "b"), ImportOptions.lenient());

        assertThat(history.getEvents()).extracting(RecordedEvent::sequence).containsExactly(3L, 50L);
    }

    @Test
    void shouldNumberEventsThatHadNoSequence() {
        EventHistory copy = EventHistory.inMemory();
        String text = "{\"type\":\"a\",\"timestamp\":\"2026-01-01T00:00:00Z\"}\n".repeat(2);
        ImportReport report = importText(copy, text, ImportOptions.strictly());

        assertThat(report.renumbered()).isZero();
        assertThat(copy.getEvents()).extracting(RecordedEvent::sequence).containsExactly(0L, 1L);
        assertThat(copy.getEvents())
                .allSatisfy(event -> assertThat(event.metadata()).isEmpty());
    }

    @Test
    void shouldReportTheNumberOfEventsEvictedByAnImport() {
        EventHistory small = EventHistory.builder().capacity(10).build();
        for (int i = 0; i < 7; i++) {
            small.recordEvent(GridEvent.of("old", null));
        }
        ImportReport report = importText(small, line(0, "new").repeat(25), ImportOptions.lenient());

        assertThat(report.imported()).isEqualTo(25);
        assertThat(report.evicted()).isEqualTo(22);
        assertThat(small.count(ALL)).isEqualTo(10);
        assertThat(importText(small, "", ImportOptions.lenient()))
                .isEqualTo(new ImportReport(0, 0, 0, List.of(), 0, -1, -1, 0, 0, List.of(), false));
    }

    @Test
    void shouldImportEventsOfUnrecordedTypesEvenWhilePaused() {
        EventHistory cells = EventHistory.builder().record("cell:*").build();
        cells.pause();
        importText(cells, line(0, "row:add"), ImportOptions.strictly());

        assertThat(cells.count(ALL)).isEqualTo(1);
    }

    @Test
    void shouldReportMalformedLinesAndImportTheRest() {
        EventHistory copy = EventHistory.inMemory();
        ImportReport report = importText(
                copy, line(0, "a") + "{\"type\":\n" + "nonsense\n".repeat(200) + line(1, "b"), ImportOptions.lenient());

        assertThat(copy.getEvents()).extracting(RecordedEvent::type).containsExactly("a", "b");
        assertThat(report.imported()).isEqualTo(2);
        assertThat(report.rejected()).isEqualTo(201);
        assertThat(report.problems()).hasSize(ImportReport.MAX_PROBLEMS);
        assertThat(report.problems().get(0).line()).isEqualTo(2);
    }

    @Test
    void shouldEndAtTheFirstProblemWhenItIsStrict() throws IOException {
        EventHistory copy = EventHistory.inMemory();
        Path file = Files.writeString(folder.resolve("e.jsonl"), line(0, "a") + "nonsense\n" + line(1, "b"));

        assertThatThrownBy(() -> copy.importFrom(file, ImportOptions.strictly()))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("imported=1");
        assertThat(copy.getEvents()).extracting(RecordedEvent::type).containsExactly("a");
    }

    @Test
    void shouldNotExportEventsRecordedDuringTheExport() {
        EventHistory busy = EventHistory.builder()
                .retention(RetentionPolicy.unlimited().withMaxCount(100))
                .build();
        for (int i = 0; i < 100; i++) {
            busy.recordEvent(GridEvent.of("e", i));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        busy.exportTo(out, ExportFormat.JSON_LINES, EventFilter.matching(event -> {
            busy.recordEvent(GridEvent.of("meanwhile", null));
            return true;
        }));
        EventHistory copy = EventHistory.inMemory();
        importText(copy, out.toString(StandardCharsets.UTF_8), ImportOptions.strictly());

        assertThat(copy.getEvents())
                .hasSize(100)
                .extracting(RecordedEvent::type)
                .containsOnly("e");
    }

    @Test
    void shouldReturnWhatAFormatLeavesOutWithoutReportingIt() {
        List<HistoryProblem> problems = new ArrayList<>();
        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (EventHistory history =
                EventHistory.builder().executor(Runnable::run).build()) {
            history.recordEvent(GridEvent.of("a", Map.of("x", 1)));
            history.pause();
            history.recordEvent(GridEvent.of("b", 2));
            history.resume();
            history.recordEvent(GridEvent.of("a", Map.of("y", 2)));
            Subscription unused = history.onProblem(problems::add);

            assertThat(history.write(written, ExportFormat.CSV, EventFilter.all()))
                    .singleElement()
                    .asString()
                    .contains("breaks=1 and gaps=0");
            assertThat(problems).isEmpty();
            history.exportTo(exported, ExportFormat.CSV, EventFilter.all());
            assertThat(problems).hasSize(1);
            assertThat(history.write(new ByteArrayOutputStream(), ExportFormat.JSON_LINES, EventFilter.all()))
                    .isEmpty();
        }

        assertThat(written.toByteArray()).isNotEmpty().isEqualTo(exported.toByteArray());
    }

    @Test
    void shouldReportWhatAFormatLeavesOut() throws IOException {
        List<HistoryProblem> problems = new ArrayList<>();
        try (EventHistory history =
                EventHistory.builder().executor(Runnable::run).build()) {
            Subscription unused = history.onProblem(problems::add);
            history.recordEvent(GridEvent.of("a", Map.of("x", 1)));
            history.pause();
            history.recordEvent(GridEvent.of("b", 2));
            history.resume();
            history.recordEvent(GridEvent.of("a", Map.of("y", 2)));
            history.exportTo(folder.resolve("events.jsonl"));
            history.exportTo(folder.resolve("events.html"));
            assertThat(problems).isEmpty();
            history.exportTo(folder.resolve("events.csv"), EventFilter.typeIs("a"));
        }

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(HistoryProblem.Kind.EXPORT_INCOMPLETE);
            assertThat(problem.message()).contains("events.csv").contains("breaks=1 and gaps=0");
        });
        assertThat(Files.readString(folder.resolve("events.csv")))
                .startsWith("sequence,timestamp,type,source,payload.x,payload.y\r\n")
                .hasLineCount(3);
    }

    @Test
    void shouldLetOnlyTheOwnerReadANewFileAndKeepThePermissionsOfAnOldOne() throws IOException {
        assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("posix");
        Path file = folder.resolve("events.jsonl");
        history.exportTo(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        Path unusedSame = Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        history.exportTo(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-rw-r--");
    }
}
