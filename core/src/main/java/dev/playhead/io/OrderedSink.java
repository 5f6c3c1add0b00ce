package dev.playhead.io;

import dev.playhead.event.GridEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A sink that passes on events in file order, and checks that each break and gap follows the preceding data in
 * sequence. A document lists its breaks and gaps before its events; each break or gap is held until the event after it
 * arrives.
 *
 * <p><b>Threading.</b> For use by one thread.
 */
final class OrderedSink implements Decoded {
    private final EventSerializer.Sink sink;
    private final List<Located> unordered = new ArrayList<>();
    private final Deque<Located> held = new ArrayDeque<>();
    private boolean holding;
    /** The minimum sequence of the next break or gap. */
    private long next;

    private record Located(Missing missing, long line, int column) {}

    OrderedSink(EventSerializer.Sink sink) {
        this.sink = sink;
    }

    /** Starts to hold breaks and gaps. */
    void hold() {
        holding = true;
    }

    /**
     * Ends the holding. Breaks and gaps that arrive later are passed on immediately; held breaks and gaps are passed on
     * before the events that follow them.
     */
    void release() {
        if (holding) {
            holding = false;
            unordered.sort((one, other) -> Missing.ORDER.compare(one.missing, other.missing));
            held.addAll(unordered);
            unordered.clear();
        }
    }

    /** Passes on the breaks and gaps that are still held, after the last event. */
    void end() {
        release();
        passHeld(Long.MAX_VALUE);
    }

    private void passHeld(long upTo) {
        while (!held.isEmpty() && held.getFirst().missing.first() <= upTo) {
            pass(held.removeFirst());
        }
    }

    @Override
    public void event(GridEvent event, long sequence) {
        passHeld(sequence);
        next = sequence + 1; // after an event without a sequence, any sequence is accepted
        sink.event(event, sequence);
    }

    @Override
    public void missing(Missing missing, long line, int column) {
        Located located = new Located(missing, line, column);
        if (holding) {
            unordered.add(located);
        } else {
            pass(located);
        }
    }

    private void pass(Located located) {
        Missing missing = located.missing;
        if (missing.first() < next) {
            sink.problem(new ImportReport.Problem(
                    located.line,
                    located.column,
                    (missing.gap() == null
                                    ? "a break with sequence=" + missing.first()
                                    : "a gap with first=" + missing.first())
                            + " goes backward: the events, breaks and gaps before it reach sequence=" + (next - 1)));
            return;
        }
        next = missing.next();
        missing.passTo(sink);
    }

    @Override
    public void problem(ImportReport.Problem problem) {
        sink.problem(problem);
    }

    @Override
    public void brokeOff(ImportReport.Problem problem) {
        sink.brokeOff(problem);
    }

    @Override
    public void note(ImportReport.Problem note) {
        sink.note(note);
    }
}
