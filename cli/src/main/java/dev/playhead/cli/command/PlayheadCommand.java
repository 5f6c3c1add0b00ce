package dev.playhead.cli.command;

import dev.playhead.cli.Version;
import dev.playhead.cli.option.GlobalOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root command. It fails if no subcommand is given. */
@Command(
        name = "playhead",
        versionProvider = Version.class,
        customSynopsis = "playhead COMMAND [OPTIONS] FILE",
        header = "Record events, search them, restore the state at any event or time, and replay them.",
        description = {
            "",
            "FILE is a Playhead file (a program may still be recording into it), or a file of JSON Lines, JSON or CSV, also from"
                    + " other tools, plain or compressed with gzip. - is standard input, and ./- is a file named -. Arguments after -- are"
                    + " never options, even if they begin with -."
        },
        footer = {
            "  playhead demo                            show what Playhead does, in a few seconds",
            "  playhead stats orders.jsonl              summarize the file",
            "  playhead search orders.jsonl --type 'cell:*' --where rowId=ORD-7 --last 5",
            "  playhead snapshot orders.jsonl --at 10:42",
            "  playhead changes orders.jsonl ORD-7/price",
            "  playhead travel orders.jsonl             step, play and search in the terminal",
            "  playhead replay orders.jsonl --speed 10 | ./my-program",
            "  ./my-program | playhead record orders.playhead",
            "  playhead tail -f orders.playhead",
            "  playhead mcp orders.playhead             answer the questions of an AI assistant",
            "  ./playhead install                       install the command on the path",
            "",
            "'playhead COMMAND --help' shows more, with examples."
        })
public final class PlayheadCommand implements Runnable {
    @Mixin
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private final GlobalOptions options;

    @SuppressWarnings("UnusedVariable") // picocli sets it, and prints the version itself
    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version.")
    private boolean version;

    @Spec
    private CommandSpec spec;

    public PlayheadCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "no command given; try 'playhead demo' or 'playhead stats FILE'");
    }
}
