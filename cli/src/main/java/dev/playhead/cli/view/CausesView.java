package dev.playhead.cli.view;

import dev.playhead.causality.CauseChain;
import dev.playhead.causality.EffectTree;
import dev.playhead.cli.Session;
import dev.playhead.cli.output.EventPrinter;
import dev.playhead.cli.output.Style;
import dev.playhead.cli.output.Table;
import dev.playhead.cli.output.Text;
import dev.playhead.cli.output.Times;
import dev.playhead.event.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A printer of the causes and effects of an event as an indented tree. Each event is below its cause. */
public final class CausesView {
    /** The maximum depth that is shown by indentation. For a deeper event, the number of further levels is printed. */
    private static final int MAX_INDENTED = 6;

    /** The number of characters of a local date and the blank after it. */
    private static final int DATE = 11;

    private record Line(RecordedEvent event, int depth) {}

    private final Session session;
    private final int limit;

    public CausesView(Session session, int limit) {
        this.session = session;
        this.limit = limit;
    }

    public void print(CauseChain chain, EffectTree tree) {
        Style style = session.style();
        List<Line> lines = new ArrayList<>();
        List<RecordedEvent> causes = chain.causes();
        for (int i = causes.size() - 1; i >= 0; i--) {
            lines.add(new Line(causes.get(i), lines.size()));
        }
        int depth = lines.size();
        lines.add(new Line(chain.event(), depth));
        tree.depthFirst().forEach(effect -> lines.add(new Line(effect.event(), depth + effect.depth())));
        String day = sharedDay(lines);
        session.out()
                .line(style.bold("event " + chain.event().id()) + "  "
                        + counted(causes.size(), chain.hasMore(), "cause") + ", "
                        + counted(tree.effects().size(), tree.hasMore(), "effect")
                        + style.dim("  " + (day.isEmpty() ? "times in " : day) + session.zone()));
        if (chain.missingCause() != null) {
            session.out()
                    .line("  "
                            + style.red(Text.fit(
                                    "cause " + Text.safe(chain.missingCause()) + " is not in the history",
                                    Math.max(0, session.columns() - 2),
                                    session.ellipsis())));
        }
        print(lines, chain.event(), day);
        if (chain.hasMore() || tree.hasMore()) {
            String more = !tree.hasMore() ? "causes" : chain.hasMore() ? "causes and effects" : "effects";
            session.out().line(style.dim("  more " + more + " than --limit " + limit));
        }
    }

    private static String counted(long count, boolean hasMore, String noun) {
        return (hasMore ? "more than " : "") + Text.count(count, noun);
    }

    /**
     * Prints the given events under a title that describes them as other events of the same chain or trace. Prints
     * nothing if there are no events.
     */
    public void printRelated(List<RecordedEvent> related, boolean hasMore) {
        if (related.isEmpty()) {
            return;
        }
        Style style = session.style();
        List<Line> lines = related.stream().map(event -> new Line(event, 0)).toList();
        String day = sharedDay(lines);
        session.out().line();
        session.out()
                .line(style.bold(counted(related.size(), hasMore, "other event")) + " of the same chain or trace"
                        + style.dim(day.isEmpty() ? "" : "  " + day.strip()));
        print(lines, null, day);
        if (hasMore) {
            session.out().line(style.dim("  more events than --limit " + limit));
        }
    }

    private void print(List<Line> lines, @Nullable RecordedEvent marked, String day) {
        Style style = session.style();
        Table table = new Table(session, "", ">id", "time", "type", "source", "payload")
                .keepWhole(0, 1, 2)
                .leaveOut(4, 5)
                .style(0, style::bold)
                .style(1, style::yellow)
                .style(2, style::dim)
                .style(3, style::bold)
                .style(4, style::cyan);
        int columns = session.columns();
        for (Line line : lines) {
            RecordedEvent event = line.event;
            String time = Times.local(event.timestamp(), session.zone());
            table.row(
                    marked != null && event.sequence() == marked.sequence() ? ">" : "",
                    event.id(),
                    time.substring(day.length()),
                    indent(line.depth) + event.type(),
                    event.source(),
                    EventPrinter.fields(event.payload(), columns));
        }
        // Without a marked event, the column of the mark and the blanks after it are not printed. An indent of the same
        // width replaces them.
        table.print(marked == null ? "   " : "");
    }

    private static String indent(int depth) {
        return depth <= MAX_INDENTED
                ? "  ".repeat(depth)
                : "  ".repeat(MAX_INDENTED) + "+" + (depth - MAX_INDENTED) + " ";
    }

    /** Returns the date and a blank if all events are on the same day, otherwise an empty text. */
    private String sharedDay(List<Line> lines) {
        String shared = "";
        for (Line line : lines) {
            String time = Times.local(line.event.timestamp(), session.zone());
            String day = time.indexOf(' ') == DATE - 1 ? time.substring(0, DATE) : "";
            if (day.isEmpty() || (!shared.isEmpty() && !shared.equals(day))) {
                return "";
            }
            shared = day;
        }
        return shared;
    }
}
