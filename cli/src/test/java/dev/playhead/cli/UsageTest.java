package dev.playhead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cli.output.Text;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
    @TempDir
    private Path folder;

    private Path orders;

    @BeforeEach
    void writeFile() {
        orders = EventFiles.write(folder, "orders.jsonl", EventFiles.ORDERS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "record",
                "tail",
                "import",
                "stats",
                "search",
                "show",
                "snapshot",
                "diff",
                "changes",
                "first",
                "step",
                "whatif",
                "minimize",
                "travel",
                "replay",
                "export",
                "sessions",
                "verify",
                "salvage",
                "compact",
                "help"
            })
    void shouldShowExamplesInHelpOfEveryCommand(String command) {
        Run run = Run.of(command, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Usage: playhead " + command).contains("Examples:\n  playhead " + command);
        assertThat(run.err()).isEmpty();
        assertThat(run.lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void shouldListEveryCommandOnOneLine() {
        Run run = Run.of("--help");

        assertThat(run.exitCode()).isZero();
        List<String> commands = run.lines().stream()
                .dropWhile(line -> !line.equals("Commands:"))
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .toList();
        assertThat(commands).hasSize(22).allMatch(line -> line.matches("  \\w+ +[A-Z].*\\."));
    }

    @Test
    void shouldHelpOnWhatIsAskedFor() {
        assertThat(Run.of("help", "search")).isEqualTo(Run.of("search", "--help"));
        assertThat(Run.of("help")).isEqualTo(Run.of("--help"));
        assertThat(Run.of("help", "serch").err())
                .contains("unknown command 'serch'")
                .contains("search");
    }

    @Test
    void shouldPrintTheVersionOfTheBuild() {
        assertThat(Run.of("--version").out()).matches("playhead \\d+\\.\\d+\\.\\d+\\S* \\(Java .*\\)\\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "serch FILE",
                "help serch",
                "search",
                "search FILE --no-such-option",
                "search FILE --since yesterday",
                "search FILE --since 25:99",
                "search FILE --since 10:42 --until 10:41",
                "search FILE --since 2026-03-02 --until 2026-03-01",
                "replay FILE --speed max --since 10:42 --until 10:41",
                "export FILE -o - --since -1m --until -2m",
                "search FILE --where price",
                "search FILE --where =1",
                "search FILE --limit 1 --last 1",
                "search FILE --limit 0",
                "search FILE --last many",
                "search FILE --zone Mars/Olympus",
                "show FILE",
                "show FILE abc",
                "stats FILE --top 0",
                "stats FILE --color sometimes",
                "snapshot FILE --at noon",
                "snapshot FILE --projection entities",
                "snapshot FILE --projection grid --by id",
                "snapshot FILE --entity A-1",
                "diff FILE 1",
                "diff FILE 1 2",
                "diff FILE 1 --unknown",
                "diff FILE 1 -x",
                "changes FILE --by id",
                "changes FILE A-1 --by id",
                "changes FILE A-1/price",
                "first FILE",
                "first FILE --when price",
                "first FILE --when price=1 --projection entities",
                "first FILE --when price=1 --by id",
                "first FILE --when price<",
                "first FILE --when A-1/price>=",
                "travel FILE",
                "travel FILE --json",
                "travel",
                "replay FILE --speed 0",
                "replay FILE --speed fast",
                "replay FILE --max-gap 5",
                "replay FILE --follow",
                "export FILE",
                "export FILE -o x --format xml",
                "import FILE --into x -o y",
                "record",
                "record FILE --durability sometimes",
                "record FILE --context version",
                "tail FILE -n -1",
                "tail -f",
                "search FILE --session first",
                "salvage FILE",
                "verify",
                "compact",
                "sessions"
            })
    void shouldExitWithTwoAndOneLineOnWrongUsage(String command) {
        Object[] args = command.isEmpty()
                ? new Object[0]
                : command.replace("FILE", orders.toString()).split(" ", -1);
        Run run = Run.of(args);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("playhead").endsWith(" --help')\n").hasLineCount(1);
    }

    @Test
    void shouldSuggestTheCommandThatWasMeant() {
        assertThat(Run.of("serch", "x").err())
                .contains("unknown command 'serch'")
                .contains("search");
    }

    @Test
    void shouldSayHowTimesAreWritten() {
        assertThat(Run.of("search", orders, "--since", "yesterday").err())
                .contains("'yesterday' is no time")
                .contains("10:42")
                .contains("-5m");
    }

    @Test
    void shouldAskForWhatToCompareWith() {
        assertThat(Run.of("first", orders, "--when", "A-1/price < ").err())
                .contains("'A-1/price <' does not say what to compare with")
                .contains("'A-1/price < 10'");
        assertThat(Run.of("first", orders, "--when", "id > \"\"").exitCode()).isZero();
    }

    @Test
    void shouldTakeGlobalOptionsBeforeTheCommand() {
        Run before = Run.of("--json", "--zone", "UTC", "stats", orders);

        assertThat(before.exitCode()).isZero();
        assertThat(before).isEqualTo(Run.of("stats", orders, "--json", "--zone", "UTC"));
        assertThat(before.out()).startsWith("{");
    }

    @Test
    void shouldUseColoursOnlyOnTerminals() {
        Map<String, String> terminal = Map.of("COLUMNS", "100", "LANG", "C.UTF-8");
        assertThat(Run.onTerminal(terminal, "stats", orders).out()).contains("\u001b[");
        assertThat(Run.of("stats", orders).out()).doesNotContain("\u001b");
        assertThat(Run.of("stats", orders, "--color", "always").out()).contains("\u001b[");
        assertThat(Run.onTerminal(terminal, "stats", orders, "--no-color").out())
                .doesNotContain("\u001b");
        assertThat(Run.onTerminal(terminal, "stats", orders, "--color=never").out())
                .doesNotContain("\u001b");
        assertThat(Run.onTerminal(Map.of("COLUMNS", "100", "TERM", "dumb"), "stats", orders)
                        .out())
                .doesNotContain("\u001b");
    }

    @Test
    void shouldNeverUseColoursWithNoColor() {
        Map<String, String> noColor = Map.of("COLUMNS", "100", "NO_COLOR", "1");
        for (String command : new String[] {"stats", "search", "snapshot"}) {
            assertThat(Run.onTerminal(noColor, command, orders).out()).doesNotContain("\u001b");
        }
        assertThat(Run.onTerminal(noColor, "--help").out()).doesNotContain("\u001b");
    }

    @Test
    void shouldDrawWithAsciiWhereTheLocaleIsNotUtf8() {
        assertThat(Run.of("stats", orders).out()).matches("\\p{ASCII}*");
        assertThat(Run.onTerminal(Map.of("LC_ALL", "C.UTF-8"), "stats", orders, "--ascii", "--no-color")
                        .out())
                .matches("\\p{ASCII}*");
        assertThat(Run.onTerminal(Map.of("LC_ALL", "C.UTF-8"), "stats", orders).out())
                .contains("\u2588");
    }

    @Test
    void shouldKeepLinesWithinTheTerminal() {
        Map<String, String> narrow = Map.of("COLUMNS", "60", "NO_COLOR", "1", "LANG", "C.UTF-8");
        for (String command : new String[] {"stats", "search", "snapshot"}) {
            assertThat(Run.onTerminal(narrow, command, orders, "--zone", "UTC").lines())
                    .allMatch(line -> Text.width(line) <= 60, "fits into 60 columns");
        }
    }
}
