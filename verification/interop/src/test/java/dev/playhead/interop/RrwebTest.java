package dev.playhead.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that a session which rrweb records is read as events. These tests run only with {@code -Pfull}. */
@Tag("full")
class RrwebTest {
    private static final String CHANGE = "rrweb:IncrementalSnapshot:";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeAll
    static void install() throws Exception {
        NodeScripts.install();
    }

    private EventsOf read(String script, Object... arguments) throws Exception {
        file = folder.resolve("session.json");
        Object[] all = new Object[arguments.length + 1];
        all[0] = file;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        NodeScripts.run(script, all);
        return EventsOf.file(file);
    }

    /** Checks times and types against those that the script noted. */
    private void assertHasTheNotedEvents(EventsOf read) throws Exception {
        assertThat(read.notes).first().asString().startsWith("read as rrweb");
        assertThat(read.events)
                .extracting(event -> event.timestamp().toEpochMilli() + " " + event.type())
                .containsExactlyElementsOf(Files.readAllLines(file.resolveSibling("session.json.expected")));
        assertThat(read.events).extracting(GridEvent::source).containsOnly("rrweb");
        assertThat(read.events).extracting(GridEvent::metadata).containsOnly(Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"array", "lines"})
    void shouldReadASession(String layout) throws Exception {
        EventsOf read = read("rrweb.js", layout);

        assertHasTheNotedEvents(read);
        assertThat(read.events)
                .extracting(GridEvent::type)
                .startsWith("rrweb:DomContentLoaded", "rrweb:Load", "rrweb:Meta", "rrweb:FullSnapshot")
                .contains(
                        CHANGE + "Mutation",
                        CHANGE + "MouseMove",
                        CHANGE + "MouseInteraction",
                        CHANGE + "Scroll",
                        CHANGE + "ViewportResize",
                        CHANGE + "Input",
                        CHANGE + "Selection")
                .endsWith("rrweb:Custom", "rrweb:Annotation");
    }

    @Test
    void shouldReadWhatHappened() throws Exception {
        List<GridEvent> events = read("rrweb.js", "array").events;

        assertThat(first(events, "rrweb:Meta").payload())
                .isEqualTo(Map.of("href", "https://shop.example/", "width", 1024L, "height", 768L));
        assertThat(first(events, "rrweb:FullSnapshot").payload().toString()).contains("tagName=ul", "Tea");
        assertThat(EventsOf.member(first(events, CHANGE + "Input"), "text")).isEqualTo("Ada");
        assertThat(EventsOf.member(first(events, CHANGE + "MouseMove"), "positions")
                        .toString())
                .contains("x=5, y=6");
        assertThat(first(events, CHANGE + "Mutation").payload().toString()).contains("Cup \u2615", "class=full");
        assertThat(EventsOf.member(first(events, CHANGE + "ViewportResize"), "width"))
                .isEqualTo(640L);
        assertThat(first(events, "rrweb:Plugin").payload())
                .isEqualTo(Map.of("plugin", "shop/orders@1", "payload", Map.of("order", 7L)));
        assertThat(first(events, "rrweb:Custom").payload())
                .isEqualTo(Map.of("tag", "order", "payload", Map.of("id", 7L, "total", 12.5)));
        assertThat(first(events, "rrweb:Annotation").payload())
                .isEqualTo(Map.of("type", "timelineMarker", "text", "paid"));
    }

    @Test
    void shouldNameAllTypesAndSourcesAsRrwebDoes() throws Exception {
        assertHasTheNotedEvents(read("rrweb-numbers.js"));
    }

    private static GridEvent first(List<GridEvent> events, String type) {
        return events.stream()
                .filter(event -> event.type().equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no event of type=" + type));
    }
}
