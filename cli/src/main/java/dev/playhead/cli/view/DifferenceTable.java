package dev.playhead.cli.view;

import dev.playhead.cli.Session;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.output.Style;
import dev.playhead.cli.output.Table;
import dev.playhead.cli.output.Text;
import dev.playhead.event.PayloadPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A method that prints the differences between two states as a table. */
public final class DifferenceTable {
    private static final int MAX_ROWS = 100;

    private DifferenceTable() {}

    /**
     * Prints one line for each difference, and the numbers of changed, added and removed fields. On a terminal, prints
     * at most {@value #MAX_ROWS} lines unless {@code --wide} is given.
     */
    public static void print(Session session, List<FieldDifference> differences) {
        Style style = session.style();
        Table table = new Table(session, "", "", "", "", "");
        String arrow = session.ascii() ? "->" : "\u2192";
        table.style(
                        0,
                        sign -> sign.equals("+")
                                ? style.green(sign)
                                : sign.equals("-") ? style.red(sign) : style.yellow(sign))
                .style(1, style::bold)
                .style(2, style::red)
                .style(3, style::dim)
                .style(4, style::green);
        int columns = session.columns();
        boolean isCut = session.terminal().isOutTerminal() && differences.size() > MAX_ROWS && !session.wide();
        for (FieldDifference difference : isCut ? differences.subList(0, MAX_ROWS) : differences) {
            String sign = switch (difference.kind()) {
                case "added" -> "+";
                case "removed" -> "-";
                default -> "~";
            };
            table.row(
                    sign,
                    difference.path(),
                    shown(difference.before(), columns),
                    sign.equals("~") ? arrow : "",
                    shown(difference.after(), columns));
        }
        table.print("");
        if (isCut) {
            session.out()
                    .line(style.dim("and " + Text.count(differences.size() - MAX_ROWS, "more difference")
                            + "; use --wide or a pipe, such as '| less', to print all"));
        }
        long added = differences.stream().filter(d -> d.kind().equals("added")).count();
        long removed =
                differences.stream().filter(d -> d.kind().equals("removed")).count();
        session.out()
                .line(style.dim(
                        differences.isEmpty()
                                ? "no differences"
                                : Text.count(differences.size() - added - removed) + " changed, " + Text.count(added)
                                        + " added, " + Text.count(removed) + " removed"));
    }

    /**
     * {@return a value as JSON on one line, or an empty text for an absent value; the end of a text that is wider than
     * {@code columns} may be missing}
     */
    public static String shown(@Nullable Object value, int columns) {
        return value == PayloadPath.NOTHING ? "" : JsonText.compact(value, columns);
    }
}
