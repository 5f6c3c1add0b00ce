package dev.playhead.cli.command;

import dev.playhead.capture.SensitiveData;
import dev.playhead.capture.SensitiveFinding;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.ExitCode;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.input.StoredDetails;
import dev.playhead.cli.option.FilterOptions;
import dev.playhead.cli.option.SecretOptions;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.output.Text;
import dev.playhead.cli.view.SecretCounts;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ImportReport;
import dev.playhead.storage.spi.StoredSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that finds secrets in a file. */
@Command(
        name = "scan",
        modelTransformer = SecretOptions.WithoutRedact.class,
        header = "Find secrets in a file: passwords, card numbers, tokens and keys.",
        description = {
            "",
            "Finds values by the names of their fields (password, token, cardNumber, ...) and by their form: payment"
                    + " cards and IBANs with valid check digits, JSON Web Tokens, private keys, bearer tokens and keys of"
                    + " cloud services. Reads payload, metadata, type and source of all events, and of a Playhead file"
                    + " also the context of its sessions and the grids before its first event. With conditions, only the"
                    + " events that match all of them.",
            "",
            "Prints where secrets are, never a secret: a key that is a secret appears as ***. In these"
                    + " paths, an element of a list is a number with --list, and * otherwise. Values that were removed are not found.",
            "",
            "Exit code 5 if secrets were found; otherwise 3 if parts of FILE cannot be read, and 4 if events of FILE are"
                    + " lost or were not recorded.",
            ""
        },
        footer = {
            "  playhead scan orders.playhead",
            "  playhead scan orders.jsonl.gz --email --fields 'salary*,diagnosis'",
            "  playhead scan orders.jsonl --list | cut -f 1 | uniq    the ids of the events",
            "  playhead scan orders.jsonl --since -1d --json | jq .byKind",
            "  playhead scan session.jsonl && git add session.jsonl"
        })
public final class ScanCommand implements Callable<Integer> {
    @Mixin
    private EventFile file;

    @Mixin
    private SecretOptions secrets;

    @Option(
            names = "--list",
            order = 4,
            description = "Print a line for each secret, with tabs between the id of the event, the path and the kind.")
    private boolean list;

    @Option(
            names = "--top",
            order = 5,
            paramLabel = "N",
            defaultValue = "20",
            description = "The number of paths to show; default ${DEFAULT-VALUE}. --json prints up to 10,000.")
    private int top;

    @Mixin
    private FilterOptions filters;

    @Spec
    private CommandSpec spec;

    private final Session session;
    private final SecretCounts found = new SecretCounts();
    private long events;

    public ScanCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (top < 1) {
            throw new ParameterException(spec.commandLine(), "--top " + top + " is not positive");
        }
        SensitiveData rules = secrets.rules();
        filters.check(file);
        StoredDetails stored = StoredDetails.of(file);
        EventFilter filter = filters.filter(file, session);
        ImportReport.@Nullable Problem[] problem = {null};
        EventFile.Reading reading = file.readAll(
                session,
                missing -> {},
                event -> {
                    if (filter.test(event)) {
                        scan(event, rules);
                    }
                },
                one -> problem[0] = problem[0] == null ? one : problem[0],
                filters::mayMatch);
        refuseUnreadable(reading, problem[0]);
        if (!filters.isGiven()) {
            stored.sessions().forEach(one -> scan(one, rules));
            reading.missing().breaks().forEach(one -> scan(one, rules));
        }
        boolean lacksStates = !filters.isGiven() && !scanStates(stored, rules);
        report(reading, stored, lacksStates);
        noteUnread(reading, problem[0], lacksStates);
        if (!found.isEmpty()) {
            return ExitCode.FOUND;
        }
        return reading.rejected() > 0 || stored.isDamaged(reading.missing()) ? ExitCode.DAMAGED : 0;
    }

    private void scan(RecordedEvent event, SensitiveData rules) {
        events++;
        for (SensitiveFinding finding : rules.findings(event.event())) {
            found.add(finding, event.id());
            print("id", event.id(), finding);
        }
    }

    private void scan(StoredSession one, SensitiveData rules) {
        for (SensitiveFinding finding : rules.findings("context", new LinkedHashMap<>(one.context()))) {
            String number = Long.toString(one.number());
            found.addElsewhere(finding, "session " + number);
            print("session", number, finding);
        }
    }

    /** Examines the states that do not follow from the events. Returns false if there are some that it cannot read. */
    private boolean scanStates(StoredDetails stored, SensitiveData rules) {
        if (stored.ownStates() != StoredDetails.OwnStates.GRIDS) {
            return stored.ownStates() == StoredDetails.OwnStates.NONE;
        }
        Map<String, @Nullable Object> grids =
                StoredDetails.gridsBefore(file, session).orElse(null);
        if (grids == null) {
            return false;
        }
        for (SensitiveFinding finding : rules.findings("state", grids)) {
            found.addElsewhere(finding, "before events");
            print("before", "events", finding);
        }
        return true;
    }

    /** Examines the types of events that were not recorded. */
    private void scan(RecordingBreak one, SensitiveData rules) {
        for (String type : one.offered().keySet()) {
            for (SensitiveFinding finding : rules.findings("break", List.of(type))) {
                String sequence = Long.toString(one.sequence());
                found.addElsewhere(finding, "before " + sequence);
                print("before", sequence, finding);
            }
        }
    }

    private void print(String name, String location, SensitiveFinding finding) {
        if (!list) {
            return;
        }
        if (session.json()) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put(name, location);
            data.put("path", finding.path());
            data.put("kinds", SecretCounts.kinds(finding));
            session.out().line(JsonText.compact(data));
        } else {
            session.out()
                    .line((name.equals("id") ? "" : name + " ") + location + "\t" + Text.safe(finding.path()) + "\t"
                            + SecretCounts.kindsText(finding));
        }
    }

    /** Fails if nothing but malformed input was read. Omits the message of the first problem: it may quote a secret. */
    private void refuseUnreadable(EventFile.Reading reading, ImportReport.@Nullable Problem first) {
        if (reading.events() == 0 && first != null) {
            throw new CommandFailure(file.shownName() + " has no events that can be read" + see());
        }
    }

    private String see() {
        return file.isStandardInput() ? "" : "; see playhead import " + file.name;
    }

    private void report(EventFile.Reading reading, StoredDetails stored, boolean lacksStates) {
        if (list) {
            session.note(summary());
        } else if (session.json()) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("file", file.name);
            data.put("events", events);
            found.addTo(data);
            data.put("malformed", reading.rejected());
            data.put("damaged", stored.isDamaged(reading.missing()));
            data.put("statesNotScanned", lacksStates);
            reading.missing().addTo(data);
            session.printJson(data);
        } else {
            session.out()
                    .line(
                            found.isEmpty()
                                    ? Text.safe(summary())
                                    : session.style().bold(Text.safe(summary())));
            if (!found.isEmpty()) {
                found.print(session, top);
            }
        }
    }

    private String summary() {
        String scanned = Text.count(events, "event");
        return file.shownName() + ": "
                + (found.isEmpty()
                        ? "no secrets found in " + scanned
                        : Text.count(found.values(), "secret") + " in " + Text.count(found.events()) + " of "
                                + scanned);
    }

    private void noteUnread(EventFile.Reading reading, ImportReport.@Nullable Problem first, boolean lacksStates) {
        if (first != null) {
            session.note("warning: " + Text.count(reading.rejected(), "malformed line") + " of " + file.shownName()
                    + " not scanned, first: line " + first.line() + see());
        }
        if (file.isOfAnotherProgram(reading, session)) {
            session.note("note: only the events of " + file.shownName()
                    + " were scanned; data that is in no event, such" + " as computed states, was not" + see());
        }
        if (lacksStates) {
            session.note("note: " + file.shownName() + " also has states that do not follow from its events, such as"
                    + " those before its first event; they were not scanned");
        }
        reading.missing().noteIncomplete(session);
    }
}
