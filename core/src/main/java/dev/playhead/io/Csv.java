package dev.playhead.io;

/**
 * Lines of CSV (RFC 4180) that are safe to open in a spreadsheet. An apostrophe is put before a cell that the
 * spreadsheet would interpret as a formula, unless the cell is a number.
 *
 * <p><b>Limits.</b> The lines are safe in a spreadsheet that separates cells by commas. If a user has set another
 * separator, a cell that contains this separator becomes several cells, and only the first of them can have an
 * apostrophe.
 *
 * <p><b>Threading.</b> Stateless.
 */
public final class Csv {
    private Csv() {}

    /**
     * Returns a line of cells.
     *
     * @param cells the texts of the cells, without the quotes and apostrophes that this method adds
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
            // Without quotes, a single empty cell would be an empty line, which is not a record.
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
     * Returns whether a spreadsheet would interpret a cell as a formula. Such a cell begins with a character that
     * begins a formula, with the wide form of this character in East Asian text, or with a character that spreadsheets
     * skip before a formula. A number is not a formula.
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
