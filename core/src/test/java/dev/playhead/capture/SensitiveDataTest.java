package dev.playhead.capture;

import static dev.playhead.capture.PayloadCaptureTest.asMap;
import static dev.playhead.capture.PayloadCaptureTest.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import dev.playhead.event.Marker;
import dev.playhead.event.Marker.Reason;
import dev.playhead.event.PlainData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that sensitive data in payloads and metadata is replaced by markers, and that no other data is replaced. */
@SuppressWarnings("UnnecessaryStringBuilder")
class SensitiveDataTest {
    private static final Object CUT = Marker.of(Reason.SENSITIVE, null);

    record Login(String user, String password) {}

    record Request(String path, Login login) {}

    record Innocent(String path, int count) {}

    record Loose(String name, Object value) {}

    public static final class Account {
        private boolean ibanRead;

        public String getOwner() {
            return "me";
        }

        public String getIban() {
            ibanRead = true;
            return "DE00";
        }
    }

    private final PayloadCapture capture = PayloadCapture.builder()
            .sensitive(SensitiveData.defaults())
            .beans(Account.class)
            .build();

    private record Line(String pattern, List<String> cut, List<String> left) {}

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    /** Reads the table of patterns in {@code docs/SENSITIVE.md}. */
    private static List<Line> table() throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "SENSITIVE.md"))) {
            String[] cells = line.split("\\|", -1);
            if (line.startsWith("| `") && cells.length == 5) {
                lines.add(new Line(names(cells[1]).get(0), names(cells[2]), names(cells[3])));
            }
        }
        return lines;
    }

    private static List<String> names(String cell) {
        return NAME.matcher(cell).results().map(found -> found.group(1)).toList();
    }

    @Test
    void shouldMatchTheNamesListedAsCutAndNoneListedAsNotCut() throws IOException {
        SensitiveData rules = SensitiveData.defaults();
        List<Line> table = table();

        assertThat(table).extracting(Line::pattern).containsExactlyElementsOf(SensitiveData.DEFAULT_FIELDS);
        for (Line line : table) {
            assertThat(line.cut()).as(line.pattern()).allMatch(rules::isSensitive);
            assertThat(line.cut()).as("second check, from the cache").allMatch(rules::isSensitive);
            assertThat(line.left()).as(line.pattern()).noneMatch(rules::isSensitive);
            assertThat(line.cut()).noneMatch(SensitiveData.none()::isSensitive);
        }
    }

    @Test
    void shouldHaveNoRedundantDefaultPattern() throws IOException {
        for (Line line : table()) {
            SensitiveData others = SensitiveData.none()
                    .withFields(SensitiveData.DEFAULT_FIELDS.stream()
                            .filter(pattern -> !pattern.equals(line.pattern()))
                            .toArray(String[]::new));
            boolean takesOut = line.pattern().startsWith("!");
            assertThat(takesOut ? line.left() : line.cut())
                    .as(line.pattern())
                    .anyMatch(name -> others.isSensitive(name) == takesOut);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "_", "name", "cellId", "rowId", "gridId", "columnId", "value", "oldValue", "status", "s"})
    void shouldNotMatchOtherNames(String name) {
        assertThat(SensitiveData.defaults().isSensitive(name)).isFalse();
    }

    @Test
    void shouldApplyTheLastMatchingPattern() {
        SensitiveData lax = SensitiveData.defaults().withFields("!signature", "!cookieConsent");
        assertThat(lax.isSensitive("signature")).isFalse();
        assertThat(lax.isSensitive("cookieConsent")).isFalse();
        assertThat(lax.isSensitive("cookie")).isTrue();
        assertThat(lax.withFields("signature").isSensitive("signature")).isTrue();
        assertThat(SensitiveData.defaults().withFields("tokenCount").isSensitive("tokenCount"))
                .isTrue();
        assertThat(SensitiveData.none().withFields("!x").isSensitive("y")).isFalse();
    }

    /** A record that is also a map entry. */
    record Pair(String key, String value) implements Map.Entry<String, String> {
        @Override
        public String getKey() {
            return key;
        }

        @Override
        public String getValue() {
            return value;
        }

        @Override
        public String setValue(String newValue) {
            throw new UnsupportedOperationException();
        }
    }

    enum Header {
        AUTHORIZATION,
        ACCEPT
    }

    @Test
    void shouldCutTheValuesOfEntriesWithSensitiveKeys() {
        Map<String, Object> cut = Map.of("key", "password", "value", CUT);
        assertThat(capture.capture(Map.entry("password", "pw"))).isEqualTo(cut);
        assertThat(capture.capture(new AbstractMap.SimpleEntry<>("password", "pw")))
                .isEqualTo(cut);
        assertThat(capture.capture(new Pair("password", "pw"))).isEqualTo(cut);
        assertThat(capture.capture(new HashMap<>(Map.of("password", "pw"))
                        .entrySet()
                        .iterator()
                        .next()))
                .isEqualTo(cut);
        assertThat(capture.capture(List.of(Map.entry("password", "pw"), Map.entry("user", "me"))))
                .isEqualTo(List.of(cut, Map.of("key", "user", "value", "me")));
        assertThat(capture.capture(Map.entry(Header.AUTHORIZATION, List.of("x"))))
                .isEqualTo(Map.of("key", "AUTHORIZATION", "value", CUT));
        assertThat(capture.capture(Map.entry(Header.ACCEPT, "x"))).isEqualTo(Map.of("key", "ACCEPT", "value", "x"));
        assertThat(capture.capture(Map.entry(List.of("a", "password"), "x")))
                .as("as in a map, where the text of the list would be the key")
                .isEqualTo(Map.of("key", List.of("a", "password"), "value", CUT));
        assertThat(capture.capture(new Loose("n", Map.entry("token", "t"))))
                .isEqualTo(Map.of("name", "n", "value", Map.of("key", "token", "value", CUT)));
        assertThat(PayloadCapture.create().capture(Map.entry("password", "pw")))
                .isEqualTo(Map.of("key", "password", "value", "pw"));
        assertThat(capture.replaced(Reason.SENSITIVE)).isEqualTo(8);
    }

    @Test
    void shouldReplaceTheValueOfAnEntryWhoseGetterThrows() {
        Map.Entry<String, String> broken = new AbstractMap.SimpleEntry<>("k", "v") {
            @Override
            public String getValue() {
                throw new IllegalStateException("hunter2");
            }
        };
        assertThat(capture.capture(broken))
                .isEqualTo(Map.of("key", "k", "value", Marker.of(Reason.THREW, "java.lang.IllegalStateException")));
    }

    /** A list that can also be captured as a bean. The messages of its exceptions contain its data. */
    @SuppressWarnings("DoNotCallSuggester") // the getters exist to be called and to throw
    public static final class Quoting extends AbstractList<String> {
        @Override
        public String get(int index) {
            throw new IllegalStateException("password=hunter2");
        }

        @Override
        public int size() {
            return 1;
        }

        public String getOwner() {
            throw new IllegalArgumentException("password=hunter2");
        }
    }

    @Test
    void shouldOmitExceptionMessagesIfAnyFieldIsSensitive() {
        PayloadCapture beans = PayloadCapture.builder()
                .sensitive(SensitiveData.defaults())
                .beans(Quoting.class)
                .build();
        Map<String, Object> payload = new HashMap<>();
        payload.put("bean", new Quoting());

        assertThat(beans.capture(payload).toString())
                .contains("IllegalArgumentException")
                .doesNotContain("hunter2");
        assertThat(capture.capture(new Quoting()).toString())
                .contains("IllegalStateException")
                .doesNotContain("hunter2");
        assertThat(PayloadCapture.create().capture(new Quoting()).toString()).contains("hunter2");
    }

    @Test
    void shouldAcceptAdditionalPatterns() {
        SensitiveData rules =
                SensitiveData.none().withFields("pin", "homeAddress*").withFields("diagnosis");

        assertThat(rules.isSensitive("pin")).isTrue();
        assertThat(rules.isSensitive("userPin")).isTrue();
        assertThat(rules.isSensitive("pinned")).isFalse();
        assertThat(rules.isSensitive("pinColumn")).isFalse();
        assertThat(rules.isSensitive("home_address_line1")).isTrue();
        assertThat(rules.isSensitive("diagnosis")).isTrue();
        assertThat(rules.isSensitive("password")).isFalse();
        assertThat(rules).hasToString("SensitiveData[fields=[pin, homeAddress*, diagnosis], types=[]]");
    }

    @Test
    void shouldRefuseInvalidFieldPatterns() {
        for (String pattern : List.of("", "*", "a*b", "*a", "_", "!", "!*", "a!*b*")) {
            assertThatThrownBy(() -> SensitiveData.none().withFields(pattern))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("field=" + pattern);
        }
    }

    @Test
    void shouldMatchMoreNamesThanItCaches() {
        SensitiveData rules = SensitiveData.defaults().withFields("x");
        for (int i = 0; i < 10_000; i++) {
            assertThat(rules.isSensitive("password" + i)).isTrue();
            assertThat(rules.isSensitive("name" + i)).isFalse();
        }
    }

    @Test
    void shouldCutSensitiveComponentsOutOfRecords() {
        assertThat(capture.capture(new Login("me", "pw"))).isEqualTo(Map.of("user", "me", "password", CUT));
        assertThat(capture.capture(new Request("/", new Login("me", "pw"))))
                .isEqualTo(Map.of("path", "/", "login", Map.of("user", "me", "password", CUT)));
        assertThat(capture.replaced(Reason.SENSITIVE)).isEqualTo(2);
    }

    @Test
    void shouldKeepRecordsWithoutSensitiveComponentsByReference() {
        Innocent innocent = new Innocent("/", 1);
        Loose loose = new Loose("n", List.of(Map.of("a", 1)));

        assertThat(capture.capture(innocent)).isSameAs(innocent);
        assertThat(capture.capture(loose)).isSameAs(loose);
    }

    @Test
    void shouldCutSensitivePropertiesOutOfBeansWithoutCallingTheirGetters() {
        Account account = new Account();

        assertThat(capture.capture(account)).isEqualTo(Map.of("owner", "me", "iban", CUT));
        assertThat(account.ibanRead).isFalse();
    }

    @Test
    void shouldCutSensitiveFieldsOutAtAnyDepth() {
        Map<Object, Object> mutable = new LinkedHashMap<>();
        mutable.put("token", 1);
        mutable.put(2, new Login("a", "b"));
        Object plain =
                PlainData.ofPlain(Map.of("list", PlainData.ofPlain(List.of(PlainData.ofPlain(Map.of("cvv", 1L))))));

        assertThat(capture.toData(capture.capture(new Loose("n", Map.of("apiKey", "k")))))
                .isEqualTo(Map.of("name", "n", "value", Map.of("apiKey", CUT)));
        assertThat(capture.toData(capture.capture(List.of(Optional.of(Map.of("x", Map.of("secret", 1)))))))
                .isEqualTo(List.of(Map.of("x", Map.of("secret", CUT))));
        assertThat(capture.capture(mutable)).isEqualTo(Map.of("token", CUT, "2", Map.of("user", "a", "password", CUT)));
        assertThat(capture.capture(plain)).isEqualTo(Map.of("list", List.of(Map.of("cvv", CUT))));
        assertThat(capture.capture(new Loose("n", plain)))
                .isEqualTo(Map.of("name", "n", "value", Map.of("list", List.of(Map.of("cvv", CUT)))));
        assertThat(capture.capture(new IllegalStateException("message stays"))).isNotEqualTo(CUT);
    }

    @Test
    void shouldCheckKeysThatAreNotStrings() {
        enum Field {
            PASSWORD,
            NAME
        }

        assertThat(capture.toData(capture.capture(Map.of(Field.PASSWORD, 1)))).isEqualTo(Map.of("PASSWORD", CUT));
        assertThat(capture.toData(capture.capture(Map.of(Field.NAME, 1)))).isEqualTo(Map.of("NAME", 1L));
    }

    @Test
    void shouldCutSensitiveFieldsOutOfMetadata() {
        GridEvent event =
                GridEvent.of("t", "p").with("authorization", "Bearer x").with("user", "me");

        assertThat(capture.capture(event).metadata()).isEqualTo(Map.of("authorization", CUT, "user", "me"));
    }

    @Test
    void shouldNotCopyPlainDataWithoutSensitiveFields() {
        List<Object> many = new ArrayList<>();
        for (long i = 0; i < 100; i++) {
            many.add(PlainData.ofPlain(Map.of("a", i)));
        }
        Object small = PlainData.ofPlain(Map.of("a", PlainData.ofPlain(List.of(1L))));
        Object large = PlainData.ofPlain(many);

        assertThat(capture.capture(small)).isSameAs(small);
        assertThat(capture.capture(large)).isSameAs(large);
        assertThat(SensitiveData.defaults().apply(small)).isSameAs(small);
        assertThat(SensitiveData.defaults().apply(large)).isSameAs(large);
        assertThat(SensitiveData.none().apply(large)).isSameAs(large);
    }

    @Test
    void shouldCutSensitiveFieldsOutOfImportedPlainData() {
        Object plain = PlainData.of(Map.of("a", List.of(Map.of("password", "x", "b", 1)), "b", "c"));

        Object cut = SensitiveData.defaults().apply(plain);

        assertThat(cut).isEqualTo(Map.of("a", List.of(Map.of("password", CUT, "b", 1L)), "b", "c"));
        assertThat(PlainData.isPlain(cut)).isTrue();
        assertThat(capture.capture(plain)).isEqualTo(cut);
        assertThat(SensitiveData.defaults().apply(cut))
                .as("data without further sensitive fields")
                .isSameAs(cut);
        assertThat(SensitiveData.defaults().apply("text")).isEqualTo("text");
    }

    @Test
    void shouldNotCountMarkersOfAnEarlierCaptureAgain() {
        Object cut = capture.capture(new Login("a", "b"));

        assertThat(capture.capture(cut)).isSameAs(cut);
        assertThat(capture.capture(Arrays.asList(cut))).isEqualTo(List.of(cut));
        assertThat(capture.capture(new LinkedHashMap<>((Map<?, ?>) cut))).isEqualTo(cut);
        assertThat(capture.replaced(Reason.SENSITIVE)).isEqualTo(1);
    }

    @Test
    void shouldCutOffPlainDataThatIsTooDeep() {
        Object deep = 1L;
        for (int i = 0; i <= PlainData.MAX_DEPTH; i++) {
            deep = PlainData.ofPlain(List.of(deep));
        }
        Object cut = SensitiveData.defaults().apply(deep);
        for (int i = 0; i < PlainData.MAX_DEPTH; i++) {
            cut = ((List<?>) cut).get(0);
        }

        assertThat(cut).isEqualTo(Marker.of(Reason.DEPTH, null));
    }

    @Test
    void shouldCutOutAllPayloadsOfSensitiveTypes() {
        PayloadCapture byType = PayloadCapture.builder()
                .sensitive(SensitiveData.none().withTypes("auth:*", "login"))
                .build();
        GridEvent event = GridEvent.of("auth:login", new Login("a", "b")).with("k", 1);
        GridEvent other = GridEvent.of("cell:edit", "x");

        GridEvent captured = byType.capture(event);

        assertThat(captured.payload()).isEqualTo(CUT);
        assertThat(captured.metadata()).isEqualTo(Map.of("k", 1L));
        assertThat(captured.timestamp()).isEqualTo(event.timestamp());
        assertThat(byType.capture(other)).isSameAs(other);
        assertThat(byType.replaced(Reason.SENSITIVE)).isEqualTo(1);
        assertThat(byType.capture(captured)).isEqualTo(captured);
        assertThat(byType.replaced(Reason.SENSITIVE)).isEqualTo(1);
        assertThat(SensitiveData.none().withTypes("a").isSensitiveType("a")).isTrue();
    }

    @Test
    void shouldDropOrChangeEventsByARule() {
        List<Object> seen = new ArrayList<>();
        PayloadCapture byRule = PayloadCapture.builder()
                .sensitive(SensitiveData.defaults().withTypes("never").withRule(event -> {
                    seen.add(event.payload());
                    return switch (event.type()) {
                        case "drop" -> null;
                        case "change" ->
                            GridEvent.of(
                                    "changed",
                                    new Login("x", "y"),
                                    event.timestamp(),
                                    event.source(),
                                    Map.of("token", 1, "text", new StringBuilder("t")));
                        case "disguise" -> GridEvent.of("never", "payload");
                        default -> event;
                    };
                }))
                .build();

        assertThat(byRule.capture(GridEvent.of("drop", 1))).isNull();
        assertThat(byRule.capture(GridEvent.of("keep", new Login("a", "b"))).payload())
                .isEqualTo(Map.of("user", "a", "password", CUT));
        GridEvent changed = byRule.capture(GridEvent.of("change", 1));
        assertThat(changed.type()).isEqualTo("changed");
        assertThat(changed.payload()).isEqualTo(Map.of("user", "x", "password", CUT));
        assertThat(changed.metadata()).isEqualTo(Map.of("token", CUT, "text", "t"));
        assertThat(byRule.capture(GridEvent.of("disguise", 1)).payload()).isEqualTo(CUT);
        assertThat(byRule.capture(GridEvent.of("never", 1)).payload()).isEqualTo(CUT);
        assertThat(seen).containsExactly(1L, Map.of("user", "a", "password", CUT), 1L, 1L, CUT);
    }

    @Test
    void shouldApplyRulesInTheOrderOfTheirAddition() {
        SensitiveData rules = SensitiveData.none()
                .withRule(event -> event.type().equals("drop") ? null : event.from("first"))
                .withRule(event -> event.from(event.source() + ", second"))
                .withFields("x")
                .withTypes("y");
        PayloadCapture byRules = PayloadCapture.builder().sensitive(rules).build();

        assertThat(byRules.capture(GridEvent.of("t", 1)).source()).isEqualTo("first, second");
        assertThat(byRules.capture(GridEvent.of("drop", 1))).isNull();
        assertThat(rules).hasToString("SensitiveData[fields=[x], types=[y], rule]");
    }

    @Test
    void shouldCutOutPayloadAndMetadataIfTheRuleThrows() {
        PayloadCapture byRule = PayloadCapture.builder()
                .sensitive(SensitiveData.none().withRule(event -> {
                    throw new IllegalStateException("rule");
                }))
                .build();
        List<GridEvent> captured = new ArrayList<>();
        List<Throwable> uncaught = new ArrayList<>();
        Thread thread = new Thread(
                () -> captured.add(byRule.capture(GridEvent.of("t", "secret").with("k", 1))));
        thread.setUncaughtExceptionHandler((t, e) -> uncaught.add(e));
        thread.start();
        PayloadCaptureTest.join(thread);

        assertThat(captured.get(0).payload())
                .isEqualTo(Marker.of(Reason.SENSITIVE, "the rule threw java.lang.IllegalStateException"));
        assertThat(captured.get(0).metadata()).isEmpty();
        assertThat(captured.get(0).type()).isEqualTo("t");
        assertThat(byRule.replaced(Reason.SENSITIVE)).isEqualTo(1);
        assertThat(uncaught).hasSize(1);
    }

    @Test
    void shouldReadTheRemainingValues() {
        EventType<Login> type = EventType.of("login", Login.class);
        GridEvent captured = capture.capture(type.event(new Login("me", "pw")));

        assertThat(type.read(captured)).isEqualTo(new Login("me", null));
        assertThat(asMap(captured.payload())).isEqualTo(map("user", "me", "password", CUT));
    }
}
