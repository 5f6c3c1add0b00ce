package dev.playhead.cli.output;

import dev.playhead.cli.Session;
import dev.playhead.event.RecordedEvent;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events as lines of text: id, time, source, type, payload. On a terminal the date stands above the events of a day; in a
 * pipe, where lines may be cut out, each line is complete.
 */
public final class EventLines {
    private final Session session;
    private final boolean compact;
    private final int columns;
    private @Nullable LocalDate day;

    public EventLines(Session session) {
        this.session = session;
        this.columns = session.terminal().columns();
        this.compact = columns > 0;
    }

    public void print(RecordedEvent event) {
        if (compact) {
            printDay(event);
        }
        session.out().line(line(event));
    }

    /** Prints an event with its payload on a line below, where it has more room. */
    public void printOnTwoLines(RecordedEvent event) {
        String source = Text.safe(event.source());
        String time = Times.local(event.timestamp(), session.zone());
        session.out().line(head(Text.pad(event.id(), 6, true), time, source, Text.safe(event.type())));
        session.out()
                .line("    "
                        + Text.fit(fields(event.payload(), columns), Math.max(0, columns - 4), session.ellipsis()));
    }

    private void printDay(RecordedEvent event) {
        LocalDate eventDay = day(event);
        if (eventDay != null && !eventDay.equals(day)) {
            session.out().line(session.style().dim("        " + eventDay + "  (" + session.zone() + ")"));
            day = eventDay;
        }
    }

    private @Nullable LocalDate day(RecordedEvent event) {
        try {
            return event.timestamp().atZone(session.zone()).toLocalDate();
        } catch (java.time.DateTimeException e) {
            return null; // a time without a date; it will be printed in full
        }
    }

    private String line(RecordedEvent event) {
        String ellipsis = session.ellipsis();
        String time = compact && day(event) != null
                ? Times.local(event.timestamp(), session.zone()).substring(11)
                : Times.complete(event.timestamp(), session.zone());
        // Nearly all numbers of events have six digits, and what is wider moves the rest of its own line only.
        String id = Text.pad(event.id(), 6, true);
        String source = column(event.source(), compact ? Math.min(10 + columns / 40, columns / 6) : 0, 10, ellipsis);
        String type = column(event.type(), compact ? Math.min(14 + columns / 20, columns / 4) : 0, 18, ellipsis);
        int left = compact ? Math.max(1, columns - Text.width(id + time + source + type) - 8) : 0;
        String payload = compact ? fields(event.payload(), left) : JsonText.compact(event.payload());
        return head(id, time, source, type) + Text.fit(payload, left, ellipsis);
    }

    /** The fields of a payload without the signs that only JSON needs, so that more of them fit. */
    public static String fields(@Nullable Object payload, int columns) {
        if (!(payload instanceof Map<?, ?> map)) {
            return JsonText.compact(payload, columns);
        }
        StringBuilder text = new StringBuilder();
        for (Map.Entry<?, ?> field : map.entrySet()) {
            if (columns > 0 && text.length() > 4 * columns) {
                break;
            }
            text.append(text.isEmpty() ? "" : " ")
                    .append(Text.safe(String.valueOf(field.getKey())))
                    .append('=')
                    .append(JsonText.shown(field.getValue(), columns));
        }
        return text.toString();
    }

    private String head(String id, String time, String source, String type) {
        Style style = session.style();
        return style.yellow(id) + "  " + style.dim(time) + "  " + style.cyan(source) + "  " + style.bold(type) + "  ";
    }

    private static String column(String text, int width, int least, String ellipsis) {
        String safe = Text.safe(text);
        return width == 0 ? Text.pad(safe, least, false) : Text.pad(Text.fit(safe, width, ellipsis), width, false);
    }
}
