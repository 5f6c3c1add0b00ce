package dev.playhead.devtools.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.HistoryClosedException;
import dev.playhead.timetravel.QuestionCancelledException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of questions to endpoints and of their answers. */
class QuestionTest {
    private static final String PATH = "/api/v1/question";

    private static TestServer serving(Endpoint endpoint) {
        return new TestServer(Map.of(PATH, endpoint));
    }

    private static String error(int status, String message) {
        return "{\"error\":{\"status\":" + status + ",\"message\":\"" + message + "\"}}";
    }

    @Test
    void shouldPassDecodedParametersAndTheRestOfThePath() throws Exception {
        List<String> got = new ArrayList<>();
        Endpoint endpoint = (question, out) -> {
            got.add(question.rest());
            got.add(question.parameter("filter"));
            got.add(question.require("empty"));
            got.add(question.parameter("absent"));
            got.add(Long.toString(question.number("n", 1, 2, 500)));
            got.add(Long.toString(question.number("other", -7, 2, 500)));
            out.writeBoolean(true);
        };
        try (TestServer server = serving(endpoint)) {
            HttpResponse<String> answer =
                    server.get(PATH + "/17/%C3%A4%20b?filter=%40user+x%3D1%2B2&empty=&n=500&%66=%E2%82%AC");

            assertThat(answer.body()).isEqualTo("true");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        }
        assertThat(got).containsExactly("17/ä b", "@user x=1+2", "", null, "500", "-7");
    }

    @Test
    void shouldPreferTheEndpointOfTheLongestPath() throws Exception {
        try (TestServer server = new TestServer(Map.of(
                PATH,
                (question, out) -> out.writeString("short " + question.rest()),
                PATH + "/long",
                (question, out) -> out.writeString("long " + question.rest())))) {
            assertThat(server.get(PATH + "/x/y").body()).isEqualTo("\"short x/y\"");
            assertThat(server.get(PATH + "/long").body()).isEqualTo("\"long \"");
            assertThat(server.get(PATH + "/long/x").body()).isEqualTo("\"long x\"");
            assertThat(server.get(PATH + "/longer").body()).isEqualTo("\"short longer\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "501,501", "x,x", "'',''", "1e1,1e1", "9223372036854775808,9223372036854775808"})
    void shouldRefuseANumberOutsideOfItsRange(String value, String named) throws Exception {
        try (TestServer server = serving((question, out) -> out.writeNumber(question.number("limit", 200, 2, 500)))) {
            HttpResponse<String> answer = server.get(PATH + "?limit=" + value);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body())
                    .isEqualTo(error(400, "The parameter limit=" + named + " must be a whole number from 2 to 500."));
        }
    }

    @Test
    void shouldNameTheParameterThatIsMissing() throws Exception {
        try (TestServer server = serving((question, out) -> out.writeString(question.require("grid")))) {
            assertThat(server.get(PATH).body()).isEqualTo(error(400, "The parameter name=grid is missing."));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=1&a=2", "a=1&%61=2", "a=%ff", "a=%c0%ae", "a=%ed%a0%80", "a&a"})
    void shouldRefuseAQueryThatCouldBeReadInTwoWays(String query) throws Exception {
        try (TestServer server = serving((question, out) -> out.writeBoolean(true))) {
            assertThat(server.get(PATH + "?" + query).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void shouldRefuseManyParameters() throws Exception {
        try (TestServer server = serving((question, out) -> out.writeBoolean(true))) {
            StringBuilder query = new StringBuilder("?a=1");
            for (int i = 0; i < 50; i++) {
                query.append("&p").append(i).append("=1");
            }
            assertThat(server.get(PATH + query).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void shouldAnswerAFailureWithAnErrorObjectAndDropWhatWasWritten() throws Exception {
        Endpoint endpoint = (question, out) -> {
            out.writeStartObject();
            out.writeStringProperty("half", "x".repeat(100_000));
            throw new IllegalStateException("a \"bug\" </script>");
        };
        try (TestServer server = serving(endpoint)) {
            HttpResponse<String> answer = server.get(PATH);

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body())
                    .isEqualTo(error(500, "java.lang.IllegalStateException: a \\\"bug\\\" </script>"))
                    .doesNotContain("\\tat ")
                    .doesNotContain("QuestionTest");
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(server.get(PATH).statusCode()).as("the next question").isEqualTo(500);
        }
    }

    @Test
    void shouldAnswerAStackOverflowAndAnIoExceptionWithAnErrorObject() throws Exception {
        try (TestServer server = new TestServer(Map.of(
                "/api/deep",
                (question, out) -> {
                    throw new StackOverflowError();
                },
                "/api/io",
                (question, out) -> {
                    throw new IOException("disk");
                }))) {
            assertThat(server.get("/api/deep").body()).isEqualTo(error(500, "java.lang.StackOverflowError"));
            assertThat(server.get("/api/io").body()).isEqualTo(error(500, "java.io.IOException: disk"));
        }
    }

    @Test
    void shouldChooseTheStatusByTheException() throws Exception {
        try (EventHistory empty = EventHistory.inMemory();
                TestServer server = new TestServer(Map.of(
                        "/api/gone",
                        (question, out) -> {
                            throw new BadRequest(404, "id=7 is unknown");
                        },
                        "/api/closed",
                        (question, out) -> {
                            throw new HistoryClosedException();
                        },
                        "/api/unknown",
                        (question, out) ->
                                out.writeNumber(empty.jumpToEvent("7").sequence())))) {
            assertThat(server.get("/api/gone").body()).isEqualTo(error(404, "id=7 is unknown"));
            assertThat(server.get("/api/closed").body()).isEqualTo(error(503, "The history was closed."));
            assertThat(server.get("/api/unknown").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void shouldStartALongAnswerWithBlanks() throws Exception {
        CountDownLatch sawBlank = new CountDownLatch(1);
        Endpoint endpoint = (question, out) -> {
            while (sawBlank.getCount() > 0 && question.watch().goOn(0, 1)) {
                Thread.onSpinWait();
            }
            out.writeString("done");
        };
        try (TestServer server = serving(endpoint);
                RawHttp http = server.open(PATH)) {
            assertThat(http.head().status()).isEqualTo(200);
            assertThat(http.chunk()).isEqualTo(" ");
            sawBlank.countDown();

            assertThat(http.nextLine()).isEqualTo("\"done\"");
        }
    }

    @Test
    void shouldSendAnErrorAfterTheStartOfALongAnswer() throws Exception {
        CountDownLatch sawBlank = new CountDownLatch(1);
        Endpoint endpoint = (question, out) -> {
            out.writeStartArray();
            while (sawBlank.getCount() > 0 && question.watch().goOn(0, 1)) {
                Thread.onSpinWait();
            }
            throw new BadRequest("too late");
        };
        try (TestServer server = serving(endpoint);
                RawHttp http = server.open(PATH)) {
            assertThat(http.head().status()).isEqualTo(200);
            assertThat(http.chunk()).isEqualTo(" ");
            sawBlank.countDown();

            assertThat(http.nextLine()).isEqualTo(error(400, "too late"));
        }
    }

    @Test
    void shouldStopAQuestionThatThePageGaveUp() throws Exception {
        AtomicLong steps = new AtomicLong();
        CountDownLatch stopped = new CountDownLatch(1);
        Endpoint endpoint = (question, out) -> {
            while (question.watch().goOn(steps.incrementAndGet(), Long.MAX_VALUE)) {
                Thread.onSpinWait();
            }
            stopped.countDown();
            throw new QuestionCancelledException("steps=" + steps);
        };
        try (TestServer server = serving(endpoint)) {
            try (RawHttp http = server.open(PATH)) {
                http.head();
                http.chunk();
                assertThat(stopped.getCount()).as("while the page waits").isOne();
            }

            assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(steps.get()).isGreaterThan(1);
        }
    }

    @Test
    void shouldRefuseAnAnswerThatIsTooLarge() throws Exception {
        Endpoint endpoint = (question, out) -> {
            out.writeStartArray();
            for (int i = 0; i < question.number("n", 1, 1, 100_000); i++) {
                out.writeString("x".repeat(1_000));
            }
            out.writeEndArray();
        };
        try (TestServer server = serving(endpoint)) {
            assertThat(server.get(PATH + "?n=8000").body()).hasSizeGreaterThan(8_000_000);
            for (int i = 0; i < 5; i++) { // the memory of a refused answer is given back
                HttpResponse<String> answer = server.get(PATH + "?n=9000");
                assertThat(answer.statusCode()).isEqualTo(413);
                assertThat(answer.body()).contains("maxBytes=8388608");
            }
            assertThat(server.get(PATH + "?n=8000").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldLimitTheMemoryOfAllAnswers() throws Exception {
        int answers = 3;
        CountDownLatch full = new CountDownLatch(answers);
        CountDownLatch goOn = new CountDownLatch(1);
        Endpoint endpoint = (question, out) -> {
            out.writeString("x".repeat(8_000_000));
            out.flush();
            full.countDown();
            await(goOn);
        };
        try (TestServer server = serving(endpoint)) {
            List<RawHttp> clients = new ArrayList<>();
            for (int i = 0; i < answers; i++) {
                clients.add(server.open(PATH));
            }
            assertThat(full.await(30, TimeUnit.SECONDS)).isTrue();

            HttpResponse<String> refused = server.get(PATH);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            goOn.countDown();
            for (RawHttp client : clients) {
                assertThat(client.answer(false).body()).hasSize(8_000_002);
                client.close();
            }
        }
    }

    @Test
    void shouldRefuseMoreThan32QuestionsAtATime() throws Exception {
        int allowed = 32;
        CountDownLatch asked = new CountDownLatch(allowed);
        CountDownLatch goOn = new CountDownLatch(1);
        Endpoint endpoint = (question, out) -> {
            asked.countDown();
            await(goOn);
            out.writeBoolean(true);
        };
        try (TestServer server = serving(endpoint)) {
            List<RawHttp> clients = new ArrayList<>();
            for (int i = 0; i < allowed; i++) {
                clients.add(server.open(PATH));
            }
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();

            assertThat(server.get(PATH).statusCode()).isEqualTo(503);
            assertThat(server.get("/").statusCode()).isEqualTo(503);
            goOn.countDown();
            for (RawHttp client : clients) {
                assertThat(client.answer(false).body()).isEqualTo("true");
                client.close();
            }
            assertThat(server.get(PATH).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void shouldWriteUnpairedSurrogatesAsEscapes() throws Exception {
        try (TestServer server = serving((question, out) -> out.writeString("a\ud800b\ud83d\ude00"))) {
            assertThat(server.get(PATH).body().toLowerCase(Locale.ROOT)).contains("a\\ud800b");
        }
    }

    static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IOException("the test has ended");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
