package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class HtmlEventWriterTest {
    private static String element(Written written, String id) {
        String begin = "<script type=\"application/json\" id=\"" + id + "\">";
        String rest = written.text().substring(written.text().indexOf(begin) + begin.length());
        return rest.substring(0, rest.indexOf("</script>"));
    }

    private static JsonNode events(Written written) {
        return Written.json(element(written, "events"));
    }

    private static JsonNode summary(Written written) {
        return Written.json(element(written, "summary"));
    }

    @Test
    void shouldHaveTheHashesOfScriptAndStyle() throws Exception {
        assertThat(HtmlPage.SCRIPT_HASH).isEqualTo(hash(HtmlPage.script()));
        assertThat(HtmlPage.STYLE_HASH).isEqualTo(hash(HtmlPage.style()));
    }

    private static String hash(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }

    @Test
    void shouldPermitNothingButItsScriptAndStyle() {
        String page = Written.of(ExportFormat.HTML).text();

        assertThat(page)
                .contains("content=\"default-src 'none'; script-src '" + HtmlPage.SCRIPT_HASH + "'; style-src '"
                        + HtmlPage.STYLE_HASH + "'; base-uri 'none'; form-action 'none'\"")
                .contains("<script>" + HtmlPage.script() + "</script>")
                .contains("<style>" + HtmlPage.style() + "</style>");
        assertThat(HtmlPage.script()).doesNotContain("innerHTML", "eval(", "insertAdjacentHTML", "document.write");
    }

    @Test
    void shouldHaveEventsAsDataThatEndsNoElement() {
        String evil = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(1)>";
        Written written = Written.of(
                ExportFormat.HTML,
                RecordedEvent.of(1, GridEvent.of(evil, Map.of(evil, evil), Written.TIME, evil, Map.of("user", evil))));

        assertThat(element(written, "events")).doesNotContain("<");
        assertThat(element(written, "summary")).doesNotContain("<");
        JsonNode event = events(written).get(0);
        assertThat(event.get(0).asString()).isEqualTo("1");
        assertThat(event.get(2).asString()).isEqualTo(evil);
        assertThat(Written.json(event.get(4).asString()).get(evil).asString()).isEqualTo(evil);
        assertThat(Written.json(event.get(6).asString()).get("user").asString()).isEqualTo(evil);
        assertThat(summary(written).get("types").get(0).get(0).asString()).isEqualTo(evil);
    }

    @Test
    void shouldSummarizeAllEventsAndListTheFirst() {
        List<RecordedEvent> events = new ArrayList<>();
        for (int i = 0; i < HtmlEventWriter.MAX_EVENTS + 5; i++) {
            events.add(RecordedEvent.of(
                    i, GridEvent.of("t" + i % 3, i, Written.TIME.plusSeconds(i == 1 ? -5 : i), "s" + i, Map.of())));
        }
        Written written = Written.of(ExportFormat.HTML, events, List.of(), List.of());
        JsonNode summary = summary(written);

        assertThat(events(written)).hasSize(HtmlEventWriter.MAX_EVENTS);
        assertThat(summary.get("events").asInt()).isEqualTo(events.size());
        assertThat(summary.get("listed").asInt()).isEqualTo(HtmlEventWriter.MAX_EVENTS);
        assertThat(summary.get("outOfOrder").asInt()).isEqualTo(1);
        assertThat(summary.get("first").asString()).isEqualTo("2026-01-31T10:41:55.500Z");
        assertThat(summary.get("types")).hasSize(3);
        assertThat(summary.get("sources")).hasSize(1_000);
        assertThat(summary.get("sourcesOthers").asInt()).isEqualTo(events.size() - 1_000);
        assertThat(summary.get("timeline")).hasSize(TimeHistogram.PARTS);
        assertThat(written.notes()).singleElement().asString().startsWith("events=5 are counted but not listed");
    }

    @Test
    void shouldCutLongTexts() {
        String text = "x".repeat(HtmlEventWriter.MAX_TEXT);
        Written written = Written.of(ExportFormat.HTML, Written.event(0, "t", text, Map.of()));
        JsonNode event = events(written).get(0);

        assertThat(event.get(4).asString()).hasSize(HtmlEventWriter.MAX_TEXT);
        assertThat(event.get(5).asInt()).isEqualTo(HtmlEventWriter.MAX_TEXT + 2);
        assertThat(written.notes()).singleElement().asString().startsWith("texts=1 are cut");
    }

    @Test
    void shouldEndTheListWhenItsTextIsTooLong() {
        String text = "x".repeat(HtmlEventWriter.MAX_TEXT - 2);
        List<RecordedEvent> events = new ArrayList<>();
        int fitting = HtmlEventWriter.MAX_CHARS / HtmlEventWriter.MAX_TEXT;
        for (int i = 0; i < fitting + 10; i++) {
            events.add(Written.event(i, "t", text, Map.of()));
        }
        Written written = Written.of(ExportFormat.HTML, events, List.of(), List.of());

        assertThat(events(written)).hasSize(fitting);
        assertThat(written.notes()).singleElement().asString().startsWith("events=10 are counted but not listed");
    }

    @Test
    void shouldCountTimesInEqualParts() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            TimeHistogram histogram = new TimeHistogram();
            List<Instant> times = new ArrayList<>();
            long range = 1L << random.nextInt(45);
            for (int i = 0; i < 50; i++) {
                Instant time = Instant.ofEpochMilli(1_700_000_000_000L + (long) (random.nextDouble() * range));
                times.add(time);
                histogram.add(time);
            }
            long[] expected = new long[TimeHistogram.PARTS];
            for (Instant time : times) {
                expected[(int) ((time.toEpochMilli() - histogram.fromMillis()) / histogram.partMillis())]++;
            }
            assertThat(histogram.counts()).as("seed=%s round=%s", seed, round).isEqualTo(expected);
        }
    }

    @Test
    void shouldCountTheFarthestTimes() {
        TimeHistogram histogram = new TimeHistogram();
        for (Instant time : List.of(Instant.EPOCH, Instant.MAX, Instant.MIN, Instant.EPOCH)) {
            histogram.add(time);
        }

        assertThat(Arrays.stream(histogram.counts()).sum()).isEqualTo(4);
        assertThat(Arrays.stream(histogram.counts()).filter(count -> count > 0).toArray())
                .containsExactly(1, 2, 1);
    }
}
