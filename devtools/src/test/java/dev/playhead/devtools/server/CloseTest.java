package dev.playhead.devtools.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.playhead.timetravel.QuestionCancelledException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests of closing a server under its pages. A server that waited for a page would not return in these tests. */
@Timeout(120)
class CloseTest {
    private static final String PATH = "/api/v1/question";

    private static boolean hasThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("playhead-devtools-"));
    }

    @Test
    void shouldEndAnOpenStreamWithALastLine() throws Exception {
        try (TestServer server = new TestServer(Map.of());
                RawHttp http = server.open(PageHandler.LIVE)) {
            http.head();
            http.chunk();
            server.server.close();

            assertThat(http.nextLine()).isEqualTo("{\"closed\":true}");
            assertThat(http.chunk()).isEmpty();
            assertThat(http.awaitClosed()).isTrue();
        }
    }

    @Test
    void shouldFreeThePortAndEndItsThreads() throws Exception {
        TestServer server = new TestServer(Map.of(PATH, (question, out) -> out.writeNumber(1)));
        RawHttp idle = new RawHttp(server.port);
        RawHttp halfOpen = new RawHttp(server.port);
        halfOpen.send("GET");
        RawHttp kept = server.open(PATH);
        kept.answer(false);
        server.close();
        server.close();

        assertThat(idle.awaitClosed()).isTrue();
        assertThat(halfOpen.awaitClosed()).isTrue();
        assertThat(kept.awaitClosed()).isTrue();
        assertThat(catchThrowable(() -> new RawHttp(server.port))).isInstanceOf(ConnectException.class);
        await().atMost(Duration.ofSeconds(30)).until(() -> !hasThreads());
        try (PageServer next =
                PageServer.start("127.0.0.1", server.port, new Served(Map.of(), Map.of(), server.history, () -> ""))) {
            assertThat(next.address().getPort()).isEqualTo(server.port);
            assertThat(next.address().getFragment()).doesNotContain(server.token);
        }
    }

    @Test
    void shouldEndAQuestionUnderWay() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Endpoint endpoint = (question, out) -> {
            while (question.watch().goOn(0, 1)) {
                asked.countDown();
                Thread.onSpinWait();
            }
            stopped.countDown();
            throw new QuestionCancelledException("cancelled");
        };
        try (TestServer server = new TestServer(Map.of(PATH, endpoint));
                RawHttp http = server.open(PATH)) {
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            server.server.close();

            assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(http.awaitClosed()).isTrue();
        }
    }

    @Test
    void shouldNotWaitForAQuestionThatDoesNotLook() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        boolean[] wasInterrupted = new boolean[1];
        Endpoint endpoint = (question, out) -> {
            asked.countDown();
            try {
                QuestionTest.await(goOn);
            } finally {
                wasInterrupted[0] = Thread.currentThread().isInterrupted();
                ended.countDown();
            }
            out.writeNumber(1);
        };
        try (TestServer server = new TestServer(Map.of(PATH, endpoint));
                RawHttp http = server.open(PATH)) {
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            server.server.close();

            assertThat(http.awaitClosed()).isTrue();
            goOn.countDown();
            assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(wasInterrupted[0]).as("application code is interrupted").isFalse();
            await().atMost(Duration.ofSeconds(30)).until(() -> !hasThreads());
        }
    }

    @Test
    void shouldNotWaitForAPageThatDoesNotRead() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        Endpoint endpoint = (question, out) -> {
            asked.countDown();
            out.writeString("x".repeat(8_000_000));
        };
        try (TestServer server = new TestServer(Map.of(PATH, endpoint));
                RawHttp http = server.open(PATH)) {
            http.send(server.head("GET", PATH).repeat(5));
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            server.server.close();

            assertThat(http.awaitClosed()).isTrue();
            await().atMost(Duration.ofSeconds(30)).until(() -> !hasThreads());
        }
    }

    @Test
    void shouldWaitForTheThreadThatClosesIt() throws Exception {
        try (TestServer server = new TestServer(Map.of());
                RawHttp http = server.open(PageHandler.LIVE)) {
            http.head();
            Thread[] closers = new Thread[4];
            for (int i = 0; i < closers.length; i++) {
                closers[i] = new Thread(server.server::close);
                closers[i].start();
            }
            for (Thread closer : closers) {
                closer.join();
            }
            assertThat(http.nextLine()).isEqualTo("{\"closed\":true}");
        }
    }

    @Test
    void shouldBeClosableByAnEndpoint() throws Exception {
        TestServer[] servers = new TestServer[1];
        CountDownLatch closed = new CountDownLatch(1);
        try (TestServer server = new TestServer(Map.of(PATH, (question, out) -> {
            servers[0].server.close();
            closed.countDown();
            out.writeNumber(1);
        }))) {
            servers[0] = server;
            try (RawHttp http = server.open(PATH)) {
                assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
                assertThat(http.awaitClosed()).isTrue();
            }
        }
    }
}
