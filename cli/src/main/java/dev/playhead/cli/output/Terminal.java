package dev.playhead.cli.output;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The terminal or other destination of the output: its width and its capabilities. */
public final class Terminal {
    private static final int DEFAULT_COLUMNS = 80;

    private final Map<String, String> environment;
    private final boolean outIsTerminal;
    private final boolean errIsTerminal;
    private final boolean inIsTerminal;
    private int columns = -1;

    public Terminal(Map<String, String> environment, boolean outIsTerminal, boolean errIsTerminal) {
        this(environment, outIsTerminal, errIsTerminal, false);
    }

    public Terminal(
            Map<String, String> environment, boolean outIsTerminal, boolean errIsTerminal, boolean inIsTerminal) {
        this.environment = environment;
        this.outIsTerminal = outIsTerminal;
        this.errIsTerminal = errIsTerminal;
        this.inIsTerminal = inIsTerminal;
    }

    /** {@return a copy of this terminal with the same environment, but with no stream connected to a terminal} */
    public Terminal withoutStreams() {
        return new Terminal(environment, false, false);
    }

    /** {@return the terminal, or other destination, of this process} */
    public static Terminal ofThisProcess() {
        return new Terminal(System.getenv(), isTerminal(1), isTerminal(2), isTerminal(0));
    }

    private static boolean isTerminal(int descriptor) {
        try {
            Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
            return target.startsWith("/dev/pts") || target.toString().matches("/dev/(tty.*|console)");
        } catch (IOException | UnsupportedOperationException | SecurityException e) {
            return isConsole(); // the system is not Linux
        }
    }

    /**
     * Returns whether standard input and standard output are terminals, according to Java. From Java 22 on, there may
     * be a console even without a terminal.
     */
    @SuppressWarnings("SystemConsoleNull") // the method handles both results
    private static boolean isConsole() {
        Console console = System.console();
        if (console == null || Runtime.version().feature() < 22) {
            return console != null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    public boolean isOutTerminal() {
        return outIsTerminal;
    }

    /** {@return the value of an environment variable, or the empty string if the variable is not set} */
    public String environment(String name) {
        return environment.getOrDefault(name, "");
    }

    /**
     * {@return the name of the command that the user typed, if the start script passes it; otherwise {@code playhead}}
     */
    public String commandName() {
        String name = environment("PLAYHEAD_COMMAND");
        return name.isEmpty() ? "playhead" : name;
    }

    boolean isErrTerminal() {
        return errIsTerminal;
    }

    /**
     * {@return whether a command can read single keys and draw a screen: standard input and standard output must be
     * terminals, and {@code TERM} must not be {@code dumb}}
     */
    public boolean isInteractive() {
        return inIsTerminal && outIsTerminal && !isDumb();
    }

    private boolean isDumb() {
        return environment.getOrDefault("TERM", "").equals("dumb");
    }

    /**
     * {@return whether the environment variable NO_COLOR is set and not empty (see no-color.org); if so, it overrides
     * all options for colors}
     */
    public boolean refusesColors() {
        return !environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /** {@return whether colors are shown by default} */
    public boolean showsColors() {
        return outIsTerminal && !isDumb();
    }

    /** {@return whether the terminal can show characters beyond ASCII, according to the locale} */
    public boolean showsUnicode() {
        for (String variable : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = environment.getOrDefault(variable, "").toUpperCase(Locale.ROOT);
            if (!value.isEmpty()) {
                return value.contains("UTF-8") || value.contains("UTF8");
            }
        }
        return false;
    }

    /**
     * {@return the maximum width of lines: the value of COLUMNS if it is set, otherwise the width of the terminal; 0
     * for unlimited if there is neither}
     */
    public int columns() {
        return outIsTerminal || environment.containsKey("COLUMNS") ? measuredColumns() : 0;
    }

    /** {@return the width of charts: {@link #columns}, but at least 40 and at most 160; 80 if lines are unlimited} */
    public int pictureColumns() {
        int width = columns();
        return width == 0 ? DEFAULT_COLUMNS : Math.max(40, Math.min(width, 160));
    }

    private int measuredColumns() {
        if (columns < 0) {
            int given = number(environment.getOrDefault("COLUMNS", ""));
            columns = given > 0 ? given : askTerminal();
        }
        return columns;
    }

    /**
     * Runs {@code stty} to determine the width of the terminal, because Java has no method for this. Returns the
     * default width if this fails.
     */
    private static int askTerminal() {
        File device = new File("/dev/tty");
        if (!device.exists()) {
            return DEFAULT_COLUMNS;
        }
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(device)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String printed = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim();
            int width = stty.waitFor(1, TimeUnit.SECONDS) ? number(printed.substring(printed.indexOf(' ') + 1)) : 0;
            return width > 0 ? width : DEFAULT_COLUMNS;
        } catch (IOException e) {
            return DEFAULT_COLUMNS;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DEFAULT_COLUMNS;
        }
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    }
}
