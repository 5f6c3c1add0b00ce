package dev.playhead.cli.output;

import dev.playhead.cli.Session;
import dev.playhead.event.RecordedEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Methods that print an event with all its parts, on several lines. */
public final class EventDetails {
    private static final int MAX_LINES = 20;

    private EventDetails() {}

    /** Prints an event with its time, metadata and payload. */
    public static void print(Session session, RecordedEvent event) {
        print(session, event, "", Integer.MAX_VALUE);
    }

    /**
     * Prints an event, but only the beginning of large metadata or of a large payload, unless the user requests wide
     * output.
     *
     * @param session the session
     * @param event the event
     * @param why the reason why the event is printed; this reason is printed as well, unless it is an empty string
     */
    public static void printShort(Session session, RecordedEvent event, String why) {
        print(session, event, why, session.wide() ? Integer.MAX_VALUE : MAX_LINES);
    }

    private static void print(Session session, RecordedEvent event, String why, int lines) {
        Style style = session.style();
        session.out()
                .line(style.yellow("event " + event.id()) + "  " + style.bold(Text.safe(event.type())) + "  "
                        + style.cyan(Text.safe(event.source())));
        session.out()
                .line("  time      " + Times.local(event.timestamp(), session.zone())
                        + style.dim("  " + session.zone()));
        if (!why.isEmpty()) {
            session.out().line("  because   " + style.bold(Text.safe(why)));
        }
        if (!event.metadata().isEmpty()) {
            printPart(session, "  metadata  ", event.metadata(), event, lines);
        }
        printPart(session, "  payload   ", event.payload(), event, lines);
    }

    private static void printPart(
            Session session, String title, @Nullable Object value, RecordedEvent event, int maxLines) {
        List<String> lines = JsonText.indented(value, session.style()).lines().toList();
        boolean isCut = lines.size() > maxLines;
        List<String> shown = isCut ? lines.subList(0, maxLines) : lines;
        session.out().line(title + String.join("\n  ", shown));
        if (isCut) {
            session.out()
                    .line(session.style()
                            .dim("  and " + Text.count(lines.size() - maxLines, "more line") + "; 'playhead show FILE "
                                    + event.id() + "' prints all"));
        }
    }
}
