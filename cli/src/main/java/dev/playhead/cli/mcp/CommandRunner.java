package dev.playhead.cli.mcp;

import dev.playhead.cli.Session;
import dev.playhead.cli.option.GlobalOptions;

/** Runs a command of this program in this process. */
@FunctionalInterface
public interface CommandRunner {
    /**
     * Runs a command, and returns its exit code.
     *
     * @param session the session, which receives the results
     * @param options the options that every command has; the command line sets them
     * @param args the command line
     */
    int run(Session session, GlobalOptions options, String... args);
}
