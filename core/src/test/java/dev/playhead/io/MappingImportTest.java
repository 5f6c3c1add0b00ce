package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.SharedData;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingImportTest {
    private static final Instant TIME = Instant.parse("2026-03-02T09:30:00Z");

    private static ImportOptions mapping(String text) {
        return ImportOptions.lenient().withMapping(EventMapping.parse(text));
    }

    private static GridEvent only(String record, ImportOptions options) {
        Imported imported = Imported.of(record, options);
        assertThat(imported.problems).isEmpty();
        assertThat(imported.events).hasSize(1);
        return imported.events.get(0);
    }

    private static GridEvent only(String record, String mapping) {
        return only(record, mapping(mapping));
    }

    private static List<GridEvent> ofCase(String name, String mapping) throws IOException {
        Imported imported = Imported.of(Files.readString(SharedData.caseFile(name)), mapping(mapping));
        assertThat(imported.problems).as(name).isEmpty();
        return imported.events;
    }

    @Test
    void shouldReadTheLogsOfOtherPrograms() throws IOException {
        assertThat(ofCase("ts-event-name.jsonl", "type=event,timestamp=ts"))
                .containsExactly(
                        GridEvent.of("login", Map.of("user", "u1"), TIME.plusMillis(631), "core", Map.of()),
                        GridEvent.of("logout", Map.of("user", "u1"), TIME.plusMillis(1_631), "core", Map.of()));
        assertThat(ofCase("log-pino.jsonl", "type=level,timestamp=time,source=hostname,payload=msg"))
                .containsExactly(
                        GridEvent.of("30", "started", TIME.plusMillis(459), "h", Map.of()),
                        GridEvent.of("50", "failed", TIME.plusMillis(1_000), "h", Map.of()));
        assertThat(ofCase("log-log4j.jsonl", "type='log',timestamp=instant.epochSecond,source=loggerName"))
                .containsExactly(GridEvent.of(
                        "log",
                        Map.of(
                                "instant", Map.of("nanoOfSecond", 118_000_000L),
                                "thread", "main",
                                "level", "INFO",
                                "message", "started"),
                        TIME,
                        "app",
                        Map.of()));
        assertThat(ofCase("log-logstash.jsonl", "type=level,timestamp=@timestamp,payload=message,metadata=."))
                .first()
                .isEqualTo(GridEvent.of(
                        "INFO",
                        "started",
                        Instant.parse("2026-05-01T12:00:00.123Z"),
                        "core",
                        Map.of("@version", "1", "logger_name", "app.Main")));
        assertThat(ofCase("change-data-capture.jsonl", "type=op,timestamp=ts_ms,source=source.table,payload=after"))
                .extracting(event -> event.type() + " " + event.source() + " " + event.payload())
                .containsExactly("c orders {id=5, q=1}", "u orders {id=5, q=2}", "d orders null");
        assertThat(ofCase("segment-track.jsonl", "type=event,source=userId,payload=properties,metadata=."))
                .first()
                .satisfies(event -> {
                    assertThat(event.type()).isEqualTo("Product Viewed");
                    assertThat(event.source()).isEqualTo("u1");
                    assertThat(event.payload()).hasToString("{sku=G-32, price=18.99}");
                    assertThat(event.metadata()).isEqualTo(Map.of("type", "track"));
                });
        assertThat(ofCase("flat-events.jsonl", "payload=price"))
                .extracting(event -> event.type() + " " + event.payload() + " " + event.metadata())
                .containsExactly("OrderPlaced 10 {}", "OrderChanged 12 {}");
    }

    @Test
    void shouldUseTheOtherFieldsAsThePayloadIfItIsNotMapped() {
        String record = "{\"ts\":0,\"type\":\"a\",\"user\":{\"id\":7,\"name\":\"Ada\"},\"n\":1}";

        assertThat(only(record, "timestamp=ts").payload())
                .isEqualTo(Map.of("user", Map.of("id", 7L, "name", "Ada"), "n", 1L));
        assertThat(only(record, "timestamp=ts,source=user.id").payload())
                .isEqualTo(Map.of("user", Map.of("name", "Ada"), "n", 1L));
        assertThat(only("{\"ts\":0,\"type\":\"a\",\"user\":{\"id\":7}}", "timestamp=ts,source=user.id")
                        .payload())
                .isNull();
        assertThat(only("{\"ts\":0,\"type\":\"a\",\"ids\":[7,8]}", "timestamp=ts,source=ids.1"))
                .isEqualTo(GridEvent.of("a", Map.of("ids", List.of(7L, 8L)), Instant.EPOCH, "8", Map.of()));
    }

    @Test
    void shouldKeepTheFieldsBesideAPayloadAsMetadataIfItIsNotMapped() {
        GridEvent event =
                only("{\"ts\":0,\"type\":\"a\",\"payload\":7,\"level\":3,\"metadata\":{\"k\":1}}", "timestamp=ts");

        assertThat(event.payload()).isEqualTo(7L);
        assertThat(event.metadata()).isEqualTo(Map.of("level", 3L, "k", 1L));
    }

    @Test
    void shouldLeaveOutOtherFieldsIfThePayloadIsMapped() {
        String record = "{\"timestamp\":0,\"type\":\"a\",\"data\":{\"x\":1},\"n\":1,\"payload\":5,\"source\":\"s\"}";

        assertThat(only(record, "payload=data"))
                .isEqualTo(GridEvent.of("a", Map.of("x", 1L), Instant.EPOCH, "s", Map.of()));
        assertThat(only(record, "payload=data,metadata=.").metadata()).isEqualTo(Map.of("n", 1L, "payload", 5L));
        assertThat(only(record, "payload=none,metadata=.")).satisfies(event -> {
            assertThat(event.payload()).isNull();
            assertThat(event.metadata()).containsOnlyKeys("n", "payload", "data");
        });
        assertThat(only(record, "payload='x'").payload()).isEqualTo("x");
    }

    @Test
    void shouldUseTheWholeRecordAsThePayload() {
        GridEvent event = only("{\"timestamp\":0,\"event\":\"a\",\"n\":1}", "type=event,payload=.");

        assertThat(event.payload()).isEqualTo(Map.of("timestamp", 0L, "event", "a", "n", 1L));
        assertThat(event.metadata()).isEmpty();
    }

    @Test
    void shouldKeepFieldsThatAreNotMappedAsMetadata() {
        String record = "{\"timestamp\":0,\"event\":\"a\",\"n\":1,\"metadata\":{\"k\":2}}";

        assertThat(only(record, "type=event,metadata=."))
                .isEqualTo(GridEvent.of("a", null, Instant.EPOCH, "core", Map.of("n", 1L, "k", 2L)));
        assertThat(only(record, "type=event,metadata=metadata,payload=.").metadata())
                .isEqualTo(Map.of("k", 2L));
        assertThat(only(record, "type=event,metadata=n").metadata()).isEqualTo(Map.of("metadata", 1L));
        assertThat(only(record, "type=event,metadata=none").payload())
                .isEqualTo(Map.of("n", 1L, "metadata", Map.of("k", 2L)));
    }

    @ParameterizedTest
    @CsvSource({"7, 7", "1.5, 1.5", "true, true", "\"a b\", a b"})
    void shouldUseAScalarAsTheType(String value, String type) {
        assertThat(only("{\"timestamp\":0,\"kind\":" + value + "}", "type=kind").type())
                .isEqualTo(type);
    }

    @Test
    void shouldReadSequences() {
        assertThat(Imported.of("{\"timestamp\":0,\"type\":\"a\",\"seq\":12}", mapping("sequence=seq")).sequences)
                .containsExactly(12L);
    }

    @Test
    void shouldReadMappedTimesInTheUnitAndForm() {
        String record = "{\"type\":\"a\",\"at\":{\"n\":1772443800,\"text\":\"02/Mar/2026 09:30\"}}";

        assertThat(only(record, mapping("timestamp=at.n").withTimeUnit(TimeUnit.MICROSECONDS))
                        .timestamp())
                .isEqualTo(Instant.ofEpochSecond(1_772, 443_800_000));
        assertThat(only(
                                record,
                                mapping("timestamp=at.text")
                                        .withTimeFormat("dd/MMM/yyyy HH:mm")
                                        .withZone(ZoneOffset.ofHours(2)))
                        .timestamp())
                .isEqualTo(TIME.minusSeconds(7_200));
        assertThat(only(
                                "{\"type\":\"a\",\"d\":\"2026-03-02T00:00:00Z\"}",
                                mapping("timestamp=d").withTimeFormat("yyyy-dd-MM'T'HH:mm:ss'Z'"))
                        .timestamp())
                .isEqualTo(Instant.parse("2026-02-03T00:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type=event.name | {\"ts\":1,\"event\":\"login\"} | the record has no field event.name, which is mapped to type;"
                        + " its fields are ts, event; try ImportOptions.withMapping or the option --map timestamp=ts,type=event",
                "timestamp=at | {\"type\":\"a\",\"ts\":1} | the record has no field at, which is mapped to timestamp; its fields"
                        + " are type, ts; try ImportOptions.withMapping or the option --map timestamp=ts",
                "timestamp=at | {\"type\":\"a\",\"at\":null} | the record has no field at, which is mapped to timestamp; its"
                        + " fields are type, at",
                "timestamp=ts | {\"ts\":1,\"action\":\"b\"} | the event has no type; its fields are ts, action; try"
                        + " ImportOptions.withMapping or the option --map timestamp=ts,type=action",
                "type=kind | {\"kind\":{},\"timestamp\":1} | type={} is not a string; its fields are kind, timestamp",
                "timestamp=a | {\"type\":\"x\",\"a\":\"noon\",\"b\":1} | timestamp=noon is not an ISO-8601 time such as"
                        + " 2026-01-31T10:42:00.5Z, an RFC 1123 time or a number; for another form, use"
                        + " ImportOptions.withTimeFormat or the option --time-format; its fields are type, a, b",
                "type=kind | 7 | an event must be an object, not a number"
            })
    void shouldReportARecordWithoutAMappedField(String mapping, String record, String message) {
        for (String layout : List.of(
                "%s\n",
                "[{\"type\":\"t\",\"kind\":\"t\",\"event\":{\"name\":\"t\"},\"timestamp\":0,\"ts\":0,\"a\":0,\"at\":0},\n%s]")) {
            Imported imported = Imported.of(String.format(layout, record), mapping(mapping));

            assertThat(imported.problems)
                    .as(layout)
                    .extracting(ImportReport.Problem::message)
                    .containsExactly(message);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"at\":1,\"op\":\"login\"}                             | timestamp=at,type=op",
                "{\"type\":\"a\",\"occurred_at\":\"2026-01-01\"}         | timestamp=occurred_at",
                "{\"@Created-At\":\"2026-01-01\",\"Event_Type\":\"a\"}   | timestamp=@Created-At,type=Event_Type",
                "{\"event.action\":\"a\",\"Date\":1}                     | 'timestamp=Date,type=event\\.action'",
                "{\"event\":{\"name\":\"a\"},\"meta\":{\"time\":1}}      | timestamp=meta.time,type=event.name",
                "{\"time\":\"never\",\"date\":7,\"name\":\"x\"}          | timestamp=date,type=name",
                "{\"user\":{\"name\":\"Ada\"},\"time\":1}                | 'timestamp=time,type=\"event\"'",
                "{\"timestamp\":0}                                       | 'type=\"event\"'",
                "{\"timestamp\":0,\"type\":7}                            | type=type",
                "{\"when\":1,\"my event\":\"x\",\"action\":\"it\"}       | timestamp=when,type=action"
            })
    void shouldSuggestAMappingThatWorks(String record, String suggested) {
        List<ImportReport.Problem> problems = Imported.of(record).problems;

        assertThat(problems)
                .singleElement()
                .asString()
                .endsWith("; try ImportOptions.withMapping or the option --map " + suggested);
        assertThat(only(record, suggested.replace("'", ""))).isNotNull();
    }

    @Test
    void shouldSuggestNoMappingThatWouldNotWork() {
        for (String record : List.of(
                "{\"event\":\"a\",\"n\":1}",
                "{}",
                "{\"type\":\"a\"}",
                "{\"type\":\"a\",\"time\":\"soon\"}",
                "{\"type\":\"a\",\"time\":{\"a\":1}}",
                "{\"type\":\"a\",\"timestamp\":\"noon\",\"ts\":1}")) {
            assertThat(Imported.of(record).problems)
                    .as(record)
                    .singleElement()
                    .asString()
                    .doesNotContain("--map");
        }
    }

    @Test
    void shouldUseTheTimeOfArrivalIfTheMappedTimestampIsAbsent() {
        ImportOptions arriving =
                mapping("type=event,timestamp=ts").withTimeOfArrival(Clock.fixed(TIME, ZoneOffset.UTC));
        Imported imported = Imported.of("{\"event\":\"a\"}\n{\"event\":\"b\",\"ts\":0}\n{\"ts\":0}\n", arriving);

        assertThat(imported.events).extracting(GridEvent::timestamp).containsExactly(TIME, Instant.EPOCH);
        assertThat(imported.notes).hasSize(1);
        assertThat(imported.problems).singleElement().asString().contains("the record has no field event");
    }

    @Test
    void shouldImportIntoAHistory() {
        String lines =
                "{\"ts\":\"1.2.2026\",\"event\":\"a\",\"n\":1}\n{\"n\":2}\n{\"ts\":\"1.2.2026\",\"event\":\"b\",\"n\":3}\n";
        try (EventHistory history = EventHistory.inMemory()) {
            ImportReport report = history.importFrom(
                    new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)),
                    mapping("type=event,timestamp=ts").withTimeFormat("d.M.yyyy"));

            assertThat(report.imported()).isEqualTo(2);
            assertThat(report.problems()).extracting(ImportReport.Problem::line).containsExactly(2L);
            assertThat(history.getEvents())
                    .extracting(RecordedEvent::payload)
                    .containsExactly(Map.of("n", 1L), Map.of("n", 3L));
        }
    }

    @Test
    void shouldFindANameWithDotsByThePathOfItsParts() {
        assertThat(only(
                        "{\"event.name\":\"a\",\"timestamp\":0,\"log.level\":\"x\"}",
                        "type=event.name,source=log.level"))
                .isEqualTo(GridEvent.of("a", null, Instant.EPOCH, "x", Map.of()));
        assertThat(only("{\"event.name\":\"a\",\"event\":{\"name\":\"b\"},\"timestamp\":0}", "type=event.name"))
                .isEqualTo(GridEvent.of("b", Map.of("event.name", "a"), Instant.EPOCH, "core", Map.of()));
        assertThat(only("{\"event.name\":\"a\",\"event\":{\"name\":\"b\"},\"timestamp\":0}", "type=event\\.name")
                        .type())
                .isEqualTo("a");
    }

    @Test
    void shouldReadRowsOfATable() {
        Imported imported = Imported.of(
                "When;What;user.id;n\n02.03.2026;a;u1;1\n03.03.2026;b;u2;\n",
                mapping("timestamp=When,type=What,source=user.id").withTimeFormat("dd.MM.yyyy"));

        assertThat(imported.problems).isEmpty();
        assertThat(imported.events)
                .containsExactly(
                        GridEvent.of("a", Map.of("n", 1L), Instant.parse("2026-03-02T00:00:00Z"), "u1", Map.of()),
                        GridEvent.of("b", null, Instant.parse("2026-03-03T00:00:00Z"), "u2", Map.of()));
        assertThat(imported.notes).isEmpty();
    }

    @Test
    void shouldPreferTheMappingToAKnownShape() throws IOException {
        Imported imported = Imported.of(
                Files.readString(SharedData.caseFile("log-pino.jsonl")), mapping("type=msg,timestamp=time"));

        assertThat(imported.types()).containsExactly("started", "failed");
        assertThat(imported.notes).isEmpty();
    }

    @Test
    void shouldReadRecordsOfDocumentsAndOverSeveralLines() {
        for (String layout : List.of("[%s,%s]", "{\"events\":[%s,%s]}", "%s\n%s\n", "\u001e%s\n\u001e%s\n")) {
            String text = String.format(layout, "{\n\"k\":\"a\",\n\"t\":0}", "{\"k\":\"b\",\n\"t\":1}");
            Imported imported = Imported.of(text, mapping("type=k,timestamp=t"));

            assertThat(imported.problems).as(layout).isEmpty();
            assertThat(imported.types()).as(layout).containsExactly("a", "b");
        }
    }
}
