package dev.playhead.grid;

import static dev.playhead.grid.Recording.map;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A converter of payloads in the form of {@link GridEvents} to equivalent payloads in the form of GridKit. */
@SuppressWarnings("unchecked")
final class Foreign {
    private Foreign() {}

    static Map<String, Object> shape(String type, Map<String, Object> own, Random random) {
        Map<String, Object> payload = new LinkedHashMap<>(own);
        switch (type) {
            case "grid:init" -> payload.put("config", config(payload));
            case "row:add", "row:update" -> rename(payload, type.equals("row:add") ? "values" : "changes", "data");
            case "row:select" -> single(payload, "rowIds", "rowId");
            case "cell:select" -> {
                single(payload, "rowIds", "rowId");
                single(payload, "columnIds", "columnId");
            }
            case "cell:edit", "cell:update" -> {
                rename(payload, "newValue", "value");
                rename(payload, "oldValue", "previousValue");
            }
            case "cell:hover" -> {
                if (payload.get("rowId") != null) {
                    payload.put("hovered", true);
                }
            }
            case "cell:validation-error" -> rename(payload, "message", "error");
            case "column:add" -> {
                rename(payload, "title", "header");
                payload.put("definition", map("header", payload.remove("header")));
            }
            case "column:reorder" -> rename(payload, "columnIds", "columnOrder");
            case "column:pin" -> {
                rename(payload, "side", "position");
                payload.replace("position", "none", false);
            }
            case "column:sort" -> payload.replace("direction", "none", null);
            case "column:filter" -> {
                Object operator = payload.remove("operator");
                Object value = payload.remove("value");
                payload.put("filter", operator == null ? null : map("operator", operator, "value", value));
            }
            case "grid:state-change", "row:state-change", "column:state-change" -> property(payload);
            default -> {
                // GridKit uses the same form for the other types.
            }
        }
        return random.nextInt(4) == 0 && payload.containsKey("gridId") ? map("data", payload) : payload;
    }

    private static void rename(Map<String, Object> payload, String from, String to) {
        payload.put(to, payload.remove(from));
    }

    private static void single(Map<String, Object> payload, String ids, String id) {
        List<Object> list = new ArrayList<>((List<Object>) payload.get(ids));
        if (list.stream().distinct().count() == 1) {
            payload.remove(ids);
            payload.put(id, list.get(0));
        }
    }

    private static void property(Map<String, Object> payload) {
        Map<String, Object> changes = (Map<String, Object>) payload.get("changes");
        if (changes.size() == 1) {
            payload.remove("changes");
            changes.forEach((property, value) -> payload.putAll(map("property", property, "newValue", value)));
        }
    }

    private static Map<String, Object> config(Map<String, Object> payload) {
        Map<String, Object> config = new LinkedHashMap<>();
        if (payload.containsKey("columns")) {
            List<Map<String, Object>> columns = new ArrayList<>();
            for (Map<String, Object> column : (List<Map<String, Object>>) payload.remove("columns")) {
                Map<String, Object> definition = new LinkedHashMap<>(column);
                rename(definition, "columnId", "id");
                columns.add(definition);
            }
            config.put("columns", columns);
            config.put("data", payload.remove("rows"));
        }
        return config;
    }
}
