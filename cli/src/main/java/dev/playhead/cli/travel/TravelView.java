package dev.playhead.cli.travel;

import dev.playhead.cli.Session;
import dev.playhead.cli.output.EventPrinter;
import dev.playhead.cli.output.JsonText;
import dev.playhead.cli.output.Style;
import dev.playhead.cli.output.StyledLine;
import dev.playhead.cli.output.Text;
import dev.playhead.cli.output.Times;
import dev.playhead.cli.view.DifferenceTable;
import dev.playhead.cli.view.FieldDifference;
import dev.playhead.cli.view.Histogram;
import dev.playhead.cli.view.Sheet;
import dev.playhead.cli.view.StateTable;
import dev.playhead.cli.view.Viewport;
import dev.playhead.event.RecordedEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A view that draws a {@link TravelModel} as the lines of a screen. It needs no terminal. */
final class TravelView {
    static final int MIN_COLUMNS = 40;
    static final int MIN_ROWS = 12;

    private final TravelModel model;
    private final Session session;
    private final boolean ascii;
    private final String ellipsis;

    TravelView(TravelModel model, Session session) {
        this.model = model;
        this.session = session;
        this.ascii = session.ascii();
        this.ellipsis = session.ellipsis();
    }

    /** {@return the lines of the screen from top to bottom: one line for each row, at most as wide as the screen} */
    List<StyledLine> draw(int rows, int columns) {
        if (rows < MIN_ROWS || columns < MIN_COLUMNS) {
            String text = "terminal too small: at least " + MIN_COLUMNS + "x" + MIN_ROWS + " needed; q quits";
            return filled(List.of(new StyledLine().add(text)), rows, columns);
        }
        model.resize(columns - 2);
        List<StyledLine> lines = new ArrayList<>();
        lines.add(title(columns));
        if (model.isHelping()) {
            lines.addAll(TravelHelp.lines());
            return closed(lines, StyledLine.of(StyledLine.DIM, "any key closes the help, Ctrl-C quits"), rows, columns);
        }
        lines.addAll(timeline(rows < 20 ? 1 : rows < 36 ? 3 : 5, columns));
        lines.addAll(event(rows < 20 ? 1 : rows < 36 ? 2 : 3, columns));
        TravelStates.Here here = model.states();
        if (model.hasStates()) {
            lines.addAll(changes(here, rows < 20 ? 1 : rows < 36 ? 3 : 6, columns));
        }
        int left = rows - lines.size() - 1;
        lines.addAll(pane(here, left, columns));
        return closed(lines, footer(columns), rows, columns);
    }

    private List<StyledLine> closed(List<StyledLine> lines, StyledLine last, int rows, int columns) {
        List<StyledLine> all = filled(lines, rows - 1, columns);
        all.add(last.fit(columns, ellipsis));
        return all;
    }

    private List<StyledLine> filled(List<StyledLine> lines, int rows, int columns) {
        List<StyledLine> all = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            all.add(i < lines.size() ? lines.get(i).fit(columns, ellipsis) : new StyledLine());
        }
        return all;
    }

    private StyledLine title(int columns) {
        TravelPlayer player = model.player();
        String speed = speed(player.speed());
        String doing = player.isPlaying()
                ? (ascii ? "> " : "\u25b6 ") + speed
                : model.isLive() && model.isFollowing() ? "live" : (ascii ? "|| " : "\u2016 ") + speed;
        String right = "  " + Text.count(model.countedEvents(), "event") + (model.isCountingEvents() ? ellipsis : "")
                + "  " + doing + "  " + percent() + " ";
        StyledLine left = new StyledLine().add(" " + model.name());
        TravelSearch search = model.search();
        if (search != null) {
            left.add("  /" + search.text() + "  "
                    + (search.isCounting() ? ellipsis : Text.count(search.total()) + " found"));
        }
        String start = left.fit(Math.max(1, columns - Text.width(right)), ellipsis)
                .padTo(columns - Text.width(right))
                .text();
        return StyledLine.of(StyledLine.REVERSE, start + right);
    }

    private String percent() {
        double whole = Math.max(1, model.lastSequence() - model.firstSequence());
        double share = (model.here().sequence() - model.firstSequence()) / whole;
        // The percentage is rounded down, so that only the last event is at 100 %.
        double percent = Math.floor(Math.max(0, Math.min(1, share)) * 1_000) / 10;
        return String.format(Locale.ROOT, "%5.1f%%", model.lastSequence() == model.firstSequence() ? 100 : percent);
    }

    private static String speed(double speed) {
        return Double.isInfinite(speed) ? "max" : (speed >= 1 ? Text.count((long) speed) : String.valueOf(speed)) + "x";
    }

    private List<StyledLine> timeline(int height, int columns) {
        List<StyledLine> lines = new ArrayList<>();
        Scrubber scrubber = model.scrubber();
        RecordedEvent event = model.event();
        int at = scrubber.column(model.here().sequence(), event == null ? null : event.timestamp());
        for (int row = height - 1; row >= 0; row--) {
            StyledLine line = new StyledLine().add(" ");
            for (int i = 0; i < scrubber.columns(); i++) {
                String cell = String.valueOf(Histogram.cell(scrubber.height(i), row, height, ascii));
                line.add(i == at ? "1;36" : StyledLine.GREEN, cell);
            }
            lines.add(line);
        }
        lines.add(track(scrubber, at));
        lines.add(labels(scrubber, columns));
        return lines;
    }

    private StyledLine track(Scrubber scrubber, int at) {
        TravelSearch search = model.search();
        StyledLine line = new StyledLine().add(" ");
        for (int i = 0; i < scrubber.columns(); i++) {
            boolean found = search != null && search.count(i) > 0;
            if (i == at) {
                line.add("1;36", ascii ? "O" : "\u25cf");
            } else if (found) {
                line.add("1;33", ascii ? "+" : "\u253c");
            } else if (i < at) {
                line.add(StyledLine.CYAN, ascii ? "=" : "\u2501");
            } else {
                line.add(StyledLine.DIM, ascii ? "-" : "\u2500");
            }
        }
        return line;
    }

    private StyledLine labels(Scrubber scrubber, int columns) {
        if (model.countedEvents() == 0) {
            return StyledLine.of(StyledLine.DIM, model.isCountingEvents() ? " counting" + ellipsis : " no events yet");
        }
        String from = Times.local(scrubber.from(), session.zone());
        String to = Times.local(scrubber.to(), session.zone());
        // If both times are on the same day, the date is shown only once.
        if (from.length() > 11 && to.length() > 11 && from.regionMatches(0, to, 0, 11)) {
            to = to.substring(11);
        }
        if (scrubber.axis() == Scrubber.Axis.ORDER) {
            from = Long.toString(model.firstSequence());
            to = Long.toString(model.lastSequence());
        }
        String middle = scrubber.scale()
                + (scrubber.stray() > 0 ? "; " + Text.count(scrubber.stray(), "event") + " outside" : "");
        int room = columns - 2 - Text.width(from) - Text.width(to);
        StyledLine line = new StyledLine();
        if (room > Text.width(middle) + 3) {
            int before = (room - Text.width(middle)) / 2;
            line.add(
                    StyledLine.DIM,
                    " " + from + " ".repeat(before) + middle + " ".repeat(room - before - Text.width(middle)) + to);
        } else {
            line.add(StyledLine.DIM, " " + from + " ".repeat(Math.max(1, room)) + to);
        }
        return line;
    }

    /** {@return a horizontal line across the screen that contains a title} */
    private StyledLine rule(int columns, StyledLine title) {
        String dash = ascii ? "-" : "\u2500";
        StyledLine line = StyledLine.of(StyledLine.DIM, dash + " ")
                .add(title.fit(columns - 4, ellipsis))
                .add(" ");
        return line.add(StyledLine.DIM, dash.repeat(Math.max(0, columns - line.width())));
    }

    private List<StyledLine> event(int payloadLines, int columns) {
        List<StyledLine> lines = new ArrayList<>();
        RecordedEvent event = model.event();
        if (event == null) {
            lines.add(rule(columns, StyledLine.of(StyledLine.BOLD, "before the first event")));
        } else {
            lines.add(rule(
                    columns,
                    new StyledLine()
                            .add(StyledLine.YELLOW, event.id())
                            .add("  " + Times.local(event.timestamp(), session.zone()) + "  ")
                            .add(StyledLine.CYAN, event.source())
                            .add("  ")
                            .add(StyledLine.BOLD, event.type())));
            String text = EventPrinter.fields(event.payload(), columns * payloadLines);
            lines.addAll(wrapped(text, payloadLines, columns - 2));
        }
        int height = payloadLines + 1;
        while (lines.size() < height) {
            lines.add(new StyledLine());
        }
        return lines;
    }

    /** {@return the first {@code count} lines of a text, wrapped at blanks if possible} */
    private List<StyledLine> wrapped(String text, int count, int columns) {
        List<StyledLine> lines = new ArrayList<>();
        String rest = Text.safe(text);
        while (!rest.isEmpty() && lines.size() < count) {
            boolean last = lines.size() == count - 1;
            String line = Text.fit(rest, columns, last ? ellipsis : "");
            int blank = line.lastIndexOf(' ');
            if (!last && line.length() < rest.length() && rest.charAt(line.length()) != ' ' && blank > columns / 2) {
                line = line.substring(0, blank);
            }
            lines.add(new StyledLine().add(" " + line));
            rest = last ? "" : rest.substring(line.length()).stripLeading();
        }
        return lines;
    }

    private List<StyledLine> changes(TravelStates.@Nullable Here here, int count, int columns) {
        List<StyledLine> lines = new ArrayList<>();
        List<FieldDifference> differences = here == null ? List.of() : here.differences();
        String title = here == null
                ? "folding" + ellipsis
                : differences.isEmpty() ? "nothing changed" : differences.size() == 1 ? "changed" : "changes";
        StyledLine titled = StyledLine.of(StyledLine.BOLD, title);
        if (differences.size() > 1) {
            titled.add("  " + Text.count(differences.size()));
        }
        if (model.isPartial()) {
            titled.add(StyledLine.YELLOW, "  partial: earlier events are missing");
        }
        lines.add(rule(columns, titled));
        boolean all = differences.size() <= count;
        for (int i = 0; i < (all ? differences.size() : count - 1); i++) {
            lines.add(change(differences.get(i), columns));
        }
        if (!all) {
            lines.add(StyledLine.of(StyledLine.DIM, "   and " + Text.count(differences.size() - count + 1) + " more"));
        }
        while (lines.size() < count + 1) {
            lines.add(new StyledLine());
        }
        return lines;
    }

    private StyledLine change(FieldDifference difference, int columns) {
        StyledLine line = new StyledLine();
        String kind = difference.kind();
        line.add(
                kind.equals("added") ? StyledLine.GREEN : kind.equals("removed") ? StyledLine.RED : StyledLine.YELLOW,
                kind.equals("added") ? " + " : kind.equals("removed") ? " - " : " ~ ");
        line.add(StyledLine.BOLD, Text.fit(Text.safe(difference.path()), columns / 2, ellipsis))
                .add("  ");
        int room = Math.max(8, columns - line.width() - 4);
        String before = DifferenceTable.shown(difference.before(), columns);
        String after = DifferenceTable.shown(difference.after(), columns);
        if (kind.equals("changed")) {
            // If one value is short, the other value may use the remaining room.
            int forAfter = Math.min(Text.width(after), Math.max(room / 2, room - Text.width(before)));
            line.add(StyledLine.RED, Text.fit(before, room - forAfter, ellipsis))
                    .add(StyledLine.DIM, ascii ? " -> " : " \u2192 ")
                    .add(StyledLine.GREEN, Text.fit(after, forAfter, ellipsis));
        } else {
            line.add(kind.equals("added") ? StyledLine.GREEN : StyledLine.RED, before + after);
        }
        return line;
    }

    private List<StyledLine> pane(TravelStates.@Nullable Here here, int rows, int columns) {
        return switch (model.pane().content()) {
            case STATE -> here == null ? List.of() : state(here, rows, columns);
            case PAYLOAD -> {
                RecordedEvent event = model.event();
                List<StyledLine> lines = new ArrayList<>();
                if (event != null) {
                    JsonText.indented(whole(event), Style.PLAIN)
                            .lines()
                            .forEach(line -> lines.add(new StyledLine().add(" " + line)));
                }
                yield scrolled("payload", lines, rows, columns);
            }
            case TYPES -> scrolled("types so far", types(columns), rows, columns);
        };
    }

    private static @Nullable Object whole(RecordedEvent event) {
        if (event.metadata().isEmpty()) {
            return event.payload();
        }
        Map<String, @Nullable Object> whole = new LinkedHashMap<>();
        whole.put("payload", event.payload());
        whole.put("metadata", event.metadata());
        return whole;
    }

    private List<StyledLine> scrolled(String title, List<StyledLine> lines, int rows, int columns) {
        int room = rows - 1;
        Viewport viewport = model.pane().viewport();
        viewport.drawn(viewport.first(), room, lines.size());
        int first = viewport.first();
        int end = Math.min(lines.size(), first + room);
        String range = lines.size() <= room ? "" : "  lines " + (first + 1) + " to " + end + " of " + lines.size();
        List<StyledLine> shown = new ArrayList<>();
        shown.add(rule(columns, StyledLine.of(StyledLine.BOLD, title).add(StyledLine.DIM, range)));
        shown.addAll(lines.subList(first, end));
        return shown;
    }

    private List<StyledLine> types(int columns) {
        List<Histogram.Bar> bars = Histogram.bars(model.here().countsByType());
        long most = bars.isEmpty() ? 1 : bars.get(0).count();
        int nameColumns = Math.min(
                columns / 2,
                bars.stream()
                        .mapToInt(bar -> Text.width(Text.safe(bar.label())))
                        .max()
                        .orElse(0));
        List<StyledLine> lines = new ArrayList<>();
        for (Histogram.Bar bar : bars) {
            String name = Text.pad(Text.fit(Text.safe(bar.label()), nameColumns, ellipsis), nameColumns, false);
            long length = Math.max(1, columns - nameColumns - 18) * bar.count() / most;
            lines.add(new StyledLine()
                    .add(" " + name + " " + Text.pad(Text.count(bar.count()), 11, true) + "  ")
                    .add(StyledLine.BLUE, (ascii ? "#" : "\u2588").repeat((int) Math.max(1, length))));
        }
        return lines;
    }

    private List<StyledLine> state(TravelStates.Here here, int rows, int columns) {
        Sheet sheet = changedSheet(here);
        if (sheet == null) {
            return scrolled("no state yet", List.of(), rows, columns);
        }
        Sheet before = here.before().stream()
                .filter(other -> other.title().equals(sheet.title()))
                .findFirst()
                .orElse(null);
        return new StateTable(sheet, before, here.differences(), ascii, ellipsis)
                .draw(model.pane().viewport(), rows, columns, this::rule);
    }

    /**
     * {@return the sheet to which the first change belongs; the first sheet if nothing changed; null if there is no
     * sheet}
     */
    private static @Nullable Sheet changedSheet(TravelStates.Here here) {
        List<Sheet> sheets = here.after();
        if (sheets.size() > 1) {
            for (FieldDifference difference : here.differences()) {
                for (Sheet sheet : sheets) {
                    if (difference.path().startsWith(sheet.prefix())
                            || difference.path().equals("grid " + sheet.prefix().replaceFirst(":$", ""))) {
                        return sheet;
                    }
                }
            }
        }
        return sheets.isEmpty() ? null : sheets.get(0);
    }

    private StyledLine footer(int columns) {
        TravelSearch search = model.search();
        if (model.prompt().isOpen()) {
            boolean jumping = model.prompt().kind() == TravelPrompt.Kind.JUMP;
            String hint = jumping ? "id, 10:42, -5m, 37%, start, end" : "cell:*  @user  rowId=ORD-7  --since 10:42";
            StyledLine line = StyledLine.of(StyledLine.BOLD, jumping ? " jump to: " : " search: ");
            String typed = Text.safe(model.prompt().typed());
            int over = Text.width(typed) - (columns - line.width() - 2);
            line.add(over > 0 ? typed.substring(Math.min(typed.length(), over)) : typed)
                    .add(StyledLine.REVERSE, session.style() == Style.PLAIN ? "_" : " ");
            return line.width() + Text.width(hint) + 2 <= columns
                    ? line.add("  ").add(StyledLine.DIM, hint)
                    : line;
        }
        if (!model.message().isEmpty()) {
            return StyledLine.of(StyledLine.YELLOW, " " + model.message());
        }
        if (search != null && search.isFinding()) {
            return StyledLine.of(StyledLine.YELLOW, " searching at " + Text.count(search.position()) + "; Esc stops");
        }
        String arrows = ascii ? "<->" : "\u2190\u2192";
        return keys(
                columns, arrows, "step", "Space", "play", "+-", "speed", "/ n N", "search", "j", "jump", "Tab", "pane",
                "?", "help", "q", "quit");
    }

    private static StyledLine keys(int columns, String... keysAndMeanings) {
        StyledLine line = new StyledLine();
        for (int i = 0; i < keysAndMeanings.length; i += 2) {
            String key = keysAndMeanings[i];
            String meaning = keysAndMeanings[i + 1];
            String gap = i == 0 ? " " : "  ";
            if (line.width() + Text.width(gap + key + " " + meaning) > columns) {
                break;
            }
            line.add(gap).add(StyledLine.BOLD, key).add(StyledLine.DIM, " " + meaning);
        }
        return line;
    }
}
