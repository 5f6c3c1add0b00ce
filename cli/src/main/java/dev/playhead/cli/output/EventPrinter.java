package dev.playhead.cli.output;

import dev.playhead.cli.Session;
import dev.playhead.event.RecordedEvent;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A printer of events as lines of text: id, time, source, type and payload. On a terminal, or if {@code COLUMNS} is
 * set, the date is printed above the events of each day, and the columns fit the {@linkplain #measure measured} events.
 * Otherwise each line contains the complete time and payload, because the reader of a pipe may filter lines.
 */
public final class EventPrinter {
    private static final int TIME = 12;
    private static final int LEAST_ID = 6;

    private final Session session;
    private final boolean compact;
    private final int columns;
    private int idColumn = LEAST_ID;
    private int sourceColumn;
    private int typeColumn;
    private boolean sourceIsLeftOut;
    private @Nullable LocalDate day;

    public EventPrinter(Session session) {
        this.session = session;
        this.columns = session.columns();
        this.compact = session.terminal().columns() > 0;
        int pictured = session.terminal().pictureColumns();
        this.sourceColumn = Math.min(10 + pictured / 40, pictured / 6);
        this.typeColumn = Math.min(14 + pictured / 20, pictured / 4);
    }

    /**
     * Sets the widths of the columns to fit a sample of the events that will be printed. If there is too little room
     * for the payload, the source is omitted and, if necessary, the type is cut. An id that is wider than its column
     * only shifts the other cells of the same line.
     */
    public void measure(Collection<RecordedEvent> sample) {
        if (!compact || sample.isEmpty()) {
            return;
        }
        idColumn = widest(sample, RecordedEvent::id);
        sourceColumn = widest(sample, RecordedEvent::source);
        typeColumn = widest(sample, RecordedEvent::type);
        if (columns > 0) {
            int payload = Math.max(24, columns * 2 / 5);
            sourceColumn = Math.min(sourceColumn, columns / 5);
            sourceIsLeftOut = room() < payload;
            typeColumn = Math.min(typeColumn, Math.max(columns / 6, typeColumn + room() - payload));
        }
    }

    private static int widest(Collection<RecordedEvent> sample, Function<RecordedEvent, String> column) {
        return sample.stream()
                .mapToInt(event -> Text.width(Text.safe(column.apply(event))))
                .max()
                .orElse(0);
    }

    private int room() {
        return columns - idColumn - TIME - typeColumn - (sourceIsLeftOut ? 6 : sourceColumn + 8);
    }

    public void print(RecordedEvent event) {
        if (compact) {
            printDay(event);
        }
        session.out().line(line(event));
    }

    /** Prints an event on two lines. The second line contains the payload, so that more of the payload fits. */
    public void printOnTwoLines(RecordedEvent event) {
        String source = Text.safe(event.source());
        String time = Times.local(event.timestamp(), session.zone());
        session.out().line(head(Text.pad(event.id(), LEAST_ID, true), time, source, Text.safe(event.type())));
        session.out()
                .line("    "
                        + Text.fit(fields(event.payload(), columns), Math.max(0, columns - 4), session.ellipsis()));
    }

    private void printDay(RecordedEvent event) {
        LocalDate eventDay = day(event);
        if (eventDay != null && !eventDay.equals(day)) {
            String indent = " ".repeat(idColumn + 2);
            String missing = sourceIsLeftOut ? "; no room for sources, --wide shows them" : "";
            session.out().line(session.style().dim(indent + eventDay + "  (" + session.zone() + ")" + missing));
            day = eventDay;
        }
    }

    private @Nullable LocalDate day(RecordedEvent event) {
        try {
            return event.timestamp().atZone(session.zone()).toLocalDate();
        } catch (java.time.DateTimeException e) {
            return null; // the time is beyond the range of local dates, and is printed in full
        }
    }

    private String line(RecordedEvent event) {
        if (!compact) {
            return head(
                            Text.pad(event.id(), LEAST_ID, true),
                            Times.complete(event.timestamp(), session.zone()),
                            Text.pad(Text.safe(event.source()), 10, false),
                            Text.pad(Text.safe(event.type()), 18, false))
                    + JsonText.compact(event.payload());
        }
        String time = day(event) != null
                ? Times.local(event.timestamp(), session.zone()).substring(11)
                : Times.complete(event.timestamp(), session.zone());
        String id = Text.pad(event.id(), idColumn, true);
        String source = sourceIsLeftOut ? "" : column(event.source(), sourceColumn);
        String type = column(event.type(), typeColumn);
        int gaps = sourceIsLeftOut ? 6 : 8;
        int left = columns > 0 ? Math.max(1, columns - Text.width(id + time + source + type) - gaps) : 0;
        return head(id, time, source, type) + Text.fit(fields(event.payload(), left), left, session.ellipsis());
    }

    /**
     * Returns the payload on one line. If the payload is a map, its fields are written as {@code key=value}, which is
     * shorter than JSON. Unless {@code columns} is 0, the end of a payload that is wider than the columns may be
     * missing.
     */
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
        String sourceAndGap = source.isEmpty() ? "" : style.cyan(source) + "  ";
        return style.yellow(id) + "  " + style.dim(time) + "  " + sourceAndGap + style.bold(type) + "  ";
    }

    /**
     * {@return a text that is padded to the width of its column, and cut to this width if the width of lines is
     * limited}
     */
    private String column(String text, int width) {
        String safe = Text.safe(text);
        return Text.pad(columns > 0 ? Text.fit(safe, width, session.ellipsis()) : safe, width, false);
    }
}
