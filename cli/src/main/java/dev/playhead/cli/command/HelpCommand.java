package dev.playhead.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command that prints the help of a command: {@code help search} is equivalent to {@code search --help}. */
@Command(
        name = "help",
        header = "Show the help of a command, with examples.",
        description = "",
        footer = {"  playhead help", "  playhead help search     the same as playhead search --help"})
public final class HelpCommand implements Runnable {
    @Parameters(index = "0", arity = "0..1", paramLabel = "COMMAND", description = "A command; default: all commands.")
    private @Nullable String name;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        CommandLine root = spec.commandLine().getParent();
        CommandLine asked = name == null ? root : root.getSubcommands().get(name);
        if (asked == null) {
            throw new UnmatchedArgumentException(root, List.of(String.valueOf(name)));
        }
        asked.usage(root.getOut());
    }
}
