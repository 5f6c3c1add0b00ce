package dev.playhead.cli.mcp;

import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.ExitCode;
import dev.playhead.cli.Session;
import dev.playhead.cli.option.GlobalOptions;
import dev.playhead.event.PayloadPath;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Answers calls of tools by running commands. */
final class Asking {
    private static final String PREFIX = "playhead: ";

    private final Session server;
    private final CommandRunner runner;
    private final Source source;
    private final Secrets secrets;

    /**
     * The settings of the server that are the same for all calls.
     *
     * @param file the name of the file that commands read
     * @param options the options of the server's command line with which commands read the file
     * @param classpath the class path of the classes that {@code minimize} may run, or null for none
     */
    record Source(
            String file, List<String> options, @Nullable String classpath) {
        Source {
            options = List.copyOf(options);
        }
    }

    Asking(Session server, CommandRunner runner, Source source, Secrets secrets) {
        this.server = server;
        this.runner = runner;
        this.source = source;
        this.secrets = secrets;
    }

    /**
     * Answers a call.
     *
     * @param tool the tool
     * @param given its arguments
     * @param stopped returns whether the answer is no longer wanted
     * @return the answer
     * @throws CommandFailure if there is no answer; its message is for the caller
     */
    Map<String, @Nullable Object> ask(Tool tool, Map<String, @Nullable Object> given, BooleanSupplier stopped) {
        Map<String, Object> arguments = arguments(tool, given);
        Cursor cursor = Cursor.of(tool, arguments);
        boolean isPart = arguments.containsKey("path");
        if (!isPart && (arguments.containsKey("offset") || arguments.containsKey("bytes"))) {
            throw new CommandFailure(
                    "arguments offset and bytes need the argument path: they select bytes of the part at this path");
        }
        int cost = tool.name().equals("show") ? Page.SHOWN_MEMBER_COST : Page.MEMBER_COST;
        UnaryOperator<Map<String, @Nullable Object>> form = isPart
                ? secrets::cut
                : item -> {
                    Map<String, @Nullable Object> left = secrets.cut(item);
                    return Excerpt.fit(left, cost, member -> Results.rest(tool, left, member));
                };
        int limit = isPart ? 1 : (int) number(arguments, "limit", 1, Tools.MAX_LIMIT, Tools.DEFAULT_LIMIT);
        Cursor begin = isPart ? Cursor.BEGIN : cursor;
        Collected collected = new Collected(
                begin, limit, tool.name().equals("search"), !tool.name().equals("minimize"), form, secrets, stopped);

        ByteArrayOutputStream notes = new ByteArrayOutputStream();
        int exitCode;
        try (PrintStream err = new PrintStream(notes, true, StandardCharsets.UTF_8)) {
            GlobalOptions options = new GlobalOptions();
            Session session = server.answering(collected, err, options);
            exitCode = runner.run(session, options, commandLine(tool, arguments, cursor));
        }
        if (isPart) {
            return part(tool, arguments, collected);
        }
        return answer(tool, arguments, cursor, collected, exitCode, notes(notes));
    }

    private Map<String, @Nullable Object> answer(
            Tool tool,
            Map<String, Object> arguments,
            Cursor cursor,
            Collected collected,
            int exitCode,
            List<String> notes) {
        Map<String, @Nullable Object> document = collected.document();
        Results.split(tool, arguments, collected);
        String failure = collected.failure();
        // If only some of the given ids are unknown, the events with the other ids are an answer.
        boolean isAnswered = collected.isNothingFound() || (tool.name().equals("show") && collected.total() > 0);
        if (failure != null && (!isAnswered || collected.isStopped())) {
            throw failure(failure);
        }
        String at = tool.name().equals("state") && document.get("id") != null ? String.valueOf(document.get("id")) : "";
        if (failure != null) {
            notes.add(secrets.cut(withoutHint(failure)));
        }
        if (cursor.total() >= 0 && cursor.total() != collected.total()) {
            notes.add("the number of results has changed from " + cursor.total() + " to " + collected.total()
                    + " since the previous page");
        }
        return new Page(tool, arguments)
                .of(
                        collected,
                        secrets.cut(document),
                        notes,
                        new Page.Completeness(exitCode == ExitCode.INCOMPLETE, exitCode == ExitCode.DAMAGED),
                        at);
    }

    /**
     * {@return the part of the only result at the argument {@code path}, limited to the range of bytes that {@code
     * offset} and {@code bytes} select}
     */
    private Map<String, @Nullable Object> part(Tool tool, Map<String, Object> arguments, Collected collected) {
        if (collected.failure() != null) {
            throw failure(collected.failure());
        }
        boolean isEvent = tool.name().equals("show");
        if (isEvent && collected.total() != 1) {
            throw new CommandFailure("argument path needs exactly one id");
        }
        Map<String, @Nullable Object> whole =
                isEvent ? collected.items().get(0).data() : secrets.cut(collected.document());
        String path = String.valueOf(arguments.get("path"));
        Object value = PayloadPath.parse(path).find(whole);
        if (value == PayloadPath.NOTHING) {
            throw new CommandFailure("there is no " + secrets.cut(path) + " here; paths begin with "
                    + (isEvent ? "payload or metadata" : "state"));
        }
        Map<String, @Nullable Object> part = new LinkedHashMap<>();
        part.putAll(Excerpt.part(
                value,
                number(arguments, "offset", 0, Integer.MAX_VALUE, 0),
                number(arguments, "bytes", 1, Excerpt.MAX_PART_BYTES, Excerpt.MAX_PART_BYTES),
                Page.MAX_MESSAGE_BYTES * 3 / 4));
        return part;
    }

    /**
     * {@return the given arguments that have a value} Fails if an argument is unknown, has a wrong value or could
     * reveal sensitive data, or if a required argument is missing.
     */
    private Map<String, Object> arguments(Tool tool, Map<String, @Nullable Object> given) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            Argument argument = tool.argument(name);
            if (value != null && !argument.texts(value).isEmpty()) {
                arguments.put(name, value);
            }
        });
        for (Argument argument : tool.arguments()) {
            if (argument.isRequired() && !arguments.containsKey(argument.name())) {
                throw new CommandFailure("argument " + argument.name() + " is missing: " + argument.description());
            }
        }
        secrets.check(arguments);
        return arguments;
    }

    private String[] commandLine(Tool tool, Map<String, Object> arguments, Cursor cursor) {
        List<String> line = new ArrayList<>(List.of(tool.command()));
        line.addAll(source.options());
        List<String> positions = new ArrayList<>();
        for (Argument argument : tool.arguments()) {
            Object value = arguments.get(argument.name());
            if (value == null) {
                continue;
            }
            List<String> texts = argument.texts(value);
            switch (argument.place()) {
                case OPTION -> texts.forEach(text -> line.add("--" + argument.name() + "=" + text));
                case POSITION -> positions.addAll(texts);
                case SERVER -> {}
            }
        }
        complete(line, tool, arguments, cursor);
        line.add("--");
        line.add(source.file());
        line.addAll(positions);
        return line.toArray(String[]::new);
    }

    /** Completes the options of a command line, and checks the ranges of numbers among the arguments. */
    private void complete(List<String> line, Tool tool, Map<String, Object> arguments, Cursor cursor) {
        switch (tool.name()) {
            case "stats" -> {
                long unusedAsTheCommandReadsIt = number(arguments, "top", 1, Tools.MAX_LIMIT, 1);
            }
            case "search" -> {
                if (arguments.containsKey("last")) {
                    long unusedAsTheCommandReadsIt = number(arguments, "last", 1, Tools.MAX_LIMIT, 1);
                }
            }
            case "state" -> {
                if (!cursor.at().isEmpty()) { // the state that the first page shows
                    line.removeIf(option -> option.startsWith("--at="));
                    line.add("--at=" + cursor.at());
                }
            }
            case "causes" -> line.add("--limit=" + Tools.MAX_RELATED);
            case "minimize" -> {
                String classpath = source.classpath();
                if (classpath == null) {
                    throw new CommandFailure("minimize runs a class of yours; start the server with --classpath PATH,"
                            + " where PATH contains the class");
                }
                line.add("--classpath=" + classpath);
            }
            default -> {}
        }
    }

    private static long number(Map<String, Object> arguments, String name, long least, long most, long other) {
        Object value = arguments.get(name);
        if (value == null) {
            return other;
        }
        try {
            long number = Long.parseLong(value.toString());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The value is not a number. The exception below also covers this case.
        }
        throw new CommandFailure("argument " + name + "=" + value + " is not from " + least + " to " + most);
    }

    private List<String> notes(ByteArrayOutputStream written) {
        List<String> notes = new ArrayList<>();
        written.toString(StandardCharsets.UTF_8)
                .lines()
                .map(note -> note.startsWith(PREFIX) ? note.substring(PREFIX.length()) : note)
                .forEach(note -> notes.add(secrets.cut(note)));
        return notes;
    }

    private CommandFailure failure(@Nullable String message) {
        return new CommandFailure(secrets.cut(withoutHint(Objects.requireNonNullElse(message, "there is no answer"))));
    }

    /** {@return a message without the hint that names the help of a command} */
    private static String withoutHint(String message) {
        int hint = message.lastIndexOf(" (see '");
        return hint >= 0 && message.endsWith("--help')") ? message.substring(0, hint) : message;
    }
}
