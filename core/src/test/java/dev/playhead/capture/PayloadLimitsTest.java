package dev.playhead.capture;

import static dev.playhead.capture.PayloadCaptureTest.asMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.playhead.event.GridEvent;
import dev.playhead.event.Marker;
import dev.playhead.event.Marker.Reason;
import dev.playhead.event.PlainData;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * Tests that cycles, excessive nesting, and exceptions affect only the part of the payload in which they occur. Only an
 * {@code OutOfMemoryError} affects the whole payload.
 */
@SuppressWarnings({"DoNotCallSuggester", "IdentityHashMapUsage", "InfiniteRecursion"})
class PayloadLimitsTest {
    record Holder(String name, Object value) {}

    record Node(int id, Node next) {}

    record Throwing(int before, int bad, int after) {
        @Override
        public int bad() {
            throw new IllegalStateException("bad accessor");
        }
    }

    record Recursive(int x) {
        @Override
        public int x() {
            return 1 + x();
        }
    }

    public static final class Faulty {
        public int getAlpha() {
            return 1;
        }

        public int getBad() throws Exception {
            throw new java.io.IOException();
        }

        public int getMoody() {
            throw new IllegalStateException() {
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                    throw new IllegalStateException();
                }
            };
        }

        public int getLong() {
            throw new IllegalStateException("x".repeat(10_000));
        }
    }

    public static final class NoMemory {
        public int getMemory() {
            throw new OutOfMemoryError("simulated");
        }
    }

    private final PayloadCapture capture = PayloadCapture.create();

    @Test
    void shouldReplaceTheReferenceThatClosesACycle() {
        List<Object> list = new ArrayList<>();
        Map<String, Object> map = new HashMap<>();
        map.put("list", list);
        list.add(1);
        list.add(map);

        assertThat(capture.capture(list))
                .isEqualTo(List.of(1L, Map.of("list", Marker.of(Reason.CYCLE, "java.util.ArrayList"))));
        assertThat(capture.replaced(Reason.CYCLE)).isEqualTo(1);
    }

    @Test
    void shouldFindCyclesThroughReferencesAndArrays() {
        AtomicReference<Object> reference = new AtomicReference<>();
        Object[] array = {reference, Optional.of(reference)};
        reference.set(array);

        assertThat(capture.capture(array))
                .isEqualTo(List.of(
                        Marker.of(Reason.CYCLE, "[Ljava.lang.Object;"),
                        Marker.of(Reason.CYCLE, "[Ljava.lang.Object;")));

        AtomicReference<Object> self = new AtomicReference<>();
        self.set(self);
        assertThat(capture.capture(self))
                .isEqualTo(Marker.of(Reason.CYCLE, "java.util.concurrent.atomic.AtomicReference"));
    }

    @Test
    void shouldFindCyclesOfAnyLength() {
        List<Object> outermost = new ArrayList<>();
        List<Object> innermost = outermost;
        for (int i = 0; i < 300; i++) {
            List<Object> next = new ArrayList<>();
            innermost.add(next);
            innermost.add("s");
            innermost = next;
        }
        innermost.add(outermost);
        innermost.add(new ArrayList<>(List.of(1)));

        Object data = capture.capture(outermost);
        for (int i = 0; i < 300; i++) {
            assertThat(((List<?>) data)).hasSize(2);
            data = ((List<?>) data).get(0);
        }
        assertThat(data).isEqualTo(List.of(Marker.of(Reason.CYCLE, "java.util.ArrayList"), List.of(1L)));
    }

    @Test
    void shouldNotTreatSharedObjectsAsCycles() {
        List<Object> shared = new ArrayList<>(List.of(1));

        assertThat(capture.capture(Arrays.asList(shared, shared, Arrays.asList(shared))))
                .isEqualTo(List.of(List.of(1L), List.of(1L), List.of(List.of(1L))));
        assertThat(capture.replaced(Reason.CYCLE)).isZero();

        List<Object> nested = new ArrayList<>(shared);
        for (int i = 0; i < 200; i++) {
            nested = new ArrayList<>(List.of(nested, shared));
        }
        capture.capture(nested);
        assertThat(capture.replaced(Reason.CYCLE)).isZero();
    }

    @Test
    void shouldKeepDataOfTheMaximumDepth() {
        Object data = capture.capture(nested(PlainData.MAX_DEPTH, 5));

        assertThat(depth(data)).isEqualTo(PlainData.MAX_DEPTH);
        assertThat(capture.replaced(Reason.DEPTH)).isZero();
    }

    @Test
    void shouldCutOffDataBeyondTheMaximumDepth() {
        for (Object leaf : Arrays.asList(new ArrayList<>(), new byte[1], new Object(), new HashMap<>(), List.of())) {
            PayloadCapture counting = PayloadCapture.create();

            Object data = counting.capture(nested(PlainData.MAX_DEPTH, leaf));

            assertThat(depth(data)).isEqualTo(PlainData.MAX_DEPTH);
            assertThat(counting.replaced(Reason.DEPTH)).isEqualTo(1);
            assertThat(counting.replaced(Reason.UNKNOWN_CLASS)).isZero();
        }
        assertThat(depth(capture.capture(nested(100_000, 5)))).isEqualTo(PlainData.MAX_DEPTH);
    }

    @Test
    void shouldCutOffPlainDataThatIsTooDeepInsideAnotherObject() {
        Object deep = 1L;
        for (int i = 0; i < PlainData.MAX_DEPTH; i++) {
            deep = i % 2 == 0 ? PlainData.ofPlain(List.of(deep)) : PlainData.ofPlain(Map.of("k", deep));
        }

        assertThat(capture.capture(deep)).isSameAs(deep);
        assertThat(depth(capture.capture(Arrays.asList(deep)))).isEqualTo(PlainData.MAX_DEPTH);
        assertThat(depth(capture.capture(Collections.singletonList(deep)))).isEqualTo(PlainData.MAX_DEPTH);
        assertThat(capture.replaced(Reason.DEPTH)).isEqualTo(2);
    }

    @Test
    void shouldLimitTheLengthOfChainsOfReferences() {
        AtomicReference<Object> chain = new AtomicReference<>("end");
        for (int i = 0; i < 1_500; i++) {
            chain = new AtomicReference<>(chain);
        }
        assertThat(capture.capture(chain)).isEqualTo("end");
        for (int i = 0; i < 1_500; i++) {
            chain = new AtomicReference<>(chain);
        }
        assertThat(capture.capture(chain))
                .isEqualTo(Marker.of(Reason.DEPTH, "java.util.concurrent.atomic.AtomicReference"));
    }

    @Test
    void shouldCaptureDeepDataWithASmallStack() {
        List<Object> results = new ArrayList<>();
        Node chain = null;
        for (int i = 0; i < PlainData.MAX_DEPTH; i++) {
            chain = new Node(i, chain);
        }
        Node nodes = chain;
        SensitiveData sensitive = SensitiveData.defaults();
        List<Throwable> failures = new ArrayList<>();
        Runnable deep = () -> {
            results.add(capture.capture(nested(PlainData.MAX_DEPTH, 5)));
            results.add(capture.capture(nested(10 * PlainData.MAX_DEPTH, 5)));
            results.add(capture.capture(nodes));
            results.add(sensitive.apply(results.get(0)));
        };
        Thread thread = new Thread(null, deep, "small stack", 512 << 10);
        thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
        thread.start();
        PayloadCaptureTest.join(thread);

        assertThat(failures).isEmpty();
        assertThat(results).extracting(PayloadLimitsTest::depth).containsOnly(PlainData.MAX_DEPTH);
        assertThat(results.get(3)).isSameAs(results.get(0));
        assertThat(capture.replaced(Reason.THREW)).isZero();
    }

    @Test
    void shouldReplaceAnAccessorThatThrows() {
        assertThat(asMap(capture.capture(new Throwing(1, 2, 3))))
                .containsExactly(
                        entry("before", 1L),
                        entry("bad", Marker.of(Reason.THREW, "java.lang.IllegalStateException: bad accessor")),
                        entry("after", 3L));
        assertThat(capture.replaced(Reason.THREW)).isEqualTo(1);
    }

    @Test
    void shouldReplaceAnAccessorThatOverflowsTheStack() {
        assertThat(capture.capture(new Recursive(1)))
                .isEqualTo(Map.of("x", Marker.of(Reason.THREW, "java.lang.StackOverflowError")));
    }

    @Test
    void shouldReplaceGettersThatThrow() {
        PayloadCapture beans = PayloadCapture.builder().beans(Faulty.class).build();

        Map<String, Object> data = asMap(beans.capture(new Faulty()));

        assertThat(data)
                .containsEntry("alpha", 1L)
                .containsEntry("bad", Marker.of(Reason.THREW, "java.io.IOException"));
        assertThat(asMap(data.get("moody")).get("detail").toString()).startsWith(PayloadLimitsTest.class.getName());
        assertThat(asMap(data.get("long")).get("detail").toString()).hasSize(500);
        assertThat(beans.replaced(Reason.THREW)).isEqualTo(3);
    }

    @Test
    void shouldReplaceThePayloadIfMemoryIsExhausted() {
        PayloadCapture beans = PayloadCapture.builder().beans(NoMemory.class).build();

        assertThat(beans.capture(Arrays.asList(1, new NoMemory())))
                .isEqualTo(Marker.of(Reason.THREW, "java.lang.OutOfMemoryError"));
        // toData throws the error instead, because the value can be mapped again later, when there is enough memory.
        assertThatThrownBy(() -> beans.toData(new NoMemory())).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void shouldReplaceACollectionWhoseIteratorThrows() {
        List<Object> changing = new AbstractList<>() {
            @Override
            public Object get(int index) {
                if (index == 2) {
                    throw new ConcurrentModificationException();
                }
                return new Object();
            }

            @Override
            public int size() {
                return 3;
            }
        };
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("a", 1);
        payload.put("b", changing);
        payload.put("c", 3);

        assertThat(asMap(capture.capture(payload)))
                .containsExactly(
                        entry("a", 1L),
                        entry("b", Marker.of(Reason.THREW, "java.util.ConcurrentModificationException")),
                        entry("c", 3L));
        assertThat(capture.replaced(Reason.THREW)).isEqualTo(1);
        assertThat(capture.replaced(Reason.UNKNOWN_CLASS))
                .as("markers inside the replaced list")
                .isZero();
    }

    @Test
    void shouldReplaceObjectsWhoseToStringThrows() {
        CharSequence text = new CharSequence() {
            @Override
            public int length() {
                return 0;
            }

            @Override
            public char charAt(int index) {
                return 0;
            }

            @Override
            public CharSequence subSequence(int start, int end) {
                return this;
            }

            @Override
            public String toString() {
                throw new UnsupportedOperationException("no text");
            }
        };
        Object marker = Marker.of(Reason.THREW, "java.lang.UnsupportedOperationException: no text");

        assertThat(capture.capture(text)).isEqualTo(marker);
        assertThat(capture.capture(Arrays.asList(1, text, 2))).isEqualTo(List.of(1L, marker, 2L));
        assertThat(asMap(capture.capture(Collections.singletonMap(text, 1)))).containsOnlyKeys(marker.toString());
    }

    @Test
    void shouldReplaceMapsThatThrow() {
        Map<String, Object> broken = new AbstractMap<>() {
            @Override
            public Set<Entry<String, Object>> entrySet() {
                throw new IllegalStateException("broken");
            }
        };
        Object marker = Marker.of(Reason.THREW, "java.lang.IllegalStateException: broken");

        assertThat(capture.capture(new Holder("h", broken))).isEqualTo(Map.of("name", "h", "value", marker));
        assertThat(capture.captureMetadata(broken)).isEqualTo(marker);
        assertThat(capture.capture(GridEvent.of("t", broken)).payload()).isEqualTo(marker);
    }

    @Test
    void shouldCaptureAMapThatIsItsOwnKey() {
        Map<Object, Object> map = new IdentityHashMap<>();
        map.put(map, 1);

        assertThat(asMap(capture.capture(map))).hasSize(1);
    }

    /** Returns lists and maps that are nested to the given depth. The innermost of them contains the leaf. */
    private static Object nested(int depth, Object leaf) {
        Object nested = leaf;
        for (int i = 0; i < depth; i++) {
            Object inner = nested;
            nested = i % 2 == 0 ? Arrays.asList(inner) : Collections.singletonMap("k", inner);
        }
        return nested;
    }

    private static int depth(Object data) {
        int depth = 0;
        Object inner = data;
        while (inner instanceof List<?> || inner instanceof Map<?, ?>) {
            depth++;
            if (inner instanceof List<?> list) {
                inner = list.isEmpty() ? null : list.get(0);
            } else {
                Map<?, ?> map = (Map<?, ?>) inner;
                inner = map.containsKey("next") ? map.get("next") : map.get("k");
            }
        }
        return depth;
    }
}
