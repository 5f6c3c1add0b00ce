package dev.playhead.cli.view;

/** Which of many lines are shown where there is room for a few. */
public final class Viewport {
    private int first;
    private int page = 1;
    private boolean scrolled;

    /** Begins with the first line. */
    public Viewport() {}

    /** The first line shown, if {@link #isScrolled}, else where what changed can be seen. */
    public int first() {
        return first;
    }

    /** Whether somebody scrolled, and so wants to see these lines. */
    public boolean isScrolled() {
        return scrolled;
    }

    /** Notes what was shown, so that scrolling goes on from there and no further than there is something. */
    public void drawn(int firstLine, int linesShown, int lines) {
        first = Math.max(0, Math.min(firstLine, lines - linesShown));
        page = Math.max(1, linesShown - 1);
    }

    /** Scrolls on, or back. */
    public void scrollBy(int lines) {
        first = Math.max(0, first + lines);
        scrolled = true;
    }

    /** Scrolls by as much as was shown. */
    public void scrollPages(int pages) {
        scrollBy(pages * page);
    }

    /** Shows what changed, where that is known, without scrolling back for it. */
    public void follow() {
        scrolled = false;
    }

    /** Goes back to the first line. */
    public void reset() {
        first = 0;
        scrolled = false;
    }
}
