package dev.playhead.grid;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The alternative names of record components in the catalog, {@link GridEvents}. GridKit's payloads use these names.
 * The package page lists the same names.
 */
final class Aliases {
    /**
     * The alternative names by event type. Each line has an event type, a component, and the alternative names of the
     * component.
     */
    private static final String[][] TABLE = {
        {"row:add", "values", "data"},
        {"row:update", "changes", "data"},
        {"row:select", "rowIds", "rowId"},
        {"cell:edit", "newValue", "value"},
        {"cell:update", "newValue", "value"},
        {"cell:select", "rowIds", "rowId"},
        {"cell:select", "columnIds", "columnId"},
        {"cell:validation-error", "message", "error"},
        {"column:reorder", "columnIds", "columnOrder"},
        {"column:pin", "side", "position"},
    };

    /** The components of a column's definition, in any event. Each line has a component and its alternative names. */
    private static final String[][] DEFINITION = {
        {"columnId", "id", "accessorKey"},
        {"title", "header"},
        {"width", "size"},
    };

    private static final Map<String, Map<String, List<String>>> BY_TYPE = byType();
    private static final Map<String, List<String>> OF_DEFINITION = definition();

    private Aliases() {}

    private static Map<String, Map<String, List<String>>> byType() {
        Map<String, Map<String, List<String>>> byType = new HashMap<>();
        for (String[] line : TABLE) {
            byType.computeIfAbsent(line[0], type -> new HashMap<>()).put(line[1], names(line, 2));
        }
        return Collections.unmodifiableMap(byType);
    }

    private static Map<String, List<String>> definition() {
        Map<String, List<String>> names = new HashMap<>();
        for (String[] line : DEFINITION) {
            names.put(line[0], names(line, 1));
        }
        return Collections.unmodifiableMap(names);
    }

    private static List<String> names(String[] line, int from) {
        return List.of(line).subList(from, line.length);
    }

    /** Returns the alternative names, by component, in payloads of the given event type. */
    static Map<String, List<String>> of(String type) {
        return BY_TYPE.getOrDefault(type, Map.of());
    }

    /** Returns the alternative names, by component, in a column's definition. */
    static Map<String, List<String>> ofDefinition() {
        return OF_DEFINITION;
    }

    /** Returns the alternative names by event type and component, without those of a column's definition. */
    static Map<String, Map<String, List<String>>> all() {
        return BY_TYPE;
    }
}
