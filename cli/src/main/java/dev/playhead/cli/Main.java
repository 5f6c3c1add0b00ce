package dev.playhead.cli;

import dev.playhead.cli.command.CausesCommand;
import dev.playhead.cli.command.ChangesCommand;
import dev.playhead.cli.command.CompactCommand;
import dev.playhead.cli.command.DiffCommand;
import dev.playhead.cli.command.ExportCommand;
import dev.playhead.cli.command.FirstCommand;
import dev.playhead.cli.command.HelpCommand;
import dev.playhead.cli.command.ImportCommand;
import dev.playhead.cli.command.InstallCommand;
import dev.playhead.cli.command.MinimizeCommand;
import dev.playhead.cli.command.OpenCommand;
import dev.playhead.cli.command.PlayheadCommand;
import dev.playhead.cli.command.RecordCommand;
import dev.playhead.cli.command.RedactCommand;
import dev.playhead.cli.command.ReplayCommand;
import dev.playhead.cli.command.SalvageCommand;
import dev.playhead.cli.command.ScanCommand;
import dev.playhead.cli.command.SearchCommand;
import dev.playhead.cli.command.SessionsCommand;
import dev.playhead.cli.command.ShowCommand;
import dev.playhead.cli.command.SnapshotCommand;
import dev.playhead.cli.command.StatsCommand;
import dev.playhead.cli.command.StepCommand;
import dev.playhead.cli.command.TailCommand;
import dev.playhead.cli.command.VerifyCommand;
import dev.playhead.cli.command.WhatIfCommand;
import dev.playhead.cli.demo.DemoCommand;
import dev.playhead.cli.mcp.McpCommand;
import dev.playhead.cli.option.GlobalOptions;
import dev.playhead.cli.output.Answers;
import dev.playhead.cli.output.Output;
import dev.playhead.cli.output.Terminal;
import dev.playhead.cli.travel.TravelCommand;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The entry point of the {@code playhead} command. */
public final class Main {
    /** The smallest width of help texts that picocli accepts. */
    private static final int LEAST_HELP_COLUMNS = 55;

    private Main() {}

    /**
     * Runs the command, and ends the virtual machine with the exit code of the command.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        // The streams of System are slower and hide write errors.
        int exitCode = run(
                args,
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                Terminal.ofThisProcess());
        System.exit(exitCode);
    }

    /** Runs a command as if no stream were connected to a terminal. */
    static int run(String[] args, InputStream in, OutputStream out, OutputStream err) {
        return run(args, in, out, err, new Terminal(Map.of(), false, false));
    }

    static int run(String[] args, InputStream in, OutputStream rawOut, OutputStream rawErr, Terminal terminal) {
        Output out = new Output(rawOut, terminal.isOutTerminal());
        PrintStream err = new PrintStream(rawErr, true, StandardCharsets.UTF_8);
        GlobalOptions options = new GlobalOptions();
        Session session = new Session(in, out, err, terminal, options);
        try {
            return finish(session, execute(session, options, args));
        } finally {
            session.end();
        }
    }

    private static int execute(Session session, GlobalOptions options, String[] args) {
        try {
            return commandLine(session, options, args).execute(args);
        } catch (RuntimeException | OutOfMemoryError e) {
            return failed(session, e);
        }
    }

    /** Runs a command within a command, with results as data. */
    private static int answer(Session session, GlobalOptions options, String... args) {
        try {
            return finish(session, execute(session, options, args));
        } finally {
            session.end();
        }
    }

    private static int finish(Session session, int exitCode) {
        try {
            session.out().flush();
            return exitCode == 0 ? success(session) : exitCode;
        } catch (IOException e) {
            return failed(session, new UncheckedIOException(e));
        }
    }

    private static int success(Session session) {
        return session.isInputCutOff() ? ExitCode.DAMAGED : session.isAnswerIncomplete() ? ExitCode.INCOMPLETE : 0;
    }

    private static CommandLine commandLine(Session session, GlobalOptions options, String[] args) {
        CommandLine root = new CommandLine(new PlayheadCommand(options));
        addCommands(root, session, args);
        describe(root);
        root.getSubcommands().values().forEach(Main::describe);
        boolean colored = session.terminal().showsColors()
                && !session.terminal().refusesColors()
                && Arrays.stream(args).noneMatch(arg -> arg.equals("--no-color") || arg.equals("--color=never"));
        root.setColorScheme(Help.defaultColorScheme(colored ? Help.Ansi.ON : Help.Ansi.OFF));
        root.setOut(new PrintWriter(new OutputStreamWriter(session.out(), StandardCharsets.UTF_8)));
        root.setErr(new PrintWriter(new OutputStreamWriter(session.err(), StandardCharsets.UTF_8), true));
        root.setUsageHelpAutoWidth(false);
        root.setUsageHelpWidth(
                Math.max(LEAST_HELP_COLUMNS, Math.min(100, session.terminal().pictureColumns())));
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setAbbreviatedSubcommandsAllowed(false);
        // An argument such as @example.com is a value. It names no file with arguments.
        root.setExpandAtFiles(false);
        root.setParameterExceptionHandler((e, unused) -> {
            String message = WrongUsage.describe(e, Arrays.asList(args));
            Answers answers = session.answers();
            if (answers != null) {
                answers.failed(message, false);
            } else {
                session.err().println(message);
            }
            return ExitCode.WRONG_USAGE;
        });
        root.setExecutionExceptionHandler((e, command, result) -> failed(session, e));
        // For these commands, an argument such as -5m is a time and not an option.
        for (String name : List.of("diff", "step")) {
            CommandLine command = root.getSubcommands().get(name);
            if (command != null) {
                command.setUnmatchedOptionsArePositionalParams(true);
            }
        }
        return root;
    }

    /**
     * Adds the commands. If the first argument is the name of a command other than {@code help}
     * and {@code install}, adds only this command, because reading the annotations of the other commands would take a
     * fifth of the time of a fast command.
     */
    private static void addCommands(CommandLine root, Session session, String[] args) {
        Map<Class<?>, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put(DemoCommand.class, () -> new DemoCommand(session));
        commands.put(RecordCommand.class, () -> new RecordCommand(session));
        commands.put(TailCommand.class, () -> new TailCommand(session));
        commands.put(ImportCommand.class, () -> new ImportCommand(session));
        commands.put(StatsCommand.class, () -> new StatsCommand(session));
        commands.put(SearchCommand.class, () -> new SearchCommand(session));
        commands.put(ShowCommand.class, () -> new ShowCommand(session));
        commands.put(SnapshotCommand.class, () -> new SnapshotCommand(session));
        commands.put(DiffCommand.class, () -> new DiffCommand(session));
        commands.put(ChangesCommand.class, () -> new ChangesCommand(session));
        commands.put(CausesCommand.class, () -> new CausesCommand(session));
        commands.put(FirstCommand.class, () -> new FirstCommand(session));
        commands.put(StepCommand.class, () -> new StepCommand(session));
        commands.put(WhatIfCommand.class, () -> new WhatIfCommand(session));
        commands.put(MinimizeCommand.class, () -> new MinimizeCommand(session));
        commands.put(TravelCommand.class, () -> new TravelCommand(session));
        commands.put(OpenCommand.class, () -> new OpenCommand(session));
        commands.put(ReplayCommand.class, () -> new ReplayCommand(session));
        commands.put(ExportCommand.class, () -> new ExportCommand(session));
        commands.put(ScanCommand.class, () -> new ScanCommand(session));
        commands.put(RedactCommand.class, () -> new RedactCommand(session));
        commands.put(SessionsCommand.class, () -> new SessionsCommand(session));
        commands.put(VerifyCommand.class, () -> new VerifyCommand(session));
        commands.put(SalvageCommand.class, () -> new SalvageCommand(session));
        commands.put(CompactCommand.class, () -> new CompactCommand(session));
        commands.put(McpCommand.class, () -> new McpCommand(session, Main::answer));
        commands.put(InstallCommand.class, () -> new InstallCommand(session));
        commands.put(HelpCommand.class, HelpCommand::new);

        String first = args.length == 0 ? "" : args[0];
        boolean isOne = !first.equals(InstallCommand.NAME)
                && !first.equals(nameOf(HelpCommand.class))
                && commands.keySet().stream().anyMatch(type -> nameOf(type).equals(first));
        commands.forEach((type, command) -> {
            if (!isOne || nameOf(type).equals(first)) {
                add(root, args, type, command);
            }
        });
    }

    /** Returns the name of a command: the name of its class in lower case, without the suffix {@code Command}. */
    static String nameOf(Class<?> type) {
        String name = type.getSimpleName();
        return name.substring(0, name.length() - "Command".length()).toLowerCase(Locale.ROOT);
    }

    /**
     * Adds a command. If the command line contains neither the name of the command nor {@code install}, adds only the
     * name and one line of help. Inspecting the options of all commands would take half of the time of a fast command.
     */
    private static void add(CommandLine root, String[] args, Class<?> type, Supplier<Object> command) {
        Command described = Objects.requireNonNull(type.getAnnotation(Command.class), "annotated");
        List<String> given = Arrays.asList(args);
        if (given.contains(described.name()) || given.contains(InstallCommand.NAME)) {
            root.addSubcommand(new CommandLine(command.get()));
        } else {
            CommandSpec nameOnly = CommandSpec.create().name(described.name());
            nameOnly.usageMessage().header(described.header());
            root.addSubcommand(described.name(), nameOnly);
        }
    }

    /** Configures those parts of the help of a command that are the same for all commands. */
    private static void describe(CommandLine command) {
        command.getCommandSpec()
                .usageMessage()
                .sortOptions(false)
                .abbreviateSynopsis(true)
                .synopsisHeading("%nUsage: ")
                .parameterListHeading("Parameters:%n")
                .optionListHeading("%nOptions:%n")
                .commandListHeading("%nCommands:%n")
                .footerHeading("%nExamples:%n");
        // Examples are not wrapped, so that they can be copied.
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, Main::examples);
    }

    private static String examples(Help help) {
        String[] lines = help.commandSpec().usageMessage().footer();
        return lines.length == 0 ? "" : String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    private static int failed(Session session, Throwable e) {
        if (session.out().isClosedPipe()) {
            // the reader of the output closed the pipe because it needs no more output, so this is not an error
            return 0;
        }
        IOException writing = session.out().failure();
        String message;
        if (writing != null) {
            message = "standard output cannot be written: " + writing.getMessage();
        } else if (e instanceof OutOfMemoryError) {
            message = "out of memory; allow more memory, such as PLAYHEAD_JAVA_OPTS=-Xmx4g";
        } else if (e instanceof UncheckedIOException io) {
            message = String.valueOf(Objects.requireNonNull(io.getCause()).getMessage());
        } else if (e instanceof dev.playhead.event.PlayheadException || e instanceof IllegalArgumentException) {
            message = String.valueOf(e.getMessage());
        } else {
            message = "internal error: " + e + at(e);
        }
        boolean isAnswer = e instanceof CommandFailure failure && failure.isAnswer();
        String line = message.replaceAll("\\R", " ");
        Answers answers = session.answers();
        if (answers != null) {
            answers.failed(line, isAnswer);
        } else {
            session.note(line);
        }
        return isAnswer && session.isAnswerIncomplete() ? ExitCode.INCOMPLETE : ExitCode.FAILED;
    }

    private static String at(Throwable e) {
        return e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
    }
}
