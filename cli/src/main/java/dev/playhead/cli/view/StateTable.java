package dev.playhead.cli.view;

import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.output.StyledLine;
import dev.playhead.cli.output.Text;
import dev.playhead.event.PayloadPath;
import dev.playhead.event.PlainData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of a {@link Sheet} that is drawn on a screen. If a cell has changed, the columns are chosen so that a
 * changed cell is visible. The rows are also chosen in this way, unless the user has scrolled. Changed cells are
 * highlighted.
 */
public final class StateTable {
    private static final int GAP = 2;
    private static final int MAX_CELL = 24;
    private static final String CHANGED = "1;32";

    /** A callback that draws a horizontal line with a title. */
    public interface Rule {
        public StyledLine draw(int columns, StyledLine title);
    }

    private final Sheet sheet;
    private final @Nullable Sheet before;
    private final List<FieldDifference> differences;
    private final boolean ascii;
    private final String ellipsis;

    public StateTable(
            Sheet sheet, @Nullable Sheet before, List<FieldDifference> differences, boolean ascii, String ellipsis) {
        this.sheet = sheet;
        this.before = before;
        this.differences = differences;
        this.ascii = ascii;
        this.ellipsis = ellipsis;
    }

    public List<StyledLine> draw(Viewport viewport, int rows, int columns, Rule rule) {
        List<String> ids = sheet.ids();
        int room = Math.max(1, rows - 2);
        int first = viewport.first();
        if (!viewport.isScrolled()) {
            int changed = changedRow();
            if (changed >= 0 && (changed < first || changed >= first + room)) {
                first = changed - room / 2;
            }
        }
        viewport.drawn(first, room, ids.size());
        first = viewport.first();
        List<String> shownIds = ids.subList(first, Math.min(ids.size(), first + room));
        List<Row> shown = new ArrayList<>();
        for (String id : shownIds) {
            Map<String, @Nullable Object> values = sheet.values().apply(id);
            Map<String, @Nullable Object> old =
                    before == null ? null : before.values().apply(id);
            shown.add(new Row(id, values == null ? Map.of() : values, old));
        }
        List<String> fields = sheet.fields().isEmpty()
                ? Sheet.fieldsOf(shown.stream().map(Row::values).toList())
                : sheet.fields();
        List<StyledLine> table = table(shown, fields, columns);
        String range = ids.size() <= room ? "" : "  rows " + (first + 1) + " to " + (first + shown.size()) + " shown";
        List<StyledLine> lines = new ArrayList<>();
        StyledLine title = StyledLine.of(StyledLine.BOLD, sheet.title()).add("  " + sheet.summary());
        lines.add(rule.draw(
                columns,
                title.fit(Math.max(1, columns - 4 - range.length()), ellipsis).add(StyledLine.DIM, range)));
        lines.addAll(table);
        return lines;
    }

    private int changedRow() {
        for (int i = 0; i < Math.min(differences.size(), 100); i++) {
            int row = sheet.rowOf(differences.get(i));
            if (row >= 0) {
                return row;
            }
        }
        return -1;
    }

    /** A row of the table. */
    private record Row(
            String id,
            Map<String, @Nullable Object> values,
            @Nullable Map<String, @Nullable Object> old) {
        boolean isChanged(String field) {
            if (old == null) {
                return values.containsKey(field);
            }
            Object now = values.containsKey(field) ? values.get(field) : PayloadPath.NOTHING;
            Object then = old.containsKey(field) ? old.get(field) : PayloadPath.NOTHING;
            return now != then
                    && (now == PayloadPath.NOTHING || then == PayloadPath.NOTHING || !PlainData.equal(now, then));
        }

        String cell(String field) {
            Object value = values.get(field);
            return value == null ? "" : JsonText.shown(value, MAX_CELL);
        }
    }

    private List<StyledLine> table(List<Row> rows, List<String> fields, int columns) {
        int idWidth = Text.width(Text.safe(sheet.idTitle()));
        for (Row row : rows) {
            idWidth = Math.max(idWidth, Text.width(Text.safe(row.id())));
        }
        idWidth = Math.min(idWidth, Math.min(MAX_CELL, columns / 3));
        int[] widths = new int[fields.size()];
        boolean[] numbers = new boolean[fields.size()];
        for (int i = 0; i < widths.length; i++) {
            String field = fields.get(i);
            widths[i] = Math.max(1, Text.width(Text.safe(field)));
            numbers[i] = true;
            for (Row row : rows) {
                widths[i] = Math.max(widths[i], Text.width(row.cell(field)));
                Object value = row.values().get(field);
                numbers[i] &= value == null || value instanceof Number;
            }
            widths[i] = Math.min(widths[i], MAX_CELL);
        }
        int begin = firstField(rows, fields, widths, columns - idWidth - 2);
        int end = begin;
        int used = idWidth + 2;
        while (end < widths.length && used + GAP + widths[end] <= columns) {
            used += GAP + widths[end++];
        }
        if (end == begin && end < widths.length) {
            widths[end] = Math.max(1, columns - used - GAP);
            end++;
        }
        List<StyledLine> lines = new ArrayList<>();
        lines.add(head(fields, widths, numbers, idWidth, begin, end, columns));
        for (Row row : rows) {
            lines.add(line(row, fields, widths, numbers, idWidth, begin, end));
        }
        return lines;
    }

    /**
     * Returns the index of the first field to show. This is 0, unless a changed field would then be too far to the
     * right to be visible.
     */
    private static int firstField(List<Row> rows, List<String> fields, int[] widths, int room) {
        int changed = -1;
        for (int i = 0; i < fields.size() && changed < 0; i++) {
            String field = fields.get(i);
            // In a new row, all fields count as changed, so new rows are ignored here.
            changed = rows.stream().anyMatch(row -> row.old() != null && row.isChanged(field)) ? i : -1;
        }
        int begin = 0;
        int used = 0;
        for (int i = 0; i <= changed; i++) {
            used += GAP + widths[i];
        }
        while (begin < changed && used > room) {
            used -= GAP + widths[begin++];
        }
        return begin;
    }

    private StyledLine head(
            List<String> fields, int[] widths, boolean[] numbers, int idWidth, int begin, int end, int columns) {
        StyledLine line = new StyledLine()
                .add("  ")
                .add(StyledLine.DIM, Text.pad(fitted(Text.safe(sheet.idTitle()), idWidth), idWidth, false));
        for (int i = begin; i < end; i++) {
            line.add(" ".repeat(GAP))
                    .add(StyledLine.DIM, Text.pad(fitted(Text.safe(fields.get(i)), widths[i]), widths[i], numbers[i]));
        }
        int hidden = fields.size() - (end - begin);
        String more = hidden == 0 ? "" : "  +" + hidden;
        return line.width() + more.length() <= columns ? line.add(StyledLine.DIM, more) : line;
    }

    private StyledLine line(
            Row row, List<String> fields, int[] widths, boolean[] numbers, int idWidth, int begin, int end) {
        boolean isNew = before != null && row.old() == null;
        boolean changed = before != null && (isNew || fields.stream().anyMatch(row::isChanged));
        StyledLine line = new StyledLine()
                .add(CHANGED, changed ? (isNew ? "+ " : ascii ? "> " : "\u25b8 ") : "  ")
                .add(StyledLine.YELLOW, Text.pad(fitted(Text.safe(row.id()), idWidth), idWidth, false));
        for (int i = begin; i < end; i++) {
            String cell = Text.pad(fitted(row.cell(fields.get(i)), widths[i]), widths[i], numbers[i]);
            line.add(" ".repeat(GAP))
                    .add(before != null && row.isChanged(fields.get(i)) ? CHANGED : StyledLine.PLAIN, cell);
        }
        return line;
    }

    private String fitted(String text, int columns) {
        return Text.fit(text, columns, columns > ellipsis.length() ? ellipsis : "");
    }
}
