package dev.playhead.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.playhead.event.GridEvent;
import dev.playhead.event.Marker;
import dev.playhead.event.Marker.Reason;
import dev.playhead.event.PlainData;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import java.lang.invoke.MethodHandles;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests of the conversion of plain data back to objects, and of the errors for data that does not fit the class. */
@SuppressWarnings({"JavaUtilDate", "ArrayRecordComponent", "CollectionUndefinedEquality", "JdkObsolete"})
class EventTypeTest {

    record Cell(int row, String column) {}

    record Edit(String grid, List<Cell> cells, Object before, Object after) {}

    record Priced(List<PricedCell> cells) {}

    record PricedCell(BigDecimal price, int count) {}

    record Node(String name, Node next, List<Node> children) {}

    record Positive(int value) {
        Positive {
            if (value <= 0) {
                throw new IllegalArgumentException("value=" + value);
            }
        }
    }

    record Unreadable(String name, Throwable thrown, Charset charset, Thread thread, Runnable[] actions) {}

    record Secret(String user, String password, int pinCode) {}

    sealed interface Shape permits Circle {}

    record Circle(double r) implements Shape {}

    enum Level {
        LOW,
        HIGH {
            @Override
            public String toString() {
                return "high!";
            }
        }
    }

    public static class Bean {
        private String name = "default";
        private int size = 7;
        private List<Cell> cells;
        private Bean next;

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }

        public int getSize() {
            return size;
        }

        public void setSize(int size) {
            if (size < 0) {
                throw new IllegalStateException("size=" + size);
            }
            this.size = size;
        }

        public void setSize(String size) {
            this.size = Integer.parseInt(size);
        }

        public List<Cell> getCells() {
            return cells;
        }

        public void setCells(List<Cell> cells) {
            this.cells = cells;
        }

        public Bean getNext() {
            return next;
        }

        public void setNext(Bean next) {
            this.next = next;
        }
    }

    abstract static class Abstract {
        public void setX(int x) {}
    }

    static final class NoSetters {}

    private final PayloadCapture capture = PayloadCapture.create();

    @Test
    void shouldCreateEventsOfItsType() {
        EventType<Cell> type = EventType.of("cell:select", Cell.class);
        Cell cell = new Cell(1, "a");

        GridEvent event = type.event(cell);

        assertThat(event.type()).isEqualTo("cell:select");
        assertThat(event.payload()).isSameAs(cell);
        assertThat(type.name()).isEqualTo("cell:select");
        assertThat(type.payload()).isEqualTo(Cell.class);
        assertThat(type).hasToString("EventType[cell:select " + Cell.class.getName() + "]");
        assertThat(type)
                .isEqualTo(EventType.of("cell:select", Cell.class))
                .hasSameHashCodeAs(EventType.of("cell:select", Cell.class))
                .isNotEqualTo(EventType.of("cell:select", Edit.class))
                .isNotEqualTo(EventType.of("cell:edit", Cell.class));
    }

    @Test
    void shouldReadNestedRecords() {
        roundTrip(Edit.class, new Edit("g", List.of(new Cell(1, "a"), new Cell(2, null)), 10L, "text"));
        roundTrip(Node.class, new Node("a", new Node("b", null, List.of()), List.of(new Node("c", null, null))));
        roundTrip(Circle.class, new Circle(1.5));
    }

    @Test
    void shouldReadPlainDataWithoutConversion() {
        Object data = PlainData.of(Map.of("a", List.of(1, "x")));

        assertThat(read(Object.class, data)).isSameAs(data);
        assertThat((Object) read(Map.class, data)).isEqualTo(data);
        assertThat((Object) read(List.class, PlainData.of(List.of(1, 2)))).isEqualTo(List.of(1L, 2L));
        assertThat(read(Object.class, 1L)).isEqualTo(1L);
        assertThat((Object) read(Comparable.class, 1L)).isEqualTo(1L);
        Object marker = Marker.of(Reason.SENSITIVE, null);
        assertThat(read(Edit.class, PlainData.of(Map.of("before", marker))).before())
                .isEqualTo(marker);
    }

    @Test
    void shouldReadBeans() {
        PayloadCapture beans = PayloadCapture.builder().beans(Bean.class).build();
        Bean bean = new Bean();
        bean.setName("n");
        bean.setSize(3);
        bean.setCells(List.of(new Cell(1, "a")));
        bean.setNext(new Bean());

        Bean read = read(Bean.class, beans.capture(bean));

        assertThat(read).usingRecursiveComparison().isEqualTo(bean);
        Bean sparse = read(Bean.class, PlainData.of(Map.of("cells", List.of(), "extra", 1)));
        assertThat(sparse.getName()).isEqualTo("default");
        assertThat(sparse.getSize()).isEqualTo(7);
        assertThat(read(Bean.class, PlainData.of(Map.of("name", Marker.of(Reason.SENSITIVE, null))))
                        .getName())
                .isEqualTo("default");
        assertThat(mismatch(Bean.class, PlainData.of(Map.of("size", -1))))
                .hasMessageContaining("one of the setters threw java.lang.IllegalStateException: size=-1");
        assertThat(mismatch(Bean.class, PlainData.of(Map.of("next", Map.of("size", "x"))))
                        .path())
                .isEqualTo("next.size");
    }

    @Test
    void shouldIgnoreFieldsThatTheClassLacks() {
        assertThat(read(Cell.class, PlainData.of(Map.of("row", 1, "column", "a", "more", List.of()))))
                .isEqualTo(new Cell(1, "a"));
    }

    @Test
    void shouldReadMissingComponentsAsNull() {
        assertThat(read(Cell.class, PlainData.of(Map.of("row", 1)))).isEqualTo(new Cell(1, null));

        PayloadMismatchException missing = mismatch(Cell.class, PlainData.of(Map.of("column", "a")));
        assertThat(missing.path()).isEqualTo("row");
        assertThat(missing).hasMessageContaining("field=row found=nothing expected=a number of type int");
        assertThat(mismatch(DataReaderTest.Texts.class, PlainData.of(Map.of("b", true))))
                .hasMessageContaining("field=c found=nothing expected=a character");
        assertThat(mismatch(DataReaderTest.Texts.class, PlainData.of(Map.of("c", "c"))))
                .hasMessageContaining("field=b found=nothing expected=a boolean");
    }

    @Test
    void shouldReadRemovedSensitiveValuesAsMissing() {
        Object marker = Marker.of(Reason.SENSITIVE, null);
        Object data = PlainData.of(Map.of("user", "u", "password", marker, "pinCode", 5));

        assertThat(read(Secret.class, data)).isEqualTo(new Secret("u", null, 5));
        assertThat(mismatch(Secret.class, PlainData.of(Map.of("pinCode", marker))))
                .hasMessageContaining("pinCode");
        assertThat(mismatch(Secret.class, marker)).hasMessageContaining("found=a marker: sensitive");
    }

    @Test
    void shouldReportThePathOfAValueThatDoesNotFit() {
        EventType<Priced> type = EventType.of("priced", Priced.class);
        Object data = PlainData.of(Map.of(
                "cells",
                List.of(
                        Map.of("price", 1.5, "count", 1),
                        Map.of("price", 1, "count", 1),
                        Map.of("price", "cheap", "count", 1))));
        RecordedEvent event = RecordedEvent.of(17, GridEvent.of("priced", data));

        PayloadMismatchException mismatch =
                catchThrowableOfType(PayloadMismatchException.class, () -> type.read(event));

        assertThat(mismatch)
                .isInstanceOf(PlayheadException.class)
                .hasMessage("event id=17 type=priced cannot be read as class=" + Priced.class.getName()
                        + ": field=cells[2].price found=\"cheap\" expected=a decimal");
        assertThat(mismatch.path()).isEqualTo("cells[2].price");
        assertThat(mismatch.eventType()).isEqualTo("priced");
    }

    @Test
    void shouldDescribeTheValueFound() {
        assertThat(mismatch(Cell.class, "x".repeat(200))).hasMessageContaining("found=\"" + "x".repeat(80) + "…\"");
        assertThat(mismatch(Cell.class, PlainData.of(List.of(1, 2)))).hasMessageContaining("found=a list of 2");
        assertThat(mismatch(String.class, PlainData.of(Map.of("a", 1)))).hasMessageContaining("found=a map of 1");
        assertThat(mismatch(Cell.class, Marker.of(Reason.THREW, "x.Y: no")))
                .hasMessageContaining("found=a marker: threw, x.Y: no");
        assertThat(mismatch(Cell.class, BigInteger.TEN.pow(100)))
                .hasMessageContaining("found=a number of 101 characters");
        assertThat(mismatch(Cell.class, true)).hasMessageContaining("field= found=true");
        assertThat(mismatch(Cell.class, null)).hasMessageContaining("found=nothing expected=a payload");
    }

    @Test
    void shouldReportPathsInMapsAndCollections() {
        assertThat(mismatch(
                                DataReaderTest.Containers.class,
                                PlainData.of(Map.of("map", Map.of("k", Map.of("row", "x")))))
                        .path())
                .isEqualTo("map.k.row");
        assertThat(mismatch(DataReaderTest.Containers.class, PlainData.of(Map.of("sortedMap", Map.of("five", "x"))))
                        .path())
                .isEqualTo("sortedMap.five");
        assertThat(mismatch(DataReaderTest.Containers.class, PlainData.of(Map.of("sorted", Arrays.asList(1, null)))))
                .hasMessageContaining("sorted[1]")
                .hasCauseInstanceOf(NullPointerException.class);
        Map<String, Object> withNull = new LinkedHashMap<>();
        withNull.put("a", null);
        assertThat(mismatch(DataReaderTest.Containers.class, PlainData.of(Map.of("concurrent", withNull))))
                .hasMessageContaining("concurrent.a")
                .hasCauseInstanceOf(NullPointerException.class);
        assertThat(mismatch(DataReaderTest.Containers.class, PlainData.of(Map.of("list", 1)))
                        .path())
                .isEqualTo("list");
        assertThat(mismatch(DataReaderTest.Containers.class, PlainData.of(Map.of("map", 1)))
                        .path())
                .isEqualTo("map");
    }

    @Test
    void shouldReportThatAConstructorThrew() {
        assertThat(mismatch(Positive.class, PlainData.of(Map.of("value", -1))))
                .hasMessageContaining("the constructor threw java.lang.IllegalArgumentException: value=-1")
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldAllowPublishingComponentsThatCannotBeRead() {
        EventType<Unreadable> type = EventType.of("t", Unreadable.class);
        GridEvent event = type.event(
                new Unreadable("n", new IllegalStateException(), StandardCharsets.UTF_8, null, new Runnable[0]));

        assertThat(type.read(event).name()).isEqualTo("n");
        assertThat(read(Unreadable.class, PlainData.of(Map.of("name", "n"))).name())
                .isEqualTo("n");
        assertThat(mismatch(Unreadable.class, capture.capture(event.payload())))
                .hasMessageContaining("field=thrown")
                .hasMessageContaining("java.lang.Throwable");
    }

    @Test
    void shouldRefuseClassesThatCannotBeRead() {
        for (Class<?> type : List.of(
                Shape.class,
                Runnable.class,
                Thread.class,
                Throwable.class,
                Abstract.class,
                NoSetters.class,
                Class.class)) {
            assertThatThrownBy(() -> EventType.of("t", type))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("payload=" + type.getName() + " cannot be read");
        }
        assertThatThrownBy(() -> EventType.of(" ", Cell.class)).hasMessageContaining("name=\" \" is blank");
        assertThatThrownBy(() -> EventType.of("t", Cell.class, MethodHandles.publicLookup()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("call MethodHandles.lookup()");
    }

    @Test
    void shouldSupportEventsWithoutPayload() {
        EventType<Void> type = EventType.of("ping", Void.class);

        assertThat(type.read(type.event(null))).isNull();
        assertThat(type.read(RecordedEvent.of(0, type.event(null)))).isNull();
        refuse(Void.class, 1L, "nothing");
    }

    @Test
    void shouldReturnTheLivePayloadObject() {
        EventType<Cell> type = EventType.of("t", Cell.class);
        Cell cell = new Cell(1, "a");

        assertThat(type.read(type.event(cell))).isSameAs(cell);
        assertThat(type.read(GridEvent.of("t", PlainData.of(Map.of("row", 1))))).isEqualTo(new Cell(1, null));
        assertThat(type.read(GridEvent.of("t", Map.of("row", 1)))).isEqualTo(new Cell(1, null));
        assertThatThrownBy(() -> type.read(GridEvent.of("t", new Object())))
                .isInstanceOf(PayloadMismatchException.class)
                .hasMessageContaining(
                        "found=an object of class=java.lang.Object expected=the class itself, or plain data");
    }

    @Test
    void shouldReadChainsOfTheMaximumDepth() {
        Node chain = null;
        for (int i = 0; i < PlainData.MAX_DEPTH; i++) {
            chain = new Node("n", chain, null);
        }
        Object data = capture.capture(chain);
        EventType<Node> type = EventType.of("t", Node.class);
        List<Node> read = new ArrayList<>();
        Thread thread = new Thread(
                null, () -> read.add(type.read(GridEvent.of("t", data))), "reader with 1 MB of stack", 1 << 20);
        thread.start();
        PayloadCaptureTest.join(thread);

        int length = 0;
        for (Node node = read.get(0); node != null; node = node.next()) {
            length++;
        }
        assertThat(length).isEqualTo(PlainData.MAX_DEPTH);
    }

    @Test
    void shouldReportDataNestedTooDeeplyForTheStack() {
        Object data = PlainData.emptyMap();
        for (int i = 0; i < 200_000; i++) {
            data = PlainData.ofPlain(new String[] {"next"}, new Object[] {data});
        }
        Object deep = data;

        assertThat(mismatch(Node.class, deep)).hasMessageContaining("data nested less deeply");
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
