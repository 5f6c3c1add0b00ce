package dev.playhead.cli.command;

import dev.playhead.block.Block;
import dev.playhead.block.SealedBlock;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.PlayheadFile;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.output.Style;
import dev.playhead.cli.output.Table;
import dev.playhead.cli.output.Text;
import dev.playhead.cli.output.Times;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import dev.playhead.storage.spi.StoredSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command that lists the sessions of a file. */
@Command(
        name = "sessions",
        header = "List the sessions of a Playhead file, with times and event counts.",
        description = {
            "",
            "A session begins each time a recording program opens the file. The program sets the session's context. A"
                    + " session broke off if the program ended without closing the file.",
            ""
        },
        footer = {
            "  playhead sessions orders.playhead",
            "  playhead search orders.playhead --session 3",
            "  playhead sessions orders.playhead --json | jq .context"
        })
public final class SessionsCommand implements Callable<Integer> {
    /** The keys that the history itself adds to the context of each session. */
    private static final String PID = "pid";

    private static final String PROCESS_STARTED = "processStartedAt";
    /**
     * The tolerance for comparing start times of a process. Systems report start times with different precision, which
     * may vary between calls.
     */
    private static final Duration SAME_START = Duration.ofSeconds(2);

    @Mixin
    private PlayheadFile file;

    private final Session session;

    public SessionsCommand(Session session) {
        this.session = session;
    }

    /** A session as a row of the list. */
    private record Row(StoredSession stored, long events, String end) {}

    @Override
    public Integer call() {
        List<Row> rows;
        try (EventStore store = file.store(EventStore.Mode.READ)) {
            rows = rows(store);
        }
        if (session.json()) {
            rows.forEach(row -> session.out().line(JsonText.compact(data(row))));
        } else if (rows.isEmpty()) {
            session.note(file.name + " has no sessions");
        } else {
            print(rows);
        }
        return 0;
    }

    private static List<Row> rows(EventStore store) {
        StoreContents contents = store.contents(-1);
        List<Row> rows = new ArrayList<>();
        List<StoredSession> sessions = contents.sessions();
        for (int i = 0; i < sessions.size(); i++) {
            StoredSession one = sessions.get(i);
            boolean latest = i == sessions.size() - 1;
            long next = latest ? Long.MAX_VALUE : sessions.get(i + 1).firstSequence();
            long count =
                    one.range(next).map(range -> count(store, contents, range)).orElse(0L);
            String end = one.end().isPresent() ? "closed" : latest && isRunning(one) ? "recording" : "broke off";
            rows.add(new Row(one, count, end));
        }
        return rows;
    }

    /**
     * {@return whether the process that began a session is running} Another process with the same number does not
     * count.
     */
    private static boolean isRunning(StoredSession last) {
        try {
            Instant began = Instant.parse(last.context().getOrDefault(PROCESS_STARTED, ""));
            return ProcessHandle.of(Long.parseLong(last.context().getOrDefault(PID, "")))
                    .filter(ProcessHandle::isAlive)
                    .flatMap(process -> process.info().startInstant())
                    .filter(start -> Duration.between(start, began).abs().compareTo(SAME_START) < 0)
                    .isPresent();
        } catch (java.time.DateTimeException | NumberFormatException e) {
            return false; // no such entry was recorded
        }
    }

    /** Counts the events of a session in the file. Reads blocks only if they have gaps and belong to two sessions. */
    private static long count(EventStore store, StoreContents contents, SequenceRange range) {
        long count = 0;
        long counted = -1;
        for (StoredBlock block : contents.blocks()) {
            long within =
                    Math.min(range.last(), block.lastSequence()) - Math.max(range.first(), block.firstSequence()) + 1;
            long length = block.lastSequence() - block.firstSequence() + 1;
            if (within == length) {
                count += block.size();
            } else if (within > 0 && block.size() == length) {
                count += within;
            } else if (within > 0) {
                count += store.block(block)
                        .map(read -> count(read, range, block.firstSequence()))
                        .orElse(0L);
            }
            counted = block.lastSequence();
        }
        for (SealedBlock tail : contents.tail()) { // a tail may overlap with a block
            count += count(tail, range, counted + 1);
        }
        return count;
    }

    private static long count(Block block, SequenceRange range, long from) {
        long first = Math.max(from, range.first());
        return IntStream.range(0, block.size())
                .mapToLong(block::sequence)
                .filter(sequence -> first <= sequence && sequence <= range.last())
                .count();
    }

    private void print(List<Row> rows) {
        Style style = session.style();
        session.out()
                .line(style.bold(Text.safe(file.name)) + "  " + Text.count(rows.size(), "session")
                        + style.dim("  times in " + session.zone()));
        Table table = new Table(session, ">session", "began", "lasted", ">events", "first id", "context")
                .keepWhole(0, 1, 3)
                .leaveOut(2)
                .style(0, style::yellow)
                .style(1, style::dim)
                .style(5, style::cyan);
        for (Row row : rows) {
            StoredSession stored = row.stored();
            table.row(
                    Long.toString(stored.number()),
                    Times.local(stored.startedAt(), session.zone()),
                    stored.end()
                            .map(end -> Times.length(Duration.between(stored.startedAt(), end.at())))
                            .orElse(row.end()),
                    Text.count(row.events()),
                    row.events() == 0 ? "" : Long.toString(stored.firstSequence()),
                    context(stored));
        }
        table.print("  ");
    }

    private static String context(StoredSession stored) {
        return stored.context().entrySet().stream()
                .filter(entry -> !entry.getKey().equals(PROCESS_STARTED))
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }

    private Map<String, @Nullable Object> data(Row row) {
        StoredSession stored = row.stored();
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("session", stored.number());
        data.put("startedAt", Times.complete(stored.startedAt(), session.zone()));
        data.put(
                "endedAt",
                stored.end()
                        .map(end -> Times.complete(end.at(), session.zone()))
                        .orElse(null));
        data.put("end", row.end());
        data.put("events", row.events());
        data.put("firstSequence", stored.firstSequence());
        data.put("context", stored.context());
        return data;
    }
}
