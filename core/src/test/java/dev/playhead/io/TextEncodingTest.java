package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextEncodingTest {
    private static final String EVENT =
            "{\"type\":\"a\u00e4\u20ac\ud83d\ude00\",\"timestamp\":0,\"payload\":{\"\u4e00\":\"\\ud800\\n\"}}";

    /** An input that returns one byte at a time, like a slow pipe. */
    private static class ByteByByte extends ByteArrayInputStream {
        ByteByByte(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] into, int from, int length) {
            return super.read(into, from, Math.min(1, length));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void shouldReadEveryEncodingOfJson(String charset) throws IOException {
        for (String layout : List.of("%s\n%s\n", "%s\r\n%s", "%s\r%s", "[%s,\n%s]", "{\"events\":[%s,%s]}")) {
            for (String mark : List.of("", "\ufeff")) {
                String text = mark + String.format(layout, EVENT, EVENT);
                byte[] bytes = text.getBytes(Charset.forName(charset));
                for (InputStream in : List.of(
                        new ByteArrayInputStream(bytes),
                        new ByteByByte(bytes),
                        new ByteArrayInputStream(Imported.gzip(bytes)))) {
                    Imported imported = Imported.of(in);

                    assertThat(imported.problems).as("%s %s", charset, layout).isEmpty();
                    assertThat(imported.types())
                            .containsExactly("a\u00e4\u20ac\ud83d\ude00", "a\u00e4\u20ac\ud83d\ude00");
                    assertThat(imported.events.get(1).payload()).isEqualTo(Map.of("\u4e00", "\ud800\n"));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
    void shouldKeepAnUnpairedSurrogateInUtf16(String charset) throws IOException {
        boolean big = charset.endsWith("BE");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (char c : "{\"type\":\"\ud800x\",\"timestamp\":0,\"payload\":{\"\udc00\":\"\ud800\"}}\n".toCharArray()) {
            out.write(big ? c >> 8 : c);
            out.write(big ? c : c >> 8);
        }
        Imported imported = Imported.of(out.toByteArray());

        assertThat(imported.problems).isEmpty();
        assertThat(imported.types()).containsExactly("\ud800x");
        assertThat(imported.events.get(0).payload()).isEqualTo(Map.of("\udc00", "\ud800"));
    }

    @Test
    void shouldReportTheLineOfAnInvalidCharacter() {
        byte[] text = ("\ufeff" + "{\"type\":\"a\",\"timestamp\":0}\n{\"type\":\"b?\",\"timestamp\":0}\n")
                .getBytes(Charset.forName("UTF-32LE"));
        int at = 4 * (2 + "{\"type\":\"a\",\"timestamp\":0}\n{\"type\":\"b".length());
        text[at - 4 + 3] = 0x7f;
        Imported imported = Imported.of(text);

        assertThat(imported.types()).containsExactly("a");
        assertThat(imported.problems).extracting(ImportReport.Problem::line).containsExactly(2L);
    }

    @Test
    void shouldReportATruncatedCharacter() {
        byte[] text = "\ufeff{\"type\":\"a\",\"timestamp\":0}\n?".getBytes(StandardCharsets.UTF_16LE);
        Imported imported = Imported.of(java.util.Arrays.copyOf(text, text.length - 1));

        assertThat(imported.types()).containsExactly("a");
        assertThat(imported.problems).extracting(ImportReport.Problem::line).containsExactly(2L);
    }

    @Test
    void shouldRefuseAnUnpairedSurrogateAfterABackslash() {
        Imported imported = Imported.of(
                new byte[] {'{', 0, '"', 0, 't', 0, '"', 0, ':', 0, '"', 0, '\\', 0, 0, (byte) 0xd8, '"', 0, '}', 0});

        assertThat(imported.problems).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void shouldReadNoEventsFromAFewBytes(int length) {
        for (int first : new int[] {0, 0xef, 0xff, 0xfe}) {
            byte[] bytes = new byte[length];
            java.util.Arrays.fill(bytes, (byte) first);

            assertThat(Imported.of(bytes).events).isEmpty();
        }
        byte[] mark = "\ufeff".getBytes(StandardCharsets.UTF_8);
        assertThat(Imported.of(java.util.Arrays.copyOf(mark, length)).events).isEmpty();
    }

    @Test
    void shouldPassOnALineOfUtf16BeforeTheNextLineArrives() {
        byte[] line = "\ufeff{\"type\":\"a\",\"timestamp\":0}\n".getBytes(StandardCharsets.UTF_16LE);
        Imported imported = new Imported();
        InputStream pipe = new ByteByByte(line) {
            @Override
            public synchronized int read(byte[] into, int from, int length) {
                int read = super.read(into, from, length);
                if (read < 0 && imported.events.isEmpty()) {
                    throw new AssertionError("more was read before the first event was passed on");
                }
                return read;
            }
        };
        EventSerializer.read(pipe, imported);

        assertThat(imported.events).hasSize(1);
    }
}
