package dev.playhead.cli;

import dev.playhead.cli.cache.CacheFolder;
import dev.playhead.cli.option.GlobalOptions;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.output.Output;
import dev.playhead.cli.output.Style;
import dev.playhead.cli.output.Terminal;
import dev.playhead.cli.output.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one run of the command works with: its streams, its terminal and the options that every command has. */
public final class Session {
    private final InputStream in;
    private final Output out;
    private final PrintStream err;
    private final Terminal terminal;
    private final GlobalOptions options;
    private @Nullable Ending ending;
    private boolean inputCutOff;
    private boolean incomplete;

    public Session(InputStream in, Output out, PrintStream err, Terminal terminal, GlobalOptions options) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.options = options;
    }

    /** A session like this one of which nobody sees anything but what goes to standard error. */
    public Session silent() {
        return new Session(in, new Output(OutputStream.nullOutputStream(), false), err, terminal, options);
    }

    /** A session like this one that tells on another stream what goes to standard error. */
    public Session telling(PrintStream elsewhere) {
        return new Session(in, out, elsewhere, terminal, options);
    }

    public InputStream in() {
        return in;
    }

    public Output out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    public Terminal terminal() {
        return terminal;
    }

    /** Sees to it, from now on, that the command ends in order when its process is told to end. */
    public Ending ending() {
        Ending known = ending == null ? new Ending() : ending;
        ending = known;
        return known;
    }

    /** Ends the session, after all output. */
    void end() {
        if (ending != null) {
            ending.close();
        }
    }

    /** Notes that what was read broke off, so that the answer is about a part, and the exit code must say so. */
    public void inputIsCutOff() {
        inputCutOff = true;
    }

    boolean isInputCutOff() {
        return inputCutOff;
    }

    /** Notes that events are missing among those that the answer is about, so that the exit code must say so. */
    public void answerIsIncomplete() {
        incomplete = true;
    }

    boolean isAnswerIncomplete() {
        return incomplete;
    }

    public boolean json() {
        return options.json;
    }

    public ZoneId zone() {
        return options.zone == null ? ZoneId.systemDefault() : options.zone;
    }

    /** The zone of times in event files that name none: the one that the user names, or UTC. */
    public ZoneId zoneOfEvents() {
        return options.zone == null ? ZoneOffset.UTC : options.zone;
    }

    public Style style() {
        if (terminal.refusesColors() || options.noColor) {
            return Style.PLAIN;
        }
        boolean colored = switch (options.color) {
            case always -> true;
            case never -> false;
            case auto -> terminal.showsColors();
        };
        return colored ? Style.COLORED : Style.PLAIN;
    }

    public boolean ascii() {
        return options.ascii || !terminal.showsUnicode();
    }

    /** Returns how wide lines may be; 0 for any width. */
    public int columns() {
        return options.wide ? 0 : terminal.columns();
    }

    /** Returns whether nothing is to be left out, however long it gets. */
    public boolean wide() {
        return options.wide;
    }

    /** Returns where commands keep the states that they fold; empty if they are to keep none. */
    public Optional<CacheFolder> cacheFolder() {
        return options.noCache ? Optional.empty() : CacheFolder.of(terminal::environment);
    }

    public String ellipsis() {
        return ascii() ? "..." : "\u2026";
    }

    /** Prints an object as indented JSON. */
    public void printJson(Object data) {
        out.line(JsonText.indented(data, style()));
    }

    /**
     * Says something about the work on standard error, where it does not get into the results but comes after them; nothing
     * if the reader of the results has gone, as it wants no more.
     */
    public void note(String text) {
        try {
            out.flush();
        } catch (IOException e) {
            // The output remembers it, and the end of the command sees to it.
        }
        if (!out.isClosedPipe()) {
            err.println("playhead: " + Text.safe(text));
        }
    }
}
