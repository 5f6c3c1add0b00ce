package dev.playhead.cli.mcp;

import static dev.playhead.cli.mcp.Argument.ofServer;
import static dev.playhead.cli.mcp.Argument.option;
import static dev.playhead.cli.mcp.Argument.position;
import static dev.playhead.cli.mcp.Argument.requiredOption;

import dev.playhead.cli.mcp.Argument.Kind;
import dev.playhead.cli.option.TimeArgument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tools of the server. */
final class Tools {
    static final int DEFAULT_LIMIT = 20;
    static final int MAX_LIMIT = 200;

    /** The maximum numbers of causes, of effects and of other events that {@code causes} requests from its command. */
    static final int MAX_RELATED = 10_000;

    private static final String MOMENT = "an event's id (digits only) or a time, such as " + TimeArgument.FORMS;

    private static final List<Argument> PAGE = List.of(
            ofServer(
                    "limit",
                    Kind.NUMBER,
                    "The most results in this answer, 1 to " + MAX_LIMIT + "; default " + DEFAULT_LIMIT
                            + ". Fewer are returned if they are large."),
            ofServer(
                    "cursor",
                    Kind.TEXT,
                    "nextCursor of an earlier answer, for the results after it. The other arguments must be the same as"
                            + " in that call."));

    private static final List<Argument> PART = List.of(
            ofServer("offset", Kind.NUMBER, "With path: the first byte of the value's JSON to return; default 0."),
            ofServer("bytes", Kind.NUMBER, "With path: the most bytes to return; default and maximum 16384."));

    private static final List<Argument> FILTER = List.of(
            option(
                    "type",
                    Kind.TEXTS,
                    "Events of any of these types; * matches any characters, as in cell:*. stats lists the types."),
            option("source", Kind.TEXTS, "Events from any of these sources: user, core, plugin (any), plugin:ID, ..."),
            option(
                    "since",
                    Kind.TEXT,
                    "Events with a timestamp at this time or later, such as " + TimeArgument.FORMS
                            + "; -5m is before the latest time, +30s after the earliest."),
            option("until", Kind.TEXT, "Events with a timestamp at this time or earlier."),
            option(
                    "where",
                    Kind.TEXTS,
                    "Conditions PATH=VALUE that all hold, where PATH is a dotted path in the payload and VALUE is JSON,"
                            + " or text if it is not valid JSON: rowId=ORD-7, order.id=12."),
            option("session", Kind.NUMBER, "Events of this session of a Playhead file."));

    private static final List<Argument> STATE = List.of(
            option(
                    "by",
                    Kind.TEXT,
                    "For files without grid events: the path in the payload whose value identifies an entity, such as"
                            + " order.id, or @source or @type."),
            option("projection", Kind.TEXT, "grid or entities; default: entities if by is given, otherwise grid."),
            option("grid", Kind.TEXT, "The grid, if the file has more than one."),
            option("row-id", Kind.TEXT, "The field with the id of a row, for tables whose rows have no other id."));

    private static final List<Argument> RANGE = List.of(
            option("from", Kind.TEXT, "Only events from here on: " + MOMENT + "."),
            option("to", Kind.TEXT, "Only events up to here: " + MOMENT + "."));

    static final List<Tool> ALL = List.of(
            new Tool(
                    "stats",
                    "stats",
                    "Summarize the history",
                    "counts",
                    "Summarizes the recorded history: number of events, times, and the counts of types and sources, the"
                            + " most frequent first. With by: counts events by a value. Begin here.",
                    all(
                            List.of(
                                    option(
                                            "by",
                                            Kind.TEXT,
                                            "Count by this value: a dotted path in the payload, type, source or"
                                                    + " metadata.NAME."),
                                    option(
                                            "every",
                                            Kind.TEXT,
                                            "With by: count in intervals of this length, such as 1m, 1h or 1d."),
                                    option(
                                            "top",
                                            Kind.NUMBER,
                                            "With every: the number of most frequent values that are counted singly,"
                                                    + " at most " + MAX_LIMIT + "; default 10.")),
                            PAGE)),
            new Tool(
                    "search",
                    "search",
                    "Find events",
                    "events",
                    "Finds the events that meet all conditions, in the order of recording. total is the number of all"
                            + " of them. A large payload is cut; show returns the rest.",
                    all(
                            FILTER,
                            List.of(option(
                                    "last",
                                    Kind.NUMBER,
                                    "Only the last N events found, at most " + MAX_LIMIT
                                            + "; total is then the number of these events.")),
                            PAGE)),
            new Tool(
                    "show",
                    "show",
                    "Show events",
                    "events",
                    "Shows events by their ids. With path, returns a part of one event, as a range of bytes of its JSON.",
                    all(
                            List.of(
                                    position("ids", Kind.NUMBERS, "Ids of events: their sequences, as search returns."),
                                    ofServer(
                                            "path",
                                            Kind.TEXT,
                                            "For one id: the part to return, such as payload, metadata or"
                                                    + " payload.order.lines.0.")),
                            PART,
                            PAGE)),
            new Tool(
                    "state",
                    "snapshot",
                    "Show the state at an event or a time",
                    "entities",
                    "Shows the state after an event or at a time, as rows or entities with their fields. The first page"
                            + " and the following pages show the same state, even if a program records events meanwhile.",
                    all(
                            List.of(
                                    option("at", Kind.TEXT, "Where: " + MOMENT + "; default: after the last event."),
                                    option("entity", Kind.TEXT, "Only the row or entity with this id."),
                                    ofServer(
                                            "path",
                                            Kind.TEXT,
                                            "With entity: the part of its state to return, such as state or"
                                                    + " state.address.city.")),
                            PART,
                            STATE,
                            PAGE)),
            new Tool(
                    "diff",
                    "diff",
                    "Compare two states",
                    "differences",
                    "Lists the differences between the states at two events or times.",
                    all(
                            List.of(
                                    position("from", Kind.TEXT, "The first state: " + MOMENT + "."),
                                    position("to", Kind.TEXT, "The second state: " + MOMENT + ".")),
                            STATE,
                            PAGE)),
            new Tool(
                    "changes",
                    "changes",
                    "List the changes of a field",
                    "changes",
                    "Lists who changed one field or cell, when, from what and to what.",
                    all(
                            List.of(position(
                                    "address",
                                    Kind.TEXT,
                                    "ENTITY/FIELD or ROW/COLUMN, divided at the last slash, such as ORD-7/price.")),
                            RANGE,
                            STATE,
                            PAGE)),
            new Tool(
                    "first",
                    "first",
                    "Find the event that made a condition true",
                    "events",
                    "Finds the event after which a condition first held. With a slash in PATH, or with by, the condition"
                            + " is about the state; otherwise it is about the payload of single events.",
                    all(
                            List.of(requiredOption(
                                    "when",
                                    Kind.TEXT,
                                    "PATH OP VALUE, where PATH is ENTITY/FIELD or ROW/COLUMN or a path in the payload,"
                                            + " and OP is one of == != < <= > >= contains; or PATH exists. Such as"
                                            + " ORD-7/price > 1000.")),
                            RANGE,
                            STATE)),
            new Tool(
                    "whatif",
                    "whatif",
                    "Leave out events",
                    "differences",
                    "Lists how the state would differ if some events had not happened. Nothing is changed. Pass the events' ids"
                            + " as without, or conditions that select events, or both.",
                    all(
                            List.of(
                                    option(
                                            "without",
                                            Kind.TEXTS,
                                            "Ids of events to leave out, and ranges of ids, such as 7 and 2040-2049."),
                                    option(
                                            "at",
                                            Kind.TEXT,
                                            "Where to compare the states: " + MOMENT + "; default: the last event.")),
                            FILTER,
                            STATE,
                            PAGE)),
            new Tool(
                    "causes",
                    "causes",
                    "Follow causes and effects",
                    "events",
                    "Lists the causes of an event, the nearest first, its effects, and other events of the same chain or"
                            + " trace; the member relation tells them apart.",
                    all(List.of(position("id", Kind.NUMBER, "The id of an event.")), PAGE)),
            new Tool(
                    "minimize",
                    "minimize",
                    "Reduce a failing history",
                    "events",
                    "Reduces the events to a few with which a check still fails. The check is a Java class on the class"
                            + " path with which this server was started.",
                    all(
                            List.of(requiredOption(
                                    "check",
                                    Kind.TEXT,
                                    "The class: a Predicate<List<GridEvent>> that returns true, or a"
                                            + " Consumer<List<GridEvent>> that throws, if the events fail.")),
                            FILTER,
                            PAGE)));

    private Tools() {}

    @SafeVarargs
    private static List<Argument> all(List<Argument>... lists) {
        List<Argument> all = new ArrayList<>();
        for (List<Argument> list : lists) {
            all.addAll(list);
        }
        return all;
    }

    static @Nullable Tool named(String name) {
        return ALL.stream().filter(tool -> tool.name().equals(name)).findFirst().orElse(null);
    }

    /** {@return the definitions of all tools in the protocol} */
    static List<Map<String, @Nullable Object>> definitions() {
        return ALL.stream().map(Tool::definition).toList();
    }
}
