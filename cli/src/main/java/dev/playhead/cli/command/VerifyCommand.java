package dev.playhead.cli.command;

import dev.playhead.EventHistory;
import dev.playhead.cli.ExitCode;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.cli.input.PlayheadFile;
import dev.playhead.cli.input.Recovery;
import dev.playhead.cli.output.Progress;
import dev.playhead.cli.output.Style;
import dev.playhead.cli.output.Text;
import dev.playhead.cli.view.GridMisfits;
import dev.playhead.event.RecordedEvent;
import dev.playhead.grid.GridState;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreCheck;
import dev.playhead.storage.spi.StoredBlock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that checks every byte of a file. */
@Command(
        name = "verify",
        header = "Check every block of a Playhead file, and list all damage.",
        description = {
            "",
            "The file is only read; a program may record into it at the same time.",
            "",
            "Breaks, where events were offered while recording was paused, are listed but are not damage. With"
                    + " --misfits, grid events that do not fit their type are listed, too; they are not damage either.",
            "",
            "Exit code 0 if the file is sound, 3 if something is damaged or missing, 1 if the file cannot be checked.",
            ""
        },
        footer = {
            "  playhead verify orders.playhead",
            "  playhead verify orders.playhead --misfits",
            "  playhead verify orders.playhead --json | jq .problems",
            "  playhead verify a.playhead || playhead salvage a.playhead new.playhead"
        })
public final class VerifyCommand implements Callable<Integer> {
    private static final int MAX_SHOWN = 20;

    @Mixin
    private PlayheadFile file;

    @Option(names = "--misfits", description = "List the grid events that do not fit their type, with the reason.")
    private boolean misfits;

    private final Session session;

    public VerifyCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (EventStore store = file.store(EventStore.Mode.READ)) {
            return verify(store);
        } catch (StoreException e) {
            if (e.reason() != StoreException.Reason.DAMAGED) {
                throw e;
            }
            if (session.json()) {
                Map<String, @Nullable Object> data = new LinkedHashMap<>();
                data.put("file", file.name);
                data.put("sound", false);
                data.put("error", e.getMessage());
                session.printJson(data);
            } else {
                session.note(String.valueOf(e.getMessage()));
            }
            return ExitCode.DAMAGED;
        }
    }

    private int verify(EventStore store) {
        long total = store.contents(-1).blocks().stream()
                .mapToLong(StoredBlock::bytes)
                .sum();
        long startNanos = System.nanoTime();
        StoreCheck check;
        try (Progress progress = new Progress(session, "Checking", total, "KiB", 1_024)) {
            check = store.verify(progress::at);
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        RecoveryReport opening = store.recovery();
        MissingEvents missing = new MissingEvents(check.breaks(), opening.gaps(), opening.lastSequence());
        GridMisfits found = misfits ? findMisfits() : null;
        if (session.json()) {
            Map<String, @Nullable Object> data = data(check, opening, seconds);
            missing.addTo(data);
            if (found != null) {
                data.put("misfitCount", found.count());
                data.put("misfits", found.data());
            }
            session.printJson(data);
        } else {
            print(check, seconds);
            missing.only(one -> true, gap -> false)
                    .list(session, MAX_SHOWN, (name, text) -> "  " + Text.pad(name, 7, false) + text, 9);
            if (found != null) {
                found.printEach(session, MAX_SHOWN);
            }
        }
        return check.isSound() ? 0 : ExitCode.DAMAGED;
    }

    private GridMisfits findMisfits() {
        GridMisfits found = new GridMisfits();
        try (EventHistory history = file.read(session);
                Stream<RecordedEvent> events =
                        history.events(GridState.projection().relevant())) {
            events.forEach(found::add);
        }
        return found;
    }

    private void print(StoreCheck check, double seconds) {
        Style style = session.style();
        session.out()
                .line(Text.safe(file.name) + ": "
                        + (check.isSound()
                                ? style.green("sound")
                                : style.red(Text.count(check.problems().size(), "problem")))
                        + ", " + Text.count(check.events(), "event") + " in " + Text.count(check.blocks(), "block")
                        + style.dim(String.format(
                                Locale.ROOT, " (%s checked in %.2f s)", Text.bytes(check.bytes()), seconds)));
        check.problems().stream()
                .limit(MAX_SHOWN)
                .forEach(problem -> session.out()
                        .line("  "
                                + (problem.firstSequence() < 0
                                        ? "file"
                                        : "events " + problem.firstSequence() + ".." + problem.lastSequence())
                                + "  " + Text.safe(problem.description())));
        int more = check.problems().size() - MAX_SHOWN;
        if (more > 0) {
            session.out().line("  and " + Text.count(more) + " more; --json lists all");
        }
    }

    private Map<String, @Nullable Object> data(StoreCheck check, RecoveryReport found, double seconds) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("file", file.name);
        data.put("sound", check.isSound());
        data.put("events", check.events());
        data.put("blocks", check.blocks());
        data.put("bytes", check.bytes());
        data.put("seconds", seconds);
        data.put(
                "problems",
                check.problems().stream()
                        .map(problem -> {
                            Map<String, @Nullable Object> one =
                                    Recovery.range(problem.firstSequence(), problem.lastSequence());
                            one.put("description", problem.description());
                            return one;
                        })
                        .toList());
        data.put("opening", Recovery.data(found));
        return data;
    }
}
