package dev.playhead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.bus.EventBus;
import dev.playhead.cli.EventFiles;
import dev.playhead.cli.Run;
import dev.playhead.cli.output.Text;
import dev.playhead.event.GridEvent;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CausesCommandTest {
    private static final String EVENTS = """
            {"type":"button:click","timestamp":"2026-03-02T09:00:00Z","source":"user","payload":{"button":"pay"}}
            {"type":"order:paid","timestamp":"2026-03-02T09:00:01Z","payload":{"order":7},"metadata":{"causationId":"0","correlationId":"0"}}
            {"type":"app:idle","timestamp":"2026-03-02T09:00:02Z","payload":null}
            {"type":"stock:reserved","timestamp":"2026-03-02T09:00:03Z","payload":{"item":"x"},"metadata":{"causationId":"1","correlationId":"0"}}
            {"type":"mail:sent","timestamp":"2026-03-02T09:00:04Z","payload":{"to":"a@b"},"metadata":{"causationId":"3","correlationId":"0"}}
            {"type":"audit:noted","timestamp":"2026-03-02T09:00:05Z","payload":{"by":"x"},"metadata":{"causationId":"99","correlationId":"0"}}
            """;

    @TempDir
    private Path folder;

    private Path events() {
        return EventFiles.write(folder, "events.jsonl", EVENTS);
    }

    @Test
    void shouldPrintTheChainAndTheEffectsAsATree() {
        Run run = Run.of("causes", events(), "1", "--zone", "UTC");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("""
                event 1  1 cause, 2 effects  2026-03-02 UTC
                   id  time          type                source  payload
                    0  09:00:00.000  button:click        user    button=pay
                >   1  09:00:01.000    order:paid        core    order=7
                    3  09:00:03.000      stock:reserved  core    item=x
                    4  09:00:04.000        mail:sent     core    to=a@b

                1 other event of the same chain or trace  2026-03-02
                   id  time          type         source  payload
                    5  09:00:05.000  audit:noted  core    by=x
                """);
    }

    @Test
    void shouldPrintAllDataAsJson() {
        Run run = Run.of("causes", events(), "3", "--json");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .containsSubsequence(
                        "\"event\": {",
                        "\"sequence\": 3",
                        "\"causes\": [",
                        "\"sequence\": 1",
                        "\"sequence\": 0",
                        "\"moreCauses\": false",
                        "\"effects\": [",
                        "\"cause\": \"3\"",
                        "\"depth\": 1",
                        "\"sequence\": 4",
                        "\"moreEffects\": false",
                        "\"related\": [",
                        "\"sequence\": 5",
                        "\"moreRelated\": false");
    }

    @Test
    void shouldNameACauseThatIsNotInTheHistory() {
        assertThat(Run.of("causes", events(), "5").out()).contains("cause 99 is not in the history");
        assertThat(Run.of("causes", events(), "5", "--json").out()).contains("\"missingCause\": \"99\"");
    }

    @Test
    void shouldStopAtTheLimit() {
        Run run = Run.of("causes", events(), "1", "--limit", "1");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("event 1  1 cause, more than 1 effect")
                .contains("more effects than --limit 1")
                .contains("stock:reserved")
                .contains("more than 1 other event")
                .doesNotContain("audit:noted");
        assertThat(Run.of("causes", events(), "4", "-n", "1").out())
                .contains("more than 1 cause, 0 effects")
                .contains("more causes than --limit 1");
    }

    @Test
    void shouldRelateEventsOfOneTrace() {
        String trace = "\"metadata\":{\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-%s-01\"}}\n";
        Path file = EventFiles.write(
                folder,
                "trace.jsonl",
                "{\"type\":\"a\",\"timestamp\":0,\"payload\":1," + trace.formatted("b7ad6b7169203331")
                        + "{\"type\":\"b\",\"timestamp\":0,\"payload\":1}\n"
                        + "{\"type\":\"c\",\"timestamp\":0,\"payload\":1," + trace.formatted("00f067aa0ba902b7")
                        + "{\"type\":\"d\",\"timestamp\":0,\"payload\":1," + trace.formatted("0000000000000000"));

        assertThat(Run.of("causes", file, "0").out()).contains("1 other event").contains(" c ");
        assertThat(Run.of("causes", file, "2", "--json").out())
                .contains("\"traceId\": \"0af7651916cd43dd8448eb211c80319c\"")
                .contains("\"sequence\": 0");
        assertThat(Run.of("causes", file, "3").out()).doesNotContain("other event");
    }

    @Test
    void shouldFailOnAnUnknownId() {
        Run run = Run.of("causes", events(), "6");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("has no event with id 6");
    }

    @Test
    void shouldKeepLinesWithinTheTerminalHoweverDeepTheTreeIs() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            lines.append("{\"type\":\"step:with-a-long-name\",\"timestamp\":")
                    .append(i)
                    .append(",\"payload\":{\"text\":\"something of some length\"},\"metadata\":{\"causationId\":\"")
                    .append(i - 1)
                    .append("\"}}\n");
        }
        Path file = EventFiles.write(folder, "deep.jsonl", lines.toString());
        Map<String, String> terminal = Map.of("COLUMNS", "80", "NO_COLOR", "1", "LANG", "C.UTF-8");

        Run run = Run.onTerminal(terminal, "causes", file, "30", "--zone", "UTC");

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines()).hasSize(63).allMatch(line -> Text.width(line) <= 80, "fits into 80 columns");
        assertThat(run.out()).contains("cause -1 is not in the history").contains("+53 step");
    }

    @Test
    void shouldReportAPauseAmongTheEffects() {
        Path file = folder.resolve("paused.playhead");
        EventBus bus = EventBus.create();
        try (EventHistory history = EventHistory.open(file)) {
            history.attach(bus);
            bus.subscribe("a", event -> bus.publish(GridEvent.of("b", null)));
            bus.subscribe("b", event -> {
                history.pause();
                bus.publish(GridEvent.of("c", null));
                history.resume();
            });
            bus.publish(GridEvent.of("before", null));
            bus.publish(GridEvent.of("a", null));
            bus.publish(GridEvent.of("after", null));
        }

        Run run = Run.of("causes", file, "1");
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains("recording was paused before 3: 1 event was not recorded (c 1)");
        assertThat(run.out()).contains("event 1  0 causes, 1 effect");
        assertThat(Run.of("causes", file, "2", "--json").out()).contains("\"breaks\": [");
        assertThat(Run.of("causes", file, "3").exitCode()).isZero();
    }

    @Test
    void shouldReportLostEventsBehindTheEvent() {
        String gap = "{\"$playhead\":\"gap\",\"first\":2,\"last\":4}\n";
        Path file = EventFiles.write(
                folder,
                "gap.jsonl",
                "{\"sequence\":0,\"type\":\"a\",\"timestamp\":0,\"payload\":1}\n"
                        + "{\"sequence\":1,\"type\":\"a\",\"timestamp\":0,\"payload\":1}\n" + gap
                        + "{\"sequence\":5,\"type\":\"a\",\"timestamp\":0,\"payload\":1}\n"
                        + "{\"sequence\":6,\"type\":\"a\",\"timestamp\":0,\"payload\":1,\"metadata\":{\"causationId\":\"3\"}}\n");

        assertThat(Run.of("causes", file, "0").exitCode()).isEqualTo(4);
        assertThat(Run.of("causes", file, "0").err()).contains("events 2..4 are lost");
        assertThat(Run.of("causes", file, "5").exitCode()).isZero();
        assertThat(Run.of("causes", file, "6").exitCode()).isEqualTo(4);
    }
}
