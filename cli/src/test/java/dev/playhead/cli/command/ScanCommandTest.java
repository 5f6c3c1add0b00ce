package dev.playhead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.cli.BreakFiles;
import dev.playhead.cli.EventFiles;
import dev.playhead.cli.Run;
import dev.playhead.event.GridEvent;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanCommandTest {
    private static final String CARD = "4111111111111111";
    private static final String JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl";
    private static final String EVENTS = """
            {"type":"order:paid","timestamp":"2026-03-02T09:00:00Z","source":"user","payload":{"cards":[{"no":1},{"no":"4111 1111 1111 1111"}]}}
            {"type":"order:paid","timestamp":"2026-03-02T09:01:00Z","payload":{"cards":[{"no":4111111111111111}],"by":"ada@example.com"}}
            {"type":"user:login","timestamp":"2026-03-02T09:02:00Z","payload":{"password":"hunter2","pin":"77"},"metadata":{"authorization":"Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl"}}
            {"type":"user:login","timestamp":"2026-03-02T09:03:00Z","payload":{"password":{"$playhead":"sensitive"},"token":null}}
            {"type":"app:idle","timestamp":"2026-03-02T09:04:00Z","payload":null}
            """;

    @TempDir
    private Path folder;

    private Path events() {
        return EventFiles.write(folder, "events.jsonl", EVENTS);
    }

    private static void assertNoSecretIn(Run run) {
        for (String secret : new String[] {"4111", "1111", "hunter2", "eyJ", "c2ln", "Bearer"}) {
            assertThat(run.out() + run.err()).doesNotContain(secret);
        }
    }

    @Test
    void shouldPrintWhereSecretsAreAndExitWithFive() {
        Path file = events();
        Run run = Run.of("scan", file);

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo(file + """
                : 4 secrets in 3 of 5 events
                  path                    kind               count  first id  last id
                  payload.cards.*.no      card-number            2  0         1
                  metadata.authorization  jwt, bearer-token      1  2         2
                  payload.password        name                   1  2         2
                """);
        assertNoSecretIn(run);
    }

    @Test
    void shouldPrintALineForEachSecret() {
        Run run = Run.of("scan", events(), "--list");

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.out()).isEqualTo("""
                0\tpayload.cards.1.no\tcard-number
                1\tpayload.cards.0.no\tcard-number
                2\tpayload.password\tname
                2\tmetadata.authorization\tjwt, bearer-token
                """);
        assertThat(run.err()).contains("4 secrets in 3 of 5 events").hasLineCount(1);
        assertThat(Run.of("scan", events(), "--list", "--json").out())
                .startsWith("{\"id\":\"0\",\"path\":\"payload.cards.1.no\",\"kinds\":[\"card-number\"]}\n")
                .hasLineCount(4);
    }

    @Test
    void shouldNoteThatOnlyTheEventsOfAnotherProgramsFileAreScanned() {
        Path file = EventFiles.write(folder, "redux.json", """
                {"actionsById":{"0":{"type":"PERFORM_ACTION","action":{"type":"cart/add","id":1},"timestamp":1767258000000}},
                "nextActionId":1,"stagedActionIds":[0],"computedStates":[{"state":{"apiKey":"x"}}]}
                """);
        Run run = Run.of("scan", file);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("no secrets found in 1 event");
        assertThat(run.err())
                .contains(
                        "note: only the events of " + file + " were scanned; data that is in no event, such as computed"
                                + " states, was not; see playhead import " + file)
                .hasLineCount(1);
        assertThat(Run.of("scan", file, "--map", "type=action.type").err()).contains("only the events of");
    }

    @Test
    void shouldNotNoteThatEventsOfPlayheadAreReadInAnUnusualWay() {
        Path file = EventFiles.write(
                folder, "seconds.jsonl", "{\"type\":\"a\",\"timestamp\":1767225600,\"payload\":null}\n");

        assertThat(Run.of("scan", file).err()).isEmpty();
    }

    @Test
    void shouldPrintAllDataAsJson() {
        Run run = Run.of("scan", events(), "--json");

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.out())
                .containsSubsequence(
                        "\"events\": 5",
                        "\"values\": 4",
                        "\"eventsWithValues\": 3",
                        "\"byKind\": {",
                        "\"card-number\": 2",
                        "\"path\": \"payload.cards.*.no\"",
                        "\"kind\": \"card-number\"",
                        "\"count\": 2",
                        "\"first\": \"0\"",
                        "\"last\": \"1\"",
                        "\"malformed\": 0",
                        "\"damaged\": false",
                        "\"statesNotScanned\": false");
        assertNoSecretIn(run);
    }

    @Test
    void shouldFindMoreOnRequest() {
        assertThat(Run.of("scan", events(), "--email").out())
                .contains("5 secrets")
                .contains("payload.by ")
                .contains("email");
        assertThat(Run.of("scan", events(), "--fields", "pin,by").out())
                .contains("6 secrets")
                .contains("payload.pin ");
        assertThat(Run.of("scan", events(), "--fields", "!password").out()).contains("3 secrets");
        Run wrong = Run.of("scan", events(), "--fields", "a*b");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("--fields").contains("a*b");
    }

    @Test
    void shouldScanOnlyEventsThatMatch() {
        assertThat(Run.of("scan", events(), "--type", "user:*").out()).contains("2 secrets in 1 of 2 events");
        assertThat(Run.of("scan", events(), "--since", "-2m").out()).contains("2 secrets in 1 of 3 events");
        Run none = Run.of("scan", events(), "--type", "app:*");
        assertThat(none.exitCode()).isZero();
        assertThat(none.out()).endsWith(": no secrets found in 1 event\n");
        Run piped = Run.withInput(EVENTS, "scan", "-", "--since", "-2m");
        assertThat(piped.exitCode()).isEqualTo(1);
        assertThat(piped.err()).contains("read twice");
        assertThat(Run.withInput(EVENTS, "scan", "-").out()).startsWith("standard input: 4 secrets in 3 of 5 events\n");
    }

    @Test
    void shouldLimitThePaths() {
        assertThat(Run.of("scan", events(), "--top", "1").out())
                .contains("payload.cards.*.no")
                .contains("and 2 more paths; --top N shows more")
                .doesNotContain("password");
        assertThat(Run.of("scan", events(), "--top", "0").exitCode()).isEqualTo(2);
        assertThat(Run.of("scan", events(), "--redact").err()).contains("unknown option '--redact'");
        assertThat(Run.of("scan", "--help").out()).doesNotContain("--redact");
    }

    @Test
    void shouldHideKeysAndTypesThatAreSecrets() {
        Path file = EventFiles.write(
                folder,
                "keys.jsonl",
                "{\"type\":\"paid " + CARD + "\",\"timestamp\":0,\"source\":\"" + JWT + "\",\"payload\":{\"" + CARD
                        + "\":{\"ada@example.com\":{\"password\":\"hunter2\"}}}}\n");
        Run run = Run.of("scan", file, "--list");

        assertThat(run.out()).isEqualTo("""
                0\ttype\tcard-number
                0\tsource\tjwt
                0\tpayload.***\tcard-number
                0\tpayload.***.***.password\tname
                """);
        assertNoSecretIn(run);
    }

    @Test
    void shouldReportMalformedLinesWithoutTheirText() {
        Path file = EventFiles.write(folder, "bad.jsonl", EventFiles.ORDERS + CARD + "hunter2\n");
        Run run = Run.of("scan", file);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).contains("no secrets found in 5 events");
        assertThat(run.err()).contains("1 malformed line").contains("line 6").contains("playhead import");
        assertNoSecretIn(run);
        assertThat(Run.of("scan", EventFiles.write(folder, "all-bad.jsonl", CARD + "hunter2\n"))
                        .exitCode())
                .isEqualTo(1);
        assertNoSecretIn(Run.of("scan", folder.resolve("all-bad.jsonl"), "--since", "-1m"));
        assertThat(Run.of("scan", EventFiles.write(folder, "both.jsonl", EVENTS + "{\n"))
                        .exitCode())
                .as("secrets count more than damage")
                .isEqualTo(5);
    }

    @Test
    void shouldScanSessionsOfAPlayheadFile() {
        Path file = folder.resolve("app.playhead");
        try (EventHistory history = EventHistory.builder()
                .file(file)
                .context(Map.of("user", "ada", "apiKey", "hunter2", "note", CARD))
                .build()) {
            long unusedSequence = history.recordEvent(GridEvent.of("a", Map.of("n", 1)));
        }
        Run run = Run.of("scan", file);

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.out())
                .contains("2 secrets in 0 of 1 event")
                .containsSubsequence("context.apiKey", "name", "session 1")
                .containsSubsequence("context.note", "card-number", "session 1");
        assertNoSecretIn(run);
        assertThat(Run.of("scan", file, "--list").out()).contains("session 1\tcontext.apiKey\tname\n");
        assertThat(Run.of("scan", file, "--type", "a").exitCode()).isZero();
        assertThat(Run.of("scan", file, "--session", "1").exitCode()).isZero();
    }

    @Test
    void shouldExitWithFourIfEventsAreMissing() {
        Run run = Run.of("scan", BreakFiles.write(folder, false), "--zone", "UTC");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.out()).contains("no secrets found in 8 events");
        assertThat(run.err()).contains(BreakFiles.BREAK);
        assertThat(Run.of("scan", BreakFiles.write(folder, true)).err()).contains("they were not scanned");
    }
}
