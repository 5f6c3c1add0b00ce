package dev.playhead.cli.option;

import dev.playhead.EventHistory;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.input.PlayheadFile;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.output.Times;
import dev.playhead.event.TypePattern;
import dev.playhead.filter.EventFilter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options that select events. */
public final class FilterOptions {
    @Option(
            names = "--type",
            order = 10,
            paramLabel = "TYPE",
            description =
                    "Events of this type; * matches any characters, as in 'cell:*'. If repeated, events of any of these"
                            + " types.")
    List<String> types = new ArrayList<>();

    @Option(
            names = "--source",
            order = 11,
            paramLabel = "SOURCE",
            description =
                    "Events from this source: user, core, plugin (any), plugin:ID, ... If repeated, events from any"
                            + " of these sources.")
    List<String> sources = new ArrayList<>();

    @Option(
            names = {"--since", "--from"},
            order = 12,
            paramLabel = "TIME",
            converter = TimeArgument.Converter.class,
            description = {
                "Events with a timestamp at this time or later. Times are written 2026-01-31T10:42:00Z,"
                        + " 2026-01-31T10:42, 2026-01-31, 10:42 (on the day of the file's latest time), -5m (before its"
                        + " latest time) or +30s (after its earliest time)."
            })
    @Nullable
    TimeArgument since;

    @Option(
            names = "--until",
            order = 13,
            paramLabel = "TIME",
            converter = TimeArgument.Converter.class,
            description = "Events with a timestamp at this time or earlier.")
    @Nullable
    TimeArgument until;

    @Option(
            names = "--where",
            order = 14,
            paramLabel = "PATH=VALUE",
            converter = WhereConverter.class,
            description = "Events whose payload has this value at this dotted path. VALUE is JSON (true, null, [1,2]),"
                    + " or text if it is not valid JSON; 12 matches the number and the text; \"12\" matches only"
                    + " the text. In PATH, \\ escapes the next character: 'a\\=b=1', 'a\\.b=1'. If repeated, events"
                    + " that meet all of these conditions.")
    List<Where> where = new ArrayList<>();

    @Option(
            names = "--session",
            order = 15,
            paramLabel = "N",
            description = "Events of this session of a Playhead file; 'playhead sessions' lists the sessions.")
    @Nullable
    Long sessionNumber;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** {@return whether there is any condition} */
    public boolean isGiven() {
        return !types.isEmpty()
                || !sources.isEmpty()
                || since != null
                || until != null
                || !where.isEmpty()
                || sessionNumber != null;
    }

    /** {@return whether any conditions concern the payload} */
    public boolean needPayload() {
        return !where.isEmpty();
    }

    /** {@return whether events of a type may match} */
    public boolean mayMatch(String type) {
        return types.isEmpty()
                || types.stream().anyMatch(pattern -> TypePattern.of(pattern).matches(type));
    }

    /** {@return whether the filter depends on the times or sessions of the file, so that these must be read first} */
    public boolean needsHistory() {
        return isRelative() || sessionNumber != null;
    }

    private boolean isRelative() {
        return (since != null && since.isRelative()) || (until != null && until.isRelative());
    }

    /** {@return the conditions of the command line in readable form} */
    public String describe() {
        List<String> words = new ArrayList<>(types);
        sources.forEach(source -> words.add("@" + source));
        where.forEach(
                one -> words.add(one.path() + "=" + JsonText.shown(one.value().value(), 40)));
        if (since != null) {
            words.add(sinceName());
        }
        if (until != null) {
            words.add("--until");
        }
        if (sessionNumber != null) {
            words.add("--session " + sessionNumber);
        }
        return String.join(" ", words);
    }

    /** Rejects options that this kind of file does not support, before anything is read. */
    public void check(EventFile file) {
        if (sessionNumber != null && !file.isStore()) {
            throw new CommandFailure("--session " + sessionNumber + ": " + file.shownName()
                    + " is an event file; only Playhead files have sessions");
        }
    }

    /** {@return a possible reason why no events were found, as the end of a message; usually empty} */
    public String hint() {
        return where.stream().anyMatch(one -> one.path().startsWith("payload."))
                ? "; the paths in --where are relative to the payload, so try them without 'payload.'"
                : "";
    }

    /** {@return the filter, if it {@linkplain #needsHistory needs no history}} */
    public EventFilter filter(ZoneId zone) {
        return filter(TimeArgument.Range.NONE, zone);
    }

    /** {@return the filter for the events of a file} */
    public EventFilter filter(EventHistory history, String shownName, ZoneId zone) {
        EventFilter filter =
                filter(isRelative() ? TimeArgument.Range.of(history, shownName) : TimeArgument.Range.NONE, zone);
        return sessionNumber == null
                ? filter
                : PlayheadFile.session(history, sessionNumber, shownName).and(filter);
    }

    /**
     * Returns the filter for the events of a file that will then be read in order. If the filter {@linkplain
     * #needsHistory depends on the file}, reads the file first, without notes about malformed parts.
     */
    public EventFilter filter(EventFile file, Session session) {
        if (!needsHistory()) {
            return filter(session.zone());
        }
        if (file.isStandardInput()) {
            throw new CommandFailure(
                    "times relative to the events need a file that can be read twice, not standard input;"
                            + " specify times with a date, such as 2026-01-31T10:42");
        }
        if (file.isStore()) {
            try (EventHistory history = file.load(session)) {
                return filter(history, file.shownName(), session.zone());
            }
        }
        TimeArgument.Reach reach = new TimeArgument.Reach();
        EventFile.Reading unusedAsItIsReadAgain = file.readAll(
                session, missing -> {}, event -> reach.add(event.timestamp()), problem -> {}, type -> false);
        return filter(reach.range(file.shownName()), session.zone());
    }

    private EventFilter filter(TimeArgument.Range range, ZoneId zone) {
        EventFilter filter = any(types, FilterOptions::type).and(any(sources, EventFilter::source));
        Instant from = since == null ? null : since.in(range, zone);
        Instant to = until == null ? null : until.in(range, zone);
        if (from != null && to != null && from.isAfter(to)) {
            throw new ParameterException(
                    spec.commandLine(),
                    sinceName() + " " + Times.complete(from, zone) + " is after --until " + Times.complete(to, zone)
                            + ", so no event can match");
        }
        if (from != null) {
            filter = filter.and(EventFilter.since(from));
        }
        if (to != null) {
            filter = filter.and(EventFilter.until(to));
        }
        for (Where one : where) {
            filter = filter.and(one.value().isAt(one.path()));
        }
        return filter;
    }

    /** {@return the name of the option that the user typed} */
    private String sinceName() {
        CommandLine.ParseResult parsed = spec.commandLine().getParseResult();
        return parsed != null && Names.used("--from", parsed.originalArgs()) ? "--from" : "--since";
    }

    private static EventFilter any(List<String> values, Function<String, EventFilter> toFilter) {
        return values.stream().map(toFilter).reduce(EventFilter::or).orElse(EventFilter.all());
    }

    private static EventFilter type(String text) {
        int star = text.indexOf('*');
        if (star < 0) {
            return EventFilter.typeIs(text);
        }
        if (star == text.length() - 1) {
            return EventFilter.typeStartsWith(text.substring(0, star));
        }
        TypePattern pattern = TypePattern.of(text);
        return EventFilter.matching(event -> pattern.matches(event.type()));
    }

    /** A path, and the required value at this path. */
    record Where(String path, Comparand value) {}

    static final class WhereConverter implements ITypeConverter<Where> {
        @Override
        public Where convert(String text) {
            int equals = Condition.indexOutsideEscapes(text, 0, '=');
            if (equals <= 0) {
                throw new TypeConversionException(
                        "'" + text + "' is not PATH=VALUE, such as rowId=ORD-7 or 'order.lines.0.price=12.5'");
            }
            String value = text.substring(equals + 1);
            if (Comparand.isJoined(value)) {
                throw new TypeConversionException(
                        "'" + text + "' is more than one condition; repeat --where for each, or"
                                + " put the value in double quotes if it is one value");
            }
            return new Where(text.substring(0, equals), Comparand.parse(value));
        }
    }
}
