package dev.playhead.devtools.api;

import dev.playhead.devtools.api.Comparison.Operator;
import dev.playhead.devtools.api.FilterWords.Word;
import dev.playhead.devtools.server.BadRequest;
import dev.playhead.event.PayloadPath;
import dev.playhead.event.TypePattern;
import dev.playhead.filter.EventFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parser of the text of the filter field. All words must hold; several types, and several sources, mean any of them.
 *
 * <p>Conditions that an index can evaluate are used where they exist; predicates only for the rest.
 */
final class FilterText {
    private @Nullable Part types;
    private @Nullable Part sources;
    private @Nullable Part others;

    /**
     * The result of parsing.
     *
     * @param filter the condition
     * @param exact whether the condition has no predicate, so that it is evaluated without reading events
     */
    record Parsed(EventFilter filter, boolean exact) {}

    private record Part(EventFilter filter, boolean exact) {
        static Part exact(EventFilter filter) {
            return new Part(filter, true);
        }

        static Part predicate(EventFilter filter) {
            return new Part(filter, false);
        }

        Part negated() {
            return new Part(filter.negate(), exact);
        }

        Part or(Part other) {
            return new Part(filter.or(other.filter), exact && other.exact);
        }

        Part and(Part other) {
            return new Part(filter.and(other.filter), exact && other.exact);
        }
    }

    private FilterText() {}

    /**
     * Parses a filter.
     *
     * @param text the text; an empty text means all events
     * @return the filter
     * @throws BadRequest if the text is no filter; the message names the word
     */
    static Parsed parse(String text) {
        FilterText parser = new FilterText();
        List<Word> words = FilterWords.of(text);
        boolean negated = false;
        boolean complete = true;
        for (Word word : words) {
            complete = !word.written().equals("NOT") || word.negated();
            if (complete) {
                parser.add(word, negated != word.negated());
                negated = false;
            } else {
                negated = !negated;
            }
        }
        if (!complete) {
            throw new BadRequest("word=NOT has no word after it; write the word that must not hold");
        }
        return parser.whole();
    }

    private void add(Word word, boolean negated) {
        if (word.isQuoted()) {
            other(anywhere(word), negated);
        } else if (word.written().startsWith("@")) {
            Part source = source(word);
            if (negated) {
                other(source, true);
            } else {
                sources = sources == null ? source : sources.or(source);
            }
        } else if (word.operator() != null) {
            other(comparison(word, word.operator()), negated);
        } else {
            Part type = type(word.written());
            if (negated) {
                other(type, true);
            } else {
                types = types == null ? type : types.or(type);
            }
        }
    }

    private void other(Part part, boolean negated) {
        Part met = negated ? part.negated() : part;
        others = others == null ? met : others.and(met);
    }

    private Parsed whole() {
        Part all = types;
        all = all == null ? sources : sources == null ? all : all.and(sources);
        all = all == null ? others : others == null ? all : all.and(others);
        return all == null ? new Parsed(EventFilter.all(), true) : new Parsed(all.filter, all.exact);
    }

    private static Part anywhere(Word word) {
        String wanted = unquoted(word.written());
        return wanted.isEmpty() ? Part.exact(EventFilter.all()) : Part.predicate(matching(new TextSearch(wanted)));
    }

    private static String unquoted(String written) {
        return Literal.parse(written).value() instanceof String text && !text.equals(written)
                ? text
                : written.substring(1, written.length() - 1); // not a string of JSON, such as one with a wrong escape
    }

    private static EventFilter matching(TextSearch search) {
        return EventFilter.matching(search::test);
    }

    private static Part source(Word word) {
        String written = word.written().substring(1);
        boolean quoted = !written.isEmpty() && FilterWords.isQuote(written.charAt(0));
        String source = quoted ? unquoted(written) : written;
        if (source.isEmpty()) {
            throw new BadRequest("word=" + word.written() + " has no source; write it after the @, as in @user");
        }
        return Part.exact(EventFilter.source(source));
    }

    private static Part type(String pattern) {
        int star = pattern.indexOf('*');
        if (star < 0) {
            return Part.exact(EventFilter.typeIs(pattern));
        }
        if (star == pattern.length() - 1) {
            String prefix = pattern.substring(0, star);
            return Part.exact(prefix.isEmpty() ? EventFilter.all() : EventFilter.typeStartsWith(prefix));
        }
        if (star == 0 && pattern.indexOf('*', 1) == pattern.length() - 1) {
            return Part.exact(EventFilter.typeContains(pattern.substring(1, pattern.length() - 1)));
        }
        TypePattern types = TypePattern.of(pattern);
        EventFilter matching = EventFilter.matching(event -> types.matches(event.type()));
        return Part.predicate(
                star == 0
                        ? matching
                        : EventFilter.typeStartsWith(pattern.substring(0, star)).and(matching));
    }

    private static Part comparison(Word word, Operator operator) {
        String shown = FilterWords.shown(word.written());
        if (word.operatorAt() == 0) {
            throw new BadRequest("word=" + shown + " has no path before " + operator.symbol
                    + "; write a path in the payload, as in price>10");
        }
        if (word.right().isEmpty()) {
            throw new BadRequest("word=" + shown + " has no value after " + operator.symbol
                    + "; write one without a blank before it, or \"\" for the empty text");
        }
        String path = path(word.left());
        Literal with = Literal.parse(word.right());
        PayloadPath steps = PayloadPath.parse(path);
        if (operator == Operator.EQUAL) {
            return Part.exact(equal(path, with));
        }
        if (operator == Operator.NOT_EQUAL) {
            EventFilter present = EventFilter.matching(event -> steps.find(event.payload()) != PayloadPath.NOTHING);
            return Part.predicate(equal(path, with).negate().and(present));
        }
        Comparison comparison = new Comparison(operator, with);
        return Part.predicate(EventFilter.matching(event -> comparison.test(steps.find(event.payload()))));
    }

    private static EventFilter equal(String path, Literal with) {
        EventFilter filter = EventFilter.payloadField(path, with.value());
        return with.text() == null ? filter : filter.or(EventFilter.payloadField(path, with.text()));
    }

    /** Removes the backslash before an operator, which is no escape of paths. */
    private static String path(String written) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            boolean escapes = c == '\\' && i + 1 < written.length();
            if (escapes && Operator.at(written, i + 1) == null && written.charAt(i + 1) != '!') {
                path.append(c).append(written.charAt(++i));
            } else if (escapes) {
                path.append(written.charAt(++i));
            } else {
                path.append(c);
            }
        }
        return path.toString();
    }
}
