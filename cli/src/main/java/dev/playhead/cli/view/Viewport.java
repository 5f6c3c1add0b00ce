package dev.playhead.cli.view;

/** The range of lines that are shown if not all lines fit. */
public final class Viewport {
    private int first;
    private int page = 1;
    private boolean scrolled;

    /** Creates a viewport at the first line. */
    public Viewport() {}

    /** {@return the first shown line} */
    public int first() {
        return first;
    }

    /** {@return whether the user scrolled, so that the lines must not change by themselves} */
    public boolean isScrolled() {
        return scrolled;
    }

    /** Sets the range of lines that was drawn. Scrolling continues from this range. */
    public void drawn(int firstLine, int linesShown, int lines) {
        first = Math.max(0, Math.min(firstLine, lines - linesShown));
        page = Math.max(1, linesShown - 1);
    }

    /** Scrolls forward, or backward if the number is negative. */
    public void scrollBy(int lines) {
        first = Math.max(0, first + lines);
        scrolled = true;
    }

    /** Scrolls by the height of the drawn range. */
    public void scrollPages(int pages) {
        scrollBy(pages * page);
    }

    /** Lets the lines follow the changes again, without requiring the user to scroll back. */
    public void follow() {
        scrolled = false;
    }

    /** Returns to the first line. */
    public void reset() {
        first = 0;
        scrolled = false;
    }
}
