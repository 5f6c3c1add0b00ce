package dev.playhead.cli.mcp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A division of the single result of a command into a summary and a list that can be paged. */
final class Results {
    /** The longest id that is repeated in a hint. */
    private static final int MAX_NAME = 100;

    private Results() {}

    /**
     * Moves the possibly long lists and maps of the document to the paged results, and removes members that the caller
     * does not need.
     */
    static void split(Tool tool, Map<String, ?> arguments, Collected collected) {
        Map<String, @Nullable Object> document = collected.document();
        switch (tool.name()) {
            case "stats" -> splitStats(document, collected);
            case "state" -> splitState(document, arguments.get("by") == null, collected);
            case "causes" -> splitCauses(document, collected);
            case "minimize" -> {
                document.keySet().removeAll(List.of("output", "test", "ids"));
                document.put("all", document.remove("events"));
            }
            default -> {}
        }
    }

    private static void splitStats(Map<String, @Nullable Object> document, Collected collected) {
        Object values = document.remove("values");
        Object intervals = document.remove("intervals");
        objects(intervals != null ? intervals : values).forEach(collected::line);
        for (String noun : List.of("type", "source")) {
            object(document.remove(noun + "s")).forEach((name, count) -> {
                Map<String, @Nullable Object> item = new LinkedHashMap<>();
                item.put(noun, name);
                item.put("count", count);
                collected.line(item);
            });
        }
        document.remove("file");
    }

    private static void splitState(Map<String, @Nullable Object> document, boolean isGrid, Collected collected) {
        Object entity = document.remove("entity");
        document.remove("types");
        if (!document.containsKey("state")) {
            return;
        }
        Map<String, @Nullable Object> state = object(document.remove("state"));
        if (entity != null) {
            collected.line(item("entity", entity, state));
        } else if (isGrid) {
            state.forEach((grid, data) -> splitGrid(grid, object(data), collected));
        } else {
            state.forEach((id, fields) -> collected.line(item("entity", id, fields)));
        }
    }

    private static void splitGrid(String grid, Map<String, @Nullable Object> data, Collected collected) {
        Map<String, @Nullable Object> attributes = object(data.get("rowAttributes"));
        Map<String, @Nullable Object> about = new LinkedHashMap<>();
        data.forEach((name, value) -> {
            boolean isEmpty = (value instanceof Map<?, ?> map && map.isEmpty())
                    || (value instanceof List<?> list && list.isEmpty());
            if (!isEmpty && !name.equals("rows") && !name.equals("rowOrder") && !name.equals("rowAttributes")) {
                about.put(name, value);
            }
        });
        Map<String, @Nullable Object> head = new LinkedHashMap<>();
        head.put("grid", grid);
        head.put("about", about);
        collected.line(head);
        object(data.get("rows")).forEach((id, values) -> {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put("grid", grid);
            row.put("entity", id);
            row.put("state", values);
            if (attributes.containsKey(id)) {
                row.put("attributes", attributes.get(id));
            }
            collected.line(row);
        });
    }

    private static void splitCauses(Map<String, @Nullable Object> document, Collected collected) {
        Object event = document.remove("event");
        if (event != null) {
            collected.line(related("event", object(event)));
        }
        objects(document.remove("causes")).forEach(cause -> collected.line(related("cause", cause)));
        for (Map<String, @Nullable Object> effect : objects(document.remove("effects"))) {
            Map<String, @Nullable Object> item = related("effect", object(effect.get("event")));
            item.put("causedBy", effect.get("cause"));
            item.put("depth", effect.get("depth"));
            collected.line(item);
        }
        objects(document.remove("related")).forEach(other -> collected.line(related("related", other)));
        document.values().removeIf(Boolean.FALSE::equals);
    }

    private static Map<String, @Nullable Object> related(String relation, Map<String, @Nullable Object> event) {
        Map<String, @Nullable Object> item = new LinkedHashMap<>();
        item.put("relation", relation);
        item.putAll(event);
        return item;
    }

    private static Map<String, @Nullable Object> item(String noun, Object id, @Nullable Object state) {
        Map<String, @Nullable Object> item = new LinkedHashMap<>();
        item.put(noun, id);
        item.put("state", state);
        return item;
    }

    /** {@return how to get the rest of a cut member of a result; empty if there is no way} */
    static String rest(Tool tool, Map<String, @Nullable Object> item, String member) {
        return switch (tool.name()) {
            case "search", "show", "first", "causes" ->
                "call show with ids [" + item.get("sequence") + "], path " + member + " and an offset";
            case "state" ->
                item.containsKey("entity") || item.containsKey("entityCut")
                        ? "call state with the same arguments, entity " + named(item.get("entity")) + ", path " + member
                                + " and an offset"
                        : "call state with the same arguments, path state." + named(item.get("grid"))
                                + " and an offset";
            case "changes", "diff" -> "call state at this event or time with entity, path and an offset";
            default -> "";
        };
    }

    private static String named(@Nullable Object id) {
        String text = String.valueOf(id);
        return id == null || text.length() > MAX_NAME ? "(its id)" : text; // the id is null if it was itself cut
    }

    @SuppressWarnings("unchecked") // commands return plain data
    private static Map<String, @Nullable Object> object(@Nullable Object data) {
        return data == null ? Map.of() : (Map<String, @Nullable Object>) data;
    }

    private static List<Map<String, @Nullable Object>> objects(@Nullable Object data) {
        List<Map<String, @Nullable Object>> objects = new ArrayList<>();
        if (data instanceof List<?> list) {
            list.forEach(one -> objects.add(object(Objects.requireNonNull(one))));
        }
        return objects;
    }
}
