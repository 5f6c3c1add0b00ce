package dev.playhead.cli.input;

import dev.playhead.cli.Session;
import dev.playhead.cli.output.JsonText;
import java.util.ArrayDeque;
import java.util.Deque;

/** Prints what is missing as JSON Lines, each line before that of the event that it lies in front of. */
public final class MissingLines {
    private final Deque<MissingEvents.Part> parts;
    private final Session session;

    public MissingLines(MissingEvents missing, Session session) {
        this.parts = new ArrayDeque<>(missing.parts(session));
        this.session = session;
    }

    /** Prints what lies in front of an event, if that was not printed yet. */
    public void before(long sequence) {
        for (MissingEvents.Part next = parts.peek(); next != null && next.first() <= sequence; next = parts.peek()) {
            session.out().line(JsonText.compact(parts.remove().line()));
        }
    }

    /** Prints the rest. */
    public void end() {
        before(Long.MAX_VALUE);
    }
}
