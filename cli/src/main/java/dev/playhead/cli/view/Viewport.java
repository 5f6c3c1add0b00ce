package dev.playhead.cli.view;

/** The range of lines that is visible if not all lines fit on the screen. */
public final class Viewport {
    private int first;
    private int page = 1;
    private boolean scrolled;

    /** Creates a viewport at the first line. */
    public Viewport() {}

    /** {@return the index of the first visible line} */
    public int first() {
        return first;
    }

    /**
     * {@return whether the user has scrolled; if so, the range must not be moved automatically to show a changed row}
     */
    public boolean isScrolled() {
        return scrolled;
    }

    /** Sets the range of lines that is drawn. The user scrolls from this range. */
    public void drawn(int firstLine, int linesShown, int lines) {
        first = Math.max(0, Math.min(firstLine, lines - linesShown));
        page = Math.max(1, linesShown - 1);
    }

    /** Scrolls down by the given number of lines, or up if the number is negative. */
    public void scrollBy(int lines) {
        first = Math.max(0, first + lines);
        scrolled = true;
    }

    /**
     * Scrolls down by the given number of pages, or up if the number is negative. A page is one line less than the
     * visible range.
     */
    public void scrollPages(int pages) {
        scrollBy(pages * page);
    }

    /** Permits again that the range is moved to show a changed row, after the user has scrolled. */
    public void follow() {
        scrolled = false;
    }

    /** Returns to the first line. */
    public void reset() {
        first = 0;
        scrolled = false;
    }
}
