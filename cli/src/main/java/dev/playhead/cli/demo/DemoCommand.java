package dev.playhead.cli.demo;

import dev.playhead.EventHistory;
import dev.playhead.bus.CauseScope;
import dev.playhead.bus.EventBus;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.ExitCode;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.input.Recovery;
import dev.playhead.cli.output.EventPrinter;
import dev.playhead.cli.output.Style;
import dev.playhead.cli.output.Text;
import dev.playhead.cli.output.Times;
import dev.playhead.cli.view.DifferenceTable;
import dev.playhead.cli.view.FieldDifference;
import dev.playhead.cli.view.GridView;
import dev.playhead.cli.view.Histogram;
import dev.playhead.cli.view.StatsCollector;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.grid.Grid;
import dev.playhead.grid.GridEvents;
import dev.playhead.grid.GridState;
import dev.playhead.replay.Lateness;
import dev.playhead.replay.ReplayOptions;
import dev.playhead.replay.ReplayReport;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.timetravel.Change;
import dev.playhead.timetravel.EventSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command that demonstrates the library with a synthetic session, and checks the library's answers. */
@Command(
        name = "demo",
        header = "Show what Playhead does, in a few seconds.",
        description = {
            "",
            "The demo records a grid of orders in which a plugin once calculates a wrong price. It searches the"
                    + " recording, restores earlier states, finds the event that caused the wrong price, and replays"
                    + " and exports the events. Then it kills a recording process and recovers its file.",
            "",
            "Every answer is compared with the application's own data. Exit code 1 if any answer differs."
        },
        footer = {"  playhead demo", "  playhead demo --seed 7 --dir /tmp", "  playhead demo --json | jq .ok"})
public final class DemoCommand implements Callable<Integer> {
    /** The number of events that are replayed with waits between them: so small that the replay mainly waits. */
    private static final int PACED_EVENTS = 200;

    private static final Duration PACED_TIME = Duration.ofMillis(500);
    /** The maximum relative error of a correct price. Limit and rate vary by 0.5 % each; the bug changes it by 8 %. */
    private static final double TOLERANCE = 0.03;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "The folder for orders.jsonl, or orders-2.jsonl and so on if the name is taken; default: the"
                    + " current directory.")
    private Path directory;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "The seed of the random session; default ${DEFAULT-VALUE}.")
    private long seed;

    private final Session caller;
    private final Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    private final List<@Nullable Object> checks = new ArrayList<>();
    private Session session;
    private boolean allRight = true;
    private int step;
    private @Nullable DemoFile file;

    public DemoCommand(Session session) {
        this.caller = session;
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!Files.isDirectory(directory)) {
            throw new CommandFailure("--dir " + directory + " is not a directory");
        }
        if (caller.json()) {
            session = caller.silent();
        }
        EventBus viewer = EventBus.create();
        OrderTable rebuilt = new OrderTable(viewer);
        try (EventHistory history = EventHistory.builder()
                .retention(RetentionPolicy.unlimited())
                .replayTarget(viewer)
                .build()) {
            session.out().line(session.style().bold("Playhead demo") + "  a trading grid, seed " + seed);
            TradingSession trading = record(history);
            file = DemoFile.in(directory, history);
            statistics(history, trading);
            search(history, trading);
            List<EventSnapshot> moments = travel(history, trading);
            difference(trading, moments);
            Optional<RecordedEvent> culprit = findBug(history, trading);
            replay(history, trading, rebuilt);
            export(history);
            crash();
            end(trading, culprit);
        }
        return allRight ? 0 : ExitCode.FAILED;
    }

    private TradingSession record(EventHistory history) {
        head("Record", "all events on the application's event bus");
        EventBus bus = EventBus.create();
        history.attach(bus);
        TradingSession trading = new TradingSession(bus, seed);
        long startNanos = System.nanoTime();
        trading.run();
        long nanos = System.nanoTime() - startNanos;
        long recorded = history.stats().recorded();
        fact("events", recorded);
        fact("recordMicrosPerEvent", nanos / 1e3 / recorded);
        say(Text.count(recorded) + " events in " + Times.small(nanos) + ", including the application's own work");
        check("as many events recorded as published", recorded == trading.events());
        command("playhead import FILE", "reads your own file");
        return trading;
    }

    private void statistics(EventHistory history, TradingSession trading) {
        head("Statistics", "counts by time and by type");
        StatsCollector stats = new StatsCollector();
        history.events(EventFilter.all()).forEach(stats::add);
        say("from " + Times.local(stats.first(), session.zone()) + " to " + Times.local(stats.last(), session.zone())
                + ", " + session.zone());
        Histogram.printTimeline(session, stats.timeline(Histogram.bins(session)));
        Histogram.printBars(session, stats.types().subList(0, 5), stats.events());
        check(
                "all counts equal the application's",
                history.stats().countsByType().equals(trading.countsByType()));
        command("playhead stats " + file().name(), "");
    }

    private void search(EventHistory history, TradingSession trading) {
        String row = trading.victim();
        head("Search", "the edits of order " + row + " by users");
        EventFilter edits = EventFilter.typeIs("cell:edit")
                .and(EventFilter.source("user"))
                .and(EventFilter.payloadField("rowId", row));
        long startNanos = System.nanoTime();
        long found = history.count(edits);
        long nanos = System.nanoTime() - startNanos;
        fact("searchMicros", nanos / 1e3);
        EventPrinter lines = new EventPrinter(session);
        history.latest(edits, 3).forEach(lines::printOnTwoLines);
        say(Text.count(found) + " found in " + Times.small(nanos) + ", the last 3 shown");
        check("as many as the users made", found == trading.userEditsOf(row));
        command("playhead search " + file().name() + " --type cell:edit --where rowId=" + row + " --last 3", "");
    }

    private List<EventSnapshot> travel(EventHistory history, TradingSession trading) {
        head("Time travel", "the grid at three times: its first orders and " + trading.victim());
        List<EventSnapshot> moments = new ArrayList<>();
        boolean right = true;
        for (TradingSession.Mark mark : trading.marks()) {
            EventSnapshot moment = history.getEventSnapshot(mark.time());
            moments.add(moment);
            Grid grid = grid(moment.state(GridState.projection()));
            say(session.style().bold(Times.local(mark.time(), session.zone())) + "  after event " + moment.sequence()
                    + ", " + Text.count(grid.rowCount(), "order"));
            List<String> rows = new ArrayList<>(grid.rowIds().subList(0, 2));
            rows.remove(trading.victim());
            rows.add(trading.victim());
            GridView.print(grid, rows, session);
            right &= PlainData.equal(grid.toData().get("rows"), PlainData.of(mark.table()));
        }
        check("every cell equals the application's own table", right);
        command("playhead snapshot " + file().name() + " --at -5m", "");
        return moments;
    }

    private void difference(TradingSession trading, List<EventSnapshot> moments) {
        head("Difference", "what changed between the last two times");
        GridState before = moments.get(1).state(GridState.projection());
        GridState after = moments.get(2).state(GridState.projection());
        List<FieldDifference> all = new GridView(TradingSession.GRID, null).differences(before, after);
        String row = trading.victim();
        List<FieldDifference> shown =
                all.stream().filter(one -> one.path().startsWith(row + "/")).toList();
        DifferenceTable.print(session, shown);
        say("of order " + row + "; " + Text.count(all.size()) + " differences in all");
        Object wrong = grid(after).cell(row, "price");
        check(
                "the wrong price is among them",
                shown.stream()
                        .anyMatch(one -> one.path().equals(row + "/price") && PlainData.equal(one.after(), wrong)));
        command(
                "playhead diff " + file().name() + " " + moments.get(1).sequence() + " "
                        + moments.get(2).sequence(),
                "");
    }

    private Optional<RecordedEvent> findBug(EventHistory history, TradingSession trading) {
        String row = trading.victim();
        head("Find the bug", "the price of " + row + " is not limit times rate; which event caused it?");
        long startNanos = System.nanoTime();
        Optional<RecordedEvent> found = history.timeline()
                .firstEventWhere(
                        GridState.projection(),
                        state -> state.grid(TradingSession.GRID)
                                .map(grid -> isWrong(grid, row))
                                .orElse(false));
        long nanos = System.nanoTime() - startNanos;
        fact("findMillis", nanos / 1e6);
        say("found in " + Times.small(nanos) + ", checking the grid after each event");
        EventPrinter lines = new EventPrinter(session);
        found.flatMap(event -> history.getEvent(String.valueOf(event.metadata().get(CauseScope.CAUSATION_ID))))
                .ifPresent(cause -> {
                    say("the edit that the plugin reacted to:");
                    lines.printOnTwoLines(cause);
                });
        found.ifPresent(event -> {
            say("the plugin's event, with the wrong price:");
            lines.printOnTwoLines(event);
        });
        check("it is the planted event", found.isPresent() && isPlanted(found.get(), trading.planted()));
        fact("found", found.map(RecordedEvent::id).orElse(null));

        List<Change<Object>> trail = history.timeline()
                .changesOf(
                        GridState.projection(),
                        state -> state.grid(TradingSession.GRID)
                                .map(grid -> grid.cell(row, "price"))
                                .orElse(null));
        command(
                "playhead changes " + file().name() + " " + row + "/price",
                Text.count(trail.size(), "change") + ", with who and when");
        return found;
    }

    private static boolean isWrong(Grid grid, String row) {
        Object rate = grid.state().get("fx") instanceof Map<?, ?> fx ? fx.get("USDEUR") : null;
        if (!(grid.cell(row, "price") instanceof Number price
                && grid.cell(row, "limit") instanceof Number limit
                && rate instanceof Number factor)) {
            return false;
        }
        double expected = limit.doubleValue() * factor.doubleValue();
        return Math.abs(price.doubleValue() / expected - 1) > TOLERANCE;
    }

    private static boolean isPlanted(RecordedEvent found, GridEvent planted) {
        return found.timestamp().equals(planted.timestamp())
                && found.type().equals(planted.type())
                && found.source().equals(planted.source())
                && GridEvents.CELL_VALUE.read(found).equals(planted.payload());
    }

    private void replay(EventHistory history, TradingSession trading, OrderTable rebuilt) {
        EventFilter start = EventFilter.sequenceBetween(0, PACED_EVENTS - 1);
        List<RecordedEvent> paced = history.getEvents(start);
        Duration length = Duration.between(
                paced.get(0).timestamp(), paced.get(paced.size() - 1).timestamp());
        double speed = Math.ceil((double) length.toMillis() / PACED_TIME.toMillis());
        head(
                "Replay",
                "to another bus: the start " + Text.count((long) speed) + " times faster, the rest without waiting");
        ReplayReport timed = replay(history, start, ReplayOptions.defaults().speed(speed));
        Lateness late = timed.lateness();
        say(Text.count(timed.published()) + " events in " + Times.length(timed.elapsed()) + "; lateness p50 "
                + Times.small(late.p50().toNanos()) + ", p99 "
                + Times.small(late.p99().toNanos()));
        ReplayReport rest = replay(
                history,
                EventFilter.sequenceBetween(PACED_EVENTS, Long.MAX_VALUE),
                ReplayOptions.defaults().asFastAsPossible());
        say(Text.count(rest.published()) + " events in " + Times.length(rest.elapsed()));
        long replayed = timed.published() + rest.published();
        fact("replayed", replayed);
        fact("replaySpeed", speed);
        fact("latenessP50Micros", late.p50().toNanos() / 1e3);
        fact("latenessP99Micros", late.p99().toNanos() / 1e3);
        List<TradingSession.Mark> marks = trading.marks();
        check(
                "the table rebuilt by the replay equals the application's",
                timed.failed() + rest.failed() == 0
                        && replayed == trading.events()
                        && PlainData.equal(
                                PlainData.of(rebuilt.rows()),
                                PlainData.of(marks.get(marks.size() - 1).table())));
        command("playhead replay " + file().name() + " --speed 100 | your-program", "");
    }

    private static ReplayReport replay(EventHistory history, EventFilter filter, ReplayOptions options) {
        return history.replay(filter, options).completion().join();
    }

    private void export(EventHistory history) {
        Path path = file().path();
        head("Export", "to " + path);
        long startNanos = System.nanoTime();
        file().write();
        long nanos = System.nanoTime() - startNanos;
        EventFile written = new EventFile();
        written.name = path.toString();
        List<RecordedEvent> readBack = new ArrayList<>();
        EventFile.Reading reading = written.readAll(session, missing -> {}, readBack::add, problem -> {}, type -> true);
        boolean same = reading.rejected() == 0 && readBack.equals(history.getEvents());
        fact("file", path.toString());
        say("written in " + Times.small(nanos));
        check("every event read back is equal", same);
        command("playhead export " + file().name() + " -o orders.json.gz", "");
    }

    private void crash() {
        head("Crash", "another process records into a Playhead file, and is killed");
        CrashTrial.Outcome crash = CrashTrial.run(seed);
        fact("crashPromised", crash.promised());
        fact("crashRecovered", crash.recovered());
        fact("recovery", Recovery.data(crash.report()));
        say("its last report: " + Text.count(crash.recorded(), "event") + " recorded, " + Text.count(crash.promised())
                + " of them durable");
        say("reopened in " + Times.small(crash.openNanos()) + ": " + crash.report());
        long lost = Math.max(0, crash.recorded() - crash.recovered());
        say(Text.count(crash.recovered(), "event") + " recovered"
                + (lost == 0 ? "" : "; " + Text.count(lost) + " were neither committed nor reported as durable"));
        check("no event reported as durable is lost", crash.keptPromise());
        check("the recovered events equal the recorded events, without gaps", crash.equal());
        command("your-program | playhead record orders.playhead", "");
    }

    private void end(TradingSession trading, Optional<RecordedEvent> culprit) {
        fact("planted", trading.planted().timestamp().toString());
        fact("checks", checks);
        fact("ok", allRight);
        if (caller.json()) {
            caller.printJson(facts);
            return;
        }
        Style style = session.style();
        session.out().line();
        session.out().line(allRight ? style.green(style.bold("All checks passed.")) : style.red("Some checks failed."));
        String path = file().path().normalize().toString();
        String row = trading.victim();
        long threshold = threshold(trading.planted());
        session.out().line("Now try:");
        String playhead = "  " + session.terminal().commandName() + " ";
        session.out().line(playhead + "first " + path + " --when '" + row + "/price < " + threshold + "'");
        session.out().line(playhead + "changes " + path + " " + row + "/price");
        culprit.ifPresentOrElse(
                event -> session.out()
                        .line(playhead + "diff " + path + " " + (event.sequence() - 1) + " " + event.sequence()),
                () -> session.out().line(playhead + "stats " + path));
        session.out().line(playhead + "open " + path);
    }

    private DemoFile file() {
        return Objects.requireNonNull(file, "recorded before");
    }

    /** Returns a threshold between the wrong price and the correct prices, which are about nine percent higher. */
    private static long threshold(GridEvent planted) {
        Object value = ((GridEvents.CellValue) Objects.requireNonNull(planted.payload())).value();
        return Math.round(((Number) Objects.requireNonNull(value)).doubleValue() * 1.04);
    }

    private static Grid grid(GridState state) {
        return state.grid(TradingSession.GRID)
                .orElseThrow(() -> new CommandFailure("the state has no grid " + TradingSession.GRID));
    }

    private void head(String title, String what) {
        step++;
        try {
            session.out().flush(); // shows the previous step as soon as it is done
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        session.out().line();
        session.out().line(session.style().bold(step + " " + title) + "  " + what);
    }

    private void say(String text) {
        session.out().line("  " + text);
    }

    private void check(String what, boolean right) {
        allRight &= right;
        Map<String, @Nullable Object> check = new LinkedHashMap<>();
        check.put("check", what);
        check.put("ok", right);
        checks.add(check);
        Style style = session.style();
        String mark = right ? (session.ascii() ? "ok" : "\u2713") : session.ascii() ? "WRONG" : "\u2717";
        session.out().line("  " + (right ? style.green(mark) : style.red(mark)) + " " + what);
    }

    private void command(String command, String remark) {
        String asStarted = command.replace("playhead ", session.terminal().commandName() + " ");
        session.out()
                .line(session.style().dim("  $ ")
                        + session.style().cyan(asStarted)
                        + (remark.isEmpty() ? "" : session.style().dim("   # " + remark)));
    }

    private void fact(String name, @Nullable Object value) {
        facts.put(name, value);
    }

    /** The table of orders, rebuilt only from the events of a replay. */
    private static final class OrderTable {
        private final Map<String, Map<String, @Nullable Object>> rows = new LinkedHashMap<>();

        OrderTable(EventBus bus) {
            bus.subscribe(GridEvents.GRID_INIT, (event, init) -> {
                if (init.rows() != null) {
                    init.rows().forEach(row -> rows.put(row.rowId(), new LinkedHashMap<>(row.values())));
                }
            });
            bus.subscribe(GridEvents.ROW_ADD, (event, add) -> rows.put(add.rowId(), new LinkedHashMap<>(add.values())));
            bus.subscribe(GridEvents.CELL_EDIT, (event, edit) -> set(edit.rowId(), edit.columnId(), edit.newValue()));
            bus.subscribe(GridEvents.CELL_VALUE, (event, cell) -> set(cell.rowId(), cell.columnId(), cell.value()));
            bus.subscribe(GridEvents.CELL_UPDATE, (event, cell) -> set(cell.rowId(), cell.columnId(), cell.newValue()));
        }

        private void set(String row, String column, @Nullable Object value) {
            rows.computeIfAbsent(row, id -> new LinkedHashMap<>()).put(column, value);
        }

        Map<String, Map<String, @Nullable Object>> rows() {
            return rows;
        }
    }
}
