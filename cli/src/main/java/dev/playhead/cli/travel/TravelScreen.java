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
 * The terminal while somebody travels: its keys one by one, its size, and a screen of its own, which leaves what was there
 * before as it was. Closing puts everything back, whatever happened.
 */
final class TravelScreen implements AutoCloseable {
    private static final String CSI = "\u001b[";
    /** The other screen, no cursor, no wrapping at the end of lines. */
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
        // Ctrl-C is a key like any other.
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
        terminal.setAttributes(raw);
        NonBlockingReader reader = terminal.reader();
        keys = new KeyReader(timeoutMillis -> reader.read(Math.max(1, timeoutMillis)));
        session.out().text(ENTER);
        session.out().flush();
    }

    /**
     * Takes the terminal.
     *
     * @throws IOException if there is none that this could be done with
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

    /** Whether nobody is there any more, or whoever is wants an end. */
    boolean isOver() {
        return interrupted || keys.isClosed();
    }

    /** Waits for a key; null if there is none in time. */
    @Nullable
    String read(long timeoutMillis) {
        try {
            return keys.read(timeoutMillis);
        } catch (IOException e) {
            interrupted = true; // the terminal has gone
            return null;
        }
    }

    /** Whether the size may have changed since it was last asked for. */
    boolean isResized() {
        return resized;
    }

    /** Asks how large the terminal is. */
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

    /** Lets everything be drawn anew. */
    void redraw() {
        drawn.clear();
    }

    /** Draws the lines that are not as they were. */
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
            interrupted = true; // the output remembers why
        }
    }

    @Override
    public void close() {
        write(LEAVE);
        try (terminal) {
            terminal.setAttributes(before);
        } catch (IOException | RuntimeException e) {
            // It has gone, or was put back as the process is told to end.
            interrupted = true;
        }
    }
}
