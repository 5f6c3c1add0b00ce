package dev.playhead.cli.input;

import dev.playhead.EventHistory;
import dev.playhead.HistoryStats;
import dev.playhead.cli.Session;
import dev.playhead.cli.output.Answers;
import dev.playhead.cli.output.Text;
import dev.playhead.cli.output.Times;
import dev.playhead.event.Marker;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.io.EventSerializer;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.IncompleteHistoryException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The events that are missing in a history: gaps, which are ranges of lost events, and breaks, during which events were
 * offered but not recorded.
 *
 * @param breaks the breaks, in order
 * @param gaps the lost sequences, in order
 * @param lastSequence the sequence of the last event present; -1 if there is none
 */
public record MissingEvents(List<RecordingBreak> breaks, List<SequenceRange> gaps, long lastSequence) {
    /** No missing events. */
    public static final MissingEvents NONE = new MissingEvents(List.of(), List.of(), -1);

    private static final int MAX_SHOWN_TYPES = 3;

    /**
     * A boundary between two parts of a range: {@code first} is the sequence directly after one part, and {@code next}
     * is the first sequence of the next part.
     */
    private record Cut(long first, long next) {}

    /** A break, or a gap. */
    record Part(long first, String name, String text, String listed, Map<String, @Nullable Object> data) {
        Map<String, @Nullable Object> line() {
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put(Marker.KEY, name);
            line.putAll(data);
            return line;
        }
    }

    public MissingEvents {
        breaks = List.copyOf(breaks);
        gaps = List.copyOf(gaps);
    }

    /** {@return the currently known missing events of a history} */
    public static MissingEvents of(EventHistory history) {
        HistoryStats stats = history.stats();
        return new MissingEvents(stats.breaks(), stats.lost(), stats.lastSequence());
    }

    public boolean isEmpty() {
        return breaks.isEmpty() && gaps.isEmpty();
    }

    /**
     * Divides a range of a history into the parts between the missing events, after a query on the range was refused.
     *
     * @param why the refusal; thrown again if no events are missing
     * @param history the history
     * @param range the range
     * @return the parts, in order
     */
    public static List<SequenceRange> around(
            IncompleteHistoryException why, EventHistory history, SequenceRange range) {
        MissingEvents missing = of(history);
        if (missing.isEmpty()) {
            throw why;
        }
        return missing.partsOf(range);
    }

    /** {@return the missing events up to a sequence} */
    public MissingEvents upTo(long sequence) {
        return only(one -> one.sequence() <= sequence, gap -> gap.first() <= sequence);
    }

    /** {@return the missing events at or after a sequence, and those directly before it} */
    public MissingEvents from(long sequence) {
        return only(one -> one.sequence() >= sequence, gap -> gap.last() + 1 >= sequence);
    }

    /** {@return these missing events and later ones} */
    public MissingEvents and(MissingEvents later) {
        return new MissingEvents(
                Stream.concat(breaks.stream(), later.breaks.stream()).toList(),
                Stream.concat(gaps.stream(), later.gaps.stream()).toList(),
                later.lastSequence);
    }

    /** {@return the missing events before a snapshot} */
    public MissingEvents before(EventSnapshot moment) {
        return only(
                one -> one.sequence() <= moment.sequence() || !one.from().isAfter(moment.time()),
                gap -> gap.first() <= moment.upTo());
    }

    /** {@return the breaks that meet one condition, and the gaps that meet another} */
    public MissingEvents only(Predicate<RecordingBreak> ofBreaks, Predicate<SequenceRange> ofGaps) {
        return isEmpty()
                ? this
                : new MissingEvents(
                        breaks.stream().filter(ofBreaks).toList(),
                        gaps.stream().filter(ofGaps).toList(),
                        lastSequence);
    }

    /** {@return whether there is a break before the event at a sequence} */
    public boolean hasBreakAt(long sequence) {
        return breaks.stream().anyMatch(one -> one.sequence() == sequence);
    }

    /** Divides a range into the parts between the missing events, up to the last event. */
    private List<SequenceRange> partsOf(SequenceRange range) {
        List<Cut> cuts = new ArrayList<>();
        breaks.forEach(one -> cuts.add(new Cut(one.sequence(), one.sequence())));
        gaps.forEach(gap -> cuts.add(new Cut(gap.first(), gap.last() + 1)));
        cuts.sort(Comparator.comparingLong(Cut::first));
        cuts.add(new Cut(range.last() == Long.MAX_VALUE ? range.last() : range.last() + 1, Long.MAX_VALUE));
        List<SequenceRange> parts = new ArrayList<>();
        long next = range.first();
        for (Cut cut : cuts) {
            if (cut.first > next && next <= Math.min(range.last(), lastSequence)) {
                parts.add(new SequenceRange(next, Math.min(range.last(), cut.first - 1)));
            }
            next = Math.max(next, cut.next);
        }
        return parts;
    }

    /** Passes the missing events to a writer, which writes each before the event that follows it. */
    public void passTo(EventSerializer.Writer writer) {
        writer.missing(breaks, gaps);
    }

    /** Passes the missing events to the receiver of a session's results. */
    void passTo(Answers answers, Session session) {
        parts(session).forEach(part -> answers.missing(part.line()));
    }

    /** Prints a note about the missing events, if there are any. */
    public void note(Session session) {
        if (!isEmpty()) {
            session.note("note: " + text(session));
        }
    }

    /**
     * Prints a note about the missing events, if there are any, and marks the answer as incomplete in the exit code.
     */
    public void noteIncomplete(Session session) {
        if (!isEmpty()) {
            note(session);
            session.answerIsIncomplete();
        }
    }

    /**
     * {@return a text about the first break or gap, followed by the number of the others} If there are both breaks and
     * gaps, the text ends with the number of all breaks and the number of all gaps instead. There must be at least one
     * break or gap.
     */
    public String text(Session session) {
        List<Part> parts = parts(session);
        String more = "";
        if (!gaps.isEmpty() && !breaks.isEmpty()) {
            more = "; " + Text.count(breaks.size(), "break") + " and " + Text.count(gaps.size(), "gap") + " in all";
        } else if (parts.size() > 1) {
            more = "; and " + Text.count(parts.size() - 1L, breaks.isEmpty() ? "more gap" : "more break");
        }
        return parts.get(0).text + more;
    }

    /**
     * Prints a line for each break and gap, at most as wide as the terminal.
     *
     * @param session the session
     * @param most the greatest number of lines; an additional line counts the other breaks and gaps
     * @param line creates a line from a name and a description; the name of the additional line is empty
     * @param room the number of columns that the other parts of the line take
     */
    public void list(Session session, int most, BinaryOperator<String> line, int room) {
        List<Part> parts = parts(session);
        int columns = session.columns() == 0 ? 0 : Math.max(1, session.columns() - room);
        for (Part part : parts.subList(0, Math.min(most, parts.size()))) {
            String text = Text.fit(Text.safe(part.listed), columns, session.ellipsis());
            session.out().line(line.apply(part.name, text));
        }
        if (parts.size() > most) {
            session.out().line(line.apply("", "and " + Text.count(parts.size() - most) + " more; --json lists all"));
        }
    }

    List<Part> parts(Session session) {
        List<Part> parts = new ArrayList<>();
        for (RecordingBreak one : breaks) {
            parts.add(part(one, session));
        }
        for (SequenceRange gap : gaps) {
            boolean single = gap.first() == gap.last();
            String text = single ? "event " + gap.first() + " is lost" : "events " + gap + " are lost";
            String listed =
                    single ? "event " + gap.first() : gap + ": " + Text.count(gap.last() - gap.first() + 1, "event");
            parts.add(new Part(gap.first(), "gap", text, listed, data(gap)));
        }
        // At the same sequence, the break comes before the gap, because the sort is stable.
        parts.sort(Comparator.comparingLong(Part::first));
        return parts;
    }

    private Part part(RecordingBreak one, Session session) {
        String where = one.sequence() > lastSequence ? "at the end" : "before " + one.sequence();
        String events = ": " + Text.count(one.events(), "event");
        String types = " (" + types(one) + ")";
        String time = ", " + time(one, session);
        String text = "recording was paused " + where + events + (one.events() == 1 ? " was" : " were")
                + " not recorded" + types + time;
        return new Part(one.sequence(), "break", text, where + events + time + types, data(one));
    }

    private static String types(RecordingBreak one) {
        int more = one.offered().size() - MAX_SHOWN_TYPES;
        return one.offered().entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                        .limit(MAX_SHOWN_TYPES)
                        .map(entry -> entry.getKey() + " " + Text.count(entry.getValue()))
                        .collect(Collectors.joining(", "))
                + (more > 0 ? " and " + Text.count(more, "more type") : "");
    }

    private static String time(RecordingBreak one, Session session) {
        String from = Times.local(one.from(), session.zone());
        String to = Times.local(one.to(), session.zone());
        boolean sameDay = from.length() > 11 && to.length() > 11 && from.regionMatches(0, to, 0, 11);
        return from + " to " + (sameDay ? to.substring(11) : to);
    }

    /** Adds the missing events to a JSON document. Adds no members if no events are missing. */
    public void addTo(Map<String, @Nullable Object> document) {
        if (!breaks.isEmpty()) {
            document.put("breaks", breaks.stream().map(MissingEvents::data).toList());
        }
        if (!gaps.isEmpty()) {
            document.put("gaps", gaps.stream().map(MissingEvents::data).toList());
        }
    }

    private static Map<String, @Nullable Object> data(RecordingBreak one) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("sequence", one.sequence());
        data.put("from", one.from().toString());
        data.put("to", one.to().toString());
        data.put("offered", new LinkedHashMap<String, @Nullable Object>(one.offered()));
        return data;
    }

    private static Map<String, @Nullable Object> data(SequenceRange gap) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("first", gap.first());
        data.put("last", gap.last());
        return data;
    }
}
