package dev.playhead.cli.input;

import dev.playhead.cli.Session;
import java.util.ArrayDeque;
import java.util.Deque;

/** A printer of breaks and gaps as JSON Lines, each before the line of the event that follows it. */
public final class MissingLines {
    private final Deque<MissingEvents.Part> parts;
    private final Session session;

    public MissingLines(MissingEvents missing, Session session) {
        this.parts = new ArrayDeque<>(missing.parts(session));
        this.session = session;
    }

    /** Prints the missing events before an event, unless they were already printed. */
    public void before(long sequence) {
        for (MissingEvents.Part next = parts.peek(); next != null && next.first() <= sequence; next = parts.peek()) {
            session.printMissing(parts.remove().line());
        }
    }

    /** Prints the remaining breaks and gaps. */
    public void end() {
        before(Long.MAX_VALUE);
    }
}
