package dev.playhead.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of reading the lines of pino as events. They are skipped without {@code -Pfull}. */
@Tag("full")
class PinoTest {
    private static final Instant BEGIN = Instant.parse("2026-01-31T10:42:00Z");

    @TempDir
    private Path folder;

    @BeforeAll
    static void install() throws Exception {
        NodeScripts.install();
    }

    private EventsOf linesWithTime(String time) throws Exception {
        Path file = folder.resolve("log.jsonl");
        NodeScripts.run("pino.js", file, time);
        return EventsOf.file(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"epochTime", "isoTime"})
    void shouldReadLevelsLoggersAndTimes(String time) throws Exception {
        EventsOf read = linesWithTime(time);

        assertThat(read.notes).first().asString().startsWith("read as pino");
        assertThat(read.events)
                .extracting(GridEvent::type)
                .containsExactly("log:debug", "log:trace", "log:info", "log:warn", "log:error", "log:35", "log:fatal");
        assertThat(read.events)
                .extracting(GridEvent::source)
                .containsExactly("shop", "shop", "shop", "shop.billing", "shop.billing", "shop.billing", "shop");
        for (int i = 0; i < read.events.size(); i++) {
            assertThat(read.events.get(i).timestamp()).isEqualTo(BEGIN.plusMillis(1_250L * i));
        }
    }

    @Test
    void shouldReadTimesInSeconds() throws Exception {
        assertThat(linesWithTime("unixTime").events)
                .extracting(GridEvent::timestamp)
                .containsExactly(
                        BEGIN,
                        BEGIN.plusSeconds(1),
                        BEGIN.plusSeconds(3),
                        BEGIN.plusSeconds(4),
                        BEGIN.plusSeconds(5),
                        BEGIN.plusSeconds(6),
                        BEGIN.plusSeconds(8));
    }

    @Test
    void shouldReadTimesInNanoseconds() throws Exception {
        Path file = folder.resolve("log.jsonl");
        NodeScripts.run("pino.js", file, "isoTimeNano");
        List<String> lines = Files.readAllLines(file);
        List<GridEvent> events = EventsOf.file(file).events;

        assertThat(events).hasSameSizeAs(lines);
        for (int i = 0; i < lines.size(); i++) {
            String time = lines.get(i).replaceFirst(".*\"time\":\"([^\"]*)\".*", "$1");
            assertThat(time).endsWith("Z").hasSize(30);
            assertThat(events.get(i).timestamp()).isEqualTo(Instant.parse(time));
        }
    }

    @Test
    void shouldReadMessagesFieldsAndErrors() throws Exception {
        List<GridEvent> events = linesWithTime("epochTime").events;

        GridEvent withoutMessage = events.get(0);
        assertThat(EventsOf.member(withoutMessage, "order")).isEqualTo(7L);
        GridEvent placed = events.get(2);
        assertThat(EventsOf.member(placed, "msg")).isEqualTo("order 7 placed");
        assertThat(EventsOf.member(placed, "total")).isEqualTo(9_007_199_254_740_993L);
        assertThat(EventsOf.member(placed, "items")).isEqualTo(List.of("tea", Map.of("cups", 2L)));
        assertThat(placed.payload().toString()).contains("pid", "hostname").doesNotContain("level", "time");
        Map<?, ?> error = (Map<?, ?>) EventsOf.member(events.get(4), "err");
        assertThat(error.get("type")).isEqualTo("RangeError");
        assertThat(error.get("message")).isEqualTo("no money");
        assertThat(error.get("stack").toString()).startsWith("RangeError: no money\n    at ");
        assertThat(EventsOf.member(events.get(6), "msg")).isEqualTo("till is closed");
    }

    @Test
    void shouldReadTheBindingsOfAChildLogger() throws Exception {
        for (GridEvent event : linesWithTime("epochTime").events) {
            if (event.source().equals("shop.billing")) {
                assertThat(EventsOf.member(event, "customer")).isEqualTo(Map.of("id", 12L));
                assertThat(event.metadata())
                        .containsEntry("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            } else {
                assertThat(event.metadata()).isEmpty();
            }
        }
    }
}
