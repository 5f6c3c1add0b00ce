package dev.playhead.io;

import java.nio.charset.CharacterCodingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/** The conversion of parser errors to problems, in terms of JSON rather than of the parser. */
final class JsonProblems {
    private static final int CONTROL = 0x20;
    /** The ends of messages with details of the parser, such as its options or the location where an object began. */
    private static final Pattern ASIDES = Pattern.compile(
            "(: enable `|: maybe a \\(non-standard\\)| \\(consider enabling| \\(start marker at| \\(for (Object|Array) starting"
                    + "|: was expecting \\(JSON| \\(JSON String|\\[Source).*",
            Pattern.DOTALL);

    private static final Pattern CODE = Pattern.compile("\\(?'(.)' \\(code (\\d+)[^)]*\\)\\)?", Pattern.DOTALL);
    private static final Pattern CONTROL_CODE = Pattern.compile("\\(?\\(CTRL-CHAR, code (\\d+)\\)\\)?");
    private static final Pattern INTERNALS = Pattern.compile("[A-Z]{2,}_[A-Z]|Feature|[Jj]ackson|Source|\\btoken\\b");

    private JsonProblems() {}

    /** {@return the problem that an exception reports, with line and column} */
    static ImportReport.Problem of(JacksonException e, JsonParser json, int maxLineBytes) {
        TokenStreamLocation named = e.getLocation();
        TokenStreamLocation where = named == null || named.getLineNr() < 1 ? json.currentLocation() : named;
        return ImportReport.Problem.at(where, message(e, maxLineBytes));
    }

    /** {@return whether an exception reports that the text ended before its JSON was complete} */
    static boolean endsEarly(JacksonException e) {
        return e instanceof UnexpectedEndOfInputException
                || String.valueOf(e.getOriginalMessage()).startsWith("Unexpected end-of-input");
    }

    /** Returns whether a parser of bytes refused an unpaired surrogate in a name, although the name is sound JSON. */
    static boolean isHalfOfAPair(JacksonException e) {
        return String.valueOf(e.getOriginalMessage()).contains("surrogate");
    }

    private static String message(JacksonException e, int maxLineBytes) {
        String message = String.valueOf(e.getOriginalMessage());
        if (e instanceof StreamConstraintsException) {
            return message.contains("nesting depth")
                    ? "the data is nested too deeply"
                    : EventExtent.tooLong("a string, name or number", maxLineBytes);
        }
        if (endsEarly(e)) {
            return "the JSON breaks off";
        }
        if (e.getCause() instanceof CharacterCodingException) {
            return "these bytes are not text in UTF-8";
        }
        return plain(message);
    }

    /** {@return a parser's message without details that only its programmers understand} */
    static String plain(String message) {
        String plain = ASIDES.matcher(message).replaceFirst("");
        plain = CODE.matcher(plain)
                .replaceAll(found -> Matcher.quoteReplacement(
                        Integer.parseInt(found.group(2)) < CONTROL
                                ? "of code " + found.group(2)
                                : "'" + found.group(1) + "'"));
        plain = CONTROL_CODE.matcher(plain).replaceAll("of code $1");
        plain = plain.replace("Unrecognized token", "this is not a JSON value:")
                .replace("property name", "a name")
                .replace("a a name", "a name")
                .replace("between tokens", "between values");
        return INTERNALS.matcher(plain).find() ? "this is not JSON" : plain;
    }

    /** {@return the kind of the value at the parser's current token} */
    static String kind(JsonParser json) {
        JsonToken token = json.currentToken();
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE -> "true";
            case VALUE_FALSE -> "false";
            case VALUE_NULL -> "null";
            default -> "the end of something";
        };
    }
}
