package dev.playhead.devtools.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.timetravel.QuestionCancelledException;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests of answers that are files. */
@Timeout(120)
class FileStreamTest {
    private static final String PATH = "/api/v1/question";

    private static void readAll(RawHttp http) throws IOException {
        while (!http.chunk().isEmpty()) {
            // only the end matters
        }
    }

    @Test
    void shouldSendAFileLargerThanAnAnswer() throws Exception {
        Endpoint endpoint = (question, out) -> {
            OutputStream file = question.file("text/plain", "a.txt");
            for (int i = 0; i < 20; i++) {
                file.write("x".repeat(999_999).getBytes(java.nio.charset.StandardCharsets.UTF_8));
                file.write('\n');
            }
        };
        try (TestServer server = new TestServer(Map.of(PATH, endpoint))) {
            HttpResponse<String> answer = server.get(PATH);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body().length()).isEqualTo(20_000_000);
            assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain");
            assertThat(answer.headers().firstValue("Content-Disposition")).contains("attachment; filename=\"a.txt\"");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        }
    }

    @Test
    void shouldSendAnEmptyFile() throws Exception {
        try (TestServer server =
                new TestServer(Map.of(PATH, (question, out) -> question.file("text/plain", "a.txt")))) {
            assertThat(server.get(PATH).body()).isEmpty();
            assertThat(server.get(PATH).headers().firstValue("Content-Type")).contains("text/plain");
        }
    }

    @Test
    void shouldAnswerWithAnErrorIfNothingWasSent() throws Exception {
        Endpoint endpoint = (question, out) -> {
            question.file("text/plain", "a.txt").write('x');
            throw new BadRequest("format=x is unknown");
        };
        try (TestServer server = new TestServer(Map.of(PATH, endpoint))) {
            HttpResponse<String> answer = server.get(PATH);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("format=x is unknown");
            assertThat(answer.headers().firstValue("Content-Disposition")).isEmpty();
        }
    }

    @Test
    void shouldNotLetAPartLookLikeTheWholeFile() throws Exception {
        Endpoint endpoint = (question, out) -> {
            question.file("text/plain", "a.txt").write(new byte[200_000]);
            throw new IllegalStateException("broken");
        };
        try (TestServer server = new TestServer(Map.of(PATH, endpoint))) {
            assertThatThrownBy(() -> server.get(PATH)).isInstanceOf(IOException.class);
            try (RawHttp http = server.open(PATH)) {
                http.head();
                assertThatThrownBy(() -> readAll(http)).isInstanceOf(EOFException.class);
            }
        }
    }

    @Test
    void shouldSendWhatIsPendingWhileTheEndpointWorks() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        Endpoint endpoint = (question, out) -> {
            question.file("text/plain", "a.txt").write('x');
            while (seen.getCount() > 0) {
                question.watch().goOn(0, 1);
                Thread.onSpinWait();
            }
        };
        try (TestServer server = new TestServer(Map.of(PATH, endpoint));
                RawHttp http = server.open(PATH)) {
            http.head();

            assertThat(http.chunk()).isEqualTo("x");
            seen.countDown();
            assertThat(http.chunk()).isEmpty();
        }
    }

    @Test
    void shouldStopWhenThePageIsGoneOrTheServerCloses() throws Exception {
        CountDownLatch stopped = new CountDownLatch(2);
        Endpoint endpoint = (question, out) -> {
            OutputStream file = question.file("text/plain", "a.txt");
            try {
                while (question.watch().goOn(0, 1)) {
                    file.write(new byte[1_000]);
                }
                throw new QuestionCancelledException("cancelled");
            } finally {
                stopped.countDown();
            }
        };
        try (TestServer server = new TestServer(Map.of(PATH, endpoint))) {
            try (RawHttp gone = server.open(PATH)) {
                gone.head();
                gone.chunk();
            }
            try (RawHttp http = server.open(PATH)) {
                http.head();
                http.chunk();
                server.server.close();

                assertThatThrownBy(() -> readAll(http)).isInstanceOf(IOException.class);
            }
            assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void shouldRefuseAFileAfterTheBeginningOfAnotherAnswer() throws Exception {
        Endpoint endpoint = (question, out) -> {
            question.file("text/plain", "a.txt");
            question.file("text/plain", "b.txt");
        };
        try (TestServer server = new TestServer(Map.of(PATH, endpoint))) {
            assertThat(server.get(PATH).statusCode()).isEqualTo(500);
        }
    }
}
