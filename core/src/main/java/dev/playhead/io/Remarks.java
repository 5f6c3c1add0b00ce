package dev.playhead.io;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is to be said of a file though its events are read: the first of each kind, with where it is. It is held back until
 * the event that it is about has proved to be sound, or to be none.
 *
 * <p><b>Threading.</b> For one thread.
 */
final class Remarks {
    /** What a remark is about. */
    enum Kind {
        DUPLICATE_KEY(""),
        TIME_UNIT(""),
        CUT_DIGITS("more than nine digits behind the second are cut"),
        LEAP_SECOND("a leap second is kept as second 59"),
        REPEATED_HOUR("the local time happens twice in its zone, as clocks go back; the earlier moment is taken"),
        SKIPPED_HOUR("the local time does not exist in its zone, as clocks go forward; it is read as the hour after"),
        TIME_OF_ARRIVAL("events without a timestamp get the time at which they arrive");

        /** What is said of all of a kind alike. */
        final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    private record Remark(Kind kind, ImportReport.Problem problem) {}

    private final Set<Kind> passedOn = EnumSet.noneOf(Kind.class);
    private final List<Remark> held = new ArrayList<>();

    /** Whether there was none of a kind yet. */
    boolean want(Kind kind) {
        return !passedOn.contains(kind) && held.stream().noneMatch(remark -> remark.kind == kind);
    }

    /** Holds a remark if it is the first of its kind. */
    void add(Kind kind, long line, int column, String text) {
        if (want(kind)) {
            held.add(new Remark(kind, new ImportReport.Problem(line, column, text)));
        }
    }

    /** Drops what is held, as its event is read once more. */
    void drop() {
        held.clear();
    }

    /** Passes on what is held, which counts its lines from the first line of the text that was parsed. */
    void passTo(EventSerializer.Sink sink, long firstLine) {
        if (held.isEmpty()) {
            return;
        }
        List<Remark> all = List.copyOf(held);
        held.clear();
        for (Remark remark : all) {
            passedOn.add(remark.kind);
            sink.note(remark.problem.movedTo(firstLine));
        }
    }
}
