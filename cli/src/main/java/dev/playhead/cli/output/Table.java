package dev.playhead.cli.output;

import dev.playhead.cli.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A table of text. Each column is as wide as its widest cell, if the terminal is wide enough. Otherwise, the widest
 * columns shrink first. Before columns become unreadable, the least important columns are omitted.
 */
public final class Table {
    private static final int GAP = 2;
    private static final int LEAST = 6;
    /** The width below which a column shrinks only if no other column can be omitted. */
    private static final int READABLE = 12;

    private final Session session;
    private final String[] titles;
    private final boolean[] toTheRight;
    private final boolean[] whole;
    private final boolean[] leftOut;
    private final List<Integer> leastFirst = new ArrayList<>();
    private final List<UnaryOperator<String>> styles = new ArrayList<>();
    private final List<String[]> rows = new ArrayList<>();

    /** Creates a table without rows. If a title begins with {@code >}, its column is aligned to the right. */
    public Table(Session session, String... titles) {
        this.session = session;
        this.titles = Arrays.stream(titles)
                .map(title -> title.startsWith(">") ? title.substring(1) : title)
                .map(Text::safe)
                .toArray(String[]::new);
        this.toTheRight = new boolean[titles.length];
        this.whole = new boolean[titles.length];
        this.leftOut = new boolean[titles.length];
        for (int i = 0; i < titles.length; i++) {
            toTheRight[i] = titles[i].startsWith(">");
            styles.add(UnaryOperator.identity());
        }
    }

    public Table style(int column, UnaryOperator<String> style) {
        styles.set(column, style);
        return this;
    }

    /** Marks columns that are never cut. */
    public Table keepWhole(int... columns) {
        for (int column : columns) {
            whole[column] = true;
        }
        return this;
    }

    /** Marks columns that are omitted, in the given order, if there is not enough room. */
    public Table leaveOut(int... columns) {
        Arrays.stream(columns).forEach(leastFirst::add);
        return this;
    }

    public void row(String... cells) {
        rows.add(Arrays.stream(cells).map(Text::safe).toArray(String[]::new));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Prints the table, and a note about the omitted columns. */
    public void print(String indent) {
        int[] widths = widths(session.columns() - indent.length());
        if (Arrays.stream(titles).anyMatch(title -> !title.isEmpty())) {
            session.out().line(indent + line(titles, widths, true));
        }
        for (String[] row : rows) {
            session.out().line(indent + line(row, widths, false));
        }
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < titles.length; i++) {
            if (leftOut[i]) {
                missing.add(titles[i]);
            }
        }
        if (!missing.isEmpty()) {
            session.out()
                    .line(indent + session.style().dim("no room for " + Text.some(missing) + "; --wide shows all"));
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
        if (session.columns() > 0) {
            for (int column : leastFirst) {
                if (needed(widths) > available) {
                    leftOut[column] = true;
                }
            }
            int over = width(widths) - available;
            while (over > 0 && shrink(widths)) {
                over--;
            }
        }
        return widths;
    }

    /** {@return the width of the table if its columns shrink to the least readable width} */
    private int needed(int[] widths) {
        int[] least = new int[widths.length];
        for (int i = 0; i < widths.length; i++) {
            least[i] = whole[i] ? widths[i] : Math.min(widths[i], READABLE);
        }
        return width(least);
    }

    private int width(int[] widths) {
        int sum = -GAP;
        for (int i = 0; i < widths.length; i++) {
            sum += leftOut[i] ? 0 : widths[i] + GAP;
        }
        return sum;
    }

    private boolean shrink(int[] widths) {
        int widest = -1;
        for (int i = 0; i < widths.length; i++) {
            boolean givesWay = !whole[i] && !leftOut[i] && widths[i] > LEAST;
            widest = givesWay && (widest < 0 || widths[i] >= widths[widest]) ? i : widest;
        }
        if (widest < 0) {
            return false;
        }
        widths[widest]--;
        return true;
    }

    private String line(String[] cells, int[] widths, boolean isTitle) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            if (leftOut[i]) {
                continue;
            }
            String cell = Text.fit(cells[i], widths[i], session.ellipsis());
            String blanks = " ".repeat(Math.max(0, widths[i] - Text.width(cell)));
            String styled = isTitle ? session.style().dim(cell) : styles.get(i).apply(cell);
            line.append(line.isEmpty() ? "" : " ".repeat(GAP));
            line.append(toTheRight[i] ? blanks + styled : styled + (i == cells.length - 1 ? "" : blanks));
        }
        return line.toString().stripTrailing();
    }
}
