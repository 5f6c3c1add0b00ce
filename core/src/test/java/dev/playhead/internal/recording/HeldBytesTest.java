package dev.playhead.internal.recording;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.SharedData;
import dev.playhead.block.GridSession;
import dev.playhead.capture.PayloadCapture;
import dev.playhead.capture.SensitiveData;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.io.Imported;
import dev.playhead.storage.RetentionPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jol.info.GraphLayout;

/** Tests that the reported size of a buffer differs from the measurement of JOL by at most ten percent. */
class HeldBytesTest {
    private static final PayloadCapture CAPTURE = PayloadCapture.create();
    private static final Percentage TEN_PERCENT = Percentage.withPercentage(10);

    record Edit(String grid, String row, String column, Object before, Object after) {}

    record Point(int x, int y, double weight, boolean selected) {}

    /** A bean with a sensitive property. The capture replaces the value of this property by a marker. */
    public static final class Trade {
        private final int number;

        Trade(int number) {
            this.number = number;
        }

        public long getNumber() {
            return number;
        }

        public double getPrice() {
            return number / 4.0;
        }

        public String getRow() {
            return "R-" + number;
        }

        public String getToken() {
            return "secret";
        }
    }

    record Deep(Edit edit, List<Point> points, long number) {}

    private static CircularBuffer buffer(long capacity) {
        RetentionPolicy retention = capacity == 0
                ? RetentionPolicy.unlimited()
                : RetentionPolicy.unlimited().withMaxCount(capacity);
        // The conversion function references no objects, because JOL would measure them too.
        return new CircularBuffer(
                retention, event -> CAPTURE.toData(event), Clock.systemUTC(), System::nanoTime, Buffers.options(false));
    }

    private static GridEvent event(int i, Object payload) {
        GridEvent event =
                GridEvent.of("cell:edit", payload, Instant.ofEpochMilli(1_767_225_600_000L + i), "user", Map.of());
        return CAPTURE.capture(event);
    }

    private static void check(CircularBuffer buffer, String what) throws ReflectiveOperationException {
        Field state = CircularBuffer.class.getDeclaredField("state");
        state.setAccessible(true);
        Field slots = BlockRing.class.getDeclaredField("slots");
        slots.setAccessible(true);
        Object ofTheJvm = PlainData.emptyMap();
        long ofTheJvmBytes = GraphLayout.parseInstance(ofTheJvm).totalSize();
        // Repeats the measurement if a block was encoded in the background meanwhile.
        long held;
        long measured;
        do {
            held = buffer.heldBytes();
            measured = GraphLayout.parseInstance(slots.get(((BufferState) state.get(buffer)).ring), ofTheJvm)
                            .totalSize()
                    - ofTheJvmBytes;
        } while (held != buffer.heldBytes());

        assertThat(held).as("%s: JOL measures %d bytes", what, measured).isCloseTo(measured, TEN_PERCENT);
    }

    private static void checkAllStates(String what, long capacity, int count, IntFunction<GridEvent> events)
            throws ReflectiveOperationException {
        CircularBuffer buffer = buffer(capacity);
        for (int i = 0; i < count; i++) {
            buffer.append(events.apply(i));
        }
        check(buffer, what + ", as appended");
        buffer.maintain();
        check(buffer, what + ", with the last block open");
        buffer.sealAll();
        check(buffer, what + ", sealed");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100, 1_000, 5_000})
    void shouldMeasureAGridSession(int count) throws ReflectiveOperationException {
        List<GridEvent> session = GridSession.events(3, count);

        checkAllStates(count + " events", 0, count, session::get);
        checkAllStates(count + " events, capacity 1,000", 1_000, count, session::get);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100, 1_000})
    void shouldMeasureMaps(int count) throws ReflectiveOperationException {
        checkAllStates(count + " events", 1_000, count, i -> {
            Map<String, Object> payload = new LinkedHashMap<>();
            payload.put("rowId", "R-" + i % 300);
            payload.put("column", "price");
            payload.put("old", i / 4.0);
            payload.put("new", i * 1_000L);
            payload.put("tags", List.of("a", "b" + i % 5, Map.of("deep", i)));
            return event(i, payload);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100, 1_000})
    void shouldMeasureBeans(int count) throws ReflectiveOperationException {
        PayloadCapture beans = PayloadCapture.builder()
                .beans(Trade.class)
                .sensitive(SensitiveData.defaults())
                .build();
        checkAllStates(
                "trades",
                1_000,
                count,
                i -> beans.capture(GridEvent.of("trade", new Trade(i), Instant.ofEpochMilli(i), "core", Map.of())));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100, 1_000})
    void shouldMeasureRecordsThatAreKeptByReference(int count) throws ReflectiveOperationException {
        checkAllStates("edits", 1_000, count, i -> event(i, new Edit("orders", "R-" + i, "price", i / 4.0, i * 1_000)));
        checkAllStates("points", 1_000, count, i -> event(i, new Point(i, i, i, true)));
        checkAllStates(
                "deep records",
                1_000,
                count,
                i -> event(
                        i,
                        new Deep(new Edit("g", "R-" + i, "c", null, "x" + i), List.of(new Point(i, i, i, false)), i)));
    }

    @Test
    void shouldMeasureAnOpenBlockOfFewEvents() throws ReflectiveOperationException {
        for (int count = 1; count < 16; count++) {
            CircularBuffer buffer = buffer(1_000);
            for (int i = 0; i < count; i++) {
                buffer.append(event(i, null));
            }
            check(buffer, count + " events without payload");
        }
    }

    @Test
    void shouldMeasureStringsAndNumbersOfAnySize() throws ReflectiveOperationException {
        Random random = new Random(5);
        checkAllStates("strings", 1_000, 500, i -> event(i, "x".repeat(random.nextInt(5_000))));
        checkAllStates("wide strings", 1_000, 500, i -> event(i, "\u20AC".repeat(random.nextInt(5_000))));
        checkAllStates("integers", 1_000, 500, i -> event(i, new BigInteger(100 + random.nextInt(5_000), random)));
        // Encoding makes a BigDecimal cache its text. All decimals here are in a single block, so none is encoded in
        // the background.
        checkAllStates("decimals", 1_000, 100, i -> event(i, new BigDecimal(new BigInteger(500, random), i)));
    }

    @Test
    void shouldCountAStringSharedByManyEventsOnce() throws ReflectiveOperationException {
        String shared = "a long text, ".repeat(5_000);

        checkAllStates("a shared string", 1_000, 500, i -> event(i, List.of(shared, i)));
    }

    @Test
    void shouldMeasureEventsWithMetadata() throws ReflectiveOperationException {
        checkAllStates("metadata", 1_000, 500, i -> CAPTURE.capture(event(i, i).with("causationId", "" + i)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"grist-grid-edits.jsonl.gz", "chrome-trace.jsonl.gz", "rrweb-session.jsonl.gz"})
    void shouldMeasureRecordedStreams(String name) throws IOException, ReflectiveOperationException {
        Imported stream;
        try (InputStream in = Files.newInputStream(SharedData.file(name))) {
            stream = Imported.of(in);
        }

        int count = Math.min(3_000, stream.events.size());
        checkAllStates(name, 0, count, stream.events::get);
        checkAllStates(name + ", capacity 1,000", 1_000, count, stream.events::get);
    }
}
