package dev.playhead.cli.output;

import dev.playhead.cli.Session;
import dev.playhead.event.RecordedEvent;

/** Prints whole events, on several lines each. */
public final class EventDetails {
    private EventDetails() {}

    /** Prints an event with its time, metadata and payload. */
    public static void print(Session session, RecordedEvent event) {
        Style style = session.style();
        session.out()
                .line(style.yellow("event " + event.id()) + "  " + style.bold(Text.safe(event.type())) + "  "
                        + style.cyan(Text.safe(event.source())));
        session.out()
                .line("  time      " + Times.local(event.timestamp(), session.zone())
                        + style.dim("  " + session.zone()));
        if (!event.metadata().isEmpty()) {
            session.out()
                    .line("  metadata  "
                            + JsonText.indented(event.metadata(), style).replace("\n", "\n  "));
        }
        session.out()
                .line("  payload   " + JsonText.indented(event.payload(), style).replace("\n", "\n  "));
    }
}
