package dev.playhead.devtools.api;

import dev.playhead.devtools.api.Comparison.Operator;
import dev.playhead.devtools.server.BadRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The division of the text of a filter into words. Blanks separate words, except in quotes at the beginning of a word,
 * directly after the @ of a source, or directly after the operator of a word.
 */
final class FilterWords {
    /**
     * A word.
     *
     * @param written the word as written, without the minus of a negation
     * @param negated whether a minus precedes the word
     * @param operator the first operator of the word, or null if it has none
     * @param operatorAt the index of the operator in the word
     */
    record Word(String written, boolean negated, @Nullable Operator operator, int operatorAt) {
        /** {@return whether the word is a text in quotes} */
        boolean isQuoted() {
            return isQuote(written.charAt(0));
        }

        /** {@return what precedes the operator} */
        String left() {
            return written.substring(0, operatorAt);
        }

        /** {@return what follows the operator} */
        String right() {
            return operator == null ? "" : written.substring(operatorAt + operator.symbol.length());
        }
    }

    private final String text;
    private int at;

    private FilterWords(String text) {
        this.text = text;
    }

    /**
     * Returns the words of a text.
     *
     * @throws BadRequest if a quote is not closed, or something directly follows a closed quote
     */
    static List<Word> of(String text) {
        FilterWords words = new FilterWords(text);
        List<Word> found = new ArrayList<>();
        for (Word word = words.next(); word != null; word = words.next()) {
            found.add(word);
        }
        return found;
    }

    private @Nullable Word next() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return null;
        }
        boolean negated = isNegation();
        at += negated ? 1 : 0;
        int begin = at;
        if (isQuote(text.charAt(at))) {
            skipQuoted(begin);
            return new Word(text.substring(begin, at), negated, null, -1);
        }
        if (text.charAt(at) == '@' && at + 1 < text.length() && isQuote(text.charAt(at + 1))) {
            at++;
            skipQuoted(begin);
            return new Word(text.substring(begin, at), negated, null, -1);
        }
        Operator operator = null;
        int operatorAt = -1;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            Operator here = operator == null ? Operator.at(text, at) : null;
            if (here != null) {
                operator = here;
                operatorAt = at - begin;
                at += here.symbol.length();
                if (at < text.length() && isQuote(text.charAt(at))) {
                    skipQuoted(begin);
                }
            } else {
                at += text.charAt(at) == '\\' && operator == null && at + 1 < text.length() ? 2 : 1;
            }
        }
        return new Word(text.substring(begin, at), negated, operator, operatorAt);
    }

    /** Returns whether a minus that negates a word is at the current index; not if the word is a number. */
    private boolean isNegation() {
        if (text.charAt(at) != '-' || at + 1 == text.length() || Character.isWhitespace(text.charAt(at + 1))) {
            return false;
        }
        int end = at + 1;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return !text.substring(at, end).matches("-\\d+(\\.\\d+)?");
    }

    /** Moves after the quotes that begin at the current index. In double quotes, a backslash escapes a character. */
    private void skipQuoted(int wordBegin) {
        char quote = text.charAt(at);
        at++;
        while (at < text.length() && text.charAt(at) != quote) {
            at += quote == '"' && text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length()) {
            throw new BadRequest("word=" + shown(text.substring(wordBegin)) + " has no closing " + quote
                    + "; close the quotes, or put other quotes around the word");
        }
        at++;
        if (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            int end = at;
            while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
                end++;
            }
            throw new BadRequest("word=" + shown(text.substring(wordBegin, end))
                    + " continues after its closing quote; put a blank after the quote");
        }
    }

    /** {@return a word for a message, of limited length} */
    static String shown(String word) {
        return EventJson.clean(word);
    }

    static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }
}
