package dev.playhead.cli;

import dev.playhead.cli.output.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The exit code and the output of the command after it ran in this process. */
public record Run(int exitCode, String out, String err) {
    public static Run of(Object... args) {
        return withInput("", args);
    }

    public static Run withInput(String input, Object... args) {
        return run(new Terminal(Map.of(), false, false), input, args);
    }

    /** Runs the command with the given environment variables, as if its output were a terminal. */
    public static Run onTerminal(Map<String, String> environment, Object... args) {
        return run(new Terminal(environment, true, true), "", args);
    }

    private static Run run(Terminal terminal, String input, Object... args) {
        ByteArrayInputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        return run(terminal, in, new ByteArrayOutputStream(), args);
    }

    /**
     * Runs the command with the given streams. A test can pass an input stream that, while the command reads from it,
     * checks what the command has printed so far.
     */
    static Run run(Terminal terminal, InputStream in, ByteArrayOutputStream out, Object... args) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] texts = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            texts[i] = args[i].toString();
        }
        int exitCode = Main.run(texts, in, out, err, terminal);
        return new Run(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    public List<String> lines() {
        return out.lines().toList();
    }
}
