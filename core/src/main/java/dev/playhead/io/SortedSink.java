package dev.playhead.io;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A sink that holds all events of a file, and then passes them on by time. Events of the same time keep their order.
 * Problems and notes are passed on at once. Breaks and gaps are also passed on at once, so they precede all events. The
 * reason is that it is unknown which events they precede in the order of time.
 *
 * <p><b>Threading.</b> For use by one thread, except {@link #wantsData}.
 *
 * <p><b>Cost.</b> All events are in memory.
 */
final class SortedSink implements EventSerializer.Sink {
    private record Entry(GridEvent event, long sequence) {}

    private final EventSerializer.Sink sink;
    private final List<Entry> entries = new ArrayList<>();
    private Instant latest = Instant.MIN;
    /** The number of events that follow an event with a later time in the file. */
    private long late;

    SortedSink(EventSerializer.Sink sink) {
        this.sink = sink;
    }

    /** Passes on the events. Called after the last one. */
    void end() {
        entries.sort(Comparator.comparing(entry -> entry.event.timestamp()));
        sink.note(new ImportReport.Problem(
                1,
                1,
                late == 0
                        ? "the events were in the order of time; sorting moved none (" + entries.size() + " events)"
                        : "the events are sorted by time: " + late + " of " + entries.size()
                                + " were after an event with a later time, and were moved before it"));
        for (Entry entry : entries) {
            sink.event(entry.event, entry.sequence);
        }
    }

    @Override
    public void event(GridEvent event, long sequence) {
        if (event.timestamp().isBefore(latest)) {
            late++;
        } else {
            latest = event.timestamp();
        }
        entries.add(new Entry(event, sequence));
    }

    @Override
    public boolean wantsData(String type) {
        return sink.wantsData(type);
    }

    @Override
    public void recordingBreak(RecordingBreak recordingBreak) {
        sink.recordingBreak(recordingBreak);
    }

    @Override
    public void gap(SequenceRange lost) {
        sink.gap(lost);
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
