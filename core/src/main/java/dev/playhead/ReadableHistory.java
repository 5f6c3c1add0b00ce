package dev.playhead;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
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
import java.util.stream.Stream;

/**
 * The reading part of an {@link EventHistory}: the events and states that it holds, its sessions and numbers, and their export.
 * Nothing here changes what is recorded.
 */
abstract sealed class ReadableHistory permits EventHistory {
    final Lifecycle lifecycle;
    final CircularBuffer buffer;
    final Recording recording;
    final EventTransfer transfer;
    final SnapshotManager snapshots;
    final TimelineManager timeline;
    private final EventQueries queries;
    private final StatsCollector stats;

    ReadableHistory(HistoryAssembly parts) {
        this.lifecycle = parts.lifecycle;
        this.buffer = parts.buffer;
        this.recording = parts.recording;
        this.transfer = parts.transfer;
        this.snapshots = parts.snapshots;
        this.timeline = parts.timeline;
        this.queries = parts.queries;
        this.stats = parts.stats;
    }

    /**
     * Returns all kept events.
     *
     * @return the events in the order of recording, immutable
     */
    public List<RecordedEvent> getEvents() {
        return getEvents(EventFilter.all());
    }

    /**
     * Returns the events that a filter lets pass.
     *
     * @param filter the condition
     * @return the events in the order of recording, immutable
     */
    public List<RecordedEvent> getEvents(EventFilter filter) {
        return getEvents(filter, Integer.MAX_VALUE);
    }

    /**
     * Returns the first events that a filter lets pass.
     *
     * @param filter the condition
     * @param limit how many at most
     * @return the events in the order of recording, immutable
     * @throws IllegalArgumentException if the limit is negative
     */
    public List<RecordedEvent> getEvents(EventFilter filter, int limit) {
        return queries.first(filter, limit);
    }

    /**
     * Returns the last events that a filter lets pass.
     *
     * @param filter the condition
     * @param n how many at most
     * @return the events in the order of recording, the latest last, immutable
     * @throws IllegalArgumentException if n is negative
     */
    public List<RecordedEvent> latest(EventFilter filter, int n) {
        return queries.latest(filter, n);
    }

    /**
     * Returns the events that a filter lets pass, one by one.
     *
     * @param filter the condition
     * @return a lazy stream in the order of recording, which ends with the last event recorded when this was called; it
     *     holds no resource and need not be closed
     */
    public Stream<RecordedEvent> events(EventFilter filter) {
        return queries.events(filter).stream();
    }

    /**
     * Returns the timestamps of all events, in the order of recording.
     *
     * <p><b>Cost.</b> Of sealed events only the columns of time are read, several times as fast as the events.
     *
     * @return a lazy stream, which ends with the last event recorded when this was called; it holds no resource and need not
     *     be closed
     */
    public Stream<Instant> timestamps() {
        return EventSearcher.stream(queries.timestamps());
    }

    /**
     * Counts the events that a filter lets pass.
     *
     * @param filter the condition
     * @return the number of events
     */
    public long count(EventFilter filter) {
        return queries.count(filter);
    }

    /**
     * Returns the event of an id.
     *
     * @param id the decimal text of its sequence
     * @return the event, if it is kept
     */
    public Optional<RecordedEvent> getEvent(String id) {
        return queries.event(id);
    }

    /**
     * Returns the history at a time: after the last event, by sequence, that is stamped at or before it. The timeline stays as
     * it is. If the events that follow are lost, some of them may be stamped so as well: its states are refused then.
     *
     * @param time the time
     * @return the history then
     * @throws dev.playhead.timetravel.IncompleteHistoryException if every kept event is stamped later, and older ones were
     *     evicted
     */
    public EventSnapshot getEventSnapshot(Instant time) {
        return snapshots.atTime(time);
    }

    /**
     * Returns the history after the last event at or before a sequence. The timeline stays as it is. If that event or one before
     * it is lost, its states are refused.
     *
     * @param sequence the sequence; -1 for before the first event
     * @return the history there
     * @throws dev.playhead.timetravel.UnknownEventException if the sequence is not recorded yet
     * @throws dev.playhead.timetravel.IncompleteHistoryException if it is before the oldest kept event, and older ones were
     *     evicted
     */
    public EventSnapshot getEventSnapshotAtSequence(long sequence) {
        return snapshots.atSequence(sequence);
    }

    /**
     * Moves the {@link #timeline()} to just after an event.
     *
     * @param eventId the event's id
     * @return the history there
     * @throws dev.playhead.timetravel.UnknownEventException if no event of that id is kept
     */
    public EventSnapshot jumpToEvent(String eventId) {
        return timeline().jumpToEvent(eventId);
    }

    /**
     * Returns the cursor of this history, the same one at each call.
     *
     * @return the timeline
     */
    public TimelineManager timeline() {
        lifecycle.requireOpen();
        return timeline;
    }

    /**
     * Creates another cursor, which only its owner moves. Its moves concern no model and no other cursor.
     *
     * @return a timeline, live
     */
    public TimelineManager newTimeline() {
        lifecycle.requireOpen();
        return new TimelineManager(snapshots, recording::asRecorded);
    }

    /**
     * Finds few events that still make something happen, such as a failure, by leaving out others as long as it does.
     *
     * @param filter the events to choose from; others are left out from the start
     * @param stillFails whether it happens with some of these events, in their order
     * @return what is left
     * @throws IllegalArgumentException if it does not happen with all of these events
     */
    public EventHistory.Minimized minimize(EventFilter filter, Predicate<? super List<GridEvent>> stillFails) {
        return minimize(filter, stillFails, ProgressListener.none());
    }

    /**
     * Finds few events that still make something happen, such as a failure, by leaving out others as long as it does. The
     * algorithm is <em>ddmin</em>, delta debugging, of Andreas Zeller and Ralf Hildebrandt, 2002.
     *
     * <p><b>Threading.</b> The predicate and the watch are called on the calling thread, under no lock. <b>Cost.</b> The
     * predicate is asked a number of times that is logarithmic in the number of events at best, and quadratic at worst; the
     * events are held in memory meanwhile.
     *
     * @param filter the events to choose from; others are left out from the start
     * @param stillFails whether it happens with some of these events, in their order; what it throws reaches the caller. Each
     *     time it has to begin anew, with a fresh model or bus
     * @param watch notified before each test how many events are left out, of how many; when it says not to go on, what is left by
     *     then is the result
     * @return what is left
     * @throws IllegalArgumentException if it does not happen with all of these events
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
     * Returns how the store was found when the history was opened: whether the session before ended well, and whether all is
     * there.
     *
     * @return the report; empty for a history in memory
     */
    public Optional<RecoveryReport> recovery() {
        return buffer.recovery();
    }

    /**
     * Returns the sessions of a durable history: each opening for writing begins one.
     *
     * @return the sessions, oldest first, this one included; none for a history in memory
     */
    public List<StoredSession> sessions() {
        return queries.sessions();
    }

    /**
     * Returns a filter for the events that one session recorded.
     *
     * @param number the number of one of the {@link #sessions()}
     * @return the filter; it lets nothing pass if that session recorded nothing
     * @throws IllegalArgumentException if there is no such session
     */
    public EventFilter session(long number) {
        return queries.session(number);
    }

    /**
     * Returns numbers about the history.
     *
     * <p><b>Cost.</b> Linear in the number of blocks.
     *
     * @return the numbers, all of one moment but for those that are only counted
     */
    public HistoryStats stats() {
        return stats.stats();
    }

    /**
     * Writes all kept events to a file, replacing it in one step when they are complete; and the breaks in recording and the lost
     * events among them, in front of them and behind them.
     *
     * @param file the file; {@code .json} for a document, else JSON Lines, each with {@code .gz} for compression
     * @throws PlayheadException if the file cannot be written; an old one is as it was
     * @throws IllegalArgumentException if the file is one in which this history is stored
     */
    public void exportTo(Path file) {
        exportTo(file, EventFilter.all());
    }

    /**
     * Writes events to a file, replacing it in one step when they are complete; and all breaks in recording and lost events,
     * whatever the filter.
     *
     * @param file the file; {@code .json} for a document, else JSON Lines, each with {@code .gz} for compression
     * @param filter which events
     * @throws PlayheadException if the file cannot be written; an old one is as it was
     * @throws IllegalArgumentException if the file is one in which this history is stored
     */
    public void exportTo(Path file, EventFilter filter) {
        transfer.exportTo(file, filter);
    }

    /**
     * Writes events to a stream, and all breaks in recording and lost events, whatever the filter.
     *
     * @param out where to; stays open
     * @param format how
     * @param filter which events
     * @throws PlayheadException if the stream fails; or if more events turned out to be lost meanwhile, which a document cannot
     *     say, but the next one will
     */
    public void exportTo(OutputStream out, ExportFormat format, EventFilter filter) {
        transfer.exportTo(out, format, filter);
    }
}
