package dev.playhead.cli.option;

import dev.playhead.EventHistory;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.input.MissingEvents;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.IncompleteHistoryException;
import dev.playhead.timetravel.Projection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that select a range of a history. The states in the range also depend on the events before it. */
public final class RangeOptions {
    @Option(
            names = "--from",
            order = 15,
            paramLabel = "TIME|ID",
            converter = Moment.Converter.class,
            description = "Only events from this event or time on: an event's id (digits only) or a time, such as "
                    + TimeArgument.FORMS + ".")
    private @Nullable Moment from;

    @Option(
            names = "--to",
            order = 16,
            paramLabel = "TIME|ID",
            converter = Moment.Converter.class,
            description = "Only events up to this event or time.")
    private @Nullable Moment to;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** {@return whether the command line selects a range} */
    public boolean isGiven() {
        return from != null || to != null;
    }

    /** {@return the selected sequences; all sequences if no range is selected} */
    public SequenceRange in(EventHistory history, EventFile file, Session session) {
        long first = from == null ? 0 : begin(from, history, file, session);
        long last = to == null ? Long.MAX_VALUE : end(to, history, file, session);
        if (last < first) {
            throw new ParameterException(spec.commandLine(), "there are no events from --from to --to");
        }
        return new SequenceRange(first, last);
    }

    /**
     * Returns the missing events of a history that belong to the selected range. A break directly before the first
     * selected event belongs to the range if the break did not end before the time of {@code --from}, but never if
     * {@code --from} is an id. A break directly after the last selected event belongs to the range if the break did not
     * begin after the time of {@code --to}, but never if {@code --to} is an id.
     */
    public MissingEvents missing(
            MissingEvents all, SequenceRange asked, EventHistory history, EventFile file, Session session) {
        if (all.isEmpty()) {
            return all;
        }
        Instant since =
                from == null ? Instant.MIN : from.time() == null ? Instant.MAX : from.at(history, file, session);
        Instant until = to == null ? Instant.MAX : to.time() == null ? Instant.MIN : to.at(history, file, session);
        return all.only(
                one -> {
                    boolean begins = one.sequence() > asked.first()
                            || (one.sequence() == asked.first() && !one.to().isBefore(since));
                    boolean ends = one.sequence() <= asked.last()
                            || (!one.from().isAfter(until) && isEmpty(history, asked.last() + 1, one.sequence() - 1));
                    return begins && ends;
                },
                gap -> gap.last() >= asked.first() && gap.first() <= asked.last());
    }

    private static boolean isEmpty(EventHistory history, long first, long last) {
        return first > last || history.count(EventFilter.sequenceBetween(first, last)) == 0;
    }

    /** {@return the state after the events of a range} */
    public <S> S stateAtEnd(EventHistory history, SequenceRange events, Projection<S> projection) {
        // After a break, the live state may differ from the state after the last event.
        EventSnapshot live = history.timeline().toLive();
        return live.earlier(Math.min(events.last(), live.upTo())).state(projection);
    }

    /**
     * Returns the first sequence of the range. For a time, this is the sequence after the last event with an earlier
     * timestamp, so that lost events after that event belong to the range.
     */
    private static long begin(Moment moment, EventHistory history, EventFile file, Session session) {
        if (moment.id() != null) {
            return sequence(moment.id(), file);
        }
        Instant time = moment.at(history, file, session);
        try {
            return time.equals(Instant.MIN)
                    ? 0
                    : history.getEventSnapshot(time.minusNanos(1)).sequence() + 1;
        } catch (IncompleteHistoryException e) {
            return 0; // older events were dropped, so all retained events are selected
        }
    }

    private static long end(Moment moment, EventHistory history, EventFile file, Session session) {
        return moment.id() != null
                ? sequence(moment.id(), file)
                : history.getEventSnapshot(moment.at(history, file, session)).upTo();
    }

    private static long sequence(String id, EventFile file) {
        try {
            return Long.parseLong(id);
        } catch (NumberFormatException e) { // the number has more digits than any id
            throw file.withoutEvent(id);
        }
    }
}
