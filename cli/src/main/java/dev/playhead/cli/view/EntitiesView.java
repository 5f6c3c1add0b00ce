package dev.playhead.cli.view;

import dev.playhead.cli.Session;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.output.Table;
import dev.playhead.cli.output.Text;
import dev.playhead.event.PayloadPath;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.timetravel.Projection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * A view of the entities in any stream of events. Events with the same value in a certain field belong to the same
 * entity. An entity has the fields of the payloads of all its events; later values replace earlier values.
 */
public final class EntitiesView implements StateView<PMap<String, Map<String, @Nullable Object>>> {
    private static final String SOURCE = "@source";
    private static final String TYPE = "@type";
    /** The names of attributes of events that can be given in place of a field of the payload, to identify entities. */
    public static final Set<String> OF_EVENT = Set.of(SOURCE, TYPE);

    private static final int MAX_COLUMNS = 8;
    private static final int MAX_CELL = 24;
    /** The maximum number of rows that are printed on a terminal, where more rows would scroll out of sight. */
    private static final int MAX_ROWS = 40;

    private final String by;
    private final PayloadPath path;
    private final Projection<PMap<String, Map<String, @Nullable Object>>> projection =
            Projection.of("entities", HashTreePMap.empty(), this::apply);

    private List<String> sorted = List.of();

    public EntitiesView(String by) {
        this.by = by;
        this.path = PayloadPath.parse(by);
    }

    private PMap<String, Map<String, @Nullable Object>> apply(
            PMap<String, Map<String, @Nullable Object>> state, RecordedEvent event) {
        String id = id(event);
        if (id == null || !(event.payload() instanceof Map<?, ?> fields)) {
            return state;
        }
        Map<String, @Nullable Object> old = state.get(id);
        Map<String, @Nullable Object> merged = new LinkedHashMap<>();
        if (old != null) {
            merged.putAll(old);
        }
        fields.forEach((key, value) -> merged.put((String) key, value));
        return state.plus(id, PlainData.ofPlain(merged));
    }

    private @Nullable String id(RecordedEvent event) {
        Object value = switch (by) {
            case SOURCE -> event.source();
            case TYPE -> event.type();
            default -> path.find(event.payload());
        };
        boolean isId = value instanceof String || value instanceof Number || value instanceof Boolean;
        return isId ? JsonText.shown(value, 0) : null;
    }

    @Override
    public Projection<PMap<String, Map<String, @Nullable Object>>> projection() {
        return projection;
    }

    @Override
    public String noun() {
        return "entity";
    }

    /**
     * Returns the ids in natural order. Sorting takes time, so the result is kept for the next call, in which the
     * entities are usually the same.
     */
    @Override
    public List<String> entities(PMap<String, Map<String, @Nullable Object>> state) {
        List<String> known = sorted;
        if (known.size() != state.size() || !state.keySet().containsAll(known)) {
            List<String> ids = new ArrayList<>(state.keySet());
            ids.sort(NaturalOrder.INSTANCE);
            known = Collections.unmodifiableList(ids);
            sorted = known;
        }
        return known;
    }

    @Override
    public @Nullable Map<String, @Nullable Object> entity(
            PMap<String, Map<String, @Nullable Object>> state, String id) {
        return state.get(id);
    }

    @Override
    public List<FieldDifference> differences(
            PMap<String, Map<String, @Nullable Object>> before, PMap<String, Map<String, @Nullable Object>> after) {
        TreeSet<String> ids = new TreeSet<>(NaturalOrder.INSTANCE);
        ids.addAll(before.keySet());
        ids.addAll(after.keySet());
        List<FieldDifference> differences = new ArrayList<>();
        for (String id : ids) {
            Object left = before.containsKey(id) ? before.get(id) : PayloadPath.NOTHING;
            Object right = after.containsKey(id) ? after.get(id) : PayloadPath.NOTHING;
            FieldDifference.collect(id, left, right, "/", differences);
        }
        return differences;
    }

    @Override
    public Map<String, @Nullable Object> data(PMap<String, Map<String, @Nullable Object>> state) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        for (String id : entities(state)) {
            data.put(id, state.get(id));
        }
        return data;
    }

    @Override
    public List<Sheet> sheets(PMap<String, Map<String, @Nullable Object>> state) {
        return List.of(new Sheet(
                "Entities by " + by,
                Text.count(state.size()),
                "",
                by,
                commonFields(state.values()),
                entities(state),
                state::get));
    }

    @Override
    public void print(PMap<String, Map<String, @Nullable Object>> state, Session session) {
        session.out().line(session.style().bold("Entities by " + Text.safe(by)) + "  " + Text.count(state.size()));
        List<String> fields = commonFields(state.values());
        int shown = Math.min(fields.size(), MAX_COLUMNS);
        print(session, by, entities(state), fields.subList(0, shown), state);
        if (shown < fields.size()) {
            session.out()
                    .line(session.style()
                            .dim("  and " + Text.count(fields.size() - shown, "more field")
                                    + "; --entity ID or --json shows them"));
        }
    }

    /** Prints the given entities as the rows of a table. */
    static void print(
            Session session,
            String idTitle,
            Collection<String> ids,
            List<String> fields,
            Map<String, Map<String, @Nullable Object>> values) {
        boolean isCut = session.terminal().isOutTerminal() && ids.size() > MAX_ROWS && !session.wide();
        Collection<String> shown = isCut ? ids.stream().limit(MAX_ROWS).toList() : ids;
        List<String> titles = new ArrayList<>(List.of(idTitle));
        for (String field : fields) {
            boolean numbers = shown.stream()
                    .map(values::get)
                    .allMatch(row -> row == null || row.get(field) == null || row.get(field) instanceof Number);
            titles.add(numbers ? ">" + field : field);
        }
        Table table = new Table(session, titles.toArray(String[]::new)).style(0, session.style()::yellow);
        for (int i = titles.size() - 1; i > 1; i--) {
            table.leaveOut(i);
        }
        for (String id : shown) {
            Map<String, @Nullable Object> row = values.getOrDefault(id, Map.of());
            List<String> cells = new ArrayList<>(List.of(id));
            for (String field : fields) {
                Object value = row.get(field);
                cells.add(value == null ? "" : Text.fit(JsonText.shown(value, MAX_CELL), MAX_CELL, session.ellipsis()));
            }
            table.row(cells.toArray(String[]::new));
        }
        table.print("  ");
        if (isCut) {
            session.out()
                    .line(
                            session.style()
                                    .dim(
                                            "  and " + Text.count(ids.size() - shown.size(), "more row")
                                                    + "; --entity ID shows one row; --wide, or a pipe such as '| less', shows all rows"));
        }
    }

    /**
     * Returns the names of the fields, the most common fields first. The field that identifies an entity is excluded,
     * because callers print it before the others.
     */
    private List<String> commonFields(Collection<Map<String, @Nullable Object>> entities) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Map<String, @Nullable Object> entity : entities) {
            entity.keySet().forEach(field -> counts.merge(field, 1, Integer::sum));
        }
        counts.remove(by);
        List<String> fields = new ArrayList<>(counts.keySet());
        fields.sort((a, b) -> Integer.compare(counts.getOrDefault(b, 0), counts.getOrDefault(a, 0)));
        return fields;
    }
}
