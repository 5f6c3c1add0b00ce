package dev.playhead.cli;

import dev.playhead.cli.option.Names;
import dev.playhead.cli.output.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Messages about wrong command lines. A message describes the error with the names that the user typed, and may suggest
 * a correction.
 */
final class WrongUsage {
    private static final int MAX_SUGGESTIONS = 3;

    /** The names of commands of other tools, each with the equivalent command or option of Playhead. */
    private static final Map<String, String> OTHER_COMMANDS = Map.ofEntries(
            Map.entry("find", "search"),
            Map.entry("grep", "search"),
            Map.entry("filter", "search"),
            Map.entry("query", "search"),
            Map.entry("list", "search"),
            Map.entry("cat", "show"),
            Map.entry("get", "show"),
            Map.entry("view", "show"),
            Map.entry("info", "stats"),
            Map.entry("count", "stats"),
            Map.entry("state", "snapshot"),
            Map.entry("blame", "changes"),
            Map.entry("history", "changes"),
            Map.entry("log", "changes"),
            Map.entry("why", "causes"),
            Map.entry("effects", "causes"),
            Map.entry("trace", "causes"),
            Map.entry("bisect", "first"),
            Map.entry("play", "replay"),
            Map.entry("convert", "import"),
            Map.entry("repair", "salvage"),
            Map.entry("check", "verify"),
            Map.entry("secrets", "scan"),
            Map.entry("anonymize", "redact"),
            Map.entry("sanitize", "redact"),
            Map.entry("version", "--version"));

    /** The single-letter options of other tools, each with the options of Playhead that the user may mean. */
    private static final Map<String, List<String>> OTHER_LETTERS = Map.of(
            "-n", List.of("--limit", "--last", "--steps", "--top"),
            "-c", List.of("--count"),
            "-v", List.of("--version"),
            "-e", List.of("--where"),
            "-g", List.of("--where"));

    private WrongUsage() {}

    /** {@return one line that describes the error} */
    static String describe(ParameterException e, List<String> args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String message = Objects.requireNonNullElse(e.getMessage(), "wrong usage");
        String unknown = unknown(e, args);
        if (unknown != null) {
            boolean isCommand = command.getParent() == null && !unknown.startsWith("-");
            List<String> meant = isCommand ? commands(unknown, command) : options(unknown, command);
            message = "unknown " + (isCommand ? "command '" : unknown.startsWith("-") ? "option '" : "argument '")
                    + unknown + "'"
                    + (meant.isEmpty() ? "" : "; did you mean " + String.join(" or ", meant) + "?");
        } else {
            message = byTheNameUsed(message, e.getArgSpec(), args);
        }
        return name + ": " + Text.safe(message.replaceAll("\\R", " ")) + " (see '" + name + " --help')";
    }

    private static @Nullable String unknown(ParameterException e, List<String> args) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched.getUnmatched().get(0);
        }
        if (e instanceof MissingParameterException) { // the parameter may be present, but misspelled
            Set<String> names = e.getCommandLine().getCommandSpec().optionsMap().keySet();
            return args.stream()
                    .takeWhile(arg -> !arg.equals("--"))
                    .filter(arg -> arg.startsWith("--") && !names.contains(arg.replaceFirst("=.*", "")))
                    .findFirst()
                    .orElse(null);
        }
        // If an argument may be a time such as -5m, picocli treats an unknown option as such an argument.
        boolean isOption = e.getArgSpec() != null
                && e.getArgSpec().isPositional()
                && e.getValue() != null
                && e.getValue().matches("--?[A-Za-z].*");
        return isOption ? e.getValue() : null;
    }

    /** Replaces all quoted names of an option in a message with the name that the command line contains, if any. */
    private static String byTheNameUsed(String message, @Nullable ArgSpec about, List<String> args) {
        if (!(about instanceof OptionSpec option)) {
            return message;
        }
        String named = message;
        for (String used : option.names()) {
            if (Names.used(used, args)) {
                for (String name : option.names()) {
                    named = named.replace("'" + name + "'", "'" + used + "'");
                }
                break;
            }
        }
        return named;
    }

    private static List<String> commands(String unknown, CommandLine root) {
        String other = OTHER_COMMANDS.get(unknown);
        List<String> near = near(unknown, root.getSubcommands().keySet());
        if (other != null && !near.contains(other)) {
            near = new ArrayList<>(near);
            near.add(0, other);
        }
        return near.stream().limit(MAX_SUGGESTIONS).toList();
    }

    private static List<String> options(String unknown, CommandLine command) {
        Set<String> names = new LinkedHashSet<>();
        command.getCommandSpec().options().forEach(option -> names.addAll(Arrays.asList(option.names())));
        String written = unknown.replaceFirst("=.*", "");
        if (written.startsWith("--")) {
            names.removeIf(name -> !name.startsWith("--"));
            return near(written, names);
        }
        if (!written.startsWith("-") || written.length() < 2) {
            return List.of();
        }
        String letter = written.substring(0, 2);
        Set<String> meant = new LinkedHashSet<>();
        if (names.contains("-" + written)) {
            meant.add("-" + written); // the user may have omitted one dash
        }
        OTHER_LETTERS.getOrDefault(letter, List.of()).stream()
                .filter(names::contains)
                .forEach(meant::add);
        if (written.length() == 2) {
            names.stream()
                    .filter(name -> name.startsWith("-" + letter) && !name.startsWith("--no-"))
                    .forEach(meant::add);
        } else {
            meant.addAll(near("-" + written, names));
        }
        return meant.stream().limit(MAX_SUGGESTIONS).toList();
    }

    /**
     * {@return at most three names that begin with the typed name, or that differ from the typed name by only a few
     * typing errors; the most similar names come first}
     */
    private static List<String> near(String written, Set<String> names) {
        int most = Math.max(1, written.replace("-", "").length() / 3);
        return names.stream()
                .filter(name -> slips(written, name) <= most || (written.length() > 2 && name.startsWith(written)))
                .sorted(Comparator.comparingInt(name -> slips(written, name)))
                .limit(MAX_SUGGESTIONS)
                .toList();
    }

    /**
     * Returns the least number of typing errors that turn one text into another. A typing error is a character that is
     * missing, superfluous, wrong, or swapped with its neighbor.
     */
    static int slips(String from, String to) {
        int[][] distance = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    distance[i][j] = i + j;
                    continue;
                }
                int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                distance[i][j] =
                        Math.min(distance[i - 1][j - 1] + change, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
                boolean exchanged = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                if (exchanged) {
                    distance[i][j] = Math.min(distance[i][j], distance[i - 2][j - 2] + 1);
                }
            }
        }
        return distance[from.length()][to.length()];
    }
}
