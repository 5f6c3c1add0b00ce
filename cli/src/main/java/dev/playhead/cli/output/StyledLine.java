package dev.playhead.cli.output;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of a screen. It consists of pieces of text, each with the parameters of the escape sequence that sets its
 * style. The line has a known width, and can be cut to the width of the screen.
 */
public final class StyledLine {
    public static final String PLAIN = "";
    public static final String BOLD = "1";
    public static final String DIM = "2";
    public static final String REVERSE = "7";
    public static final String RED = "31";
    public static final String GREEN = "32";
    public static final String YELLOW = "33";
    public static final String BLUE = "34";
    public static final String CYAN = "36";

    private record Piece(String look, String text) {}

    private final List<Piece> pieces = new ArrayList<>();
    private int width;

    public static StyledLine of(String look, String text) {
        return new StyledLine().add(look, text);
    }

    public StyledLine add(String look, String text) {
        if (!text.isEmpty()) {
            String safe = Text.safe(text);
            pieces.add(new Piece(look, safe));
            width += Text.width(safe);
        }
        return this;
    }

    public StyledLine add(String text) {
        return add(PLAIN, text);
    }

    public StyledLine add(StyledLine other) {
        other.pieces.forEach(piece -> add(piece.look, piece.text));
        return this;
    }

    public int width() {
        return width;
    }

    /** Appends blanks until the line has at least the given width. */
    public StyledLine padTo(int columns) {
        return add(" ".repeat(Math.max(0, columns - width)));
    }

    /** {@return this line if it fits; otherwise its beginning, followed by the ellipsis} */
    public StyledLine fit(int columns, String ellipsis) {
        if (width <= columns) {
            return this;
        }
        StyledLine cut = new StyledLine();
        for (Piece piece : pieces) {
            int room = columns - cut.width;
            int left = Text.width(piece.text);
            if (left > room || (left == room && cut.width + left < width)) {
                // This piece does not fit, or it fills the line although another piece follows. So the line ends with
                // the ellipsis.
                String mark = ellipsis.substring(0, Math.min(room, ellipsis.length()));
                return room == 0 ? cut : cut.add(piece.look, Text.fit(piece.text + "  ".repeat(room), room, mark));
            }
            cut.add(piece.look, piece.text);
        }
        return cut;
    }

    /** {@return the text without escape sequences} */
    public String text() {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(piece.text));
        return text.toString();
    }

    /** {@return the text with its escape sequences, or without them if the style is plain} */
    public String render(Style style) {
        if (style == Style.PLAIN) {
            return text();
        }
        StringBuilder out = new StringBuilder();
        for (Piece piece : pieces) {
            if (piece.look.isEmpty()) {
                out.append(piece.text);
            } else {
                out.append("\u001b[")
                        .append(piece.look)
                        .append('m')
                        .append(piece.text)
                        .append("\u001b[0m");
            }
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return text();
    }
}
