package dev.playhead.cli.input;

import dev.playhead.capture.SensitiveData;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.io.EventSerializer;
import dev.playhead.io.ImportReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A sink that passes the events of a file to a consumer as they are read, with the ids that a history would assign, and
 * without sensitive data.
 */
final class NumberedSink implements EventSerializer.Sink {
    /**
     * Assigns ids as an empty history does: the id in the file if it is greater than the previous id, otherwise the
     * next id.
     */
    private static final class Numbering {
        private long next;
        private long events;

        RecordedEvent number(GridEvent event, long sequence) {
            boolean kept = sequence >= next;
            long id = kept ? sequence : next;
            next = id + 1;
            events++;
            return RecordedEvent.of(
                    id, kept || sequence < 0 ? event : event.with(ImportReport.IMPORTED_SEQUENCE, sequence));
        }
    }

    private final SensitiveData sensitive;
    private final Consumer<? super MissingEvents> missing;
    private final Consumer<? super RecordedEvent> events;
    private final Consumer<? super ImportReport.Problem> problems;
    private final Predicate<String> wantsData;
    private final Numbering next = new Numbering();
    private long rejected;
    private ImportReport.@Nullable Problem firstProblem;
    private final List<ImportReport.Problem> notes = new ArrayList<>();
    private final List<RecordingBreak> breaks = new ArrayList<>();
    private final List<SequenceRange> gaps = new ArrayList<>();
    /** The break before the next event. The id of that event is not known yet. */
    private @Nullable RecordingBreak pending;

    private boolean missingMore;
    private Instant lastTime = Instant.EPOCH;
    private boolean busy;
    private boolean cutOff;

    /**
     * Creates a sink. If events are missing before an event, the sink first passes all missing events that are known so
     * far.
     *
     * @param wantsData decides by type whether consumers need the payload and metadata of an event
     */
    NumberedSink(
            SensitiveData sensitive,
            Consumer<? super MissingEvents> missing,
            Consumer<? super RecordedEvent> events,
            Consumer<? super ImportReport.Problem> problems,
            Predicate<String> wantsData) {
        this.wantsData = wantsData;
        this.sensitive = sensitive;
        this.missing = missing;
        this.events = events;
        this.problems = problems;
    }

    /** {@return whether a consumer is running; if so, a failure comes from the consumer, not from reading} */
    boolean isBusy() {
        return busy;
    }

    /** {@return whether the file is truncated} */
    boolean isCutOff() {
        return cutOff;
    }

    /**
     * Returns the result of reading.
     *
     * @param bytes the size of the file in bytes
     */
    EventFile.Reading reading(long bytes) {
        passMissing(next.next);
        return reading(bytes, missing());
    }

    /** {@return the result of reading, with the given missing events} */
    EventFile.Reading reading(long bytes, MissingEvents known) {
        return new EventFile.Reading(next.events, rejected, firstProblem, notes, bytes, known);
    }

    private MissingEvents missing() {
        return new MissingEvents(breaks, gaps, next.next - 1);
    }

    @Override
    public void recordingBreak(RecordingBreak recordingBreak) {
        pending = pending == null ? recordingBreak : pending.and(recordingBreak);
    }

    @Override
    public void gap(SequenceRange lost) {
        if (lost.first() >= next.next) {
            gaps.add(lost);
            next.next = lost.last() + 1;
            missingMore = true;
        } else { // the ids of these events are unknown
            long count = lost.last() - lost.first() + 1;
            recordingBreak(new RecordingBreak(0, lastTime, lastTime, Map.of(RecordingBreak.OTHER_TYPES, count)));
        }
    }

    /** Passes the missing events before an event to their consumer. */
    private void passMissing(long id) {
        if (pending != null) {
            breaks.add(pending.at(id));
            pending = null;
            missingMore = true;
        }
        if (missingMore) {
            missingMore = false;
            missing.accept(missing());
        }
    }

    @Override
    public boolean wantsData(String type) {
        return wantsData.test(type);
    }

    @Override
    public void event(GridEvent event, long sequence) {
        lastTime = event.timestamp();
        RecordedEvent numbered = next.number(cut(event), sequence);
        busy = true;
        passMissing(numbered.sequence());
        events.accept(numbered);
        busy = false;
    }

    @SuppressWarnings("unchecked") // a map is still a map after the removal of sensitive data
    private GridEvent cut(GridEvent event) {
        Object payload = sensitive.apply(event.payload());
        Object metadata = sensitive.apply(event.metadata());
        if (payload == event.payload() && metadata == event.metadata()) {
            return event;
        }
        Map<String, @Nullable Object> left =
                metadata == null ? PlainData.emptyMap() : (Map<String, @Nullable Object>) metadata;
        return GridEvent.of(event.type(), payload, event.timestamp(), event.source(), left);
    }

    @Override
    public void problem(ImportReport.Problem problem) {
        rejected++;
        firstProblem = firstProblem == null ? problem : firstProblem;
        busy = true;
        problems.accept(problem);
        busy = false;
    }

    @Override
    public void brokeOff(ImportReport.Problem problem) {
        cutOff = true;
        problem(problem);
    }

    @Override
    public void note(ImportReport.Problem note) {
        notes.add(note);
    }
}
