package dev.playhead.cli;

import dev.playhead.cli.cache.CacheFolder;
import dev.playhead.cli.option.GlobalOptions;
import dev.playhead.cli.output.Answers;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.output.Output;
import dev.playhead.cli.output.Style;
import dev.playhead.cli.output.Terminal;
import dev.playhead.cli.output.Text;
import dev.playhead.event.RecordedEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The context of one run of the command: the streams, the terminal and the options that all commands have. If
 * {@link #answers()} is not null, the methods that print results pass the results to this receiver instead.
 */
public final class Session {
    private final InputStream in;
    private final Output out;
    private final PrintStream err;
    private final Terminal terminal;
    private final GlobalOptions options;
    private final @Nullable Answers answers;
    private @Nullable Ending ending;
    private boolean inputCutOff;
    private boolean incomplete;

    public Session(InputStream in, Output out, PrintStream err, Terminal terminal, GlobalOptions options) {
        this(in, out, err, terminal, options, null);
    }

    private Session(
            InputStream in,
            Output out,
            PrintStream err,
            Terminal terminal,
            GlobalOptions options,
            @Nullable Answers answers) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.options = options;
        this.answers = answers;
    }

    /** {@return a copy of this session that discards all output except standard error} */
    public Session silent() {
        return new Session(in, new Output(OutputStream.nullOutputStream(), false), err, terminal, options);
    }

    /**
     * {@return a copy of this session with another stream as standard error}
     *
     * @param elsewhere the other stream
     */
    public Session withNotesTo(PrintStream elsewhere) {
        return new Session(in, out, elsewhere, terminal, options, answers);
    }

    /**
     * {@return a session without input and terminal, whose results are data}
     *
     * @param receiver receives the results
     * @param notes the stream for notes
     * @param options the options of the command that runs in the session
     */
    public Session answering(Answers receiver, PrintStream notes, GlobalOptions options) {
        Output nowhere = new Output(OutputStream.nullOutputStream(), false);
        return new Session(InputStream.nullInputStream(), nowhere, notes, terminal.withoutStreams(), options, receiver);
    }

    /** {@return the receiver of the results as data; null if they are printed} */
    public @Nullable Answers answers() {
        return answers;
    }

    /**
     * {@return what a command may compare and quote of a recorded value: if results are printed, the value itself,
     * otherwise the result of {@link Answers#cut}} A value must be cut before it is shortened or becomes a part of a
     * text, because its sensitive data is no longer recognized afterwards.
     */
    public @Nullable Object cut(@Nullable Object value) {
        return answers == null ? value : answers.cut(value);
    }

    /** {@return whether a message may quote malformed input} */
    public boolean mayQuoteMalformed() {
        return answers == null || answers.mayQuoteMalformed();
    }

    /** {@return whether the results are no longer wanted, so that the command ends} */
    public boolean isStopped() {
        return answers != null && answers.isStopped();
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

    /**
     * {@return the handler that gives the command time to finish its output when its process is terminated} The handler
     * works from the first call of this method on.
     */
    public Ending ending() {
        Ending known = ending == null ? new Ending() : ending;
        ending = known;
        return known;
    }

    /** Ends the session. Called after all output was written. */
    void end() {
        if (ending != null) {
            ending.close();
        }
    }

    /**
     * Records that the input is truncated and that the answer covers only a part of it. The exit code then shows this.
     */
    public void inputIsCutOff() {
        inputCutOff = true;
    }

    boolean isInputCutOff() {
        return inputCutOff;
    }

    /** Records that the answer lacks events that are lost or were not recorded. The exit code then shows this. */
    public void answerIsIncomplete() {
        incomplete = true;
    }

    boolean isAnswerIncomplete() {
        return incomplete;
    }

    public boolean json() {
        return options.json || answers != null;
    }

    public ZoneId zone() {
        return options.zone == null ? ZoneId.systemDefault() : options.zone;
    }

    /** {@return the zone that the user specifies} */
    public Optional<ZoneId> givenZone() {
        return Optional.ofNullable(options.zone);
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

    /** {@return the maximum width of a line in columns, or 0 for unlimited} */
    public int columns() {
        return options.wide ? 0 : terminal.columns();
    }

    /** {@return whether output is printed in full, regardless of its length} */
    public boolean wide() {
        return options.wide;
    }

    /**
     * {@return the folder in which commands cache folded states; empty if the user has disabled the cache, or if the
     * environment specifies no folder}
     */
    public Optional<CacheFolder> cacheFolder() {
        return options.noCache ? Optional.empty() : CacheFolder.of(terminal::environment);
    }

    public String ellipsis() {
        return ascii() ? "..." : "\u2026";
    }

    /** Prints the only result of a command as indented JSON. */
    public void printJson(Map<String, @Nullable Object> data) {
        if (answers != null) {
            answers.document(data);
        } else {
            out.line(JsonText.indented(data, style()));
        }
    }

    /** Prints the only result of a command as one line of JSON. */
    public void printJsonRecord(Map<String, @Nullable Object> data) {
        if (answers != null) {
            answers.document(data);
        } else {
            out.line(JsonText.compact(data));
        }
    }

    /** Prints one of several results as a line of JSON. */
    public void printJsonLine(Map<String, @Nullable Object> data) {
        if (answers != null) {
            answers.line(data);
        } else {
            out.line(JsonText.compact(data));
        }
    }

    /** Prints an event as a line of JSON. */
    public void printJsonLine(RecordedEvent event) {
        if (answers != null) {
            answers.event(event);
        } else {
            out.line(JsonText.compact(JsonText.event(event)));
        }
    }

    /** Prints a break or gap as a line of JSON. */
    public void printMissing(Map<String, @Nullable Object> data) {
        if (answers != null) {
            answers.missing(data);
        } else {
            out.line(JsonText.compact(data));
        }
    }

    /**
     * Writes all results that were printed before, and then prints a note on standard error. Prints no note if the
     * reader of the results has closed the pipe.
     */
    public void note(String text) {
        try {
            out.flush();
        } catch (IOException e) {
            // Output remembers the failure, and Main reports it at the end of the command.
        }
        if (!out.isClosedPipe()) {
            err.println("playhead: " + Text.safe(text));
        }
    }
}
