package dev.playhead;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.internal.debugging.DeltaDebugging;
import dev.playhead.internal.recording.CircularBuffer;
import dev.playhead.io.ExportFormat;
import dev.playhead.io.ImportOptions;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.spi.StoredSession;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.ProgressListener;
import dev.playhead.timetravel.SnapshotManager;
import dev.playhead.timetravel.TimelineManager;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The methods of an {@link EventHistory} that read and export: besides those that search, those for states, sessions and
 * statistics. No method of this class changes the recorded events.
 */
abstract sealed class ReadableHistory extends SearchableHistory permits EventHistory {
    final Lifecycle lifecycle;
    final CircularBuffer buffer;
    final Recording recording;
    final EventTransfer transfer;
    final SnapshotManager snapshots;
    final TimelineManager timeline;
    private final StatsCollector stats;

    ReadableHistory(HistoryAssembly parts) {
        super(parts.queries);
        this.lifecycle = parts.lifecycle;
        this.buffer = parts.buffer;
        this.recording = parts.recording;
        this.transfer = parts.transfer;
        this.snapshots = parts.snapshots;
        this.timeline = parts.timeline;
        this.stats = parts.stats;
    }

    /**
     * Returns a snapshot of the history at the given time. This is the snapshot after the last event, by sequence, with
     * a timestamp at or before that time. The timeline does not move. If the events that follow this event are lost,
     * their timestamps may also be at or before that time, so the states of the snapshot are refused.
     *
     * @param time the time
     * @return the snapshot
     * @throws dev.playhead.timetravel.IncompleteHistoryException if every retained event has a later timestamp, and
     *     older events were evicted
     */
    public EventSnapshot getEventSnapshot(Instant time) {
        return snapshots.atTime(time);
    }

    /**
     * Returns a snapshot of the history after the last event at or before the given sequence. The timeline does not
     * move. If an event at or before the sequence was lost since the latest {@linkplain EventHistory#baseline
     * baseline}, the states of the snapshot are refused.
     *
     * @param sequence the sequence; -1 for the snapshot before the first event
     * @return the snapshot
     * @throws dev.playhead.timetravel.UnknownEventException if the sequence is not recorded yet
     * @throws dev.playhead.timetravel.IncompleteHistoryException if the sequence is before the oldest retained event,
     *     and older events were evicted
     */
    public EventSnapshot getEventSnapshotAtSequence(long sequence) {
        return snapshots.atSequence(sequence);
    }

    /**
     * Moves the {@link #timeline()} to just after an event.
     *
     * @param eventId the event's id
     * @return a snapshot of the history at that point
     * @throws dev.playhead.timetravel.UnknownEventException if no retained event has that id
     */
    public EventSnapshot jumpToEvent(String eventId) {
        return timeline().jumpToEvent(eventId);
    }

    /**
     * Returns the cursor of this history. Each call returns the same object.
     *
     * @return the timeline
     */
    public TimelineManager timeline() {
        lifecycle.requireOpen();
        return timeline;
    }

    /**
     * Creates another cursor, which only its owner moves. Its moves do not affect a bound model or other cursors.
     *
     * @return a timeline that is live
     */
    public TimelineManager newTimeline() {
        lifecycle.requireOpen();
        return new TimelineManager(snapshots, recording::asRecorded);
    }

    /**
     * Finds a small set of events that still cause an effect, such as a failure. Events are left out as long as the
     * effect occurs without them.
     *
     * @param filter the events to choose from; all other events are left out from the start
     * @param stillFails returns whether the effect occurs with the given events, which are some of the events to choose
     *     from, in their order
     * @return the remaining events
     * @throws IllegalArgumentException if the effect does not occur with all events to choose from
     */
    public EventHistory.Minimized minimize(EventFilter filter, Predicate<? super List<GridEvent>> stillFails) {
        return minimize(filter, stillFails, ProgressListener.none());
    }

    /**
     * Finds a small set of events that still cause an effect, such as a failure. Events are left out as long as the
     * effect occurs without them. The algorithm is <em>ddmin</em>, delta debugging, by Andreas Zeller and Ralf
     * Hildebrandt, 2002.
     *
     * <p><b>Threading.</b> The predicate and the progress listener are called on the calling thread, without holding a
     * lock. <b>Cost.</b> The number of calls of the predicate is logarithmic in the number of events at best, and
     * quadratic at worst. The events are held in memory during the search.
     *
     * @param filter the events to choose from; all other events are left out from the start
     * @param stillFails returns whether the effect occurs with the given events, which are some of the events to choose
     *     from, in their order. Each call must start with a fresh model or bus. Exceptions propagate to the caller
     * @param watch called before each test with the number of events left out and the total; if it returns false, the
     *     search ends and returns the events that remain
     * @return the remaining events
     * @throws IllegalArgumentException if the effect does not occur with all events to choose from
     */
    public EventHistory.Minimized minimize(
            EventFilter filter, Predicate<? super List<GridEvent>> stillFails, ProgressListener watch) {
        List<RecordedEvent> events = getEvents(filter);
        DeltaDebugging.Result<RecordedEvent> result = DeltaDebugging.minimize(
                events,
                some -> stillFails.test(some.stream().map(RecordedEvent::event).toList()),
                watch);
        EventHistory left =
                EventHistory.builder().retention(RetentionPolicy.unlimited()).build();
        EventImport sink = left.transfer.newImport(ImportOptions.strictly());
        result.items().forEach(event -> sink.event(event.event(), event.sequence()));
        long first = events.isEmpty() ? 0 : events.get(0).sequence();
        long last = events.isEmpty() ? -1 : events.get(events.size() - 1).sequence();
        return new EventHistory.Minimized(
                left,
                result.isMinimal(),
                result.tests(),
                queries.breaksAround(first, last).size(),
                queries.lostAround(first, last).size());
    }

    /**
     * Returns the sequence up to which events survive the end of the process.
     *
     * @return the last durable sequence; -1 if there is none, or the history is in memory
     */
    public long durableSequence() {
        return buffer.durableSequence();
    }

    /**
     * Returns a report on the store as it was when the history was opened: whether the previous session ended normally,
     * and whether all events are present.
     *
     * @return the report; empty for a history in memory
     */
    public Optional<RecoveryReport> recovery() {
        return buffer.recovery();
    }

    /**
     * Returns the sessions of a durable history. Each opening for writing begins a session.
     *
     * @return the sessions, oldest first; if this history is open for writing, the last session is its own; empty for a
     *     history in memory
     */
    public List<StoredSession> sessions() {
        return queries.sessions();
    }

    /**
     * Returns a filter for the events that a session recorded.
     *
     * @param number the number of one of the {@link #sessions()}
     * @return the filter; it matches nothing if that session recorded nothing
     * @throws IllegalArgumentException if there is no such session
     */
    public EventFilter session(long number) {
        return queries.session(number);
    }

    /**
     * Returns statistics of the history.
     *
     * <p><b>Cost.</b> Linear in the number of blocks and in the number of events that are not encoded yet.
     *
     * @return the statistics; except for counters, all values are of the same point in time
     */
    public HistoryStats stats() {
        return stats.stats();
    }

    /**
     * Exports all retained events to a file, with the breaks in recording and the ranges of lost events before, among
     * and after these events. A regular file is replaced in one step when the export is complete.
     *
     * <p>Files in JSON and JSON Lines contain all of this. Content that another format leaves out is reported as an
     * {@link HistoryProblem.Kind#EXPORT_INCOMPLETE} problem.
     *
     * @param file the file; its name indicates the {@linkplain ExportFormat#of format}: {@code .json}, {@code .csv},
     *     {@code .html} or {@code .htm}, otherwise JSON Lines; a further {@code .gz} indicates compression
     * @throws PlayheadException if the file cannot be written; an existing file remains unchanged
     * @throws IllegalArgumentException if this history is stored in the file
     */
    public void exportTo(Path file) {
        exportTo(file, EventFilter.all());
    }

    /**
     * Exports events to a file, as {@link #exportTo(Path)} does. All breaks in recording and all ranges of lost events
     * are exported, regardless of the filter.
     *
     * @param file the file, whose name indicates the format
     * @param filter the events to export
     * @throws PlayheadException if the file cannot be written; an existing file remains unchanged
     * @throws IllegalArgumentException if this history is stored in the file
     */
    public void exportTo(Path file, EventFilter filter) {
        transfer.exportTo(file, filter);
    }

    /**
     * Exports events to a stream. All breaks in recording and all ranges of lost events are exported, regardless of the
     * filter. Content that the format leaves out is reported as an {@link HistoryProblem.Kind#EXPORT_INCOMPLETE}
     * problem.
     *
     * <p>Events are read twice for a format that {@linkplain ExportFormat#needsSurvey needs a survey}. An export for
     * Redux DevTools contains no states; {@link dev.playhead.io.EventSerializer#writer(OutputStream,
     * dev.playhead.io.EventSerializer.States)} writes them.
     *
     * @param out the stream; this method does not close it
     * @param format the format
     * @param filter the events to export
     * @throws PlayheadException if the stream fails, or if further events turn out to be lost during an export in
     *     {@link ExportFormat#JSON}: a JSON document lists the lost events before its first event, so the list is
     *     already written; the next export lists all lost events
     */
    public void exportTo(OutputStream out, ExportFormat format, EventFilter filter) {
        transfer.exportTo(out, format, filter);
    }

    /**
     * Writes events to a stream, as {@link #exportTo(OutputStream, ExportFormat, EventFilter)} does, but reports no problem
     * to the listeners of this history: what the format leaves out is returned instead. This suits tools that look at a
     * history without a trace in the application.
     *
     * @param out the stream; this method does not close it
     * @param format the format
     * @param filter the events to write
     * @return notes about the content that the format leaves out; empty if there is none
     * @throws PlayheadException if the stream fails, or if further events turn out to be lost while {@link
     *     ExportFormat#JSON} is written
     */
    public List<String> write(OutputStream out, ExportFormat format, EventFilter filter) {
        return transfer.write(out, format, filter);
    }
}
