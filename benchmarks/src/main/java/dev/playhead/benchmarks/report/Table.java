package dev.playhead.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table in Markdown that is also readable on a terminal, because the cells are padded. All columns except the first
 * are aligned to the right, because most of them contain figures.
 */
public final class Table {
    private final List<String[]> rows = new ArrayList<>();
    private final int columns;

    public Table(String... header) {
        columns = header.length;
        rows.add(header.clone());
    }

    public void row(String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException("cells=" + cells.length + " in a table of " + columns + " columns");
        }
        rows.add(cells.clone());
    }

    public String text() {
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(Math.max(widths[i], 2), row[i].length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            for (int i = 0; i < columns; i++) {
                text.append(i == 0 ? "| " : " ")
                        .append(padded(rows.get(r)[i], widths[i], i > 0))
                        .append(" |");
            }
            text.append('\n');
            if (r == 0) {
                for (int i = 0; i < columns; i++) {
                    text.append(i == 0 ? "|" : "")
                            .append("-".repeat(widths[i] + 1))
                            .append(i == 0 ? "-|" : ":|");
                }
                text.append('\n');
            }
        }
        return text.toString();
    }

    private static String padded(String cell, int width, boolean right) {
        char[] spaces = new char[width - cell.length()];
        Arrays.fill(spaces, ' ');
        return right ? new String(spaces) + cell : cell + new String(spaces);
    }
}
