package dev.playhead.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.playhead.event.GridEvent;
import dev.playhead.event.Marker;
import dev.playhead.event.Marker.Reason;
import dev.playhead.event.PlainData;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that later changes of objects do not affect what was captured: mutable objects are mapped immediately, and
 * immutable objects are kept by reference.
 */
@SuppressWarnings({"JavaUtilDate", "ArrayRecordComponent", "UnusedMethod"}) // as in classes of applications
class PayloadCaptureTest {
    record Edit(String grid, long row, double price, DayOfWeek day, LocalDate date, UUID id, Inner inner) {}

    record Inner(int x, Boolean flag, Character c) {}

    record Loose(String name, Object value) {}

    record Shelf(List<?> items, Map<String, ?> labels, Optional<?> note) {}

    record WithArray(int[] values) {}

    record WithDate(Date date) {}

    record WithBuilder(StringBuilder text) {}

    record Node(String name, Node next) {}

    record Pair<T>(T left, T right) {}

    record Generic(Pair<String> pair) {}

    record Money(BigDecimal amount) {}

    record Spoken(String text) {
        @Override
        public String text() {
            return text + "!";
        }
    }

    record HoldsSpoken(Spoken spoken) {}

    enum Shout {
        LOUD {
            @Override
            public String toString() {
                return "not the name";
            }
        },
        QUIET
    }

    static final class Opaque {}

    private final PayloadCapture capture = PayloadCapture.create();

    static Stream<Object> unchanging() {
        Inner inner = new Inner(1, true, 'c');
        return Stream.of(
                "text",
                7,
                7L,
                (byte) 7,
                (short) 7,
                1.5f,
                2.5,
                'c',
                true,
                new BigInteger("12345678901234567890"),
                new BigDecimal("1.50"),
                Shout.LOUD,
                Shout.QUIET,
                Instant.EPOCH,
                ZoneId.of("Europe/Paris"),
                new UUID(1, 2),
                inner,
                new Edit("g", 1, 2, DayOfWeek.MONDAY, LocalDate.EPOCH, new UUID(1, 2), inner),
                new Edit(null, 1, 2, null, null, null, null),
                new Loose("n", 5),
                new Loose("n", null),
                new Loose("n", new Loose("m", inner)),
                new Loose("n", PlainData.ofPlain(Map.of("a", 1L))),
                new Shelf(List.of(1, 2, 3), Map.of("a", "b"), Optional.of(1)),
                new Shelf(List.of(), Map.of(), Optional.empty()),
                new Shelf(Collections.emptyList(), Collections.singletonMap("a", 1), Optional.of(Set.of(1, 2))),
                List.of(1, 2, 3, 4).subList(1, 3),
                Stream.of(1, 2).toList(),
                Collections.singletonList(null),
                Collections.singleton(4),
                Set.of(),
                Set.of(1, 2, 3),
                Map.of("a", List.of(Map.of("b", Optional.of("c")))),
                Optional.of("x"),
                new Node("a", new Node("b", null)),
                new Generic(new Pair<>("l", "r")),
                new Money(BigDecimal.TEN),
                PlainData.ofPlain(Map.of("a", 1L)),
                PlainData.ofPlain(List.of("a")));
    }

    @ParameterizedTest
    @MethodSource("unchanging")
    void shouldKeepImmutableObjectsByReference(Object payload) {
        assertThat(capture.capture(payload)).isSameAs(payload);
        assertThat(capture.capture(payload))
                .as("second capture, which uses a cache")
                .isSameAs(payload);

        GridEvent event = GridEvent.of("type", payload);
        assertThat(capture.capture(event)).isSameAs(event);
    }

    @ParameterizedTest
    @MethodSource("unchanging")
    void shouldMapImmutableObjectsToTheSameDataLaterAsImmediately(Object payload) {
        Object later = capture.toData(capture.capture(payload));

        // A mutable list is mapped immediately, together with its elements.
        Object atOnce = ((List<?>) capture.capture(new ArrayList<>(Arrays.asList(payload)))).get(0);
        assertThat(later).isEqualTo(atOnce);
        assertThat(PlainData.isPlain(later)).isTrue();
    }

    static Stream<Object> changing() {
        return Stream.of(
                new WithArray(new int[] {1}),
                new WithDate(new Date()),
                new WithBuilder(new StringBuilder("b")),
                new Loose("n", new ArrayList<>(List.of(1))),
                new Loose("n", new Date()),
                new Shelf(Collections.unmodifiableList(new ArrayList<>(List.of(1))), Map.of(), Optional.empty()),
                new Shelf(List.of(new StringBuilder("x")), Map.of(), Optional.empty()),
                new Shelf(List.of(), Map.of("k", new int[] {1}), Optional.empty()),
                new Shelf(List.of(), Map.of(), Optional.of(new Date())),
                Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                Arrays.asList(1, 2),
                List.of(new int[] {1}),
                Map.of(new Spoken("key"), 1),
                new Spoken("a"),
                new HoldsSpoken(new Spoken("a")),
                new Pair<>(new Object[] {1}, null),
                new HashMap<>(Map.of("a", 1)));
    }

    @ParameterizedTest
    @MethodSource("changing")
    void shouldCopyMutableObjectsImmediately(Object payload) {
        Object captured = capture.capture(payload);

        assertThat(PlainData.isPlain(captured)).isTrue();
        assertThat(capture.toData(captured)).isSameAs(captured);
    }

    @Test
    void shouldNotReflectLaterChanges() {
        List<Object> list = new ArrayList<>(List.of(1));
        Date date = new Date(0);
        int[] array = {1};
        StringBuilder text = new StringBuilder("a");
        Object payload = List.of(
                Collections.unmodifiableList(list), new WithDate(date), new WithArray(array), new Loose("n", text));
        Object captured = capture.capture(payload);
        list.add(2);
        date.setTime(1);
        array[0] = 2;
        text.append("b");

        assertThat(capture.toData(captured))
                .isEqualTo(List.of(
                        List.of(1L),
                        Map.of("date", "1970-01-01T00:00:00Z"),
                        Map.of("values", List.of(1L)),
                        Map.of("name", "n", "value", "a")));
    }

    @Test
    void shouldMapRecordsInTheOrderOfTheirComponents() {
        Object data = capture.toData(
                new Edit("g", 7, 2.0, DayOfWeek.MONDAY, LocalDate.EPOCH, new UUID(0, 1), new Inner(3, false, 'x')));

        assertThat(asMap(data))
                .containsExactly(
                        entry("grid", "g"),
                        entry("row", 7L),
                        entry("price", 2.0),
                        entry("day", "MONDAY"),
                        entry("date", "1970-01-01"),
                        entry("id", "00000000-0000-0000-0000-000000000001"),
                        entry("inner", Map.of("x", 3L, "flag", false, "c", "x")));
    }

    @Test
    void shouldCallCustomAccessorsDuringTheCapture() {
        Object captured = capture.capture(new HoldsSpoken(new Spoken("hi")));

        assertThat(captured).isEqualTo(Map.of("spoken", Map.of("text", "hi!")));
    }

    @Test
    void shouldMapEnumConstantsToTheirNamesEvenIfToStringDiffers() {
        assertThat(capture.toData(capture.capture(Shout.LOUD))).isEqualTo("LOUD");
    }

    @Test
    void shouldCopyImmutableObjectsWithMoreValuesThanTheCheckVisits() {
        List<Integer> small = Stream.iterate(0, i -> i + 1).limit(64).toList();
        List<Integer> large = Stream.iterate(0, i -> i + 1).limit(65).toList();
        Node chain = null;
        for (int i = 0; i < 200; i++) {
            chain = new Node("n" + i, chain);
        }

        assertThat(capture.capture(small)).isSameAs(small);
        assertThat(PlainData.isPlain(capture.capture(large))).isTrue();
        assertThat(PlainData.isPlain(capture.capture(chain))).isTrue();
    }

    @Test
    void shouldNotCopyPlainPartsOfACopiedObject() {
        Object part = PlainData.ofPlain(Map.of("a", PlainData.ofPlain(List.of(1L, 2L))));

        Object copy = capture.capture(Arrays.asList(part, new Date(0)));

        assertThat(((List<?>) copy).get(0)).isSameAs(part);
    }

    @Test
    void shouldConvertNumbersInPlainDataToCanonicalForm() {
        Object part = PlainData.ofPlain(List.of(new BigDecimal("1.5"), "x"));

        assertThat(capture.capture(Arrays.asList(part, 1))).isEqualTo(List.of(List.of(1.5, "x"), 1L));
    }

    @Test
    void shouldCopyARecordThatDeclaresThousandsOfValues() {
        // Twelve levels of records with two components each declare 4,096 values.
        record A(long x, long y) {}
        record B(A x, A y) {}
        record C(B x, B y) {}
        record D(C x, C y) {}
        record E(D x, D y) {}
        record F(E x, E y) {}
        record G(F x, F y) {}
        record H(G x, G y) {}
        record I(H x, H y) {}
        record J(I x, I y) {}
        record K(J x, J y) {}
        record L(K x, K y) {}

        assertThat(capture.capture(new L(null, null))).isEqualTo(map("x", null, "y", null));
        K k = new K(null, null);
        assertThat(capture.capture(k)).isSameAs(k);
    }

    @Test
    void shouldNotCopyEmptyMetadata() {
        GridEvent event = GridEvent.of("type", "payload");

        assertThat(capture.captureMetadata(event.metadata())).isSameAs(event.metadata());
        assertThat(capture.captureMetadata(Map.of())).isEmpty();
    }

    @Test
    void shouldConvertMetadataToPlainDataImmediately() {
        StringBuilder text = new StringBuilder("a");
        GridEvent event = GridEvent.of("type", "payload").with("text", text).with("day", DayOfWeek.FRIDAY);

        GridEvent captured = capture.capture(event);
        text.append("b");

        assertThat(captured.metadata()).containsExactly(entry("text", "a"), entry("day", "FRIDAY"));
        assertThat(PlainData.isPlain(captured.metadata())).isTrue();
        assertThat(captured.type()).isEqualTo("type");
        assertThat(captured.timestamp()).isEqualTo(event.timestamp());
        assertThat(captured.source()).isEqualTo(event.source());
    }

    @Test
    void shouldConvertEventsToPlainDataForReaders() {
        GridEvent event = GridEvent.of("type", new Inner(1, null, 'c')).with("a", List.of(1));
        GridEvent kept = capture.capture(event);

        GridEvent plain = capture.toData(kept);

        assertThat(plain.payload()).isEqualTo(map("x", 1L, "flag", null, "c", "c"));
        assertThat(capture.toData(plain)).isSameAs(plain);
        assertThat(capture.toData(event).metadata()).isEqualTo(Map.of("a", List.of(1L)));
    }

    @Test
    void shouldCaptureNull() {
        assertThat(capture.capture((Object) null)).isNull();
        assertThat(capture.toData((Object) null)).isNull();
    }

    @Test
    void shouldReportEachUnknownClassOnce() {
        List<String> reports = Collections.synchronizedList(new ArrayList<>());
        PayloadCapture reporting = PayloadCapture.builder()
                .onUnknownClass((type, advice) -> reports.add(type.getSimpleName() + ": " + advice))
                .build();

        Object data = reporting.capture(List.of(new Opaque(), new Opaque(), new Thread(() -> {})));

        Object opaque = Marker.of(Reason.UNKNOWN_CLASS, Opaque.class.getName());
        assertThat(data).isEqualTo(List.of(opaque, opaque, Marker.of(Reason.UNKNOWN_CLASS, "java.lang.Thread")));
        assertThat(reports).hasSize(2);
        assertThat(reports.get(0)).startsWith("Opaque: ").contains("make it a record, or opt it in as a bean");
        assertThat(reports.get(1)).startsWith("Thread: ").contains("put the values that matter into the payload");
        assertThat(reporting.replaced(Reason.UNKNOWN_CLASS)).isEqualTo(3);
    }

    @Test
    void shouldContinueIfTheListenerThrows() {
        List<Throwable> uncaught = new ArrayList<>();
        PayloadCapture reporting = PayloadCapture.builder()
                .onUnknownClass((type, advice) -> {
                    throw new IllegalStateException("listener");
                })
                .build();
        List<Object> results = new ArrayList<>();
        Thread thread = new Thread(() -> results.add(reporting.capture(new Opaque())));
        thread.setUncaughtExceptionHandler((t, e) -> uncaught.add(e));
        thread.start();
        join(thread);

        assertThat(results).containsExactly(Marker.of(Reason.UNKNOWN_CLASS, Opaque.class.getName()));
        assertThat(uncaught).singleElement().satisfies(e -> assertThat(e).hasMessage("listener"));
    }

    @Test
    void shouldDistinguishGeneratedAccessorsFromCustomAccessors() {
        record Mixed(long a, float b, double c, Object d, int e) {
            static final double LARGE = 1e300;

            @Override
            public int e() {
                return e;
            }
        }
        record Swapped(int a, int b) {
            @Override
            public int a() {
                return b;
            }
        }

        assertThat(ClassFile.hasGeneratedAccessors(Inner.class)).isTrue();
        assertThat(ClassFile.hasGeneratedAccessors(Pair.class)).isTrue();
        assertThat(ClassFile.hasGeneratedAccessors(Edit.class)).isTrue();
        assertThat(ClassFile.hasGeneratedAccessors(Mixed.class))
                .as("a custom accessor with the same code as a generated one")
                .isTrue();
        assertThat(ClassFile.hasGeneratedAccessors(Spoken.class)).isFalse();
        assertThat(ClassFile.hasGeneratedAccessors(Swapped.class)).isFalse();
        assertThat(Mixed.LARGE).isFinite();
    }

    @Test
    void shouldNotBeKeptReachableByTheClassesItCaptured() {
        WeakReference<PayloadCapture> gone = new WeakReference<>(used());

        // Some caches are attached to classes that are never unloaded, such as String. These caches must not keep
        // histories reachable.
        Awaitility.await().until(() -> {
            System.gc();
            return gone.get() == null;
        });
    }

    private static PayloadCapture used() {
        AtomicReference<PayloadCapture> self = new AtomicReference<>();
        PayloadCapture used = PayloadCapture.builder()
                .sensitive(SensitiveData.defaults().withRule(event -> self.get() == null ? null : event))
                .onUnknownClass((type, advice) -> assertThat(self).isNotNull())
                .build();
        self.set(used);
        used.capture(GridEvent.of("t", new Loose("n", List.of("a", 1, new Opaque(), Map.of("token", 2)))));
        return used;
    }

    static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> asMap(Object data) {
        return (Map<String, Object>) data;
    }

    static void join(Thread thread) {
        try {
            thread.join(60_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(thread.isAlive()).isFalse();
    }

    /** A bean whose class is not named in the configuration. */
    public static class Plain {
        public String getName() {
            return "n";
        }
    }

    /** A list with a getter. It must be captured as a list even if the rule accepts every class as a bean. */
    public static final class Names extends java.util.ArrayList<String> {
        private static final long serialVersionUID = 1;

        public String getOwner() {
            return "o";
        }
    }

    @Test
    void shouldCaptureBeansThatARuleAccepts() {
        List<Class<?>> asked = new ArrayList<>();
        PayloadCapture beans = PayloadCapture.builder()
                .beans(type -> asked.add(type) && type == Plain.class)
                .build();

        assertThat(beans.capture(new Plain())).isEqualTo(Map.of("name", "n"));
        assertThat(beans.capture(new Plain() {})).isInstanceOf(Map.class);
        assertThat(asked).contains(Plain.class).doesNotContain(Object.class);
    }

    @Test
    void shouldApplyTheRuleOnlyToObjectsThatWouldBecomeMarkers() {
        PayloadCapture all = PayloadCapture.builder().beans(type -> true).build();
        Names names = new Names();
        names.add("a");

        assertThat(all.capture(names)).isEqualTo(List.of("a"));
        assertThat(all.capture(new Object()))
                .as("an object of a platform class")
                .isEqualTo(Marker.of(Reason.UNKNOWN_CLASS, "java.lang.Object"));
        assertThat(all.capture(new Plain())).isEqualTo(Map.of("name", "n"));
    }

    @Test
    void shouldReplaceAnObjectByAMarkerIfTheRuleThrows() {
        PayloadCapture faulty = PayloadCapture.builder()
                .beans(type -> {
                    throw new IllegalStateException("no idea");
                })
                .build();

        assertThat(faulty.capture(new Plain())).isEqualTo(Marker.of(Reason.THREW, "java.lang.IllegalStateException"));
    }
}
