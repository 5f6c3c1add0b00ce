package dev.playhead.filter;

import dev.playhead.event.PayloadPath;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The implementations of {@link EventFilter}. Filters with equal parts are equal. */
final class Conditions {
    private static final String PLUGIN = "plugin";

    // The ranks returned by cost().
    private static final int EVENT = 0;
    private static final int PAYLOAD = 1;
    private static final int PREDICATE = 2;

    private Conditions() {}

    /** How the type of an event must relate to the text of a condition. */
    enum TextMatch {
        EQUAL,
        CONTAINS,
        STARTS_WITH;

        boolean test(String text, String wanted) {
            return switch (this) {
                case EQUAL -> text.equals(wanted);
                case CONTAINS -> text.contains(wanted);
                case STARTS_WITH -> text.startsWith(wanted);
            };
        }
    }

    enum All implements EventFilter {
        INSTANCE;

        @Override
        public boolean test(RecordedEvent event) {
            return true;
        }
    }

    record Type(TextMatch match, String text) implements EventFilter {
        Type {
            Objects.requireNonNull(text, "type");
        }

        boolean testType(String type) {
            return match.test(type, text);
        }

        @Override
        public boolean test(RecordedEvent event) {
            return testType(event.type());
        }
    }

    record Types(Set<String> types) implements EventFilter {
        @Override
        public boolean test(RecordedEvent event) {
            return types.contains(event.type());
        }
    }

    record Source(String source) implements EventFilter {
        Source {
            Objects.requireNonNull(source, "source");
        }

        boolean testSource(String actual) {
            return actual.equals(source) || (source.equals(PLUGIN) && actual.startsWith("plugin:"));
        }

        @Override
        public boolean test(RecordedEvent event) {
            return testSource(event.source());
        }
    }

    record Payload(Map<String, @Nullable Object> partial) implements EventFilter {
        Payload {
            Objects.requireNonNull(partial, "partial");
        }

        @Override
        public boolean test(RecordedEvent event) {
            return PlainData.contains(event.payload(), partial);
        }
    }

    record PayloadField(PayloadPath path, @Nullable Object value) implements EventFilter {
        @Override
        public boolean test(RecordedEvent event) {
            return PlainData.equal(path.find(event.payload()), value);
        }
    }

    record MetadataField(PayloadPath path, @Nullable Object value) implements EventFilter {
        @Override
        public boolean test(RecordedEvent event) {
            return PlainData.equal(path.find(event.metadata()), value);
        }
    }

    record Time(Instant from, Instant to) implements EventFilter {
        Time {
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(to, "to");
        }

        boolean testTime(Instant time) {
            return !time.isBefore(from) && !time.isAfter(to);
        }

        @Override
        public boolean test(RecordedEvent event) {
            return testTime(event.timestamp());
        }
    }

    record Sequence(long from, long to) implements EventFilter {
        boolean testSequence(long sequence) {
            return sequence >= from && sequence <= to;
        }

        @Override
        public boolean test(RecordedEvent event) {
            return testSequence(event.sequence());
        }
    }

    record Matching(Predicate<? super RecordedEvent> predicate) implements EventFilter {
        Matching {
            Objects.requireNonNull(predicate, "predicate");
        }

        @Override
        public boolean test(RecordedEvent event) {
            return predicate.test(event);
        }
    }

    /** A conjunction. Its parts are ordered by cost, with predicates of the application last. */
    record And(List<EventFilter> parts) implements EventFilter {
        static And of(EventFilter a, EventFilter b) {
            return new And(cheapestFirst(partsOf(a), partsOf(b)));
        }

        private static List<EventFilter> partsOf(EventFilter filter) {
            return filter instanceof And and ? and.parts : List.of(filter);
        }

        @Override
        public boolean test(RecordedEvent event) {
            for (EventFilter part : parts) {
                if (!part.test(event)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A disjunction. Its parts are ordered as those of a conjunction. */
    record Or(List<EventFilter> parts) implements EventFilter {
        static Or of(EventFilter a, EventFilter b) {
            return new Or(cheapestFirst(partsOf(a), partsOf(b)));
        }

        private static List<EventFilter> partsOf(EventFilter filter) {
            return filter instanceof Or or ? or.parts : List.of(filter);
        }

        @Override
        public boolean test(RecordedEvent event) {
            for (EventFilter part : parts) {
                if (part.test(event)) {
                    return true;
                }
            }
            return false;
        }
    }

    record Not(EventFilter filter) implements EventFilter {
        @Override
        public boolean test(RecordedEvent event) {
            return !filter.test(event);
        }
    }

    /** Concatenates both lists and sorts the parts by cost. A chain of any length thus stays flat. */
    private static List<EventFilter> cheapestFirst(List<EventFilter> a, List<EventFilter> b) {
        return Stream.concat(a.stream(), b.stream())
                .sorted(Comparator.comparingInt(Conditions::cost)) // stable
                .toList();
    }

    /**
     * Returns the types that the filter names in full and accepts. A part without a condition on types does not
     * restrict the result. Types that only negated parts name are not included.
     */
    static Set<String> namedTypes(EventFilter filter) {
        Set<String> named = new TreeSet<>();
        collectTypes(filter, named);
        named.removeIf(type -> !mayPass(filter, type));
        return named;
    }

    private static void collectTypes(EventFilter filter, Set<String> named) {
        if (filter instanceof Type type && type.match == TextMatch.EQUAL) {
            named.add(type.text);
        } else if (filter instanceof Types types) {
            named.addAll(types.types);
        } else if (filter instanceof Or or) {
            or.parts.forEach(part -> collectTypes(part, named));
        } else if (filter instanceof And and) {
            and.parts.forEach(part -> collectTypes(part, named));
        }
    }

    /**
     * Returns whether an event of the given type may pass a filter; false only if no event of this type can pass the
     * filter.
     */
    static boolean mayPass(EventFilter filter, String type) {
        if (filter instanceof Type one) {
            return one.testType(type);
        }
        if (filter instanceof Types some) {
            return some.types.contains(type);
        }
        if (filter instanceof And and) {
            return and.parts.stream().allMatch(part -> mayPass(part, type));
        }
        if (filter instanceof Or or) {
            return or.parts.stream().anyMatch(part -> mayPass(part, type));
        }
        return !(filter instanceof Not not) || !mustPass(not.filter, type);
    }

    /** Returns true only if all events of the given type certainly pass a filter. */
    private static boolean mustPass(EventFilter filter, String type) {
        if (filter instanceof Type || filter instanceof Types) {
            return mayPass(filter, type);
        }
        if (filter instanceof And and) {
            return and.parts.stream().allMatch(part -> mustPass(part, type));
        }
        if (filter instanceof Or or) {
            return or.parts.stream().anyMatch(part -> mustPass(part, type));
        }
        return filter instanceof All || (filter instanceof Not not && !mayPass(not.filter, type));
    }

    /** Returns whether the filter contains a predicate of the application. */
    static boolean hasPredicate(EventFilter filter) {
        return cost(filter) == PREDICATE;
    }

    /**
     * Returns the rank of the cost of a filter: tests of the type, source, time or sequence are cheapest, followed by
     * tests of the payload or metadata, and by predicates of the application.
     */
    private static int cost(EventFilter filter) {
        if (filter instanceof Matching) {
            return PREDICATE;
        }
        if (filter instanceof Payload || filter instanceof PayloadField || filter instanceof MetadataField) {
            return PAYLOAD;
        }
        if (filter instanceof Not not) {
            return cost(not.filter);
        }
        if (filter instanceof And and) {
            return cost(and.parts.get(and.parts.size() - 1)); // the costliest part is the last
        }
        return filter instanceof Or or ? cost(or.parts.get(or.parts.size() - 1)) : EVENT;
    }
}
