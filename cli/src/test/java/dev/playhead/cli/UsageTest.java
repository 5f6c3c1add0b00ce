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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
    @TempDir
    private Path folder;

    private Path orders;

    @BeforeEach
    void writeFile() {
        orders = EventFiles.write(folder, "orders.jsonl", EventFiles.ORDERS);
    }

    @Test
    void shouldListAllCommandsIfAHelpOptionPrecedesACommand() {
        assertThat(Run.of("--help", "stats").out()).isEqualTo(Run.of("--help").out());
    }

    /** The library for command lines would read arguments from the named file. */
    @Test
    void shouldTakeAnArgumentWithALeadingAtSignAsAValue() {
        Path arguments = EventFiles.write(folder, "arguments", "--json");
        Run run = Run.of("search", orders, "--source", "@" + arguments);

        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("no events match");
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
                "causes",
                "first",
                "step",
                "whatif",
                "minimize",
                "travel",
                "replay",
                "export",
                "scan",
                "redact",
                "sessions",
                "verify",
                "salvage",
                "compact",
                "mcp",
                "install",
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
        assertThat(commands).hasSize(28).allMatch(line -> line.matches("  \\w+ +[A-Z].*\\."));
    }

    @Test
    void shouldPrintTheHelpOfTheNamedCommand() {
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
                "stats FILE --every 1m",
                "stats FILE --csv",
                "stats FILE --by id --every 1",
                "stats FILE --by id --every 0s",
                "stats FILE --by id --every 5us",
                "stats FILE --by id --misfits",
                "stats FILE --by=",
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
                "causes FILE",
                "causes FILE abc",
                "causes FILE 1 --limit 0",
                "first FILE",
                "first FILE --when price",
                "first FILE --when price=1 --projection entities",
                "first FILE --when price=1 --by id",
                "first FILE --when price<",
                "first FILE --when A-1/price>=",
                "search FILE --tpye x",
                "step FILE --tpye x",
                "diff FILE 1 2 -n",
                "travel FILE",
                "travel FILE --json",
                "travel",
                "replay FILE --speed 0",
                "replay FILE --speed fast",
                "replay FILE --max-gap 5",
                "replay FILE --follow",
                "export FILE",
                "export FILE -o x --format xml",
                "export FILE -o x.csv --by id",
                "export FILE -o x --format redux-devtools --projection entities",
                "import FILE --into x -o y",
                "scan FILE --top 0",
                "scan FILE --redact",
                "redact FILE",
                "redact FILE -o x --redact",
                "scan FILE --fields *",
                "scan FILE --since 10:42 --until 10:41",
                "record",
                "record FILE --durability sometimes",
                "record FILE --context version",
                "tail FILE -n -1",
                "tail -f",
                "search FILE --session first",
                "search FILE --map typ=a",
                "search FILE --map type",
                "search FILE --time-format HH:mm",
                "search FILE --shape none.json",
                "record FILE --sort",
                "record FILE --map type=.",
                "salvage FILE",
                "verify",
                "compact",
                "mcp",
                "mcp -",
                "mcp FILE --time-limit 1",
                "sessions"
            })
    void shouldExitWith2AndPrintOneLineOnWrongUsage(String command) {
        Object[] args = command.isEmpty()
                ? new Object[0]
                : command.replace("FILE", orders.toString()).split(" ", -1);
        Run run = Run.of(args);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("playhead").endsWith(" --help')\n").hasLineCount(1);
    }

    @Test
    void shouldSuggestTheIntendedCommand() {
        assertThat(Run.of("serch", "x").err())
                .contains("unknown command 'serch'")
                .contains("search");
    }

    @Test
    void shouldDescribeTheFormsOfTimes() {
        assertThat(Run.of("search", orders, "--since", "yesterday").err())
                .contains("'yesterday' is not a time")
                .contains("10:42")
                .contains("-5m");
    }

    @Test
    void shouldReportAConditionWithoutAValue() {
        assertThat(Run.of("first", orders, "--when", "A-1/price < ").err())
                .contains("'A-1/price <' has no value to compare with")
                .contains("'A-1/price < 10'");
        assertThat(Run.of("first", orders, "--when", "id > \"\"").exitCode()).isZero();
    }

    @Test
    void shouldAcceptGlobalOptionsBeforeTheCommand() {
        Run before = Run.of("--json", "--zone", "UTC", "stats", orders);

        assertThat(before.exitCode()).isZero();
        assertThat(before).isEqualTo(Run.of("stats", orders, "--json", "--zone", "UTC"));
        assertThat(before.out()).startsWith("{");
    }

    @Test
    void shouldUseColorsOnlyOnTerminals() {
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
    void shouldNeverUseColorsWithNoColor() {
        Map<String, String> noColor = Map.of("COLUMNS", "100", "NO_COLOR", "1");
        for (String command : new String[] {"stats", "search", "snapshot"}) {
            assertThat(Run.onTerminal(noColor, command, orders).out()).doesNotContain("\u001b");
        }
        assertThat(Run.onTerminal(noColor, "--help").out()).doesNotContain("\u001b");
    }

    @Test
    void shouldDrawWithAsciiIfTheLocaleIsNotUtf8() {
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

    @ParameterizedTest
    @CsvSource({
        "serach x, search",
        "snaphsot x, snapshot",
        "find x, search",
        "blame x, changes",
        "why x, causes",
        "search FILE --tpye x, --type",
        "search FILE --whre a=1, --where",
        "search FILE -limit 3, --limit",
        "search FILE --proj x, ''",
        "snapshot FILE --proj grid, --projection",
        "first FILE -n 5 --when a=1, ''",
        "step FILE --tpye x, --type",
        "diff FILE 0 1 --gird x, --grid",
        "stats FILE -n 5, --top",
        "export FILE --ouput x, --output",
        "stats FILE --mapp x, --map",
        "stats FILE --time-fromat x, --time-format",
        "record FILE --shpe x, --shape"
    })
    void shouldSuggestTheIntendedNames(String command, String meant) {
        Run run = Run.of((Object[]) command.replace("FILE", orders.toString()).split(" ", -1));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("unknown ");
        if (meant.isEmpty()) {
            assertThat(run.err()).doesNotContain("did you mean");
        } else {
            assertThat(run.err()).contains("did you mean " + meant);
        }
    }

    @Test
    void shouldNameAnOptionAsItWasTyped() {
        assertThat(Run.of("search", orders, "--from", "yesterday").err())
                .contains("'--from'")
                .doesNotContain("--since");
        assertThat(Run.of("search", orders, "--since=yesterday").err())
                .contains("'--since'")
                .doesNotContain("--from");
        assertThat(Run.of("search", orders, "--from", "10:42", "--until", "10:41")
                        .err())
                .contains("--from 2026")
                .doesNotContain("--since");
        assertThat(Run.of("search", orders, "-n", "many").err())
                .contains("'-n'")
                .doesNotContain("--limit");
    }

    @Test
    void shouldNeverWrapAnExample() {
        Map<String, String> narrow = Map.of("COLUMNS", "40", "NO_COLOR", "1");
        for (String command : new String[] {"first", "changes", "search", "export", "record", "minimize", "demo"}) {
            List<String> wide = examples(Run.of(command, "--help"));
            assertThat(wide).isNotEmpty();
            assertThat(examples(Run.onTerminal(narrow, command, "--help"))).isEqualTo(wide);
        }
    }

    private static List<String> examples(Run help) {
        return help.lines().stream()
                .dropWhile(line -> !line.equals("Examples:"))
                .skip(1)
                .toList();
    }

    @Test
    void shouldRefuseMoreThanOneCondition() {
        for (String when : List.of(
                "price > 1 && id == A-1",
                "price > 1 || id == A-1",
                "price > 1 and id == A-1",
                "note exists && price > 1",
                "note exists or price > 1",
                "id == \"A-1\" && price > 1",
                "A-1/price > 1 && A-1/id == 2")) {
            Run run = Run.of("first", orders, "--when", when);
            assertThat(run.exitCode()).as(when).isEqualTo(2);
            assertThat(run.err()).as(when).contains("more than one condition");
        }
        assertThat(Run.of("search", orders, "--where", "id=A-1 && price=10").err())
                .contains("repeat --where");
        // These conditions are valid, because the operators are a part of the compared text.
        assertThat(Run.of("first", orders, "--when", "id == \"a && b\"").exitCode())
                .isEqualTo(1);
        assertThat(Run.of("first", orders, "--when", "id == Tom and Jerry").exitCode())
                .isEqualTo(1);
        assertThat(Run.of("search", orders, "--where", "id=\"a && b\"").exitCode())
                .isZero();
    }

    @Test
    void shouldAcceptArgumentsThatLookLikeOptions() {
        Path odd = EventFiles.write(
                folder,
                "odd.jsonl",
                "{\"type\":\"a\",\"timestamp\":0,\"payload\":{\"id\":-5,\"price\":1,\"a=b\":7,\"c.d\":8,\"x>y\":9}}\n");

        assertThat(Run.of("changes", odd, "--by", "id", "--csv", "--", "-5/price")
                        .out())
                .contains(",-5,price,,1");
        assertThat(Run.of("search", odd, "--where", "a\\=b=7", "--count").out()).isEqualTo("1\n");
        assertThat(Run.of("search", odd, "--where", "c\\.d=8", "--count").out()).isEqualTo("1\n");
        assertThat(Run.of("first", odd, "--when", "a\\=b == 7").exitCode()).isZero();
        assertThat(Run.of("first", odd, "--when", "x\\>y > 8").exitCode()).isZero();
        assertThat(Run.of("first", odd, "--when", "-5/a\\=b >= 7", "--by", "id").exitCode())
                .isZero();
        assertThat(Run.of("--help").out()).contains("./-").contains("Arguments after --");
    }
}
