package dev.playhead.devtools.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.playhead.EventHistory;
import dev.playhead.devtools.server.RawHttp.Answer;
import dev.playhead.event.GridEvent;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the live stream. */
class LiveStreamTest {
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

    @TempDir
    private Path folder;

    private static GridEvent edit(int second) {
        return GridEvent.of("cell:edit", Map.of("second", second)).at(NOON.plusSeconds(second));
    }

    private static String line(long last, long count, int second) {
        return "{\"last\":" + last + ",\"count\":" + count + ",\"to\":\"" + NOON.plusSeconds(second) + "\"}";
    }

    private static RawHttp follow(TestServer server, long after) throws IOException {
        RawHttp http = server.open(PageHandler.LIVE + "?after=" + after);
        Answer head = http.head();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).isEqualTo("application/x-ndjson");
        return http;
    }

    @Test
    void shouldReportGrowthFromTheSequenceThatThePageKnows() throws IOException {
        try (TestServer server = new TestServer(Map.of())) {
            server.history.recordEvent(edit(5));
            server.history.recordEvent(edit(1));
            try (RawHttp unknowing = follow(server, -1);
                    RawHttp knowing = follow(server, 1)) {
                assertThat(unknowing.nextLine()).isEqualTo(line(1, 2, 5));
                server.history.recordEvent(edit(2));
                assertThat(unknowing.nextLine()).isEqualTo(line(2, 3, 5));
                assertThat(knowing.nextLine()).isEqualTo(line(2, 3, 5));
                server.history.recordEvent(edit(9));
                assertThat(knowing.nextLine()).isEqualTo(line(3, 4, 9));
            }
        }
    }

    @Test
    void shouldReportThatTheHistoryWasCleared() throws IOException {
        try (TestServer server = new TestServer(Map.of())) {
            server.history.recordEvent(edit(5));
            try (RawHttp http = follow(server, 0)) {
                server.history.clear();
                assertThat(http.nextLine()).isEqualTo("{\"last\":-1,\"count\":0,\"to\":null}");
                server.history.recordEvent(edit(1));
                assertThat(http.nextLine()).isEqualTo(line(1, 1, 1));
            }
        }
    }

    @Test
    void shouldFollowAFileThatAnotherHistoryWrites() throws IOException {
        Path file = folder.resolve("orders.playhead");
        try (EventHistory writer = EventHistory.open(file)) {
            writer.recordEvent(edit(1));
            writer.flush();
            try (TestServer server = new TestServer(Map.of(), Limits.STANDARD, EventHistory.openReadOnly(file));
                    RawHttp http = follow(server, 0)) {
                for (int second = 2; second < 5; second++) {
                    writer.recordEvent(edit(second));
                    writer.flush();
                    assertThat(http.nextLine()).isEqualTo(line(second - 1, second, second));
                }
            }
        }
    }

    @Test
    void shouldCoalesceGrowth() throws IOException {
        int events = 30_000;
        try (TestServer server = new TestServer(
                        Map.of(),
                        Limits.STANDARD,
                        EventHistory.builder().capacity(2 * events).build());
                RawHttp http = follow(server, -1)) {
            for (int i = 0; i < events; i++) {
                server.history.recordEvent(edit(i));
            }
            List<String> lines = new ArrayList<>();
            do {
                lines.add(http.nextLine());
            } while (!lines.get(lines.size() - 1).equals(line(events - 1, events, events - 1)));

            assertThat(lines).hasSizeLessThan(events / 10);
        }
    }

    @Test
    void shouldEndWhenTheHistoryIsClosed() throws IOException {
        try (TestServer server = new TestServer(Map.of());
                RawHttp http = follow(server, -1)) {
            server.history.close();

            assertThat(http.nextLine()).isEqualTo("{\"closed\":true}");
            assertThat(http.chunk()).isEmpty();
            try (RawHttp late = follow(server, -1)) {
                assertThat(late.nextLine()).isEqualTo("{\"closed\":true}");
            }
        }
    }

    @Test
    void shouldRefuseASequenceThatIsNone() throws Exception {
        try (TestServer server = new TestServer(Map.of())) {
            for (String after : List.of("x", "-2", "9007199254740992")) {
                assertThat(server.get(PageHandler.LIVE + "?after=" + after).statusCode())
                        .as(after)
                        .isEqualTo(400);
            }
        }
    }

    @Test
    void shouldRefuseTheNinthStreamUntilAPageIsGone() throws Exception {
        try (TestServer server = new TestServer(Map.of("/api/v1/history", (question, out) -> out.writeNumber(1)))) {
            List<RawHttp> pages = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                pages.add(follow(server, -1));
            }
            try (RawHttp ninth = server.open(PageHandler.LIVE)) {
                Answer refused = ninth.answer(false);
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.body()).contains("All 8 live streams are in use");
            }
            assertThat(server.get("/api/v1/history").statusCode())
                    .as("another question")
                    .isEqualTo(200);

            pages.remove(0).close();
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                try (RawHttp next = server.open(PageHandler.LIVE)) {
                    return next.head().status() == 200;
                } catch (EOFException e) {
                    return false;
                }
            });
            server.history.recordEvent(edit(1));
            for (RawHttp page : pages) {
                assertThat(page.nextLine()).isEqualTo(line(0, 1, 1));
                page.close();
            }
        }
    }

    @Test
    void shouldAnswerOtherQuestionsWhileManyPagesWantAStream() throws IOException {
        Limits all = TestServer.hasty();
        Limits patient = new Limits(
                all.streams(),
                all.requests(),
                all.waiting(),
                all.answerBytes(),
                all.allAnswersBytes(),
                all.head(),
                all.headWhenBusy(),
                all.send(),
                all.chunk(),
                Duration.ofMinutes(2),
                all.heartbeat());
        try (TestServer server =
                new TestServer(Map.of("/api/v1/history", (question, out) -> out.writeNumber(1)), patient)) {
            List<RawHttp> pages = new ArrayList<>();
            for (int i = 0; i < patient.streams(); i++) {
                pages.add(follow(server, -1));
            }
            for (int i = 0; i < patient.threads(); i++) {
                pages.add(server.open(PageHandler.LIVE));
            }
            try (RawHttp other = server.open("/api/v1/history")) {
                assertThat(other.answer(false).status()).isEqualTo(200);
            }
            for (RawHttp page : pages) {
                page.close();
            }
        }
    }

    @Test
    void shouldGiveTheStreamsOfClosedPagesBackWithinTheTimeThatANewOneWaits() throws IOException {
        try (TestServer server = new TestServer(Map.of(), TestServer.hasty())) {
            for (int i = 0; i < 40; i++) { // a page that is loaded again and again
                try (RawHttp page = server.open(PageHandler.LIVE)) {
                    assertThat(page.head().status()).isEqualTo(200);
                }
            }
        }
    }
}
