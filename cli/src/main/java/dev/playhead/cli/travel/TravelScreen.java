package dev.playhead.cli.travel;

import dev.playhead.cli.Session;
import dev.playhead.cli.output.StyledLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;
import org.jspecify.annotations.Nullable;

/**
 * The terminal during {@code travel}. It reads single keys, measures the size of the terminal, and draws on the
 * alternate screen, so that the previous contents of the terminal are restored afterwards. Closing this object restores
 * the terminal.
 */
final class TravelScreen implements AutoCloseable {
    private static final String CSI = "\u001b[";
    /**
     * The escape sequences that switch to the alternate screen, hide the cursor, and turn off the wrapping of lines.
     */
    private static final String ENTER = CSI + "?1049h" + CSI + "?25l" + CSI + "?7l" + CSI + "2J";

    private static final String LEAVE = CSI + "0m" + CSI + "?7h" + CSI + "?25h" + CSI + "?1049l";

    private final Session session;
    private final org.jline.terminal.Terminal terminal;
    private final Attributes before;
    private final KeyReader keys;
    private final List<String> drawn = new ArrayList<>();
    private volatile boolean resized = true;
    private volatile boolean interrupted;
    private int rows;
    private int columns;

    private TravelScreen(Session session, TerminalBuilder builder) throws IOException {
        this.session = session;
        terminal = builder.signalHandler(this::signal).build();
        before = terminal.enterRawMode();
        Attributes raw = terminal.getAttributes();
        // After this, Ctrl-C is read as a key and does not send a signal.
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
        terminal.setAttributes(raw);
        NonBlockingReader reader = terminal.reader();
        keys = new KeyReader(timeoutMillis -> reader.read(Math.max(1, timeoutMillis)));
        session.out().text(ENTER);
        session.out().flush();
    }

    /**
     * Opens the screen on the terminal of this process.
     *
     * @param session the session
     * @return the screen
     * @throws IOException if the terminal cannot be used for the screen
     */
    static TravelScreen open(Session session) throws IOException {
        try {
            return new TravelScreen(
                    session,
                    TerminalBuilder.builder()
                            .name("playhead")
                            .system(true)
                            .dumb(false)
                            .nativeSignals(true)
                            .graphemeCluster(false));
        } catch (IllegalStateException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void signal(org.jline.terminal.Terminal.Signal signal) {
        switch (signal) {
            case WINCH, CONT -> resized = true;
            case INT, QUIT -> interrupted = true;
            default -> {}
        }
    }

    /** {@return whether the command must end, because the terminal was closed or the user interrupted the command} */
    boolean isOver() {
        return interrupted || keys.isClosed();
    }

    /** Waits for a key, and returns its characters; null if no key arrives in time or the terminal was closed. */
    @Nullable
    String read(long timeoutMillis) {
        try {
            return keys.read(timeoutMillis);
        } catch (IOException e) {
            interrupted = true; // the terminal was closed
            return null;
        }
    }

    /** {@return whether the size of the terminal may have changed after it was last measured} */
    boolean isResized() {
        return resized;
    }

    /** Measures the size of the terminal if it may have changed. */
    void measure() {
        if (resized) {
            resized = false;
            Size size = terminal.getSize();
            rows = size.getRows() > 0 ? size.getRows() : 24;
            columns = size.getColumns() > 0 ? size.getColumns() : 80;
            redraw();
        }
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    /** Makes the next call of {@link #draw} draw all lines. */
    void redraw() {
        drawn.clear();
    }

    /** Draws those of the given lines that have changed. */
    void draw(List<StyledLine> lines) {
        StringBuilder out = new StringBuilder();
        if (drawn.size() != lines.size()) {
            drawn.clear();
            out.append(CSI).append("2J");
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).render(session.style());
            if (i < drawn.size() && drawn.get(i).equals(line)) {
                continue;
            }
            out.append(CSI).append(i + 1).append(";1H").append(line).append(CSI).append('K');
            if (i < drawn.size()) {
                drawn.set(i, line);
            } else {
                drawn.add(line);
            }
        }
        if (!out.isEmpty()) {
            write(out.toString());
        }
    }

    private void write(String text) {
        try {
            session.out().text(text);
            session.out().flush();
        } catch (java.io.UncheckedIOException | IOException e) {
            interrupted = true; // the output remembers the failure until the end of the command
        }
    }

    @Override
    public void close() {
        write(LEAVE);
        try (terminal) {
            terminal.setAttributes(before);
        } catch (IOException | RuntimeException e) {
            // The terminal was closed, or was already restored because the process is being terminated.
            interrupted = true;
        }
    }
}
