package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.HistoryStats;
import dev.playhead.devtools.server.Endpoint;
import dev.playhead.devtools.server.Question;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.timetravel.ProgressListener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The events of a query from one rank to another. */
final class EventWindow implements Endpoint {
    private static final int DEFAULT_LIMIT = 200;
    private static final int MAX_LIMIT = 500;

    private final EventHistory history;
    private final QueryRanks ranks;

    /**
     * The events of a window.
     *
     * @param total the number of events of the query
     * @param offset the rank of the first event of the window
     * @param rank the rank of the event that was asked for; -1 if none was, or there is none
     * @param previous the event of the query before the window, or null
     * @param events the events of the window
     */
    record Window(
            long total, long offset, long rank, @Nullable EventBrief previous, List<EventBrief> events) {}

    EventWindow(EventHistory history, QueryRanks ranks) {
        this.history = history;
        this.ranks = ranks;
    }

    @Override
    public void answer(Question question, JsonGenerator out) {
        EventQuery query = EventQuery.of(question);
        int limit = (int) question.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        long offset = question.number("offset", 0, -1, Long.MAX_VALUE);
        long around = question.number("around", -1, -1, Long.MAX_VALUE);
        write(out, window(query, limit, offset, around, question.watch()));
    }

    /**
     * Returns a window.
     *
     * @param offset the rank of the first event; -1 for the last window
     * @param around if not negative, the sequence of the event in the middle of the window, instead of the offset
     */
    Window window(EventQuery query, int limit, long offset, long around, ProgressListener watch) {
        Window window = window(query, limit, offset, around, ranks.of(query, watch), watch);
        long missing = Math.min(limit, window.total - window.offset) - window.events.size();
        // Events may have been evicted since they were counted, or turned out to be lost.
        return missing <= 0 ? window : window(query, limit, offset, around, ranks.anew(query, watch), watch);
    }

    private Window window(EventQuery query, int limit, long offset, long around, Ranks known, ProgressListener watch) {
        long total = known.total();
        long rank = around < 0 ? -1 : rank(query, known, around, watch);
        long first = Math.max(0, total - limit);
        if (around >= 0) {
            first = Math.max(0, Math.min(first, rank - limit / 2));
        } else if (offset >= 0) {
            first = Math.min(offset, total);
        }
        List<EventBrief> events =
                first == total ? List.of() : read(query, known, Math.max(0, first - 1), limit + 1, watch);
        boolean hasPrevious = first > 0 && !events.isEmpty();
        int begin = hasPrevious ? 1 : 0;
        int end = Math.min(events.size(), begin + limit);
        return new Window(
                total,
                first,
                rank < total ? rank : -1,
                hasPrevious ? events.get(0) : null,
                events.subList(Math.min(begin, end), end));
    }

    /** Returns the rank of the first event of a query at or after a sequence; the total if there is none. */
    private long rank(EventQuery query, Ranks known, long sequence, ProgressListener watch) {
        Ranks.Start start = known.atSequence(sequence);
        if (start.sequence() >= sequence) {
            return start.rank();
        }
        long end = Math.min(start.last(), sequence - 1);
        return Math.min(
                known.total(),
                start.rank() + query.within(start.sequence(), end).count(history, watch));
    }

    private List<EventBrief> read(EventQuery query, Ranks known, long rank, int count, ProgressListener watch) {
        List<EventBrief> events = new ArrayList<>();
        boolean goOn = true;
        while (goOn && events.size() < count && rank + events.size() < known.total()) {
            long next = rank + events.size();
            Ranks.Start start = known.atRank(next);
            List<EventBrief> some = query.within(start.sequence(), start.last())
                    .events(history, watch)
                    .skip(next - start.rank())
                    .limit(count - events.size())
                    .map(EventBrief::of)
                    .toList();
            events.addAll(some);
            goOn = !some.isEmpty(); // events may be missing since they were counted
        }
        return events;
    }

    private void write(JsonGenerator out, Window window) {
        HistoryStats stats = history.stats();
        out.writeStartObject();
        out.writeNumberProperty("total", window.total);
        out.writeNumberProperty("offset", window.offset);
        out.writeNumberProperty("rank", window.rank);
        out.writeArrayPropertyStart("events");
        EventBrief previous = window.previous;
        for (EventBrief event : window.events) {
            out.writeStartObject();
            EventJson.brief(out, event);
            if (previous == null) {
                out.writeNullProperty("gapNanos");
            } else {
                out.writeNumberProperty("gapNanos", nanos(previous.time(), event.time()));
            }
            writeMissing(out, stats, previous == null ? -1 : previous.sequence(), event.sequence());
            out.writeEndObject();
            previous = event;
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    /** Returns the distance of two times in nanoseconds; if it is too far for an integer of JavaScript, rounded. */
    private static double nanos(Instant from, Instant to) {
        return (to.getEpochSecond() - from.getEpochSecond()) * 1e9 + (to.getNano() - from.getNano());
    }

    /** Writes the events that are missing between two events: the last lost range and the last break. */
    private static void writeMissing(JsonGenerator out, HistoryStats stats, long after, long before) {
        SequenceRange lost = null;
        for (SequenceRange range : stats.lost()) {
            lost = range.first() > after && range.last() < before ? range : lost;
        }
        RecordingBreak pause = null;
        for (RecordingBreak one : stats.breaks()) {
            pause = one.sequence() > after && one.sequence() <= before ? one : pause;
        }
        if (lost == null && pause == null) {
            out.writeNullProperty("missing");
            return;
        }
        out.writeObjectPropertyStart("missing");
        if (lost != null) {
            out.writeArrayPropertyStart("lost");
            out.writeNumber(EventJson.exact(lost.first()));
            out.writeNumber(EventJson.exact(lost.last()));
            out.writeEndArray();
        }
        if (pause != null) {
            out.writeName("break");
            EventJson.pause(out, pause);
        }
        out.writeEndObject();
    }
}
