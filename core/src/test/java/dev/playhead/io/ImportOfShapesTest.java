package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that files of other tools are recognized by their first records, and read as events. */
class ImportOfShapesTest {
    private static final String TIME = "2026-01-31T10:42:00Z";
    /** The value of a member. */
    private static final Pattern VALUE = Pattern.compile(":(\"[^\"]*\"|-?\\d+|null|\\{}|\\[])");

    /**
     * A record in a known shape.
     *
     * @param shape how a note names the shape
     * @param record a record with the time 2026-01-31T10:42:00Z
     */
    record Sample(
            String shape, String record, String type, String source, Map<String, ?> payload, Map<String, ?> more) {
        @Override
        public String toString() {
            return shape + " " + type;
        }
    }

    static List<Sample> samples() {
        return List.of(
                new Sample(
                        "CloudEvents",
                        "{'type':'a','specversion':'1.0','id':'x','source':'/s','time':'" + TIME
                                + "','data':{'n':1},'traceparent':'t','correlationid':'c'}",
                        "a",
                        "/s",
                        Map.of("n", 1),
                        Map.of("id", "x", "traceparent", "t", "correlationId", "c")),
                new Sample(
                        "Segment calls",
                        "{'type':'identify','anonymousId':'u','originalTimestamp':'" + TIME
                                + "','traits':{'n':1},'messageId':'m','context':{'library':{'name':'js'}}}",
                        "identify",
                        "js",
                        Map.of("n", 1),
                        Map.of(
                                "id",
                                "m",
                                "anonymousId",
                                "u",
                                "originalTimestamp",
                                TIME,
                                "context",
                                Map.of("library", Map.of("name", "js")))),
                new Sample(
                        "GitHub events",
                        "{'id':'1','type':'PushEvent','actor':{'login':'u'},'repo':{'name':'o/r'},'payload':{'n':1},"
                                + "'created_at':'" + TIME + "'}",
                        "PushEvent",
                        "o/r",
                        Map.of("n", 1),
                        Map.of("id", "1", "actor", Map.of("login", "u"), "repo", Map.of("name", "o/r"))),
                new Sample(
                        "rrweb",
                        "{'type':3,'data':{'source':1,'n':1},'timestamp':1769856120000}",
                        "rrweb:IncrementalSnapshot:MouseMove",
                        "rrweb",
                        Map.of("source", 1, "n", 1),
                        Map.of()),
                new Sample(
                        "rrweb",
                        "{'type':4,'data':{'href':'h'},'timestamp':1769856120000,'delay':5}",
                        "rrweb:Meta",
                        "rrweb",
                        Map.of("href", "h"),
                        Map.of("delay", 5)),
                new Sample(
                        "rrweb",
                        "{'type':8,'data':{'type':'timelineMarker','text':'paid'},'timestamp':1769856120000}",
                        "rrweb:Annotation",
                        "rrweb",
                        Map.of("type", "timelineMarker", "text", "paid"),
                        Map.of()),
                new Sample(
                        "Debezium or Kafka Connect",
                        "{'schema':{},'payload':{'before':null,'after':{'id':1},'op':'r','ts_ms':5,"
                                + "'source':{'db':'d','table':'t','ts_ms':1769856120000}}}",
                        "t:read",
                        "d",
                        mapWithNull("before", "after", Map.of("id", 1)),
                        Map.of("source", Map.of("db", "d", "table", "t", "ts_ms", 1769856120000L))),
                new Sample(
                        "Debezium or Kafka Connect",
                        "{'topic':'s.d.t','key':{'schema':{},'payload':{'id':1}},'value':null,'ts':1769856120000}",
                        "t:tombstone",
                        "core",
                        Map.of("key", Map.of("id", 1)),
                        Map.of("topic", "s.d.t", "ts", 1769856120000L)),
                new Sample(
                        "Debezium or Kafka Connect",
                        "{'schema':{'name':'orders','fields':[{'field':'at','type':'int64',"
                                + "'name':'org.apache.kafka.connect.data.Timestamp'}]},"
                                + "'payload':{'id':1,'at':1769856120000}}",
                        "orders:row",
                        "core",
                        Map.of("id", 1, "at", 1769856120000L),
                        Map.of()),
                new Sample(
                        "Log4j2",
                        "{'timeMillis':1769856120000,'level':'WARN','loggerName':'l','message':'m',"
                                + "'contextMap':{'traceId':'0af7651916cd43dd8448eb211c80319c','spanId':'b7ad6b7169203331'}}",
                        "log:warn",
                        "l",
                        Map.of(
                                "message",
                                "m",
                                "contextMap",
                                Map.of("traceId", "0af7651916cd43dd8448eb211c80319c", "spanId", "b7ad6b7169203331")),
                        Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00")),
                new Sample(
                        "Logstash",
                        "{'@timestamp':'" + TIME + "','@version':'1','level':'DEBUG','logger_name':'l','message':'m',"
                                + "'correlationId':'c'}",
                        "log:debug",
                        "l",
                        Map.of("message", "m", "correlationId", "c"),
                        Map.of("correlationId", "c")),
                new Sample(
                        "ECS",
                        "{'@timestamp':'" + TIME
                                + "','ecs.version':'1.2.0','log.level':'ERROR','log.logger':'l','message':'m','trace.id':'t'}",
                        "log:error",
                        "l",
                        Map.of("message", "m", "trace.id", "t"),
                        Map.of("correlationId", "t")),
                new Sample(
                        "ECS",
                        "{'@timestamp':'" + TIME
                                + "','ecs':{'version':'8'},'log':{'level':'info'},'service':{'name':'s'}}",
                        "log:info",
                        "s",
                        Map.of(
                                "ecs",
                                Map.of("version", "8"),
                                "log",
                                Map.of("level", "info"),
                                "service",
                                Map.of("name", "s")),
                        Map.of()),
                new Sample(
                        "pino",
                        "{'level':60,'time':1769856120000,'msg':'m','name':'app','hostname':'h'}",
                        "log:fatal",
                        "app",
                        Map.of("msg", "m", "hostname", "h"),
                        Map.of()),
                new Sample(
                        "pino",
                        "{'level':20,'time':1769856120000,'pid':1,'hostname':'h','name':'app','order':7}",
                        "log:debug",
                        "app",
                        Map.of("pid", 1, "hostname", "h", "order", 7),
                        Map.of()),
                new Sample(
                        "lines of a log",
                        "{'level':'info','ts':1769856120000,'msg':'m','logger':'l'}",
                        "log:info",
                        "l",
                        Map.of("msg", "m"),
                        Map.of()),
                new Sample(
                        "OTLP logs",
                        "{'resourceLogs':[{'resource':{'attributes':[{'key':'service.name','value':{'stringValue':'s'}}]},"
                                + "'scopeLogs':[{'logRecords':[{'timeUnixNano':'1769856120000000000','severityNumber':17,"
                                + "'body':{'kvlistValue':{'values':[{'key':'n','value':{'intValue':'1'}}]}},"
                                + "'traceId':'0af7651916cd43dd8448eb211c80319c','spanId':'b7ad6b7169203331'}]}]}]}",
                        "log:error",
                        "s",
                        Map.of("n", 1),
                        Map.of(
                                "traceparent",
                                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
                                "resource",
                                Map.of("service.name", "s"))),
                new Sample(
                        "plain objects",
                        "{'eventType':'a','created_at':'" + TIME + "','source':'s','payload':{'n':1},'kind':'k'}",
                        "a",
                        "s",
                        Map.of("n", 1),
                        Map.of("kind", "k")));
    }

    private static Map<String, Object> mapWithNull(String nullName, String name, Object value) {
        Map<String, Object> map = new HashMap<>();
        map.put(nullName, null);
        map.put(name, value);
        return map;
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static GridEvent expected(Sample sample) {
        return GridEvent.of(
                sample.type,
                PlainData.of(sample.payload),
                Instant.parse(TIME),
                sample.source,
                PlainData.mapOf(sample.more));
    }

    private static void check(Imported imported, Sample sample, int events) {
        assertThat(imported.problems).isEmpty();
        assertThat(imported.events).hasSize(events).containsOnly(expected(sample));
        assertThat(imported.notes).hasSize(1);
        assertThat(imported.notes.get(0).toString()).startsWith("line 1, column 1: read as " + sample.shape + ": ");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldRecognizeTheShapeOfLines(Sample sample) {
        String line = json(sample.record) + "\n";
        check(Imported.of(line + line), sample, 2);
        check(Imported.of(line.strip()), sample, 1);
        check(Imported.of(line.repeat(5_000)), sample, 5_000); // in runs, by several threads
        check(Imported.of(Imported.gzip(line.getBytes(StandardCharsets.UTF_8))), sample, 1);
        check(Imported.of(("\ufeff" + line).getBytes(StandardCharsets.UTF_16LE)), sample, 1);
        check(Imported.of("\u001e" + line + "\u001e" + line), sample, 2);
        check(Imported.of(line.replace(",\"", ",\n  \"")), sample, 1);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldRecognizeTheShapeOfTheElementsOfAnArray(Sample sample) {
        String element = json(sample.record);
        check(Imported.of("[" + element + "]"), sample, 1);
        check(Imported.of(" [\n" + element + ",\n" + element + "\n]\n"), sample, 2);
        check(Imported.of("{\"version\":1,\"events\":[" + element + "]}"), sample, 1);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldPassOnTheFirstRecordOfAPipeBeforeTheNextArrives(Sample sample) {
        byte[] line = (json(sample.record) + "\n").getBytes(StandardCharsets.UTF_8);
        Imported imported = new Imported();
        InputStream pipe = new ByteArrayInputStream(line) {
            @Override
            public synchronized int read(byte[] into, int from, int length) {
                int read = super.read(into, from, Math.min(1, length));
                if (read < 0 && imported.events.isEmpty()) {
                    throw new AssertionError("more was read before the first event was passed on");
                }
                return read;
            }

            @Override
            public synchronized int available() {
                return 0;
            }
        };
        EventSerializer.read(pipe, imported);

        check(imported, sample, 1);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void shouldLoseOnlyTheMalformedRecord(Sample sample) {
        String line = json(sample.record) + "\n";
        for (String bad :
                List.of("{}\n", "oops\n", "{\"specversion\"\n", "[1]\n", line.substring(0, line.length() / 2) + "\n")) {
            Imported between = Imported.of(line + bad + line);
            assertThat(between.events).as(bad).containsExactly(expected(sample), expected(sample));
            assertThat(between.problems).as(bad).hasSize(1);
            assertThat(between.problems.get(0).line()).isEqualTo(2);
        }
        Imported first = Imported.of("> node server.js\n\n" + line + line);
        assertThat(first.events).hasSize(2).containsOnly(expected(sample));
        assertThat(first.problems).extracting(ImportReport.Problem::line).containsExactly(1L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'track','timestamp':0,'event':'x'}",
                "{'type':'page','timestamp':0,'userId':'u','payload':{'n':1}}",
                "{'type':'PushEvent','timestamp':0,'actor':{},'repo':{},'created_at':'x'}",
                "{'type':'a','timestamp':0,'specversion':'1.0','id':'x'}",
                "{'type':'a','timestamp':0,'level':30,'time':1,'msg':'m'}",
                "{'type':'a','timestamp':0,'@timestamp':'x','@version':'1'}",
                "{'type':'a','timestamp':0,'schema':{},'payload':{'op':'c','ts_ms':1,'before':null}}",
                "{'type':'a','timestamp':0,'log':{'entries':[{'startedDateTime':'x','request':{}}]}}",
                "{'type':'a','timestamp':0,'resourceLogs':[]}",
                "{'type':'a','timestamp':0,'traceEvents':[{'ph':'i','ts':1}]}",
                "{'type':'a','timestamp':0,'actionsById':{},'nextActionId':1}",
                "{'type':'a','timestamp':0,'event':'b','ts':1}"
            })
    void shouldReadWhatHasATypeAndATimestampAsPlayheadsOwn(String record) {
        String line = json(record);
        for (String text : List.of(line, "[" + line + "]", "{\"events\":[" + line + "]}")) {
            Imported imported = Imported.of(text);

            assertThat(imported.problems).isEmpty();
            assertThat(imported.notes).isEmpty();
            assertThat(imported.events).hasSize(1);
            assertThat(imported.events.get(0).timestamp()).isEqualTo(Instant.EPOCH);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':7,'timestamp':0}",
                "{'name':'a','kind':'b','ts':1}",
                "{'event':'a','date':'2026-01-01','created_at':'2026-01-01'}",
                "{'event':'a','time':'3.5 seconds'}",
                "{'event':{'a':1},'ts':1}",
                "{'ts':1}",
                "{'event':'a'}"
            })
    void shouldRefuseWhatIsAmbiguous(String record) {
        Imported imported = Imported.of(json(record));

        assertThat(imported.events).isEmpty();
        assertThat(imported.problems).hasSize(1);
        assertThat(imported.notes).isEmpty();
    }

    @Test
    void shouldReadBreaksAndGapsAmongPlainObjects() {
        Imported imported = Imported.of(json("{'ts':1,'event':'a'}\n{'$playhead':'gap','first':1,'last':2}\n"));

        assertThat(imported.problems).isEmpty();
        assertThat(imported.types()).containsExactly("a");
    }

    @Test
    void shouldPassOverTombstonesWithoutAKey() {
        String change = json("{'before':null,'after':{'id':1},'op':'c','ts_ms':1769856120000}\n");
        Imported imported = Imported.of(
                change + "null\n" + json("{'schema':null,'payload':null}\n") + change + "{\"key\":1,\"value\":null}");

        assertThat(imported.problems).isEmpty();
        assertThat(imported.types()).containsExactly("row:create", "row:create");
        assertThat(imported.notes)
                .extracting(ImportReport.Problem::toString)
                .last()
                .asString()
                .startsWith("line 2, column 1: tombstones without a time or a key are skipped");
    }

    @Test
    void shouldReadAllRecordsOfARequest() {
        String log = "{'timeUnixNano':'1769856120000000000','eventName':'a'}";
        String bad = "{'timeUnixNano':'soon','eventName':'b'}";
        String line = json("{'resourceLogs':[{'scopeLogs':[{'scope':{'name':'g'},'logRecords':[" + log + "," + bad + ","
                + log + "]}]}]}");
        for (String text : List.of(line + "\n", "\n" + line.replace(",", ",\n") + "\n", "[" + line + "]")) {
            Imported imported = Imported.of(text);

            assertThat(imported.types()).containsExactly("a", "a");
            assertThat(imported.problems).hasSize(1);
            assertThat(imported.problems.get(0).message())
                    .isEqualTo(
                            "timestamp=soon is not an ISO-8601 time such as 2026-01-31T10:42:00.5Z, an RFC 1123 time or"
                                    + " a number; for another form, use ImportOptions.withTimeFormat or the option"
                                    + " --time-format; its fields are resourceLogs");
        }
    }

    @Test
    void shouldReadALongDocumentOfOtlpResourceByResource() {
        String resource =
                json("{'scopeLogs':[{'scope':{'name':'g'},'logRecords':[{'timeUnixNano':'1769856120000000000',\n"
                        + "'eventName':'a','body':{'stringValue':'" + "x".repeat(500) + "'}}]}]}");
        Imported imported = Imported.of(
                "{\"resourceLogs\":[\n" + (resource + ",\n").repeat(499) + resource + "]}",
                ImportOptions.lenient().withMaxLineBytes(40_000));

        assertThat(imported.problems).isEmpty();
        assertThat(imported.types()).hasSize(500).containsOnly("a");
    }

    @Test
    void shouldReadATrace() {
        String text = json("""
                {'metadata':{'source':'x'},'traceEvents':[
                {'ph':'M','name':'thread_name','pid':1,'tid':2,'args':{'name':'Main'}},
                {'ph':'X','name':'task','cat':'c','ts':1500.5,'dur':10,'pid':1,'tid':2,'args':{'n':1}},
                {'ph':'E','ts':2000,'pid':1,'tid':3}],'more':1}
                """);
        Imported imported = Imported.of(text);

        assertThat(imported.problems).isEmpty();
        assertThat(imported.types()).containsExactly("task", "trace:E");
        assertThat(imported.events.get(0).source()).isEqualTo("Main");
        assertThat(imported.events.get(1).source()).isEqualTo("1/3");
        assertThat(imported.events.get(0).timestamp()).isEqualTo(Instant.ofEpochSecond(0, 1_500_500));
        assertThat(imported.events.get(0).payload())
                .isEqualTo(PlainData.of(
                        Map.of("ph", "X", "cat", "c", "dur", 10, "pid", 1, "tid", 2, "args", Map.of("n", 1))));
    }

    @Test
    void shouldReadATraceWithoutItsEnd() {
        Imported imported =
                Imported.of("[\n{\"ph\":\"i\",\"name\":\"a\",\"ts\":1},\n{\"ph\":\"i\",\"name\":\"b\",\"ts\":2},\n");

        assertThat(imported.problems).isEmpty();
        assertThat(imported.types()).containsExactly("a", "b");
        assertThat(Imported.of("[{\"ph\":\"i\",\"name\":\"a\",\"ts\":1},{\"ph\":\"i\",\"na").problems)
                .hasSize(1);
    }

    @Test
    void shouldReadAnHttpArchive() {
        String entry = json("{'startedDateTime':'2026-01-31T10:42:00.000Z','time':5,"
                + "'request':{'method':'GET','url':'https://u:p@example.org:8080/x?y'},'response':{'status':200}}");
        Imported imported =
                Imported.of("{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"x\"},\"pages\":[{\"id\":\""
                        + "x".repeat(70_000) + "\"}],\"entries\":[" + entry + ",7," + entry + "]}}");

        assertThat(imported.types()).containsExactly("http:get", "http:get");
        assertThat(imported.events.get(0).source()).isEqualTo("example.org:8080");
        assertThat(imported.events.get(0).timestamp()).isEqualTo(Instant.parse(TIME));
        assertThat(imported.problems)
                .extracting(ImportReport.Problem::message)
                .containsExactly("an event must be an object, not a number");
    }

    @Test
    void shouldReadStatesOfReduxDevTools() {
        Imported imported = Imported.of(json("{'monitorState':{},'nextActionId':4,'actionsById':{"
                + "'0':{'type':'PERFORM_ACTION','action':{'type':'@@INIT'},'timestamp':1},"
                + "'1':{'type':'PERFORM_ACTION','action':{'type':'todos/add','payload':{'n':1},'error':true},"
                + "'timestamp':1769856120000},"
                + "'2':{'type':'PERFORM_ACTION','action':{'type':'SET','n':1},'timestamp':1769856120000},"
                + "'3':{'type':'PERFORM_ACTION','timestamp':1769856120000}},"
                + "'computedStates':[{'state':{'events':[{'type':'x','timestamp':0}]}}]}"));

        assertThat(imported.types()).containsExactly("todos/add", "SET");
        assertThat(imported.events).allSatisfy(event -> {
            assertThat(event.payload()).isEqualTo(PlainData.of(Map.of("n", 1)));
            assertThat(event.timestamp()).isEqualTo(Instant.parse(TIME));
        });
        assertThat(imported.events.get(0).metadata()).isEqualTo(Map.of("error", true));
        assertThat(imported.problems)
                .extracting(ImportReport.Problem::message)
                .containsExactly("the entry has no action; its fields are type, timestamp");
    }

    @Test
    void shouldJudgeALongFirstRecordByItsFirstMembers() {
        String line = json("{'specversion':'1.0','id':'x','source':'/s','type':'a','time':'" + TIME + "','data':'"
                + "x".repeat(100_000) + "'}\n");
        Imported imported = Imported.of(line + line);

        assertThat(imported.problems).isEmpty();
        assertThat(imported.types()).containsExactly("a", "a");
    }

    /** Checks that no record of a known shape, whatever its members are, leads to an exception. */
    @Test
    void shouldSurviveAnyMembers() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> values = List.of(
                "null",
                "7",
                "-1",
                "1e400",
                "true",
                "'x'",
                "''",
                "[]",
                "{}",
                "[{'key':1}]",
                "{'n':{}}",
                "1.5",
                "99999999999999999999",
                "{'$playhead':'NaN'}",
                "'2026-01-31'");
        List<Sample> samples = samples();
        for (int i = 0; i < 4_000; i++) {
            String sound = json(samples.get(random.nextInt(samples.size())).record);
            String damaged = sound;
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                Matcher value = VALUE.matcher(damaged);
                if (value.find(random.nextInt(damaged.length()))) {
                    String other = json(values.get(random.nextInt(values.size())));
                    damaged = damaged.substring(0, value.start(1)) + other + damaged.substring(value.end(1));
                }
            }
            Imported imported = Imported.of(sound + "\n" + damaged + "\n" + damaged);

            assertThat(imported.events)
                    .as("seed=%s i=%s text=%s", seed, i, damaged)
                    .isNotEmpty();
            assertThat(imported.problems)
                    .as("seed=%s i=%s text=%s", seed, i, damaged)
                    .allSatisfy(problem -> {
                        assertThat(problem.line()).isBetween(1L, 3L);
                        assertThat(problem.message()).isNotBlank();
                    });
        }
    }

    /** A stream that delivers one byte at a time, so that no lines are parsed ahead. */
    private static final class SlowStream extends ByteArrayInputStream {
        SlowStream(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] into, int from, int length) {
            return super.read(into, from, Math.min(1, length));
        }

        @Override
        public synchronized int available() {
            return 0;
        }
    }

    /** Checks that lines parsed ahead by several threads lead to the same as lines parsed one by one. */
    @Test
    void shouldReadRunsOfLinesAsLinesByThemselves() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String log = "{'timeUnixNano':'1769856120000000000','eventName':'a'}";
        List<String> batches = List.of(
                "{'resourceLogs':[{'scopeLogs':[{'logRecords':[" + log + "," + log + "]}]}]}", "{'resourceLogs':[]}");
        List<String> odd = List.of("null", "{}", "oops", "", "[1]", "{'a':1", "{'n':1,'n':2}", "{'$playhead':'NaN'}");
        for (Sample sample : samples()) {
            StringBuilder text = new StringBuilder(json(sample.record)).append('\n');
            int oddIn = 2 + random.nextInt(500);
            for (int i = 0; i < 3_000; i++) {
                boolean isOdd = random.nextInt(oddIn) == 0;
                boolean isBatch = sample.shape.startsWith("OTLP") && random.nextInt(4) == 0;
                List<String> from = isOdd ? odd : isBatch ? batches : List.of(sample.record);
                text.append(json(from.get(random.nextInt(from.size())))).append(random.nextInt(9) == 0 ? "\r\n" : "\n");
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            Imported expected = Imported.of(new SlowStream(bytes));
            Imported found = Imported.of(bytes);

            assertThat(found.events.equals(expected.events))
                    .as("seed=%s %s", seed, sample)
                    .isTrue();
            assertThat(found.problems).as("seed=%s %s", seed, sample).isEqualTo(expected.problems);
            assertThat(found.notes).as("seed=%s %s", seed, sample).isEqualTo(expected.notes);
        }
    }
}
