package dev.playhead.io;

import dev.playhead.event.GridEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A holder of the events, the break, the gap or the problems of one record. They are held until it is known whether the
 * whole record is sound. In some shapes, a record has several events.
 */
final class PendingEvent implements Decoded {
    private record Numbered(GridEvent event, long sequence) {}

    private @Nullable GridEvent event;
    private long sequence;
    /** The events after the first one. */
    private List<Numbered> more = List.of();
    /** The problems with single events of a record that has several events. */
    private List<ImportReport.Problem> ofParts = List.of();

    private ImportReport.@Nullable Problem problem;
    private @Nullable Missing missing;
    private long line;
    private int column;
    private boolean endsEarly;

    @Override
    public void event(GridEvent event, long sequence) {
        if (this.event == null) {
            this.event = event;
            this.sequence = sequence;
            return;
        }
        more = more.isEmpty() ? new ArrayList<>() : more;
        more.add(new Numbered(event, sequence));
    }

    @Override
    public void problemOfPart(ImportReport.Problem problem) {
        ofParts = ofParts.isEmpty() ? new ArrayList<>() : ofParts;
        ofParts.add(problem);
    }

    @Override
    public void missing(Missing missing, long line, int column) {
        this.missing = missing;
        this.line = line;
        this.column = column;
    }

    @Override
    public void problem(ImportReport.Problem problem) {
        this.event = null;
        this.more = List.of();
        this.ofParts = List.of();
        this.missing = null;
        this.problem = problem;
    }

    /** Passes on the events, or the break or gap, but no problem. */
    void passSoundTo(Decoded sink, long firstLine) {
        if (event != null) {
            sink.event(event, sequence);
            more.forEach(next -> sink.event(next.event, next.sequence));
        }
        if (missing != null) {
            sink.missing(missing, line + firstLine - 1, column);
        }
    }

    void setEndsEarly(boolean endsEarly) {
        this.endsEarly = endsEarly;
    }

    /** {@return whether the text ended before its JSON value was complete, so that the next line may continue it} */
    boolean endsEarly() {
        return endsEarly;
    }

    /** {@return whether there is an event, break or gap} */
    boolean isSound() {
        return event != null || missing != null;
    }

    /** Passes on events, break or gap, and problems. Their lines are moved, so that line 1 becomes the given line. */
    void passTo(Decoded sink, long firstLine) {
        passSoundTo(sink, firstLine);
        ofParts.forEach(part -> sink.problem(part.movedTo(firstLine)));
        if (problem != null) {
            sink.problem(problem.movedTo(firstLine));
        }
    }
}
