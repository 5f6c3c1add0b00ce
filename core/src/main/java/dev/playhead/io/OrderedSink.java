package dev.playhead.io;

import dev.playhead.event.GridEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Passes on what was read of a file in the order of its sequences, and checks that breaks and gaps lie behind what comes before
 * them. What a document says of them before its events is held until the event behind comes.
 *
 * <p><b>Threading.</b> For one thread.
 */
final class OrderedSink implements Decoded {
    private final EventSerializer.Sink sink;
    private final List<Located> unordered = new ArrayList<>();
    private final Deque<Located> held = new ArrayDeque<>();
    private boolean holding;
    /** The least sequence that may come next. */
    private long next;

    private record Located(Missing missing, long line, int column) {}

    OrderedSink(EventSerializer.Sink sink) {
        this.sink = sink;
    }

    /** Holds breaks and gaps from now on. */
    void hold() {
        holding = true;
    }

    /** Passes on what comes from now on, and in time what was held. */
    void release() {
        if (holding) {
            holding = false;
            unordered.sort((one, other) -> Missing.ORDER.compare(one.missing, other.missing));
            held.addAll(unordered);
            unordered.clear();
        }
    }

    /** Passes on what is still held, behind the last event. */
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
        next = sequence + 1; // of an event without a sequence nothing is known
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
                            + " goes backward: what is before it reaches to sequence=" + (next - 1)));
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
