package dev.playhead.cli.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cli.EventFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that answers about a file with sensitive data do not contain the data, unless the user asks for it. */
class McpSecretsTest {
    private static final String CARD = "4111 1111 1111 1111";
    private static final String PASSWORD = "hunter2";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeFile() {
        file = EventFiles.write(folder, "secret.jsonl", """
                {"type":"login","timestamp":"2026-03-02T09:00:00Z","source":"CARD","payload":{"id":"A-1","password":"hunter2","note":"plain","user":{"password":"hunter2"}},"metadata":{"user":"CARD"}}
                {"type":"pay","timestamp":"2026-03-02T09:00:01Z","payload":{"id":"A-1","password":"hunter22","note":"card CARD","map":{"CARD":1}}}
                {"type":"CARD","timestamp":"2026-03-02T09:00:02Z","payload":{"id":"CARD","note":"x"},"metadata":{"causationId":"1"}}
                """.replace("CARD", CARD));
    }

    private static List<Map.Entry<String, Map<String, ?>>> questions() {
        return List.of(
                Map.entry("stats", Map.of()),
                Map.entry("stats", Map.of("by", "note")),
                Map.entry("search", Map.of()),
                Map.entry("show", Map.of("ids", List.of(0, 1, 2, 77))),
                Map.entry("show", Map.of("ids", List.of(1), "path", "payload")),
                Map.entry("state", Map.of("by", "id")),
                Map.entry("state", Map.of("by", "id", "entity", "A-1")),
                Map.entry("state", Map.of("by", "id", "path", "state")),
                Map.entry("diff", Map.of("from", "0", "to", "2", "by", "id")),
                Map.entry("changes", Map.of("address", "A-1/note", "by", "id")),
                Map.entry("changes", Map.of("address", "A-1/nothing", "by", "id")),
                Map.entry("changes", Map.of("address", "A-1/user", "by", "id", "from", "1")),
                Map.entry("first", Map.of("when", "A-1/user == 1", "by", "id")),
                Map.entry("first", Map.of("when", "note contains card")),
                Map.entry("whatif", Map.of("without", "1", "by", "id")),
                Map.entry("causes", Map.of("id", 1)));
    }

    @Test
    void shouldCutSecretsOutOfAllAnswers() {
        for (Map.Entry<String, Map<String, ?>> question : questions()) {
            String answer = String.join(
                    "", new ServerRun(file).send(ServerRun.call(1, question.getKey(), question.getValue())));
            assertThat(answer).as(question.toString()).doesNotContain(CARD).doesNotContain(PASSWORD);
        }
        String failure = new ServerRun(file).failure("state", Map.of("by", "id", "entity", "B"));
        assertThat(failure).doesNotContain(CARD);
    }

    @Test
    void shouldCutSecretsWithinValuesThatAreCounted() {
        ServerRun server = new ServerRun(EventFiles.write(folder, "nested.jsonl", """
                {"type":"login","timestamp":"2026-03-02T09:00:00Z","payload":{"user":{"name":"ann","password":"hunter2"}}}
                """));

        for (Map<String, ?> arguments :
                List.<Map<String, ?>>of(Map.of("by", "user"), Map.of("by", "user", "every", "1h"))) {
            assertThat(server.answer("stats", arguments).toString())
                    .contains("ann")
                    .doesNotContain(PASSWORD);
        }
        assertThat(new ServerRun(server.file(), "--raw")
                        .answer("stats", Map.of("by", "user"))
                        .toString())
                .contains(PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"login\",\"timestamp\":1,\"payload\":{\"password\":hunter2}}",
                "{\"type\":{\"password\":\"hunter2\"},\"timestamp\":1}",
                "{\"type\":\"a\",\"timestamp\":\"pw hunter2\"}"
            })
    void shouldNotQuoteMalformedInput(String line) {
        String sound = "{\"type\":\"a\",\"timestamp\":1,\"payload\":{\"id\":1}}\n";
        Path some = EventFiles.write(folder, "some.jsonl", sound + line + "\n");
        Path none = EventFiles.write(folder, "none.jsonl", line + "\n" + line + "\n");

        for (Map.Entry<String, Map<String, ?>> question : List.<Map.Entry<String, Map<String, ?>>>of(
                Map.entry("search", Map.of()),
                Map.entry("search", Map.of("since", "+0s")),
                Map.entry("state", Map.of("by", "id")))) {
            Map<?, ?> answer = new ServerRun(some).answer(question.getKey(), question.getValue());
            assertThat(ServerRun.untrusted(answer).get("notes").toString())
                    .contains("1 of 2 lines were malformed, first: line 2, column ")
                    .doesNotContain(PASSWORD);
            assertThat(new ServerRun(none).failure(question.getKey(), question.getValue()))
                    .contains("has no events; the first problem is in line 1, column ")
                    .doesNotContain(PASSWORD);
        }
        assertThat(new ServerRun(some, "--raw").answer("search", Map.of()).toString())
                .contains(PASSWORD);
    }

    @Test
    void shouldNotReturnAPartOfASecretInAShortenedMessage() {
        ServerRun server = new ServerRun(EventFiles.write(folder, "long.jsonl", """
                {"type":"a","timestamp":"2026-03-02T09:00:00Z","payload":{"id":"A-1","note":"the access key id of the deploy user is AKIAIOSFODNN7EXAMPLE"}}
                {"type":"a","timestamp":"2026-03-02T09:00:01Z","payload":{"id":"A-2"}}
                """));

        String first = server.answer("first", Map.of("when", "A-1/note == \"x\"", "by", "id"))
                .toString();
        assertThat(first).contains("at the end A-1/note is {\"$playhead\":\"sensitive\"}");
        String changes = server.answer("changes", Map.of("address", "A-1/note", "by", "id", "from", "1"))
                .toString();
        assertThat(changes).contains("its value is {\"$playhead\":\"sensitive\"}");
        assertThat(first + changes).doesNotContain("AKIA");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pan > 1",
                "note contains \"Bearer a\"",
                "note > A",
                "A-1/pan > 1",
                "A-1/note contains \"Bearer a\"",
                "pan == 4111111111111111"
            })
    void shouldNotCompareSecrets(String condition) {
        Path cards = EventFiles.write(folder, "cards.jsonl", """
                {"type":"a","timestamp":"2026-03-02T09:00:00Z","payload":{"id":"A-1","pan":4111111111111111,"note":"Bearer abcdefghijklmnopqrstuvwxyz0"}}
                """);
        Map<String, ?> arguments =
                condition.contains("/") ? Map.of("when", condition, "by", "id") : Map.of("when", condition);

        assertThat(new ServerRun(cards).answer("first", arguments).get("total")).isEqualTo(0L);
        assertThat(new ServerRun(cards, "--raw").answer("first", arguments).get("total"))
                .isEqualTo(1L);
    }

    @Test
    void shouldCutSecretsOutOfTypesThatWereNotRecorded() {
        Path paused = EventFiles.write(folder, "paused.jsonl", """
                {"type":"a","timestamp":"2026-03-02T09:00:00Z","sequence":2,"payload":1}
                {"$playhead":"break","sequence":3,"from":"2026-03-02T09:00:01Z","to":"2026-03-02T09:00:02Z","offered":{"pay CARD":2,"b":1}}
                {"type":"a","timestamp":"2026-03-02T09:00:03Z","sequence":3,"payload":1}
                """.replace("CARD", CARD));

        String answer = new ServerRun(paused).answer("search", Map.of()).toString();
        assertThat(answer).contains("missingTotal", "b=1").doesNotContain(CARD);
        assertThat(new ServerRun(paused, "--raw").answer("search", Map.of()).toString())
                .contains(CARD);
    }

    @Test
    void shouldReturnSecretsIfTheUserAsksForThem() {
        ServerRun raw = new ServerRun(file, "--raw");
        for (String tool : List.of("search", "diff", "changes", "causes", "state")) {
            String answers = questions().stream()
                    .filter(question -> question.getKey().equals(tool))
                    .map(question -> String.join("", raw.send(ServerRun.call(1, tool, question.getValue()))))
                    .reduce("", String::concat);
            assertThat(answers).as(tool).contains(CARD);
        }
        assertThat(raw.answer("changes", Map.of("address", "A-1/password", "by", "id"))
                        .toString())
                .contains(PASSWORD);
    }

    @Test
    void shouldRefuseQuestionsWhoseAnswersRevealSecrets() {
        ServerRun server = new ServerRun(file);

        for (Map.Entry<String, Map<String, ?>> question : List.<Map.Entry<String, Map<String, ?>>>of(
                Map.entry("stats", Map.of("by", "password")),
                Map.entry("search", Map.of("where", List.of("id=A-1", "password=hunter2"))),
                Map.entry("changes", Map.of("address", "A-1/password", "by", "id")),
                Map.entry("first", Map.of("when", "A-1/password == hunter2", "by", "id")),
                Map.entry("first", Map.of("when", "user.password exists")),
                Map.entry("search", Map.of("where", "pass\\word=hunter2")),
                Map.entry("search", Map.of("where", "pass\\=word=hunter2")),
                Map.entry("changes", Map.of("address", "A-1/pass\\word", "by", "id")),
                Map.entry("first", Map.of("when", "A-1/pass\\word exists", "by", "id")),
                Map.entry("state", Map.of("by", "user.apiKey")))) {
            assertThat(server.failure(question.getKey(), question.getValue()))
                    .as(question.toString())
                    .contains("names a sensitive field")
                    .contains("--raw");
        }
        assertThat(server.answer("changes", Map.of("address", "password-reset/note", "by", "id"))
                        .get("total"))
                .as("the name of an entity is not the name of a field")
                .isEqualTo(0L);
    }
}
