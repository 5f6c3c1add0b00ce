package dev.playhead.io;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The remarks on parts of a file that may be interpreted unexpectedly: the first remark of each kind, with line and
 * column. A remark is held until it is known whether its event is sound.
 *
 * <p><b>Threading.</b> For use by one thread.
 */
final class Remarks {
    /** The subject of a remark. */
    enum Kind {
        SHAPE(""),
        WITHOUT_EVENT(""),
        DUPLICATE_KEY(""),
        TIME_UNIT(""),
        CUT_DIGITS("digits after the ninth digit of a fraction of a second are cut off"),
        LEAP_SECOND("a leap second is kept as second 59"),
        REPEATED_HOUR("the local time occurs twice in its zone because clocks go back; the earlier instant is used"),
        SKIPPED_HOUR("the local time does not exist in its zone because clocks go forward; the hour after is used"),
        TIME_OF_ARRIVAL("events without a timestamp get the time at which they arrive");

        /** The common text of all remarks of this kind; empty if their texts differ. */
        final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    private record Remark(Kind kind, ImportReport.Problem problem) {}

    private final Set<Kind> passedOn = EnumSet.noneOf(Kind.class);
    private final List<Remark> held = new ArrayList<>();
    /** Whether a remark on a duplicate key was passed on. Other threads read this field. */
    private volatile boolean duplicateKey;

    /**
     * Returns an object for the remarks of another thread, which reads other events of the same file. If a remark on a
     * duplicate key was already passed on, the object accepts no other remark of this kind.
     *
     * <p><b>Threading.</b> Any thread may call this method.
     */
    Remarks ofOtherThread() {
        Remarks remarks = new Remarks();
        if (duplicateKey) {
            remarks.passedOn.add(Kind.DUPLICATE_KEY);
        }
        return remarks;
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    /** {@return whether a remark of the given kind would be the first} */
    boolean want(Kind kind) {
        return !passedOn.contains(kind) && held.stream().noneMatch(remark -> remark.kind == kind);
    }

    /** Holds a remark if it is the first of its kind. */
    void add(Kind kind, long line, int column, String text) {
        if (want(kind)) {
            held.add(new Remark(kind, new ImportReport.Problem(line, column, text)));
        }
    }

    /** Drops the remarks that are held, because their event is read again or is not sound. */
    void drop() {
        held.clear();
    }

    /** Passes on the remarks that are held. Their lines are moved, so that line 1 becomes the given line. */
    void passTo(EventSerializer.Sink sink, long firstLine) {
        if (held.isEmpty()) {
            return;
        }
        List<Remark> all = List.copyOf(held);
        held.clear();
        for (Remark remark : all) {
            passedOn.add(remark.kind);
            if (remark.kind == Kind.DUPLICATE_KEY) {
                duplicateKey = true;
            }
            sink.note(remark.problem.movedTo(firstLine));
        }
    }
}
