package dev.playhead.cli.view;

import dev.playhead.capture.SensitiveFinding;
import dev.playhead.capture.SensitiveValue;
import dev.playhead.cli.Session;
import dev.playhead.cli.output.Table;
import dev.playhead.cli.output.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts of the secrets found in a file, by the path of the field and the kind of the secret, in bounded memory. The
 * counts contain no secret, because findings contain none.
 */
public final class SecretCounts {
    /** The kind of a value that is sensitive only by the name of its field or the type of its event. */
    private static final String BY_NAME = "name";
    /** The maximum number of paths with their kinds that are counted individually; the others are counted together. */
    private static final int MAX_PATHS = 10_000;

    private static final int MAX_PATH_CHARS = 300;

    private record Field(String path, String kinds) {}

    /** The number of values in a field, and the locations of the first and the last of these values. */
    private static final class Tally {
        private final Field field;
        private final String first;
        private String last;
        private long count;

        Tally(Field field, String first) {
            this.field = field;
            this.first = first;
            this.last = first;
        }
    }

    private final Map<Field, Tally> tallies = new HashMap<>();
    private final Map<String, Long> byKind = new LinkedHashMap<>();
    private long values;
    private long events;
    private long inOtherPaths;
    private String lastEvent = "";

    /** {@return the names of the kinds of the value that was found} */
    public static List<String> kinds(SensitiveFinding finding) {
        return finding.isByName()
                ? List.of(BY_NAME)
                : EnumSet.copyOf(finding.kinds()).stream()
                        .map(SensitiveValue::text)
                        .toList();
    }

    /** {@return the names of the kinds of the value that was found, separated by commas} */
    public static String kindsText(SensitiveFinding finding) {
        return String.join(", ", kinds(finding));
    }

    /**
     * Counts a finding.
     *
     * @param finding the finding
     * @param id the id of the event; all findings of an event must be added one after the other
     */
    public void add(SensitiveFinding finding, String id) {
        if (!id.equals(lastEvent)) {
            lastEvent = id;
            events++;
        }
        addElsewhere(finding, id);
    }

    /** Counts a finding that is in no event, such as a finding in a session. */
    public void addElsewhere(SensitiveFinding finding, String location) {
        values++;
        String kinds = kindsText(finding);
        byKind.merge(kinds, 1L, Long::sum);
        Field field = new Field(Text.fit(finding.field(), MAX_PATH_CHARS, "..."), kinds);
        Tally tally = tallies.get(field);
        if (tally == null) {
            if (tallies.size() == MAX_PATHS) {
                inOtherPaths++;
                return;
            }
            tally = new Tally(field, location);
            tallies.put(field, tally);
        }
        tally.count++;
        tally.last = location;
    }

    public boolean isEmpty() {
        return values == 0;
    }

    /** {@return the number of counted values} */
    public long values() {
        return values;
    }

    /** {@return the number of events with at least one counted value} */
    public long events() {
        return events;
    }

    /** {@return the number of values by kind; if a value has several kinds, by all its kinds together} */
    public Map<String, Long> byKind() {
        return byKind;
    }

    /** Prints the fields with the most values, but at most {@code most} fields, and the numbers of the others. */
    public void print(Session session, int most) {
        List<Tally> all = sorted();
        Table table = new Table(session, "path", "kind", ">count", "first id", "last id")
                .keepWhole(1, 2, 3, 4)
                .leaveOut(4)
                .style(1, session.style()::yellow)
                .style(3, session.style()::dim)
                .style(4, session.style()::dim);
        all.stream()
                .limit(most)
                .forEach(tally -> table.row(
                        tally.field.path, tally.field.kinds, Text.count(tally.count), tally.first, tally.last));
        table.print("  ");
        int more = all.size() - most;
        if (more > 0) {
            session.out()
                    .line(session.style()
                            .dim("  and " + Text.count(more, "more path") + "; --top N shows more, --list each value"));
        }
        if (inOtherPaths > 0) {
            session.out().line(session.style().dim("  and " + Text.count(inOtherPaths, "value") + " in further paths"));
        }
    }

    /** Adds the counts to a JSON document. */
    public void addTo(Map<String, @Nullable Object> document) {
        document.put("values", values);
        document.put("eventsWithValues", events);
        document.put("byKind", new LinkedHashMap<String, @Nullable Object>(byKind));
        document.put("fields", sorted().stream().map(SecretCounts::data).collect(Collectors.toList()));
        if (inOtherPaths > 0) {
            document.put("valuesInFurtherFields", inOtherPaths);
        }
    }

    private List<Tally> sorted() {
        List<Tally> all = new ArrayList<>(tallies.values());
        all.sort(Comparator.comparingLong((Tally tally) -> tally.count)
                .reversed()
                .thenComparing(tally -> tally.field.path)
                .thenComparing(tally -> tally.field.kinds));
        return all;
    }

    private static Map<String, @Nullable Object> data(Tally tally) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("path", tally.field.path);
        data.put("kind", tally.field.kinds);
        data.put("count", tally.count);
        data.put("first", tally.first);
        data.put("last", tally.last);
        return data;
    }
}
