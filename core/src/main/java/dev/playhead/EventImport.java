package dev.playhead;

import dev.playhead.capture.PayloadCapture;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.internal.recording.CircularBuffer;
import dev.playhead.io.EventSerializer;
import dev.playhead.io.ImportException;
import dev.playhead.io.ImportOptions;
import dev.playhead.io.ImportReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An import of the events, breaks and gaps of one file or stream into a history. */
final class EventImport implements EventSerializer.Sink {
    /**
     * The maximum number of retained events that are compared with the first event of the file. They have the same time
     * and type as that event.
     */
    private static final int MAX_COMPARED = 100;

    private final PayloadCapture capture;
    private final CircularBuffer buffer;
    private final EventQueries queries;
    private final ImportOptions options;
    private final Runnable beforeEach;
    private final Runnable afterEach;
    private final boolean keepSequences;
    private final long evictedBefore;
    private final @Nullable KnownEvents known;
    private final List<ImportReport.Problem> problems = new ArrayList<>();
    private final List<ImportReport.Problem> notes = new ArrayList<>();
    private final @Nullable KnownBreaks knownBreaks;
    /** Whether the previous event of the file was already in the history; also true before the first event. */
    private boolean atKnown = true;

    private Instant lastTime = Instant.EPOCH;
    private long breaks;
    private long gaps;
    private long imported;
    private long rejected;
    private long excluded;
    private long renumbered;
    private long skipped;
    private boolean brokenOff;
    private boolean nameless;
    private boolean begun;
    private long first = EventHistory.NOT_RECORDED;
    private long last = EventHistory.NOT_RECORDED;

    EventImport(
            PayloadCapture capture,
            CircularBuffer buffer,
            EventQueries queries,
            ImportOptions options,
            Runnable beforeEach,
            Runnable afterEach) {
        this.capture = capture;
        this.buffer = buffer;
        this.queries = queries;
        this.options = options;
        this.beforeEach = beforeEach;
        this.afterEach = afterEach;
        CircularBuffer.Counts counts = buffer.counts();
        this.keepSequences = counts.stored() == 0;
        this.evictedBefore = counts.evicted();
        this.knownBreaks = options.skipDuplicates() ? new KnownBreaks(queries.held()) : null;
        this.known = options.skipDuplicates() ? KnownEvents.of(queries.events(EventFilter.all())) : null;
    }

    @Override
    public void event(GridEvent event, long sequence) {
        beforeEach.run();
        // The rules for sensitive data apply to imported events as they do to recorded events.
        GridEvent captured = capture.capture(event);
        if (captured == null) {
            excluded++;
            return;
        }
        lastTime = captured.timestamp();
        if (known != null) {
            atKnown = known.contains(captured, sequence);
            if (atKnown) {
                skipped++;
                return;
            }
            noteNameless(captured, sequence);
            known.add(captured, sequence);
        } else if (!begun && !keepSequences) {
            noteDuplicate(captured);
        }
        begun = true;
        buffer.breaks().settle();
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

    @Override
    public void recordingBreak(RecordingBreak recordingBreak) {
        beforeEach.run();
        if (add(keepSequences ? recordingBreak : recordingBreak.at(0))) {
            breaks++;
        }
    }

    @Override
    public void gap(SequenceRange lost) {
        beforeEach.run();
        if (knownBreaks != null && atKnown && knownBreaks.contains(lost)) {
            return;
        }
        // If the gap cannot be kept as a range of this history, for example because sequences are not kept, it becomes
        // a break that counts the same number of events.
        if ((keepSequences && buffer.breaks().addLost(lost)) || add(broken(lost))) {
            gaps++;
        }
    }

    private RecordingBreak broken(SequenceRange lost) {
        long events = lost.last() - lost.first() + 1;
        return new RecordingBreak(0, lastTime, lastTime, Map.of(RecordingBreak.OTHER_TYPES, events));
    }

    private boolean add(RecordingBreak recordingBreak) {
        if (knownBreaks != null) {
            if (atKnown && knownBreaks.contains(recordingBreak)) {
                return false;
            }
            knownBreaks.add(recordingBreak);
        }
        buffer.breaks().add(recordingBreak);
        return true;
    }

    private void noteNameless(GridEvent event, long sequence) {
        if (!nameless && !KnownEvents.hasName(event, sequence)) {
            nameless = true;
            notes.add(new ImportReport.Problem(
                    1,
                    1,
                    "events with neither a sequence nor an id are imported again, because they cannot be recognized"));
        }
    }

    /**
     * Adds a note if the first event of the file is already in the history, which is typical if a file is imported
     * twice.
     */
    private void noteDuplicate(GridEvent first) {
        EventFilter alike =
                EventFilter.typeIs(first.type()).and(EventFilter.between(first.timestamp(), first.timestamp()));
        queries.first(alike, MAX_COMPARED).stream()
                .filter(held -> KnownEvents.isSame(held.event(), first))
                .findFirst()
                .ifPresent(held -> notes.add(new ImportReport.Problem(
                        1,
                        1,
                        "the first event is already in the history, with id=" + held.id()
                                + "; events that are imported twice appear twice; to skip those that the history has,"
                                + " use ImportOptions.skippingDuplicates or the option --skip-duplicates")));
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

    @Override
    public void brokeOff(ImportReport.Problem problem) {
        brokenOff = true;
        problem(problem);
    }

    @Override
    public void note(ImportReport.Problem note) {
        notes.add(note);
    }

    ImportReport report() {
        long evicted = buffer.counts().evicted() - evictedBefore;
        return new ImportReport(
                imported,
                rejected,
                excluded,
                problems,
                evicted,
                first,
                last,
                renumbered,
                skipped,
                notes,
                brokenOff,
                breaks,
                gaps);
    }
}
