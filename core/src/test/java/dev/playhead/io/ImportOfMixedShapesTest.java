package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that an event of Playhead is never read as a record of another shape, wherever in a file it is. */
class ImportOfMixedShapesTest {
    private static final String TIME = "2026-01-31T10:42:00Z";
    private static final Instant ARRIVAL = Instant.parse("2030-01-01T00:00:00Z");
    private static final ImportOptions ARRIVING =
            ImportOptions.lenient().withTimeOfArrival(Clock.fixed(ARRIVAL, ZoneOffset.UTC));
    private static final String OWN = "{'type':'order','timestamp':'" + TIME
            + "','source':'shop','payload':{'n':1},'metadata':{'m':2},'sequence':7}";
    private static final GridEvent ORDER =
            GridEvent.of("order", Map.of("n", 1L), Instant.parse(TIME), "shop", Map.of("m", 2L));

    static List<ImportOfShapesTest.Sample> samples() {
        return ImportOfShapesTest.samples();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldReadAnEventOfPlayheadAmongRecordsOfAnotherShape(ImportOfShapesTest.Sample sample) {
        String lines = json(sample.record() + "\n" + OWN + "\n" + sample.record() + "\n");
        for (String text : List.of(
                lines,
                lines.repeat(1_000),
                "[" + lines.strip().replace("\n", ",\n") + "]",
                lines.replace(",\"", ",\n \""))) {
            Imported imported = Imported.of(text);

            assertThat(imported.problems).isEmpty();
            assertThat(imported.events.size() % 3).isZero();
            for (int i = 0; i < imported.events.size(); i++) {
                assertThat(imported.events.get(i).equals(ORDER)).isEqualTo(i % 3 == 1);
            }
            assertThat(imported.sequences.get(1)).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldReadBreaksAndGapsAmongRecordsOfAnotherShape(ImportOfShapesTest.Sample sample) {
        String gap = "{'$playhead':'gap','first':9,'last':3}\n";
        Imported imported = Imported.of(json(sample.record() + "\n" + gap + sample.record()));

        assertThat(imported.events).hasSize(2);
        assertThat(imported.problems).hasSize(1);
        assertThat(imported.problems.get(0).toString()).contains("line 2").contains("gap");
        assertThat(Imported.of(json(sample.record() + "\n" + gap.replace("'last':3", "'last':12"))).problems)
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'page','timestamp':'" + TIME + "','userId':'u','url':'/a'}",
                "{'type':'page','timestamp':'" + TIME + "','source':'web','userId':'u','properties':{}}",
                "{'type':'track','timestamp':'" + TIME + "','userId':'u','messageId':'m','metadata':{}}",
                "{'type':'track','timestamp':'" + TIME + "','userId':'u','messageId':'m','sequence':1}",
                "{'type':'group','timestamp':'" + TIME + "','messageId':'m','context':{}}"
            })
    void shouldNotTakeAnEventOfPlayheadForACallOfSegment(String record) {
        Imported imported = Imported.of(json(record + "\n" + OWN));

        assertThat(imported.notes).isEmpty();
        assertThat(imported.problems).isEmpty();
        assertThat(imported.events).hasSize(2).contains(ORDER);
    }

    @Test
    void shouldKeepACallOfSegmentThatHasFewMarks() {
        String first = "{'type':'track','event':'e','timestamp':'" + TIME + "','userId':'u','properties':{'n':1}}";
        String next = "{'type':'page','timestamp':'" + TIME + "','userId':'u','properties':null}";
        Imported imported = Imported.of(json(first + "\n" + next));

        assertThat(imported.problems).isEmpty();
        assertThat(imported.events)
                .containsExactly(
                        GridEvent.of(
                                "e",
                                Map.of("n", 1L),
                                Instant.parse(TIME),
                                "core",
                                Map.of("call", "track", "userId", "u")),
                        GridEvent.of("page", null, Instant.parse(TIME), "core", Map.of("userId", "u")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'lap','time':83.2,'driver':'x'}",
                "{'type':'lap','ts':12,'driver':'x'}",
                "{'type':'lap','time':'3.5','driver':'x'}",
                "{'type':'lap','date':'2026-01-01','driver':'x'}",
                "{'type':'lap','schema':{},'payload':{'a':1}}",
                "{'type':'lap','topic':'cfg','key':'k','value':null}",
                "{'type':'lap','log':{'entries':[]}}",
                "{'type':'lap','level':'info','msg':'m','time':'soon'}"
            })
    void shouldGiveAnEventWithoutATimestampTheTimeOfItsArrival(String record) {
        for (String text : List.of(record, "[" + record + "]")) {
            Imported imported = Imported.of(json(text), ARRIVING);

            assertThat(imported.problems).isEmpty();
            assertThat(imported.events).hasSize(1);
            assertThat(imported.events.get(0).type()).isEqualTo("lap");
            assertThat(imported.events.get(0).timestamp()).isEqualTo(ARRIVAL);
            assertThat((Map<?, ?>) imported.events.get(0).payload()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'a','time':'" + TIME + "'}",
                "{'type':'a','ts':1769856120000}",
                "{'type':'a','ts':1769856120.000}",
                "{'type':'a','ts':1769856120000000000}",
                "{'event':'a','date':'" + TIME + "'}"
            })
    void shouldPreferATimeWithAUsualNameToTheTimeOfArrival(String record) {
        Imported imported = Imported.of(json(record), ARRIVING);

        assertThat(imported.problems).isEmpty();
        assertThat(imported.events).extracting(GridEvent::timestamp).containsExactly(Instant.parse(TIME));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'ts':1769856120000,'event':'schema','schema':'v1','payload':{'id':1}}",
                "{'ts':1769856120000,'event':'schema','schema':{},'payload':{'id':1}}",
            })
    void shouldNotTakeEveryRecordWithASchemaAndAPayloadForOneOfKafkaConnect(String record) {
        Imported imported = Imported.of(json(record));

        assertThat(imported.types()).containsExactly("schema");
        assertThat(imported.events.get(0).timestamp()).isEqualTo(Instant.parse(TIME));
        assertThat(imported.events.get(0).payload()).isEqualTo(Map.of("id", 1L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'level':'info','message':'m','time':'" + TIME + "'}",
                "{'schema':{},'payload':{'id':1,'time':'" + TIME + "'}}",
                "{'type':'track','userId':'u','messageId':'m','timestamp':'" + TIME + "'}"
            })
    void shouldRefuseARecordWithoutAnyMarkOfTheShape(String first) {
        Imported imported = Imported.of(json(first + "\n{'type':'x','time':'" + TIME + "','n':1}\n" + first));

        assertThat(imported.events).hasSize(2);
        assertThat(imported.problems).extracting(ImportReport.Problem::line).containsExactly(2L);
    }

    @Test
    void shouldKeepTheNamesThatTheFirstPlainObjectHas() {
        Imported imported = Imported.of(json("""
                {'ts':1769856120000,'event':'click'}
                {'ts':1769856120000,'event':'input','type':'checkbox','time':5}
                {'ts':1769856120000,'type':'other'}
                """));
        assertThat(imported.problems).isEmpty();
        assertThat(imported.types()).containsExactly("click", "input", "other");
        assertThat(imported.events.get(1).payload()).isEqualTo(Map.of("type", "checkbox", "time", 5L));

        Imported names =
                Imported.of(json("{'ts':1769856120000,'name':'a'}\n{'ts':1769856120000,'name':'b','kind':'k'}\n"
                        + "{'ts':1769856120000,'name':'c','type':'t'}"));
        assertThat(names.problems).isEmpty();
        assertThat(names.types()).containsExactly("a", "b", "c");

        Imported timestamps = Imported.of(json("{'timestamp':1769856120000,'event':'click'}\n"
                + "{'timestamp':1769856120000,'event':'input','type':'checkbox'}\n" + OWN));
        assertThat(timestamps.types()).containsExactly("click", "input", "order");
        assertThat(timestamps.events.get(2)).isEqualTo(ORDER);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldReadTheTimesOfAShapeInTheFormThatIsSet(ImportOfShapesTest.Sample sample) {
        String record = json(sample.record());
        if (!record.contains(TIME)) {
            return;
        }
        ImportOptions options = ImportOptions.lenient();
        String text = record.replace(TIME, "2026-05-04T10:00:00Z");

        Imported turned = Imported.of(text, options.withTimeFormat("yyyy-dd-MM'T'HH:mm:ss'Z'"));
        assertThat(turned.events)
                .extracting(GridEvent::timestamp)
                .containsExactly(Instant.parse("2026-04-05T10:00:00Z"));

        Imported zoned = Imported.of(
                text, options.withTimeFormat("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneId.of("Europe/Berlin")));
        assertThat(zoned.events)
                .extracting(GridEvent::timestamp)
                .containsExactly(Instant.parse("2026-05-04T08:00:00Z"));

        Imported other = Imported.of(text, options.withTimeFormat("dd.MM.yyyy"));
        assertThat(other.events).isEmpty();
        assertThat(other.problems).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'ts':'31.01.2026 10:42:00','event':'log:info'}",
                "{'level':'info','msg':'m','time':'31.01.2026 10:42:00'}",
                "{'type':'log:info','time':'31.01.2026 10:42:00'}"
            })
    void shouldRecognizeATimeInTheFormThatIsSet(String record) {
        for (ImportOptions options : Set.of(ImportOptions.lenient(), ARRIVING)) {
            Imported imported = Imported.of(json(record), options.withTimeFormat("dd.MM.yyyy HH:mm:ss"));

            assertThat(imported.problems).isEmpty();
            assertThat(imported.types()).containsExactly("log:info");
            assertThat(imported.events.get(0).timestamp()).isEqualTo(Instant.parse(TIME));
        }
    }

    @Test
    void shouldRestoreExactTimesWhateverFormIsSet() {
        GridEvent event = GridEvent.of(
                "a", PlainData.of(Map.of("n", 1)), Instant.parse("2026-01-31T10:42:00.123456789Z"), "s", Map.of());
        byte[] redux = Imported.exported(List.of(RecordedEvent.of(1, event)), ExportFormat.REDUX_DEVTOOLS);

        Imported imported = Imported.of(
                new String(redux, StandardCharsets.UTF_8),
                ImportOptions.lenient().withTimeFormat("dd.MM.yyyy"));

        assertThat(imported.events).containsExactly(event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'traceEvents':[{'name':'a','ph':'i','ts':1767258000000000,'pid':1,'tid':1}]}",
                "{'type':4,'data':{},'timestamp':1767258000000}"
            })
    void shouldNoteThatTheUnitOfAShapeIsUsed(String text) {
        ImportOptions options = ImportOptions.lenient().withTimeUnit(TimeUnit.NANOSECONDS);
        Imported imported = Imported.of(json(text), options);

        assertThat(imported.events)
                .extracting(GridEvent::timestamp)
                .containsExactly(Instant.parse("2026-01-01T09:00:00Z"));
        assertThat(imported.notes.get(0).message()).endsWith("the time unit that is set is not used");
        assertThat(Imported.of(json(text)).notes.get(0).message()).doesNotContain("that is set");
    }

    @Test
    void shouldConsiderTheFirstFieldsOnlyForAdvice() {
        StringBuilder many = new StringBuilder("{'zone':'x'");
        for (int i = 1; i < FoundFields.MAX_FIELDS; i++) {
            many.append(",'f").append(i).append("':'x'");
        }
        Imported last = Imported.of(json(many.substring(0, many.lastIndexOf(",")) + ",'logged_at':5}"));
        Imported beyond = Imported.of(json(many + ",'logged_at':5}"));

        assertThat(last.problems.get(0).message()).contains("timestamp=logged_at");
        assertThat(beyond.problems.get(0).message()).doesNotContain("logged_at");
    }
}
