package dev.playhead.cli.output;

import java.util.regex.Pattern;

/**
 * A writer of lines of CSV (RFC 4180) that are safe to open in a spreadsheet. A cell that a spreadsheet would treat as
 * a formula is prefixed with an apostrophe, unless the cell is a number.
 */
public final class Csv {
    /**
     * The pattern of a formula. It begins with one of the characters that begin formulas, including their wide forms in
     * East Asian text, or with a character that spreadsheets skip.
     */
    private static final Pattern FORMULA = Pattern.compile("(?s)[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20].*");

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern QUOTED = Pattern.compile("(?s).*[\",\r\n].*");

    private Csv() {}

    /** {@return a line with its line end} */
    public static String line(String... cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            String cell = harmless(cells[i]);
            line.append(i == 0 ? "" : ",");
            // A line with one empty cell would be an empty line, which is not a record.
            boolean quoted = (cell.isEmpty() && cells.length == 1)
                    || QUOTED.matcher(cell).matches();
            line.append(quoted ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
        }
        return line + "\r\n";
    }

    private static String harmless(String cell) {
        return FORMULA.matcher(cell).matches() && !NUMBER.matcher(cell).matches() ? "'" + cell : cell;
    }
}
