package dev.playhead.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.playhead.event.Marker;
import dev.playhead.event.Marker.Reason;
import dev.playhead.event.PlainData;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests for the mapping of each kind of object. */
@SuppressWarnings({"JavaUtilDate", "UnnecessaryStringBuilder"}) // as in payloads of applications
class PayloadMappingTest {
    record Cell(int row, String column) {}

    public static class Bean {
        private final Object name;

        public Bean(Object name) {
            this.name = name;
        }

        public Object getName() {
            return name;
        }

        public boolean isActive() {
            return true;
        }

        public Boolean isMaybe() {
            return null;
        }

        public String getURL() {
            return "url";
        }

        public int get1st() {
            return 1;
        }

        public String issue() {
            return "no property";
        }

        public String get() {
            return "no property";
        }

        public String getWith(String parameter) {
            return parameter;
        }

        public void getNothing() {}

        public static String getStatic() {
            return "no property";
        }

        public String isText() {
            return "no property";
        }

        String getHidden() {
            return "no property";
        }
    }

    public static final class Rows extends ArrayList<Integer> {
        private static final long serialVersionUID = 1L;

        public String getTitle() {
            return "title";
        }
    }

    static final class SubBean extends Bean {
        SubBean() {
            super("sub");
        }

        public int getMore() {
            return 5;
        }
    }

    private static final class SqlDate extends Date {
        private static final long serialVersionUID = 1L;

        SqlDate() {
            super(5);
        }

        @Override
        public Instant toInstant() {
            throw new UnsupportedOperationException();
        }
    }

    private static final class Timestamp extends Date {
        private static final long serialVersionUID = 1L;

        @Override
        public Instant toInstant() {
            return Instant.ofEpochSecond(0, 123456789);
        }
    }

    private static final class Decimal extends BigDecimal {
        private static final long serialVersionUID = 1L;

        Decimal() {
            super("2.50");
        }
    }

    private final PayloadCapture capture = PayloadCapture.create();

    static Stream<Arguments> pairs() throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {9, 1, 2, 9}, 1, 2);
        Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.ROOT);
        calendar.setTimeInMillis(0);
        return Stream.of(
                Arguments.of((byte) 1, 1L),
                Arguments.of((short) 1, 1L),
                Arguments.of(1, 1L),
                Arguments.of(0.1f, 0.1),
                Arguments.of(Double.NaN, Double.NaN),
                Arguments.of('x', "x"),
                Arguments.of(new BigInteger("5"), 5L),
                Arguments.of(new BigDecimal("1.5"), 1.5),
                Arguments.of(new Decimal(), new BigDecimal("2.50")),
                Arguments.of(new StringBuilder("sb"), "sb"),
                Arguments.of(TimeUnit.DAYS, "DAYS"),
                Arguments.of(Instant.EPOCH, "1970-01-01T00:00:00Z"),
                Arguments.of(Duration.ofSeconds(61), "PT1M1S"),
                Arguments.of(Period.ofDays(2), "P2D"),
                Arguments.of(Year.of(12345), "12345"),
                Arguments.of(java.time.chrono.JapaneseDate.of(2020, 1, 1), "Japanese Reiwa 2-01-01"),
                Arguments.of(new Date(1), "1970-01-01T00:00:00.001Z"),
                Arguments.of(new SqlDate(), "1970-01-01T00:00:00.005Z"),
                Arguments.of(new Timestamp(), "1970-01-01T00:00:00.123456789Z"),
                Arguments.of(calendar, "1970-01-01T00:00:00Z"),
                Arguments.of(TimeZone.getTimeZone("Europe/Paris"), "Europe/Paris"),
                Arguments.of(ZoneId.of("Europe/Paris"), "Europe/Paris"),
                Arguments.of(ZoneOffset.ofHours(2), "+02:00"),
                Arguments.of(Optional.empty(), null),
                Arguments.of(Optional.of(List.of(1)), List.of(1L)),
                Arguments.of(OptionalInt.of(3), 3L),
                Arguments.of(OptionalInt.empty(), null),
                Arguments.of(OptionalLong.of(3), 3L),
                Arguments.of(OptionalLong.empty(), null),
                Arguments.of(OptionalDouble.of(3), 3.0),
                Arguments.of(OptionalDouble.empty(), null),
                Arguments.of(new int[] {1, 2}, List.of(1L, 2L)),
                Arguments.of(new char[] {'a'}, List.of("a")),
                Arguments.of(new boolean[] {true}, List.of(true)),
                Arguments.of(new float[] {0.1f}, List.of(0.1)),
                Arguments.of(new Object[] {1, new int[] {2}, null}, Arrays.asList(1L, List.of(2L), null)),
                Arguments.of(new ArrayDeque<>(List.of(1, 2)), List.of(1L, 2L)),
                Arguments.of(new LinkedHashSet<>(List.of(2, 1)), List.of(2L, 1L)),
                Arguments.of(new byte[] {1, 2}, Marker.bytes("AQI=")),
                Arguments.of(new byte[0], Marker.bytes("")),
                Arguments.of(buffer, Marker.bytes("AQI=")),
                Arguments.of(new AtomicInteger(1), 1L),
                Arguments.of(new AtomicLong(1), 1L),
                Arguments.of(new LongAdder(), 0L),
                Arguments.of(new DoubleAdder(), 0.0),
                Arguments.of(new AtomicBoolean(true), true),
                Arguments.of(new AtomicReference<>(new Cell(1, "a")), Map.of("row", 1L, "column", "a")),
                Arguments.of(new AtomicReference<>(), null),
                Arguments.of(new AtomicIntegerArray(new int[] {1}), List.of(1L)),
                Arguments.of(new AtomicLongArray(new long[] {1}), List.of(1L)),
                Arguments.of(new AtomicReferenceArray<>(new Object[] {"a"}), List.of("a")),
                Arguments.of(String.class, "java.lang.String"),
                Arguments.of(URI.create("a:b"), "a:b"),
                Arguments.of(URI.create("http://nowhere.invalid/x").toURL(), "http://nowhere.invalid/x"),
                Arguments.of(Path.of("a", "b"), Path.of("a", "b").toString()),
                Arguments.of(new File("f"), "f"),
                Arguments.of(Locale.GERMANY, "de-DE"),
                Arguments.of(Currency.getInstance("EUR"), "EUR"),
                Arguments.of(StandardCharsets.UTF_8, "UTF-8"),
                Arguments.of(Pattern.compile("a+"), "a+"),
                Arguments.of(new AbstractMap.SimpleEntry<>("k", 1), Map.of("key", "k", "value", 1L)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void shouldMapEachKindOfObject(Object payload, Object data) {
        assertThat(capture.toData(capture.capture(payload))).isEqualTo(data);
        assertThat(capture.capture(Arrays.asList(payload, null))).isEqualTo(Arrays.asList(data, null));
        assertThat(capture.toData(capture.capture(Collections.singletonList(payload))))
                .isEqualTo(Collections.singletonList(data));
        for (Reason reason : Reason.values()) {
            assertThat(capture.replaced(reason)).isZero();
        }
    }

    @Test
    void shouldConvertEveryKeyOfAMapToText() {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put(1, "integer");
        map.put("1", "text");
        map.put(1L, "long");
        map.put(null, "null");
        map.put("1#2", "taken");
        map.put(TimeUnit.DAYS, "enum");
        map.put(1.5, "double");
        map.put(Instant.EPOCH, "instant");
        map.put(new Cell(1, "a"), "record");
        map.put(List.of(1, 2), "list");
        map.put(Optional.of("o"), "optional");
        map.put(Locale.FRANCE, "locale");

        assertThat(PayloadCaptureTest.asMap(capture.capture(map)))
                .containsExactly(
                        entry("1", "integer"),
                        entry("1#2", "text"),
                        entry("1#3", "long"),
                        entry("null", "null"),
                        entry("1#2#2", "taken"),
                        entry("DAYS", "enum"),
                        entry("1.5", "double"),
                        entry("1970-01-01T00:00:00Z", "instant"),
                        entry("{row=1, column=a}", "record"),
                        entry("[1, 2]", "list"),
                        entry("o", "optional"),
                        entry("fr-FR", "locale"));
    }

    @Test
    void shouldDistinguishKeysWithEqualText() {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < 1000; i++) {
            map.put(new Object(), i);
        }

        Map<String, Object> data = PayloadCaptureTest.asMap(capture.capture(map));

        assertThat(data).hasSize(1000).containsEntry("{$playhead=unknown-class, detail=java.lang.Object}#1000", 999L);
        assertThat(capture.replaced(Reason.UNKNOWN_CLASS)).isEqualTo(1000);
    }

    @Test
    void shouldLimitTheDepthOfKeysInsideKeys() {
        Object key = "k";
        for (int i = 0; i < 10; i++) {
            key = Collections.singletonMap(key, i);
        }

        assertThat(PayloadCaptureTest.asMap(capture.toData(capture.capture(key))))
                .containsOnlyKeys("{{{{java.util.Collections$SingletonMap=5}=6}=7}=8}");
    }

    @Test
    void shouldMapExceptionsWithTheirCauses() {
        Exception thrown = new IllegalStateException("outer", new IOException());

        assertThat(PayloadCaptureTest.asMap(capture.capture(thrown)))
                .containsExactly(
                        entry("class", "java.lang.IllegalStateException"),
                        entry("message", "outer"),
                        entry(
                                "cause",
                                PayloadCaptureTest.map(
                                        "class", "java.io.IOException", "message", null, "cause", null)));
    }

    @Test
    void shouldLimitTheLengthOfAChainOfCauses() {
        Throwable thrown = new IOException("deepest");
        for (int i = 0; i < 30; i++) {
            thrown = new IOException("level", thrown);
        }

        Object data = capture.capture(thrown);

        for (int i = 0; i < 16; i++) {
            assertThat(data)
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                    .containsEntry("message", "level");
            data = PayloadCaptureTest.asMap(data).get("cause");
        }
        assertThat(data).isEqualTo(Marker.of(Reason.DEPTH, "java.io.IOException"));
        assertThat(capture.replaced(Reason.DEPTH)).isEqualTo(1);
    }

    @Test
    void shouldMapOptedInBeansByTheirPublicGetters() {
        PayloadCapture beans = PayloadCapture.builder().beans(Bean.class).build();

        assertThat(PayloadCaptureTest.asMap(beans.capture(new Bean(List.of(1)))))
                .containsExactly(
                        entry("1st", 1L),
                        entry("URL", "url"),
                        entry("active", true),
                        entry("maybe", null),
                        entry("name", List.of(1L)));
        assertThat(PayloadCaptureTest.asMap(beans.capture(new SubBean()))).containsKeys("more", "name");
        assertThat(capture.capture(new Bean(1))).isEqualTo(Marker.of(Reason.UNKNOWN_CLASS, Bean.class.getName()));
    }

    @Test
    void shouldMapAnOptedInListAsABean() {
        PayloadCapture beans = PayloadCapture.builder().beans(Rows.class).build();

        assertThat(PayloadCaptureTest.asMap(beans.capture(new Rows()))).containsEntry("title", "title");
        assertThat(capture.capture(new Rows())).isEqualTo(List.of());
    }

    @Test
    void shouldCopyBytesImmediately() {
        byte[] bytes = {1, 2, 3};
        Object captured = capture.capture(bytes);
        bytes[0] = 9;

        assertThat(captured).isEqualTo(Marker.bytes("AQID"));
        assertThat(PlainData.isPlain(captured)).isTrue();
    }
}
