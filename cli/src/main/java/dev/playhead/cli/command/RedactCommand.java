package dev.playhead.cli.command;

import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.Ending;
import dev.playhead.cli.ExitCode;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.cli.input.MissingFeed;
import dev.playhead.cli.input.PlayheadFile;
import dev.playhead.cli.input.StoredDetails;
import dev.playhead.cli.option.FilterOptions;
import dev.playhead.cli.option.SecretOptions;
import dev.playhead.cli.output.CopyOutput;
import dev.playhead.cli.output.EventOutput;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.output.LinesOutput;
import dev.playhead.cli.output.StoreOutput;
import dev.playhead.cli.output.Text;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ExportFormat;
import dev.playhead.storage.spi.StoredSession;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that writes a copy of a file without secrets. */
@Command(
        name = "redact",
        modelTransformer = SecretOptions.WithoutRedact.class,
        customSynopsis = "playhead redact FILE -o CLEAN [OPTIONS]",
        header = "Write a copy of a file without secrets, or without some events.",
        description = {
            "",
            "Removes the values that 'playhead scan' finds: from payload, metadata, type and source of all events, and"
                    + " from the context of sessions. All else is kept: ids, times, order, breaks and gaps. With"
                    + " conditions, the events that match all of them are removed, and CLEAN lists their ids as a gap.",
            "",
            "CLEAN is a new file, which only you can read: a Playhead file if its name ends with .playhead, otherwise JSON"
                    + " Lines. It has no states, indexes or other remains of the removed values, not even in unused bytes;"
                    + " states are folded from its events when they are needed. States before the first event of FILE"
                    + " are left out.",
            "",
            "FILE is not changed. Delete it, its exports and its backups if nobody may read the removed values.",
            "",
            "Exit code 3 if parts of FILE cannot be read (gaps or breaks in CLEAN); 4 if events of FILE are lost or were"
                    + " not recorded.",
            ""
        },
        footer = {
            "  playhead redact orders.playhead -o clean.playhead",
            "  playhead redact orders.playhead -o clean.playhead --where userId=7",
            "  playhead redact orders.jsonl -o clean.jsonl.gz --email --fields 'salary*'",
            "  playhead redact a.playhead -o b.playhead && playhead scan b.playhead"
        })
public final class RedactCommand implements Callable<Integer> {
    @Mixin
    private EventFile file;

    @Option(
            names = {"-o", "--output"},
            order = 1,
            required = true,
            paramLabel = "CLEAN",
            description = "The file to create: .playhead or .jsonl, the latter with .gz appended for compression; - for"
                    + " JSON Lines on standard output.")
    private String output;

    @Mixin
    private SecretOptions secrets;

    @Mixin
    private FilterOptions filters;

    private final Session session;

    public RedactCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Redaction redaction = new Redaction(secrets.rules());
        filters.check(file);
        boolean toStore = output.endsWith(PlayheadFile.EXTENSION);
        if (!output.equals("-")) {
            StoreOutput.requireNew(output);
            if (!toStore && EventOutput.formatOf(output, null) != ExportFormat.JSON_LINES) {
                throw new CommandFailure(output + ": a copy is a Playhead file (.playhead) or JSON Lines (.jsonl);"
                        + " 'playhead export' writes other formats from a copy");
            }
        }
        Ending ending = session.ending();
        StoredDetails stored = StoredDetails.of(file);
        EventFilter removed = filters.isGiven()
                ? filters.filter(file, session)
                : EventFilter.all().negate();
        try (CopyOutput out = toStore ? StoreOutput.open(output) : LinesOutput.open(session, output)) {
            Copying copying = new Copying(out, redaction, removed, stored, ending);
            EventFile.Reading reading = file.readAll(
                    session, copying.feed::known, copying::event, problem -> copying.unread++, type -> true);
            if (reading.events() == 0 && reading.rejected() > 0) {
                throw new CommandFailure(file.shownName() + " has no events that can be read" + see());
            }
            copying.end(reading);
            report(copying, reading, out.bytes(), redaction);
            noteUnread(copying, reading, stored);
            return reading.rejected() > 0 || stored.isDamaged(reading.missing()) ? ExitCode.DAMAGED : 0;
        }
    }

    private String see() {
        return file.isStandardInput() ? "" : "; see playhead import " + file.name;
    }

    /** Writes events, breaks and gaps to the copy, in the order of sequences. */
    private static final class Copying {
        private final CopyOutput out;
        private final Redaction redaction;
        private final EventFilter removed;
        private final StoredDetails stored;
        private final Ending ending;
        private final MissingFeed feed;
        private final long nowMillis = System.currentTimeMillis();
        /** The first sequence of the removed events whose gap is not written yet; -1 if there are none. */
        private long removedFrom = -1;

        private long removedTo;
        private long nextSequence;
        private Instant lastTime = Instant.EPOCH;
        private long first = -1;
        private long unread;
        private long copied;
        private long removedEvents;
        private long removedRanges;

        Copying(CopyOutput out, Redaction redaction, EventFilter removed, StoredDetails stored, Ending ending) {
            this.out = out;
            this.redaction = redaction;
            this.removed = removed;
            this.stored = stored;
            this.ending = ending;
            this.feed = new MissingFeed(this::gap, one -> out.missing(redaction.recordingBreak(one)));
        }

        private void gap(SequenceRange gap) {
            endRange();
            first = first < 0 ? gap.first() : first;
            out.missing(gap);
            nextSequence = gap.last() + 1;
        }

        void event(RecordedEvent event) {
            endIfAsked();
            long sequence = event.sequence();
            feed.before(sequence);
            noteUnread(sequence, event.timestamp());
            first = first < 0 ? sequence : first;
            lastTime = event.timestamp();
            nextSequence = sequence + 1;
            if (removed.test(event)) {
                if (removedFrom >= 0 && removedTo + 1 < sequence) {
                    endRange();
                }
                removedFrom = removedFrom < 0 ? sequence : removedFrom;
                removedTo = sequence;
                removedEvents++;
                return;
            }
            endRange();
            long recordedAtMillis = stored.recordedAtMillis(sequence);
            out.write(redaction.event(event), recordedAtMillis < 0 ? nowMillis : recordedAtMillis);
            copied++;
        }

        /**
         * Writes to the copy that parts of the file before an event could not be read. If sequences are free between
         * the previous event or gap and this event, writes a gap of these sequences. Otherwise writes a break, because
         * the sequences of the unread events are unknown.
         */
        private void noteUnread(long sequence, Instant time) {
            if (unread == 0) {
                return;
            }
            endRange();
            if (first >= 0 && sequence > nextSequence) {
                out.missing(new SequenceRange(nextSequence, sequence - 1));
            } else {
                Instant at = first < 0 ? time : lastTime;
                out.missing(new RecordingBreak(sequence, at, at, Map.of(RecordingBreak.OTHER_TYPES, unread)));
            }
            unread = 0;
        }

        private void endRange() {
            if (removedFrom >= 0) {
                out.missing(new SequenceRange(removedFrom, removedTo));
                removedRanges++;
                removedFrom = -1;
            }
        }

        private void endIfAsked() {
            if (ending.isAsked()) {
                throw new CommandFailure("interrupted; no copy was written");
            }
        }

        void end(EventFile.Reading reading) {
            endIfAsked(); // Ctrl-C may also have ended the program that writes to the pipe
            feed.known(reading.missing());
            feed.before(Long.MAX_VALUE);
            noteUnread(nextSequence, lastTime);
            endRange();
            out.complete(sessions(), stored.position());
        }

        private List<StoredSession> sessions() {
            if (!stored.sessions().isEmpty()) {
                return redaction.sessions(stored.sessions());
            }
            Instant now = Instant.ofEpochMilli(nowMillis);
            return List.of(new StoredSession(
                    1,
                    now,
                    Math.max(first, 0),
                    Optional.of(new StoredSession.End(now, Math.max(first, nextSequence))),
                    Map.of()));
        }
    }

    private void report(Copying copying, EventFile.Reading reading, long bytes, Redaction redaction) {
        if (session.json()) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("file", file.name);
            data.put("output", output);
            data.put("events", copying.copied);
            data.put("bytes", bytes < 0 ? null : bytes);
            redaction.counts().addTo(data);
            data.put("removedEvents", copying.removedEvents);
            data.put("removedRanges", copying.removedRanges);
            data.put("malformed", reading.rejected());
            reading.missing().addTo(data);
            print(JsonText.compact(data));
            return;
        }
        print(Text.safe(output.equals("-") ? "standard output" : output) + ": "
                + session.style().bold(Text.count(copying.copied, "event"))
                + (bytes < 0 ? "" : session.style().dim(" (" + Text.bytes(bytes) + ")")));
        print("  " + cut(redaction));
        if (filters.isGiven()) {
            print("  " + Text.count(copying.removedEvents, "event") + " removed"
                    + (copying.removedEvents == 0 ? "" : ", in " + Text.count(copying.removedRanges, "gap")));
        }
        print(session.style()
                .dim(Text.safe(file.shownName()) + " is unchanged and still has all values, as do its exports and"
                        + " backups"));
    }

    private static String cut(Redaction redaction) {
        if (redaction.counts().isEmpty()) {
            return "no values were cut out";
        }
        long events = redaction.counts().events();
        return Text.count(redaction.counts().values(), "value") + " cut out of "
                + (events == 0 ? "sessions and breaks" : Text.count(events, "event")) + ": "
                + redaction.counts().byKind().entrySet().stream()
                        .map(kind -> kind.getKey() + " " + Text.count(kind.getValue()))
                        .collect(Collectors.joining("; "));
    }

    private void print(String line) {
        if (output.equals("-")) {
            session.err().println(line);
        } else {
            session.out().line(line);
        }
    }

    private void noteUnread(Copying copying, EventFile.Reading reading, StoredDetails stored) {
        if (filters.isGiven() && copying.removedEvents == 0) {
            session.note("no events match" + filters.hint());
        }
        if (reading.rejected() > 0) {
            session.note("warning: " + Text.count(reading.rejected(), "malformed line") + " of " + file.shownName()
                    + " not copied" + see());
        }
        if (!reading.notes().isEmpty()) {
            session.note(
                    "note: some values of " + file.shownName() + " were read in a way that may be unexpected" + see());
        }
        if (stored.ownStates() != StoredDetails.OwnStates.NONE) {
            session.note("note: states of " + file.shownName() + " that do not follow from its events, such as those"
                    + " before its first event, are left out");
        }
        MissingEvents missing = reading.missing();
        missing.noteIncomplete(session);
    }
}
