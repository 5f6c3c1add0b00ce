package dev.playhead;

import dev.playhead.capture.PayloadCapture;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.internal.recording.CircularBuffer;
import dev.playhead.io.EventSerializer;
import dev.playhead.io.ImportException;
import dev.playhead.io.ImportOptions;
import dev.playhead.io.ImportReport;
import java.util.ArrayList;
import java.util.List;

/** Takes the events of one file into a history. */
final class EventImport implements EventSerializer.Sink {
    private final PayloadCapture capture;
    private final CircularBuffer buffer;
    private final ImportOptions options;
    private final Runnable beforeEach;
    private final Runnable afterEach;
    private final boolean keepSequences;
    private final long evictedBefore;
    private final List<ImportReport.Problem> problems = new ArrayList<>();
    private long imported;
    private long rejected;
    private long excluded;
    private long renumbered;
    private long first = EventHistory.NOT_RECORDED;
    private long last = EventHistory.NOT_RECORDED;

    EventImport(
            PayloadCapture capture,
            CircularBuffer buffer,
            ImportOptions options,
            Runnable beforeEach,
            Runnable afterEach) {
        this.capture = capture;
        this.buffer = buffer;
        this.options = options;
        this.beforeEach = beforeEach;
        this.afterEach = afterEach;
        CircularBuffer.Counts counts = buffer.counts();
        this.keepSequences = counts.stored() == 0;
        this.evictedBefore = counts.evicted();
    }

    @Override
    public void event(GridEvent event, long sequence) {
        beforeEach.run();
        // Sensitive data is cut out of what is imported as of what is recorded.
        GridEvent captured = capture.capture(event);
        if (captured == null) {
            excluded++;
            return;
        }
        long at = keepSequences && sequence >= 0 ? buffer.append(captured, sequence) : -1;
        if (at < 0) {
            if (sequence >= 0) {
                renumbered++;
                captured = renumbered(captured, sequence);
            }
            at = buffer.append(captured);
        }
        imported++;
        first = first < 0 ? at : first;
        last = at;
        afterEach.run();
    }

    private static GridEvent renumbered(GridEvent captured, long sequence) {
        GridEvent more = captured.with(ImportReport.IMPORTED_SEQUENCE, sequence);
        return GridEvent.of(
                more.type(), more.payload(), more.timestamp(), more.source(), PlainData.mapOf(more.metadata()));
    }

    @Override
    public void problem(ImportReport.Problem problem) {
        if (options.strict()) {
            throw new ImportException(problem, imported);
        }
        rejected++;
        if (problems.size() < ImportReport.MAX_PROBLEMS) {
            problems.add(problem);
        }
    }

    ImportReport report() {
        long evicted = buffer.counts().evicted() - evictedBefore;
        return new ImportReport(imported, rejected, excluded, problems, evicted, first, last, renumbered);
    }
}
