package dev.playhead.cli.command;

import dev.playhead.EventHistory;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.Ending;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.cli.option.StateOptions;
import dev.playhead.cli.output.Browser;
import dev.playhead.cli.view.StateView;
import dev.playhead.devtools.DevTools;
import dev.playhead.event.PlayheadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that shows a history on a page in the browser. */
@Command(
        name = "open",
        header = "Show a history on a page in the browser: timeline, events, states.",
        description = {
            "",
            "Serves a page on this machine only, prints its address, and opens it in the browser. Without a browser, or"
                    + " with --no-browser, open the printed address. The part of the address behind # is a secret of this"
                    + " run: it allows programs to read the history.",
            "",
            "The page only reads. New events are shown while a program records into a Playhead file. Other files are read"
                    + " once, into memory.",
            "",
            "Runs until Ctrl-C.",
            ""
        },
        footer = {
            "  playhead open orders.playhead",
            "  playhead open orders.jsonl --by order.id     one row for each order",
            "  playhead open orders.jsonl --port 0 --no-browser",
            "  playhead open orders.playhead --view 'at=2041&tab=state'"
        })
public final class OpenCommand implements Callable<Integer> {
    private static final int DEFAULT_PORT = 7433;
    private static final int MAX_PORT = 65_535;
    private static final Duration LONG = Duration.ofDays(1);

    @Mixin
    private EventFile file;

    @Option(
            names = "--port",
            order = 1,
            paramLabel = "N",
            description = "The port of the page; 0 for any free port. Default: " + DEFAULT_PORT
                    + ", or any free port if it is in use.")
    private @Nullable Integer port;

    @Option(names = "--no-browser", order = 2, description = "Print the address, but open no browser.")
    private boolean noBrowser;

    @Option(
            names = "--view",
            order = 3,
            paramLabel = "VIEW",
            description = "What the page shows first. Copy link on the page copies a command with this option.")
    private @Nullable String view;

    @Mixin
    private StateOptions state;

    @Spec
    private CommandSpec spec;

    private final Session session;

    public OpenCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        state.check();
        if (port != null && (port < 0 || port > MAX_PORT)) {
            throw new ParameterException(spec.commandLine(), "--port " + port + " is not within 0 to " + MAX_PORT);
        }
        Ending ending = session.ending();
        try (EventHistory history = file.load(session)) {
            if (history.stats().stored() == 0 && !file.isStore()) {
                file.noteNoEvents(session);
            }
            file.noteMissing(MissingEvents.of(history), session);
            try (DevTools page = serve(history)) {
                show(page);
                boolean ended = false;
                while (!ended) {
                    ended = ending.await(LONG);
                }
            }
        }
        return 0;
    }

    private DevTools serve(EventHistory history) {
        try {
            return serve(history, port == null ? DEFAULT_PORT : port);
        } catch (PlayheadException e) {
            if (!(e.getCause() instanceof BindException)) {
                throw e;
            }
            if (port != null) {
                throw new CommandFailure("--port " + port + " is in use; --port 0 takes any free port");
            }
            return serve(history, 0);
        }
    }

    private DevTools serve(EventHistory history, int port) {
        DevTools.Builder builder =
                DevTools.builder(history).name(file.shownName()).port(port);
        if (!file.isStore()) {
            builder.noMoreEvents();
        }
        if (!file.isStandardInput()) {
            builder.file(file.name);
        }
        StateView<?> shown = state.isGiven() ? state.require(history) : null;
        if (shown != null) {
            builder.projection(shown.projection());
        }
        return builder.serve();
    }

    private void show(DevTools page) {
        String address = page.address() + (view == null ? "" : "&" + view);
        if (session.json()) {
            session.printJsonLine(Map.of("address", address));
        } else {
            session.out().line(address);
        }
        try {
            session.out().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!noBrowser && !Browser.open(address)) {
            session.note("note: no browser could be started; open the address above");
        }
        session.note("Ctrl-C ends the page");
    }
}
