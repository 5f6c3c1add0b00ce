package dev.playhead.io;

import dev.playhead.event.Marker;
import dev.playhead.event.Numbers;
import dev.playhead.event.PayloadPath;
import dev.playhead.event.RecordedEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table of events: four for attributes, and one for each path to a value in payloads and metadata.
 *
 * <p>A list, a {@link Marker} and an empty map are values, and become JSON text. If there are too many paths, the
 * deepest maps become JSON text as well, level by level. This limits the number of columns and the memory.
 */
final class CsvColumns {
    /** The maximum number of columns for paths. Spreadsheets permit 16,384 columns, but are slow even with fewer. */
    static final int MAX_PATHS = 1_000;

    private static final String[] ATTRIBUTES = {"sequence", "timestamp", "type", "source"};

    /**
     * A position in payloads or metadata. In some events it may have a map that is divided into columns, and in others
     * a value.
     */
    private static final class Node {
        private final Map<String, Node> fields = new LinkedHashMap<>();
        private boolean value;
        private int column = -1;
    }

    private final Node payload = new Node();
    private final Node metadata = new Node();
    /** The number of levels of maps that are divided into columns. */
    private int levels = Integer.MAX_VALUE;

    private int paths;
    private boolean cut;

    /** Adds the paths of an event to the columns. */
    void survey(RecordedEvent event) {
        if (event.payload() != null) {
            add(payload, event.payload(), 0);
        }
        if (!event.metadata().isEmpty()) {
            add(metadata, event.metadata(), 0);
        }
        while (paths > MAX_PATHS) {
            cut = true;
            levels = Math.max(height(payload), height(metadata)) - 1;
            paths = prune(payload, 0) + prune(metadata, 0);
        }
    }

    private void add(Node node, @Nullable Object data, int level) {
        Map<?, ?> map = divisible(data, level);
        if (map == null) {
            paths += node.value ? 0 : 1;
            node.value = true;
            return;
        }
        map.forEach(
                (key, field) -> add(node.fields.computeIfAbsent((String) key, name -> new Node()), field, level + 1));
    }

    /** Returns the data if it is a map that is divided into columns, else null. */
    private @Nullable Map<?, ?> divisible(@Nullable Object data, int level) {
        return data instanceof Map<?, ?> map && level < levels && !map.isEmpty() && !map.containsKey(Marker.KEY)
                ? map
                : null;
    }

    private static int height(Node node) {
        int height = 0;
        for (Node field : node.fields.values()) {
            height = Math.max(height, 1 + height(field));
        }
        return height;
    }

    /** Turns maps that are nested too deeply into values. Returns the number of values at and below the node. */
    private int prune(Node node, int level) {
        if (level >= levels && !node.fields.isEmpty()) {
            node.fields.clear();
            node.value = true;
        }
        int values = node.value ? 1 : 0;
        for (Node field : node.fields.values()) {
            values += prune(field, level + 1);
        }
        return values;
    }

    /** Returns whether there were too many paths. */
    boolean isCut() {
        return cut;
    }

    /** Numbers the columns, and returns their titles. No event may be surveyed afterwards. */
    String[] titles() {
        List<String> titles = new ArrayList<>(List.of(ATTRIBUTES));
        number(payload, new ArrayList<>(List.of("payload")), titles);
        number(metadata, new ArrayList<>(List.of("metadata")), titles);
        return titles.toArray(String[]::new);
    }

    private static void number(Node node, List<String> path, List<String> titles) {
        if (node.value) {
            node.column = titles.size();
            titles.add(new PayloadPath(path).toString());
        }
        node.fields.forEach((name, field) -> {
            path.add(name);
            number(field, path, titles);
            path.remove(path.size() - 1);
        });
    }

    /**
     * Fills the cells of an event.
     *
     * @param event the event
     * @param cells the cells to fill, one for each title
     * @throws IllegalStateException if the event has a path without a column
     */
    void fill(RecordedEvent event, String[] cells) {
        Arrays.fill(cells, "");
        cells[0] = event.id();
        cells[1] = event.timestamp().toString();
        cells[2] = event.type();
        cells[3] = event.source();
        if (event.payload() != null) {
            fill(payload, event.payload(), 0, cells, event);
        }
        if (!event.metadata().isEmpty()) {
            fill(metadata, event.metadata(), 0, cells, event);
        }
    }

    private void fill(@Nullable Node node, @Nullable Object data, int level, String[] cells, RecordedEvent event) {
        Map<?, ?> map = divisible(data, level);
        if (node == null || (map == null && node.column < 0)) {
            throw new IllegalStateException("sequence=" + event.sequence()
                    + " has fields without a column; pass each event to survey before the first is written");
        }
        if (map == null) {
            cells[node.column] = cell(data);
            return;
        }
        for (Map.Entry<?, ?> field : map.entrySet()) {
            fill(node.fields.get((String) field.getKey()), field.getValue(), level + 1, cells, event);
        }
    }

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Double real) {
            return Numbers.text(real);
        }
        return value instanceof Map<?, ?> || value instanceof List<?> ? JsonOutput.text(value) : value.toString();
    }
}
