package dev.playhead.cli.mcp;

import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.Session;
import dev.playhead.cli.Version;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.option.TimeArgument;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command that answers questions of an AI assistant about a file. */
@Command(
        name = "mcp",
        header = "Answer the questions of an AI assistant about a file.",
        description = {
            "",
            "A server of the Model Context Protocol on standard input and output, which an assistant starts. Its tools"
                    + " only read: stats, search, show, state, diff, changes, first, whatif, causes and minimize. Each"
                    + " call reads the file again, also while a program records into it.",
            "",
            "Answers are pages of at most 64 KiB. Recorded data is marked as untrusted. Sensitive fields, and values"
                    + " with the form of a secret, are cut out of answers, even if the file contains them.",
            "",
            "Ends at the end of standard input, with exit code 0. Calls that"
                    + " are waiting at that time share the time limit of a single call. Those that are not answered within this time fail.",
            ""
        },
        footer = {
            "  playhead mcp orders.playhead",
            "  playhead mcp orders.jsonl.gz --zone Europe/Berlin",
            "  playhead mcp orders.playhead --classpath target/classes   for minimize"
        })
public final class McpCommand implements Callable<Integer> {
    /**
     * The options of this command line that are not passed on to the commands that the tools run, because these options
     * do not affect how the file is read.
     */
    private static final Set<String> OWN = Set.of(
            "--raw", "--classpath", "--time-limit", "--json", "--color", "--no-color", "--ascii", "--wide", "--help");

    @Mixin
    private EventFile file;

    @Option(names = "--raw", order = 1, description = "Do not cut sensitive data out of answers.")
    private boolean raw;

    @Option(
            names = {"--classpath", "-cp"},
            order = 2,
            paramLabel = "PATH",
            description = "The folders and jars with the classes that minimize may run. Without this option, it runs"
                    + " none.")
    private @Nullable String classpath;

    @Option(
            names = "--time-limit",
            order = 3,
            paramLabel = "LENGTH",
            converter = TimeArgument.LengthConverter.class,
            defaultValue = "1m",
            description = "The time after which a call is stopped, such as 30s or 5m; default ${DEFAULT-VALUE}.")
    private Duration timeLimit;

    @Spec
    private CommandSpec spec;

    private final Session session;
    private final CommandRunner runner;

    public McpCommand(Session session, CommandRunner runner) {
        this.session = session;
        this.runner = runner;
    }

    @Override
    public Integer call() throws IOException {
        if (file.isStandardInput()) {
            throw new ParameterException(
                    spec.commandLine(), "standard input has the requests of the assistant, so FILE cannot be -");
        }
        if (timeLimit.compareTo(Duration.ofMillis(1)) < 0 || timeLimit.compareTo(Duration.ofDays(1)) > 0) {
            throw new ParameterException(spec.commandLine(), "--time-limit is from 1ms to 1d");
        }
        if (Files.notExists(Path.of(file.name))) {
            throw new CommandFailure(file.name + ": no such file");
        }
        Asking asking = new Asking(
                session, runner, new Asking.Source(file.name, readingOptions(), classpath), new Secrets(raw));
        String[] version = new Version().getVersion()[0].split(" ", -1);
        PrintStream out = System.out;
        InputStream in = System.in;
        // The standard streams are for messages only, but code of the user that minimize runs may print and read.
        System.setOut(session.err());
        System.setIn(InputStream.nullInputStream());
        try {
            new McpServer(session, asking, timeLimit, version[1]).serve();
        } finally {
            System.setOut(out);
            System.setIn(in);
        }
        return 0;
    }

    /**
     * {@return the options of this command line that are passed on to the commands that the tools run, because they
     * affect how the file is read}
     */
    private List<String> readingOptions() {
        Set<String> options = new LinkedHashSet<>();
        ParseResult level = spec.root().commandLine().getParseResult();
        while (level != null) {
            for (OptionSpec option : level.matchedOptions()) {
                String name = option.longestName();
                if (OWN.contains(name)) {
                    continue;
                }
                if (option.arity().max() == 0) {
                    options.add(name);
                } else {
                    option.originalStringValues().forEach(value -> options.add(name + "=" + value));
                }
            }
            level = level.hasSubcommand() ? level.subcommand() : null;
        }
        return List.copyOf(options);
    }
}
