package dev.playhead.cli.option;

import dev.playhead.EventHistory;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.output.Text;
import dev.playhead.cli.output.Times;
import dev.playhead.timetravel.EventSnapshot;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A point of a history on the command line: the id of an event, which consists of digits, or a time.
 *
 * @param id the id, or null
 * @param time the time, or null
 */
public record Moment(@Nullable String id, @Nullable TimeArgument time) {
    public static Moment parse(String text) {
        return text.matches("\\d+") ? new Moment(text, null) : new Moment(null, TimeArgument.parse(text));
    }

    public EventSnapshot in(EventHistory history, EventFile file, Session session) {
        return time != null ? history.getEventSnapshot(at(history, file, session)) : moveTo(history, file, session);
    }

    /** {@return the time of a point that is given as a time} */
    Instant at(EventHistory history, EventFile file, Session session) {
        return Objects.requireNonNull(time, "time").in(file.range(history), session.zone());
    }

    /** Returns the snapshot at this point, and moves the timeline to it. */
    public EventSnapshot moveTo(EventHistory history, EventFile file, Session session) {
        if (time != null) {
            return history.timeline().jumpToTime(at(history, file, session));
        }
        String wanted = String.valueOf(id);
        if (history.getEvent(wanted).isEmpty()) {
            throw file.withoutEvent(wanted);
        }
        return history.jumpToEvent(wanted);
    }

    /** {@return a description of a snapshot: the event that it follows, and its time} */
    public static String describe(EventSnapshot snapshot, Session session) {
        return snapshot.event()
                .map(event -> "after event " + event.id() + " at " + Times.local(snapshot.time(), session.zone()) + " ("
                        + session.zone() + ")")
                .orElse("before the first event");
    }

    /** Prints a note if events before a snapshot have later timestamps, because they make its time misleading. */
    public static void warnOfLaterStamps(EventSnapshot snapshot, Session session) {
        long later = snapshot.eventsStampedAfter();
        if (later > 0) {
            session.note("note: " + Text.count(later, "earlier event") + (later == 1 ? " is" : " are")
                    + " stamped after this time; the state includes " + (later == 1 ? "it" : "them"));
        }
    }

    public static final class Converter implements ITypeConverter<Moment> {
        @Override
        public Moment convert(String text) {
            if (text.startsWith("--")) {
                throw new TypeConversionException("unknown option '" + text + "'");
            }
            try {
                return parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text
                        + "' is neither the id of an event nor a time; times are written " + TimeArgument.FORMS);
            }
        }
    }
}
