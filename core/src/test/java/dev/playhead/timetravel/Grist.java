package dev.playhead.timetravel;

import dev.playhead.event.RecordedEvent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * The tables of a Grist document, as computed from its history of actions. Each event is one user action. The {@code
 * stored} field of its payload lists the document actions, such as {@code ["UpdateRecord", "Table1", 3, {"A": 7}]}.
 */
final class Grist {
    /** A table: its columns in order, and its rows by id. A row has only the cells that were set. */
    record Table(PVector<String> columns, PMap<Long, PMap<String, @Nullable Object>> rows) {
        static Table of(List<String> columns) {
            return new Table(TreePVector.from(columns), HashTreePMap.empty());
        }

        private Table withColumns(PVector<String> changed) {
            return new Table(changed, rows);
        }

        private Table withRows(PMap<Long, PMap<String, @Nullable Object>> changed) {
            return new Table(columns, changed);
        }
    }

    private static final PMap<String, Table> NEW_DOCUMENT =
            HashTreePMap.singleton("Table1", Table.of(List.of("manualSort", "A", "B", "C")));

    private Grist() {}

    static Projection<PMap<String, Table>> document(String name) {
        return Projection.of(
                "document " + name,
                NEW_DOCUMENT,
                (tables, event) -> event.source().equals(name) ? apply(tables, event) : tables);
    }

    private static PMap<String, Table> apply(PMap<String, Table> before, RecordedEvent event) {
        PMap<String, Table> tables = before;
        for (Object action : list(((Map<?, ?>) event.payload()).get("stored"))) {
            List<?> parts = list(action);
            if (parts.size() > 1 && parts.get(1) instanceof String table && !table.startsWith("_grist")) {
                tables = apply(tables, table, parts);
            }
        }
        return tables;
    }

    private static PMap<String, Table> apply(PMap<String, Table> tables, String name, List<?> action) {
        String kind = (String) action.get(0);
        Table table = tables.get(name);
        if (kind.equals("AddTable")) {
            List<String> columns = list(action.get(2)).stream()
                    .map(column -> (String) ((Map<?, ?>) column).get("id"))
                    .toList();
            return tables.plus(name, Table.of(columns));
        }
        if (table == null) {
            return tables;
        }
        return switch (kind) {
            case "RemoveTable" -> tables.minus(name);
            case "RenameTable" -> tables.minus(name).plus((String) action.get(2), table);
            case "AddColumn" -> tables.plus(name, addColumn(table, (String) action.get(2)));
            case "RemoveColumn" -> tables.plus(name, removeColumn(table, (String) action.get(2)));
            case "RenameColumn" ->
                tables.plus(name, renameColumn(table, (String) action.get(2), (String) action.get(3)));
            case "AddRecord", "UpdateRecord" ->
                tables.plus(name, set(table, (Long) action.get(2), (Map<?, ?>) action.get(3)));
            case "BulkAddRecord", "BulkUpdateRecord" ->
                tables.plus(name, setAll(table, list(action.get(2)), (Map<?, ?>) action.get(3)));
            case "RemoveRecord" -> tables.plus(name, table.withRows(table.rows().minus(action.get(2))));
            case "BulkRemoveRecord" ->
                tables.plus(name, table.withRows(table.rows().minusAll(list(action.get(2)))));
            case "ReplaceTableData" ->
                tables.plus(name, setAll(table.withRows(HashTreePMap.empty()), list(action.get(2)), (Map<?, ?>)
                        action.get(3)));
            default -> tables;
        };
    }

    private static Table addColumn(Table table, String column) {
        return table.columns().contains(column)
                ? table
                : table.withColumns(table.columns().plus(column));
    }

    private static Table removeColumn(Table table, String column) {
        PMap<Long, PMap<String, @Nullable Object>> rows = table.rows();
        for (Map.Entry<Long, PMap<String, @Nullable Object>> row : table.rows().entrySet()) {
            rows = rows.plus(row.getKey(), row.getValue().minus(column));
        }
        return new Table(table.columns().minus(column), rows);
    }

    private static Table renameColumn(Table table, String from, String to) {
        PMap<Long, PMap<String, @Nullable Object>> rows = table.rows();
        for (Map.Entry<Long, PMap<String, @Nullable Object>> row : table.rows().entrySet()) {
            PMap<String, @Nullable Object> cells = row.getValue();
            if (cells.containsKey(from)) {
                rows = rows.plus(row.getKey(), cells.minus(from).plus(to, cells.get(from)));
            }
        }
        int at = table.columns().indexOf(from);
        return new Table(at < 0 ? table.columns() : table.columns().with(at, to), rows);
    }

    private static Table set(Table table, Long id, Map<?, ?> cells) {
        PMap<String, @Nullable Object> row = table.rows().getOrDefault(id, HashTreePMap.empty());
        for (Map.Entry<?, ?> cell : cells.entrySet()) {
            row = row.plus((String) cell.getKey(), cell.getValue());
        }
        return table.withRows(table.rows().plus(id, row));
    }

    /** Applies a bulk action. Such an action has a list of values for each column. */
    private static Table setAll(Table table, List<?> ids, Map<?, ?> columns) {
        Table changed = table;
        for (int i = 0; i < ids.size(); i++) {
            Long id = (Long) ids.get(i);
            PMap<String, @Nullable Object> row = changed.rows().getOrDefault(id, HashTreePMap.empty());
            for (Map.Entry<?, ?> column : columns.entrySet()) {
                row = row.plus((String) column.getKey(), list(column.getValue()).get(i));
            }
            changed = changed.withRows(changed.rows().plus(id, row));
        }
        return changed;
    }

    private static List<?> list(@Nullable Object value) {
        return (List<?>) value;
    }
}
