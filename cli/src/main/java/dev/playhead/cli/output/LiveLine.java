package dev.playhead.cli.output;

import dev.playhead.cli.Session;

/**
 * A status line on standard error that shows the progress of a command. It is shown only if standard error is a
 * terminal. Other lines can be printed above it.
 *
 * <p><b>Threading.</b> Safe for use by several threads.
 */
public final class LiveLine implements AutoCloseable {
    private final Session session;
    private final boolean visible;
    private String shown = "";

    public LiveLine(Session session) {
        this.session = session;
        this.visible = session.terminal().isErrTerminal();
    }

    public synchronized void show(String text) {
        if (visible && !text.equals(shown)) {
            String fitting = Text.fit(text, session.terminal().pictureColumns() - 1, session.ellipsis());
            replace(fitting);
            shown = fitting;
        }
    }

    public synchronized void above(String line) {
        String below = shown;
        close();
        session.err().println(line);
        show(below);
    }

    @Override
    public synchronized void close() {
        if (!shown.isEmpty()) {
            replace("");
            shown = "";
        }
    }

    /**
     * Replaces the text of the status line. Overwrites the rest of the old text with blanks, because not every terminal
     * can erase a line.
     */
    private void replace(String text) {
        int blanks = Math.max(0, Text.width(shown) - Text.width(text));
        session.err().print("\r" + text + " ".repeat(blanks) + (text.isEmpty() ? "\r" : ""));
        session.err().flush();
    }
}
