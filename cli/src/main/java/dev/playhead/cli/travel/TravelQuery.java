package dev.playhead.cli.travel;

import dev.playhead.EventHistory;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.option.FilterOptions;
import dev.playhead.filter.EventFilter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/**
 * A search query that the user types in {@code travel}. It can contain the filter options of the other commands, and
 * these short forms: {@code cell:*} for a type, {@code @user} for a source, and {@code rowId=ORD-7} for a field of the
 * payload.
 */
@Command(name = "search")
final class TravelQuery {
    @Mixin
    private final FilterOptions filters = new FilterOptions();

    private TravelQuery() {}

    /**
     * Parses a query.
     *
     * @param text the query
     * @param history the history
     * @param file the file from which the history was loaded
     * @param session the session
     * @return the filter
     * @throws CommandFailure if the text is not a query
     */
    static EventFilter parse(String text, EventHistory history, EventFile file, Session session) {
        TravelQuery query = new TravelQuery();
        try {
            CommandLine line = new CommandLine(query);
            CommandLine.ParseResult unusedResult =
                    line.parseArgs(arguments(text).toArray(String[]::new));
            query.filters.check(file);
            return query.filters.filter(history, file.shownName(), session.zone());
        } catch (ParameterException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()).replaceAll("\\R", " "));
        }
    }

    private static List<String> arguments(String text) {
        List<String> arguments = new ArrayList<>();
        boolean valueFollows = false;
        for (String word : words(text)) {
            if (word.equals("&&") || word.equals("||")) {
                throw new CommandFailure("'" + word
                        + "' is not supported here; separate conditions by blanks: events must meet all of them");
            }
            if (valueFollows || word.startsWith("--")) {
                valueFollows = !valueFollows && !word.contains("=");
                arguments.add(word);
            } else if (word.startsWith("@")) {
                arguments.addAll(List.of("--source", word.substring(1)));
            } else {
                arguments.addAll(List.of(word.contains("=") ? "--where" : "--type", word));
            }
        }
        return arguments;
    }

    /** Splits a text at blanks outside quotes. Single quotes are removed, and double quotes are kept. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0 && c == quote) {
                quote = 0;
                if (c == '"') {
                    word.append(c); // the quotes are kept, because JSON distinguishes "12" from 12
                }
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
                if (c == '"') {
                    word.append(c);
                }
            } else if (quote == 0 && c == ' ') {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                }
                word.setLength(0);
            } else {
                word.append(c);
            }
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }
}
