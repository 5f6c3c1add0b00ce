package dev.playhead.cli.output;

import dev.playhead.cli.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A table of text. Columns are as wide as their widest cell; where a terminal is too narrow, the widest give way first.
 */
public final class Table {
    private static final int GAP = 2;
    private static final int LEAST = 6;

    private final Session session;
    private final String[] titles;
    private final boolean[] toTheRight;
    private final List<UnaryOperator<String>> styles = new ArrayList<>();
    private final List<String[]> rows = new ArrayList<>();

    /** Begins a table; a title that begins with {@code >} is of a column aligned to the right. */
    public Table(Session session, String... titles) {
        this.session = session;
        this.titles = Arrays.stream(titles)
                .map(title -> title.startsWith(">") ? title.substring(1) : title)
                .map(Text::safe)
                .toArray(String[]::new);
        this.toTheRight = new boolean[titles.length];
        for (int i = 0; i < titles.length; i++) {
            toTheRight[i] = titles[i].startsWith(">");
            styles.add(UnaryOperator.identity());
        }
    }

    public Table style(int column, UnaryOperator<String> style) {
        styles.set(column, style);
        return this;
    }

    public void row(String... cells) {
        rows.add(Arrays.stream(cells).map(Text::safe).toArray(String[]::new));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    public void print(String indent) {
        int[] widths = widths(session.terminal().columns() - indent.length());
        if (Arrays.stream(titles).anyMatch(title -> !title.isEmpty())) {
            session.out().line(indent + line(titles, widths, true));
        }
        for (String[] row : rows) {
            session.out().line(indent + line(row, widths, false));
        }
    }

    private int[] widths(int available) {
        int[] widths = new int[titles.length];
        for (int i = 0; i < titles.length; i++) {
            widths[i] = Text.width(titles[i]);
            for (String[] row : rows) {
                widths[i] = Math.max(widths[i], Text.width(row[i]));
            }
        }
        if (session.terminal().columns() > 0) {
            int over = Arrays.stream(widths).sum() + GAP * (widths.length - 1) - available;
            while (over > 0 && shrink(widths)) {
                over--;
            }
        }
        return widths;
    }

    private static boolean shrink(int[] widths) {
        int widest = 0;
        for (int i = 1; i < widths.length; i++) {
            widest = widths[i] >= widths[widest] ? i : widest;
        }
        if (widths[widest] <= LEAST) {
            return false;
        }
        widths[widest]--;
        return true;
    }

    private String line(String[] cells, int[] widths, boolean isTitle) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            String cell = Text.fit(cells[i], widths[i], session.ellipsis());
            String blanks = " ".repeat(Math.max(0, widths[i] - Text.width(cell)));
            String styled = isTitle ? session.style().dim(cell) : styles.get(i).apply(cell);
            boolean last = i == cells.length - 1;
            line.append(toTheRight[i] ? blanks + styled : styled + (last ? "" : blanks));
            line.append(last ? "" : " ".repeat(GAP));
        }
        return line.toString().stripTrailing();
    }
}
