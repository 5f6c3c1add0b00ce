package dev.playhead.cli.view;

/** The lines that are shown if not all of them fit. */
public final class Viewport {
    private int first;
    private int page = 1;
    private boolean scrolled;

    /** Begins with the first line. */
    public Viewport() {}

    /** {@return the first shown line, if {@link #isScrolled}; else the line at which the change is visible} */
    public int first() {
        return first;
    }

    /** {@return whether the user scrolled, and therefore wants to see these lines} */
    public boolean isScrolled() {
        return scrolled;
    }

    /** Notes what was drawn, so that scrolling continues from there and stays within the lines. */
    public void drawn(int firstLine, int linesShown, int lines) {
        first = Math.max(0, Math.min(firstLine, lines - linesShown));
        page = Math.max(1, linesShown - 1);
    }

    /** Scrolls forward, or backward if the number is negative. */
    public void scrollBy(int lines) {
        first = Math.max(0, first + lines);
        scrolled = true;
    }

    /** Scrolls by the height of what was drawn. */
    public void scrollPages(int pages) {
        scrollBy(pages * page);
    }

    /** Shows the change, if it is known, without requiring the user to scroll back. */
    public void follow() {
        scrolled = false;
    }

    /** Returns to the first line. */
    public void reset() {
        first = 0;
        scrolled = false;
    }
}
