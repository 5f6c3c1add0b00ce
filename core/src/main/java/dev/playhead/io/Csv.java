package dev.playhead.io;

/**
 * Lines of CSV (RFC 4180) that are safe to open in a spreadsheet. A cell that the spreadsheet would take for a formula
 * begins with an apostrophe, unless it is a number.
 *
 * <p><b>Limits.</b> This holds for a spreadsheet that separates cells by commas. If the settings of a user make it
 * separate them by another character, a cell with that character becomes several cells, of which only the first has
 * the apostrophe.
 *
 * <p><b>Threading.</b> Stateless.
 */
public final class Csv {
    private Csv() {}

    /**
     * Returns a line of cells.
     *
     * @param cells the cells, as they are shown
     * @return the line with its line end
     */
    public static String line(String... cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            if (i > 0) {
                line.append(',');
            }
            String cell = cells[i];
            boolean formula = isFormula(cell);
            // A line with one empty cell would be an empty line, which is not a record.
            if ((cell.isEmpty() && cells.length == 1) || needsQuotes(cell)) {
                line.append(formula ? "\"'" : "\"")
                        .append(cell.replace("\"", "\"\""))
                        .append('"');
            } else {
                line.append(formula ? "'" : "").append(cell);
            }
        }
        return line.append("\r\n").toString();
    }

    /**
     * Returns whether a spreadsheet would take a cell for a formula: it begins with a character that begins one, also
     * in its wide form in East Asian text, or with a character that spreadsheets skip before it.
     */
    static boolean isFormula(String cell) {
        return !cell.isEmpty()
                && switch (cell.charAt(0)) {
                    case '=', '+', '-', '@', '\t', '\r', '\n', '\uff1d', '\uff0b', '\uff0d', '\uff20' ->
                        !isNumber(cell);
                    default -> false;
                };
    }

    private static boolean isNumber(String cell) {
        return cell.matches("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
    }

    private static boolean needsQuotes(String cell) {
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            if (c == '"' || c == ',' || c == '\r' || c == '\n') {
                return true;
            }
        }
        return false;
    }
}
