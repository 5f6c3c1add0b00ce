package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.GridEvent;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that events are passed on while a stream, which may be larger than the memory, is read. */
class StreamingImportTest {
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** An endless input that counts the bytes read from it. */
    private static final class Endless extends InputStream {
        private final byte[] start;
        private final byte[] event;
        private long position;
        private boolean closed;

        Endless(String start, String event) {
            this.start = start.getBytes(StandardCharsets.UTF_8);
            this.event = event.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int read() {
            long at = position++;
            return at < start.length ? start[(int) at] : event[(int) ((at - start.length) % event.length)];
        }

        @Override
        public int read(byte[] buffer, int from, int length) {
            for (int i = 0; i < length; i++) {
                buffer[from + i] = (byte) read();
            }
            return length;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void shouldPassOnALineBeforeTheNextLineArrives() {
        byte[] line = "{\"type\":\"a\",\"timestamp\":0}\n".getBytes(StandardCharsets.UTF_8);
        List<GridEvent> events = new ArrayList<>();
        // A pipe whose writer writes more only after the sink has received the first event.
        InputStream pipe = new InputStream() {
            private int position;

            @Override
            public int read() {
                if (position == line.length && events.isEmpty()) {
                    throw new AssertionError("more was read before the first event was passed on");
                }
                return position < line.length ? line[position++] : -1;
            }

            @Override
            public int read(byte[] buffer, int from, int length) {
                int first = read();
                if (first < 0) {
                    return -1;
                }
                buffer[from] = (byte) first;
                int more = Math.min(length - 1, line.length - position);
                System.arraycopy(line, position, buffer, from + 1, more);
                position += more;
                return 1 + more;
            }
        };

        EventSerializer.read(pipe, new EventSerializer.Sink() {
            @Override
            public void event(GridEvent event, long sequence) {
                events.add(event);
            }

            @Override
            public void problem(ImportReport.Problem problem) {
                throw new AssertionError(problem);
            }
        });

        assertThat(events).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "{\"events\":["})
    void shouldPassOnEventsWhileTheStreamIsRead(String start) {
        String separator = start.isEmpty() ? "\n" : ",";
        String event = "{\"type\":\"a\",\"timestamp\":0,\"payload\":\"" + "x".repeat(500) + "\"}" + separator;
        Endless in = new Endless(start, event);
        List<Long> positions = new ArrayList<>();
        EventSerializer.Sink sink = new EventSerializer.Sink() {
            @Override
            public void event(GridEvent read, long sequence) {
                positions.add(in.position);
                if (positions.size() == 20_000) {
                    throw new Enough();
                }
            }

            @Override
            public void problem(ImportReport.Problem problem) {
                throw new AssertionError(problem);
            }
        };

        assertThatThrownBy(() -> EventSerializer.read(in, sink)).isInstanceOf(Enough.class);
        for (int i = 0; i < positions.size(); i++) {
            long needed = start.length() + (i + 1L) * event.length();
            assertThat(positions.get(i) - needed)
                    .as("bytes read ahead at event %s", i)
                    .isLessThan(400_000);
        }
        assertThat(in.closed).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"a\",\"timestamp\":0}\n", "[{\"type\":\"a\",\"timestamp\":0}]", "x", ""})
    void shouldLeaveTheStreamOpen(String text) {
        for (byte[] bytes :
                List.of(text.getBytes(StandardCharsets.UTF_8), Imported.gzip(text.getBytes(StandardCharsets.UTF_8)))) {
            boolean[] closed = {false};
            InputStream in = new ByteArrayInputStream(bytes) {
                @Override
                public void close() {
                    closed[0] = true;
                }
            };
            EventSerializer.read(in, new Imported());

            assertThat(closed[0]).isFalse();
            assertThat(in).isEmpty();
        }
    }

    /**
     * Reads an object with more names than Jackson's table of names holds. No name may be confused with another, or end
     * the reading.
     */
    @Test
    void shouldReadMoreDistinctKeysThanJacksonsTableHolds() {
        for (String layout : List.of("%s\n", "[%s]")) {
            StringBuilder payload = new StringBuilder("{");
            for (int i = 0; i < 150_000; i++) {
                payload.append(i == 0 ? "\"" : ",\"").append(i).append("\":").append(i);
            }
            String text = String.format(layout, "{\"type\":\"a\",\"timestamp\":0,\"payload\":" + payload + "}}");
            Imported imported = Imported.of(text);

            assertThat(imported.problems).isEmpty();
            Map<?, ?> map = (Map<?, ?>) imported.events.get(0).payload();
            assertThat(map.size()).isEqualTo(150_000);
            for (long i = 0; i < 150_000; i++) {
                if (!map.get(Long.toString(i)).equals(i)) {
                    throw new AssertionError("key=" + i + " value=" + map.get(Long.toString(i)));
                }
            }
        }
    }

    @Test
    void shouldShareFieldNamesAmongEvents() {
        String event = "{\"type\":\"a\",\"timestamp\":0,\"payload\":{\"aNameThatManyEventsHave\":1}}";
        for (String layout : List.of("%s\n%s\n", "[%s,%s]")) {
            List<GridEvent> events = Imported.of(String.format(layout, event, event)).events;

            assertThat(onlyKey(events.get(0))).isSameAs(onlyKey(events.get(1)));
        }
    }

    private static Object onlyKey(GridEvent event) {
        return ((Map<?, ?>) event.payload()).keySet().iterator().next();
    }
}
