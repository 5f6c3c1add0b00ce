package dev.playhead.cli.input;

import dev.playhead.cli.Session;
import dev.playhead.cli.output.Text;
import dev.playhead.event.SequenceRange;
import dev.playhead.storage.RecoveryReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reports of the recovery when a file was opened, as text and as data. */
public final class Recovery {
    private static final int MAX_GAPS = 5;

    private Recovery() {}

    /** {@return a text about the number of events that are present, and about the missing events} */
    public static String missing(RecoveryReport report) {
        String gaps = report.gaps().stream()
                .limit(MAX_GAPS)
                .map(SequenceRange::toString)
                .collect(Collectors.joining(", "));
        int more = report.gaps().size() - MAX_GAPS;
        return Text.count(report.eventsRecovered()) + " of " + Text.count(report.eventsExpected(), "event")
                + " are present" + (gaps.isEmpty() ? "" : "; missing: " + gaps)
                + (more > 0 ? " and " + Text.count(more) + " more" : "");
    }

    /** Prints a note if opening the file has upgraded it. */
    public static void noteUpgrade(RecoveryReport report, String shownName, Session session) {
        if (report.upgradedFrom().isPresent()) {
            session.note("note: " + shownName + ": the previous session " + report);
        }
    }

    public static Map<String, @Nullable Object> data(RecoveryReport report) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("cleanEnd", report.cleanEnd());
        data.put("complete", report.isComplete());
        data.put("lastSequence", report.lastSequence());
        data.put("eventsExpected", report.eventsExpected());
        data.put("eventsRecovered", report.eventsRecovered());
        data.put(
                "gaps",
                report.gaps().stream()
                        .map(gap -> range(gap.first(), gap.last()))
                        .toList());
        data.put(
                "quarantined",
                report.quarantined().stream()
                        .map(block -> {
                            Map<String, @Nullable Object> one = range(block.firstSequence(), block.lastSequence());
                            one.put("reason", block.reason());
                            return one;
                        })
                        .toList());
        data.put("damagedFile", report.damagedFile().map(Object::toString).orElse(null));
        data.put(
                "upgradedFrom",
                report.upgradedFrom().isPresent()
                        ? (Object) (long) report.upgradedFrom().getAsInt()
                        : null);
        return data;
    }

    public static Map<String, @Nullable Object> range(long first, long last) {
        Map<String, @Nullable Object> range = new LinkedHashMap<>();
        range.put("firstSequence", first);
        range.put("lastSequence", last);
        return range;
    }
}
