package dev.playhead.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.playhead.event.GridEvent;
import dev.playhead.event.Marker;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.Test;

/**
 * Tests that values of many types of record components equal the originals after they are captured and read back, and
 * that data that does not fit a type is refused.
 */
@SuppressWarnings({"JavaUtilDate", "ArrayRecordComponent", "CollectionUndefinedEquality", "JdkObsolete"})
class DataReaderTest {
    record Cell(int row, String column) {}

    record Numbers(
            byte b,
            short s,
            int i,
            long l,
            float f,
            double d,
            Byte bb,
            Short ss,
            Integer ii,
            Long ll,
            Float ff,
            Double dd,
            BigInteger integer,
            BigDecimal decimal,
            Number number) {}

    record Times(
            Instant instant,
            LocalDate date,
            LocalTime time,
            LocalDateTime dateTime,
            OffsetTime offsetTime,
            OffsetDateTime offsetDateTime,
            ZonedDateTime zoned,
            Year year,
            YearMonth yearMonth,
            MonthDay monthDay,
            Duration duration,
            Period period,
            ZoneId zone,
            ZoneOffset offset,
            DayOfWeek day,
            Date oldDate) {}

    record Texts(
            String s,
            CharSequence sequence,
            char c,
            Character cc,
            boolean b,
            Boolean bb,
            UUID uuid,
            URI uri,
            Path path,
            File file,
            Locale locale,
            Currency currency,
            Comparable<String> comparable) {}

    record Optionals(
            Optional<Cell> cell,
            Optional<String> none,
            OptionalInt i,
            OptionalLong l,
            OptionalDouble d,
            OptionalInt ni,
            OptionalLong nl,
            OptionalDouble nd) {}

    record Containers(
            List<Integer> list,
            Collection<Cell> collection,
            Iterable<String> iterable,
            Set<DayOfWeek> set,
            SortedSet<Integer> sorted,
            Deque<String> deque,
            BlockingDeque<String> blocking,
            ArrayList<Long> arrayList,
            LinkedList<Long> linkedList,
            TreeSet<String> treeSet,
            EnumSet<DayOfWeek> enumSet,
            Map<String, Cell> map,
            SortedMap<Integer, String> sortedMap,
            NavigableMap<LocalDate, List<Cell>> byDate,
            HashMap<DayOfWeek, Double> byDay,
            EnumMap<DayOfWeek, String> enumMap,
            ConcurrentMap<String, String> concurrent,
            Map<Boolean, String> byBoolean,
            Map<Double, String> byDouble,
            Map<Character, String> byCharacter,
            List<? extends Cell> wild,
            List<Object> objects) {}

    record Arrays2(int[] ints, byte[] bytes, String[] strings, Cell[][] cells, List<String>[] lists, char[] chars) {
        static Object[] of(Arrays2 a) {
            return new Object[] {a.ints, a.bytes, a.strings, a.cells, a.lists, a.chars};
        }
    }

    record Box<T>(T value, List<T> more, T[] array) {}

    record Boxes(Box<Cell> cells, Box<Optional<Integer>> numbers, Map<String, Box<LocalDate>> dates, Box<?> any) {}

    enum Level {
        LOW,
        HIGH {
            @Override
            public String toString() {
                return "high!";
            }
        }
    }

    private final PayloadCapture capture = PayloadCapture.create();

    @Test
    void shouldReadNumbers() {
        roundTrip(
                Numbers.class,
                new Numbers(
                        (byte) 1,
                        (short) 2,
                        3,
                        4,
                        0.1f,
                        0.1,
                        (byte) -1,
                        (short) -2,
                        -3,
                        -4L,
                        Float.MIN_VALUE,
                        Double.NaN,
                        BigInteger.TEN.pow(30),
                        new BigDecimal("1.50"),
                        5L));
        roundTrip(
                Numbers.class,
                new Numbers(
                        Byte.MIN_VALUE,
                        Short.MAX_VALUE,
                        Integer.MIN_VALUE,
                        Long.MAX_VALUE,
                        Float.NaN,
                        Double.NEGATIVE_INFINITY,
                        null,
                        null,
                        null,
                        null,
                        Float.MAX_VALUE,
                        null,
                        BigInteger.ONE,
                        new BigDecimal("1.5"),
                        null));
        roundTrip(BigDecimal.class, new BigDecimal("12345678901234567890.1234567890"));
        roundTrip(BigDecimal.class, new BigDecimal("0.25"));
    }

    @Test
    void shouldReadNumbersExactlyOrRefuseThem() {
        assertThat(read(Byte.class, 127L)).isEqualTo((byte) 127);
        refuse(Byte.class, 300L, "a byte");
        refuse(Short.class, 40_000L, "a short");
        refuse(Integer.class, 1L << 31, "an int");
        refuse(Long.class, BigInteger.ONE.shiftLeft(63), "a long");
        assertThat(read(Integer.class, 3.0)).isEqualTo(3);
        assertThat(read(Long.class, new BigDecimal("3.00"))).isEqualTo(3L);
        assertThat(read(Long.class, new BigDecimal("3E+2"))).isEqualTo(300L);
        refuse(Integer.class, 3.5, "an int");
        refuse(Long.class, Double.NaN, "a long");
        refuse(Long.class, new BigDecimal("1E+1000000000"), "a long");
        refuse(BigInteger.class, new BigDecimal("1E-1000000000"), "an integer");
        refuse(Integer.class, "3", "an int");
        refuse(Integer.class, true, "an int");

        assertThat(read(Double.class, 3L)).isEqualTo(3.0);
        assertThat(read(Double.class, BigInteger.ONE.shiftLeft(70))).isEqualTo(0x1p70);
        assertThat(read(Double.class, new BigDecimal("0.1000000000000000055511")))
                .isEqualTo(0.1);
        refuse(Double.class, (1L << 53) + 1, "a double");
        refuse(Double.class, BigInteger.ONE.shiftLeft(70).add(BigInteger.ONE), "a double");
        refuse(Double.class, BigInteger.ONE.shiftLeft(2000), "a double");
        refuse(Double.class, new BigDecimal("1E+400"), "a double");
        refuse(Double.class, "1.5", "a double");

        assertThat(read(Float.class, 1.5)).isEqualTo(1.5f);
        assertThat(read(Float.class, 1L)).isEqualTo(1f);
        assertThat(read(Float.class, (double) 0.1f)).isEqualTo(0.1f);
        refuse(Float.class, 0.12345678901, "a float");
        refuse(Float.class, (1L << 24) + 1, "a float");
        refuse(Float.class, (1L << 53) + 1, "a float");

        assertThat(read(BigInteger.class, 3.0)).isEqualTo(BigInteger.valueOf(3));
        assertThat(read(BigInteger.class, 0.0)).isEqualTo(BigInteger.ZERO);
        refuse(BigInteger.class, 3.5, "an integer");
        refuse(BigInteger.class, "3", "an integer");
        assertThat(read(BigDecimal.class, 3L)).isEqualTo(new BigDecimal("3"));
        assertThat(read(BigDecimal.class, BigInteger.TEN.pow(20))).isEqualTo(new BigDecimal(BigInteger.TEN.pow(20)));
        refuse(BigDecimal.class, Double.POSITIVE_INFINITY, "a decimal");
        refuse(Number.class, "3", "a number");
        assertThat(read(Number.class, 3L)).isEqualTo(3L);
    }

    @Test
    void shouldReadDatesAndTimes() {
        ZonedDateTime zoned = ZonedDateTime.of(2024, 10, 27, 2, 30, 0, 5, ZoneId.of("Europe/Paris"));
        roundTrip(
                Times.class,
                new Times(
                        Instant.ofEpochSecond(5, 6),
                        LocalDate.of(-5, 1, 2),
                        LocalTime.MIDNIGHT,
                        LocalDateTime.MAX,
                        OffsetTime.MIN,
                        OffsetDateTime.MAX,
                        zoned.withLaterOffsetAtOverlap(),
                        Year.of(12_345),
                        YearMonth.of(2024, 2),
                        MonthDay.of(2, 29),
                        Duration.ofNanos(-5),
                        Period.of(1, 2, 3),
                        ZoneId.of("Europe/Paris"),
                        ZoneOffset.ofHours(-3),
                        DayOfWeek.SUNDAY,
                        new Date(5)));
        refuse(Instant.class, "yesterday", "an instant in ISO-8601");
        refuse(LocalDate.class, 5L, "a date in ISO-8601");
        refuse(ZoneId.class, "Atlantis/Center", "a time zone");
    }

    @Test
    void shouldReadTexts() {
        roundTrip(
                Texts.class,
                new Texts(
                        "s",
                        "sequence",
                        'c',
                        null,
                        true,
                        null,
                        new UUID(1, 2),
                        URI.create("a:b"),
                        Path.of("p"),
                        new File("f"),
                        Locale.GERMANY,
                        Currency.getInstance("EUR"),
                        "comparable"));
        refuse(String.class, 1L, "text");
        refuse(Character.class, "ab", "a character");
        refuse(Boolean.class, "true", "a boolean");
        refuse(UUID.class, "x", "a UUID");
        refuse(Level.class, "NONE", "a constant of " + Level.class.getName());
        refuse(Level.class, 1L, "a constant of " + Level.class.getName());
        roundTrip(Level.class, Level.HIGH);
        roundTrip(String.class, "text");
        roundTrip(CharSequence.class, "text");
    }

    @Test
    void shouldReadOptionals() {
        roundTrip(
                Optionals.class,
                new Optionals(
                        Optional.of(new Cell(1, "a")),
                        Optional.empty(),
                        OptionalInt.of(1),
                        OptionalLong.of(2),
                        OptionalDouble.of(3),
                        OptionalInt.empty(),
                        OptionalLong.empty(),
                        OptionalDouble.empty()));
        assertThat(read(Optionals.class, PlainData.emptyMap()).cell()).isEmpty();
        assertThat(read(Optionals.class, PlainData.emptyMap()).d()).isEmpty();
    }

    @Test
    void shouldReadCollectionsWithTheirElementTypes() {
        Containers containers = new Containers(
                Arrays.asList(1, null, 2),
                List.of(new Cell(1, "a")),
                List.of("i"),
                Set.of(DayOfWeek.MONDAY),
                new TreeSet<>(Set.of(3, 1, 2)),
                new java.util.ArrayDeque<>(List.of("d")),
                new java.util.concurrent.LinkedBlockingDeque<>(List.of("b")),
                new ArrayList<>(List.of(1L)),
                new LinkedList<>(List.of(1L)),
                new TreeSet<>(Set.of("t")),
                EnumSet.of(DayOfWeek.FRIDAY),
                Map.of("k", new Cell(1, "a")),
                new TreeMap<>(Map.of(5, "five", -7, "minus seven")),
                new TreeMap<>(Map.of(LocalDate.EPOCH, List.of(new Cell(1, "a")))),
                new HashMap<>(Map.of(DayOfWeek.MONDAY, 1.5)),
                new EnumMap<>(Map.of(DayOfWeek.MONDAY, "m")),
                new java.util.concurrent.ConcurrentHashMap<>(Map.of("a", "b")),
                Map.of(true, "yes"),
                Map.of(1.5, "a", Double.NaN, "b", Double.NEGATIVE_INFINITY, "c", 1e300, "d"),
                Map.of('1', "one", 'x', "ex"),
                List.of(new Cell(2, "b")),
                Arrays.asList(1L, "s", List.of(1L), null));

        Containers read = read(Containers.class, capture.toData(capture.capture(containers)));

        assertThat(read).usingRecursiveComparison().isEqualTo(containers);
        assertThat(read.list()).isEqualTo(containers.list());
        assertThat(read.arrayList()).isExactlyInstanceOf(ArrayList.class);
        assertThat(read.linkedList()).isExactlyInstanceOf(LinkedList.class);
        assertThatThrownBy(() -> read.list().add(1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> read.set().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> read.map().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void shouldReadMissingCollectionsAndArraysAsNull() {
        Containers read = read(Containers.class, PlainData.emptyMap());

        assertThat(read.list()).isNull();
        assertThat(read.map()).isNull();
        assertThat(read(Arrays2.class, PlainData.emptyMap()).ints()).isNull();
        assertThat(read(Arrays2.class, PlainData.emptyMap()).bytes()).isNull();
    }

    @Test
    void shouldReadArrays() {
        @SuppressWarnings({"unchecked", "rawtypes"})
        Arrays2 arrays = new Arrays2(
                new int[] {1, 2},
                new byte[] {-1, 5},
                new String[] {"a", null},
                new Cell[][] {{new Cell(1, "a")}, {}},
                new List[] {List.of("l")},
                new char[] {'c'});

        Arrays2 read = read(Arrays2.class, capture.toData(capture.capture(arrays)));

        assertThat(Arrays.deepEquals(Arrays2.of(read), Arrays2.of(arrays))).isTrue();
        assertThat(read(byte[].class, PlainData.of(List.of(1, 2)))).containsExactly(1, 2);
        assertThat(read(byte[].class, Marker.bytes("AQI="))).containsExactly(1, 2);
        refuse(byte[].class, Marker.bytes("?"), "bytes in Base64");
        refuse(byte[].class, PlainData.mapOf(Map.of(Marker.KEY, "bytes")), "bytes in Base64");
        refuse(int[].class, "x", "a list");
    }

    @Test
    void shouldReadGenericRecords() {
        @SuppressWarnings("unchecked")
        Boxes boxes = new Boxes(
                new Box<>(new Cell(1, "a"), List.of(new Cell(2, "b")), new Cell[] {new Cell(3, "c")}),
                new Box<>(Optional.of(1), List.of(Optional.empty()), null),
                Map.of("d", new Box<>(LocalDate.EPOCH, List.of(), null)),
                new Box<>("text", null, null));

        Boxes read = read(Boxes.class, capture.toData(capture.capture(boxes)));

        assertThat(read).usingRecursiveComparison().isEqualTo(boxes);
        assertThat(read.cells().value()).isEqualTo(new Cell(1, "a"));
        assertThat(read.cells().array()).containsExactly(new Cell(3, "c"));
        assertThat(read.numbers().more()).containsExactly(Optional.empty());
    }

    record Chain<T>(T value, Chain<T> next) {}

    record Growing<T>(Growing<List<T>> next) {}

    record Lists<T>(List<T[]> arrays, Map<String, Chain<T[]>> chains) {}

    record Held(Chain<Cell> chain, Lists<Cell> lists) {}

    @Test
    void shouldReadRecursiveGenericRecords() {
        Chain<Cell> chain = new Chain<>(new Cell(1, "a"), new Chain<>(new Cell(2, "b"), null));
        Lists<Cell> lists =
                new Lists<>(List.of(new Cell[] {new Cell(3, "c")}, new Cell[0]), Map.of("k", new Chain<>(null, null)));

        Held read = read(Held.class, capture.toData(capture.capture(new Held(chain, lists))));

        assertThat(read.chain()).isEqualTo(chain);
        assertThat(read.lists().arrays().get(0)).isInstanceOf(Cell[].class).containsExactly(new Cell(3, "c"));
        assertThatThrownBy(() -> EventType.of("t", Growing.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxTypes=500");
    }

    public static final class Rows extends ArrayList<Cell> {
        private static final long serialVersionUID = 1L;
    }

    record Odd(Rows rows, EnumSet<?> days, EnumMap<?, ?> byDay, List<?>[] lists, Deque<?>[][] deep) {}

    @Test
    void shouldRefuseValuesForCollectionsItCannotCreate() {
        assertThat(read(Odd.class, PlainData.emptyMap())).isEqualTo(new Odd(null, null, null, null, null));
        for (String name : List.of("rows", "days", "byDay")) {
            assertThat(mismatch(Odd.class, PlainData.of(Map.of(name, List.of(1))))
                            .path())
                    .isEqualTo(name);
        }
        assertThat(read(Odd.class, PlainData.of(Map.of("lists", List.of(List.of(1)))))
                        .lists())
                .containsExactly(List.of(1L));
    }

    private <P> void roundTrip(Class<P> type, P payload) {
        assertThat(read(type, capture.toData(capture.capture(payload)))).isEqualTo(payload);
    }

    private static <P> P read(Class<P> type, Object data) {
        return EventType.of("t", type).read(RecordedEvent.of(0, GridEvent.of("t", data)));
    }

    private static PayloadMismatchException mismatch(Class<?> type, Object data) {
        return catchThrowableOfType(PayloadMismatchException.class, () -> read(type, data));
    }

    private static void refuse(Class<?> type, Object data, String expected) {
        assertThat(mismatch(type, data)).hasMessageContaining("expected=" + expected);
    }
}
