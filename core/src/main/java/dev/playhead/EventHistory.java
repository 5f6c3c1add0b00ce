package dev.playhead;

import dev.playhead.ModelBinding.EditPolicy;
import dev.playhead.bus.EventBus;
import dev.playhead.bus.Subscription;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.internal.debugging.DeltaDebugging;
import dev.playhead.internal.recording.CircularBuffer;
import dev.playhead.io.ExportFormat;
import dev.playhead.io.ImportOptions;
import dev.playhead.io.ImportReport;
import dev.playhead.replay.Replay;
import dev.playhead.replay.ReplayOptions;
import dev.playhead.storage.Durability;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoredSession;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.ProgressListener;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.SnapshotManager;
import dev.playhead.timetravel.TimelineManager;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Records events, keeps them, finds them, restores the state at any moment and replays them.
 *
 * <pre>{@code
 * EventBus bus = EventBus.create();
 * try (EventHistory history = EventHistory.inMemory()) {
 *     history.attach(bus);
 *     bus.publish(GridEvent.of("cell:edit", Map.of("row", 7, "column", "price", "value", 12)).from("user"));
 *     List<RecordedEvent> edits = history.getEvents(EventFilter.typeStartsWith("cell:"));
 * }
 * }</pre>
 *
 * <p>Events are captured by value: what is read back later is what the payload was when it was recorded, as plain data.
 * When {@code recordEvent} returns, every later query sees the event, on any thread.
 *
 * <p><b>Threading.</b> Any number of threads. <b>Durability.</b> None in memory; with a file or store as {@link
 * Durability} says. <b>Cost.</b> Recording takes the capture of
 * the payload and one atomic increment; a thousand events at a time are encoded into a compact block in the background.
 * Queries are answered on the columns of those blocks, without stopping recording.
 */
public final class EventHistory implements AutoCloseable {
    /**
     * The few events that are left of many: see {@link EventHistory#minimize}.
     *
     * @param history a history in memory with the events that are left, each with its sequence. It is searched, exported and
     *     replayed like any other, and is the caller's to close
     * @param isMinimal whether leaving out any single one of them was seen to be too much; not so if the search was ended early
     * @param tests how many times the predicate was asked
     */
    public record Minimized(EventHistory history, boolean isMinimal, int tests) {}

    /** What {@link #recordEvent} returns for an event that was not recorded. */
    public static final long NOT_RECORDED = -1;

    private final Lifecycle lifecycle;
    private final CircularBuffer buffer;
    private final Problems problems;
    private final LiveFeed feed;
    private final Recording recording;
    private final EventQueries queries;
    private final StatsCollector stats;
    private final EventTransfer transfer;
    private final SnapshotManager snapshots;
    private final BaseFolding folding;
    private final TimelineManager timeline;
    private final Attachments attachments;
    private final Replays replays;

    EventHistory(HistoryAssembly parts) {
        this.lifecycle = parts.lifecycle;
        this.buffer = parts.buffer;
        this.problems = parts.problems;
        this.feed = parts.feed;
        this.recording = parts.recording;
        this.queries = parts.queries;
        this.stats = parts.stats;
        this.transfer = parts.transfer;
        this.snapshots = parts.snapshots;
        this.folding = parts.folding;
        this.timeline = parts.timeline;
        this.attachments = parts.attachments;
        this.replays = parts.replays;
    }

    /**
     * Begins to describe a history.
     *
     * @return a builder; as it is, it builds what {@link #inMemory} gives
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A history in memory of the last {@value EventHistoryConfig#DEFAULT_CAPACITY} events.
     *
     * @return the history
     */
    public static EventHistory inMemory() {
        return builder().build();
    }

    /**
     * A durable history in a file, of all events unless the {@linkplain Builder#file builder} is told otherwise. Close it:
     * that stores what is not yet stored.
     *
     * <p><b>Durability.</b> Of {@link Durability#INTERVAL}: the end of the process, however it comes, loses at most the last
     * 50 ms.
     *
     * <p><b>Native code.</b> SQLite is; from Java 24 on, {@code --enable-native-access=org.xerial.sqlitejdbc} (on the class path
     * {@code ALL-UNNAMED}) avoids the virtual machine's warning.
     *
     * @param file the file, made if it is missing
     * @return the history
     * @throws dev.playhead.storage.StoreException if the file cannot be opened, or another history writes to it
     * @throws PlayheadException if the module that keeps events in files, {@code playhead-sqlite}, is not there
     */
    public static EventHistory open(Path file) {
        return builder().file(file).build();
    }

    /**
     * A history in a file, to be read: beside the one that writes it, of which it sees what is committed, or when there is
     * none. It records nothing.
     *
     * @param file the file
     * @return the history
     * @throws dev.playhead.storage.StoreException if the file cannot be opened
     * @throws PlayheadException if the module that keeps events in files, {@code playhead-sqlite}, is not there
     */
    public static EventHistory openReadOnly(Path file) {
        EventStore store = Stores.open(file, EventStore.Mode.READ);
        try {
            return builder().store(store).build();
        } catch (Throwable e) {
            store.close();
            throw e;
        }
    }

    /**
     * Records an event.
     *
     * @param event the event; its payload is captured by value before this returns
     * @return its sequence, or {@link #NOT_RECORDED} if the history is disabled, paused or closed, does not record events
     *     of this type, the calling thread is replaying, or a past state is restored into the application
     * @throws IllegalStateException if called by a projection
     * @throws dev.playhead.storage.NotDurableException if every event is to be durable, and this one cannot be stored; it is
     *     recorded all the same, and storing it is tried again
     */
    public long recordEvent(GridEvent event) {
        return attachments.isModelAway() ? NOT_RECORDED : recordAsLive(event);
    }

    /**
     * Records an event, also while a past state is {@linkplain #restoreInto restored} into the application. At other times it
     * does what {@link #recordEvent} does.
     *
     * @param event the event; its payload is captured by value before this returns
     * @return as {@link #recordEvent}
     * @throws IllegalStateException if called by a projection
     * @throws dev.playhead.storage.NotDurableException as {@link #recordEvent}
     */
    public long recordAsLive(GridEvent event) {
        return recording.record(event);
    }

    /**
     * All kept events.
     *
     * @return the events in the order of recording, immutable
     */
    public List<RecordedEvent> getEvents() {
        return getEvents(EventFilter.all());
    }

    /**
     * The events that a filter lets pass.
     *
     * @param filter the condition
     * @return the events in the order of recording, immutable
     */
    public List<RecordedEvent> getEvents(EventFilter filter) {
        return getEvents(filter, Integer.MAX_VALUE);
    }

    /**
     * The first events that a filter lets pass.
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
     * The last events that a filter lets pass.
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
     * The events that a filter lets pass, one by one.
     *
     * @param filter the condition
     * @return a lazy stream in the order of recording, which ends with the last event recorded when this was called; it
     *     holds no resource and need not be closed
     */
    public Stream<RecordedEvent> events(EventFilter filter) {
        return queries.events(filter).stream();
    }

    /**
     * How many events a filter lets pass.
     *
     * @param filter the condition
     * @return the number of events
     */
    public long count(EventFilter filter) {
        return queries.count(filter);
    }

    /**
     * The event of an id.
     *
     * @param id the decimal text of its sequence
     * @return the event, if it is kept
     */
    public Optional<RecordedEvent> getEvent(String id) {
        return queries.event(id);
    }

    /**
     * Follows what is recorded from now on, after the fact: listeners run on the history's executor, one event at a time and
     * in order, never on the thread that records.
     *
     * @param listener gets each event
     * @return ends the following
     * @throws HistoryClosedException if the history is closed
     */
    public Subscription onRecorded(Consumer<RecordedEvent> listener) {
        lifecycle.requireOpen();
        return feed.listen(Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Follows what goes wrong while the history goes on. Problems go to the log of {@code dev.playhead} while nobody
     * follows them. That the store fails at the moment, and that states go on from those of an
     * earlier version, is reported to each new listener, once more if need be.
     *
     * @param listener gets each problem, on the history's executor
     * @return ends the following
     */
    public Subscription onProblem(Consumer<HistoryProblem> listener) {
        lifecycle.requireOpen();
        return problems.listen(Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Replays the events stamped within a time, as they happened.
     *
     * @param from the earliest timestamp
     * @param to the latest timestamp
     * @return the running replay
     * @throws IllegalArgumentException as {@link #replay}
     */
    public Replay replayEvents(Instant from, Instant to) {
        return replayEvents(from, to, 1);
    }

    /**
     * Replays the events stamped within a time.
     *
     * @param from the earliest timestamp
     * @param to the latest timestamp
     * @param speed how many times faster than they happened; {@link Double#POSITIVE_INFINITY} for as fast as possible
     * @return the running replay
     * @throws IllegalArgumentException as {@link #replay}
     */
    public Replay replayEvents(Instant from, Instant to, double speed) {
        return replay(EventFilter.between(from, to), ReplayOptions.defaults().speed(speed));
    }

    /**
     * Replays the events that a filter lets pass, to the target of the options, else to the builder's replay target, else to
     * the bus that is attached.
     *
     * @param filter the condition
     * @param options how to replay
     * @return the running replay
     * @throws IllegalArgumentException if there is no target, or more than one bus is attached and none was chosen
     */
    public Replay replay(EventFilter filter, ReplayOptions options) {
        return replays.start(filter, options);
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
     * The history at a time: after the last event, by sequence, that is stamped at or before it. The timeline stays where it
     * is. If the events that follow it are lost, some of them may be stamped so as well: its states are refused then.
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
     * The history after the last event at or before a sequence. The timeline stays where it is. If that event or one before it
     * is lost, its states are refused.
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
     * Sets the state that the application had before recording began, from which all states follow. It may be set again as
     * long as no event was evicted, and holds until the history is cleared. A durable history keeps it, if the projection has a
     * codec, so it is not told again when the history is opened again; without one, states are refused then.
     *
     * @param projection a projection that was registered when the history was built
     * @param state its state before the first event, instead of its initial one
     * @param <S> the state
     * @throws IllegalArgumentException if the projection is not registered
     * @throws IllegalStateException if events have been evicted
     */
    public <S> void baseline(Projection<S> projection, S state) {
        lifecycle.requireOpen();
        snapshots.baseline(projection, state);
    }

    /**
     * The cursor of this history, one for all who ask.
     *
     * @return the timeline
     */
    public TimelineManager timeline() {
        lifecycle.requireOpen();
        return timeline;
    }

    /**
     * A cursor of one's own: nobody else moves it, and its moves are nobody else's.
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
    public Minimized minimize(EventFilter filter, Predicate<? super List<GridEvent>> stillFails) {
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
     * @param watch told before each test how many events are left out, of how many; when it says not to go on, what is left by
     *     then is the result
     * @return what is left
     * @throws IllegalArgumentException if it does not happen with all of these events
     */
    public Minimized minimize(
            EventFilter filter, Predicate<? super List<GridEvent>> stillFails, ProgressListener watch) {
        DeltaDebugging.Result<RecordedEvent> result = DeltaDebugging.minimize(
                getEvents(filter),
                some -> stillFails.test(some.stream().map(RecordedEvent::event).toList()),
                watch);
        EventHistory left = builder().retention(RetentionPolicy.unlimited()).build();
        EventImport sink = left.transfer.newImport(ImportOptions.strictly());
        result.items().forEach(event -> sink.event(event.event(), event.sequence()));
        return new Minimized(left, result.isMinimal(), result.tests());
    }

    /**
     * Records what passes a bus: behind all of its middleware, in front of its handlers.
     *
     * @param bus the bus
     * @return ends the recording of that bus
     * @throws IllegalArgumentException if the bus is attached already: each event would be recorded twice
     */
    public Subscription attach(EventBus bus) {
        return attachments.attach(bus);
    }

    /**
     * Lets an application's model follow the {@link #timeline()}: a jump puts the state there into it, and going live puts the
     * present state back, that is the model's own as it was left, with what was recorded since. Edits meanwhile are refused.
     *
     * @param projection how the state follows from events
     * @param adapter takes states from the model and puts them in
     * @param <S> the state
     * @return the binding; closing it ends it
     * @throws IllegalStateException as below
     */
    public <S> ModelBinding<S> restoreInto(Projection<S> projection, StateAdapter<S> adapter) {
        return restoreInto(projection, adapter, EditPolicy.REFUSE);
    }

    /**
     * Lets an application's model follow the {@link #timeline()}, and says what becomes of edits meanwhile. Other cursors do
     * not move the model.
     *
     * <p>While the model shows a past state, nothing is recorded but what is published {@link
     * dev.playhead.bus.PublishOption#asLive() as live} on an attached bus, or recorded by {@link #recordAsLive}: restoring
     * makes models publish. {@link dev.playhead.bus.PastView} says which handlers get what.
     *
     * @param projection how the state follows from events
     * @param adapter takes states from the model and puts them in
     * @param policy what becomes of the user's edits
     * @param <S> the state
     * @return the binding; closing it ends it
     * @throws IllegalStateException if the timeline is not live, or a binding of this history has not been closed
     */
    public <S> ModelBinding<S> restoreInto(Projection<S> projection, StateAdapter<S> adapter, EditPolicy policy) {
        return attachments.bind(projection, adapter, policy);
    }

    /**
     * A recorder for a plugin's own events.
     *
     * @param pluginId names the plugin
     * @return the recorder, whose events have the source {@code plugin:<id>}
     */
    public EventRecorder plugin(String pluginId) {
        lifecycle.requireOpen();
        return new EventRecorder(this, pluginId);
    }

    /** Stops recording; what is offered meanwhile is not recorded. */
    public void pause() {
        lifecycle.pause();
    }

    /** Goes on recording after a pause. Does nothing if the history was built disabled or is closed. */
    public void resume() {
        lifecycle.resume();
    }

    /**
     * Whether events are recorded now.
     *
     * @return false if the history is disabled, paused or closed
     */
    public boolean isRecording() {
        return lifecycle.isRecording();
    }

    /**
     * Up to where events survive the end of the process.
     *
     * @return the last durable sequence; -1 if there is none, or the history is in memory
     */
    public long durableSequence() {
        return buffer.durableSequence();
    }

    /**
     * How the store was found when the history was opened: whether the session before ended well, and whether all is there.
     *
     * @return the report; empty for a history in memory
     */
    public Optional<RecoveryReport> recovery() {
        return buffer.recovery();
    }

    /**
     * The sessions of a durable history: each opening for writing begins one.
     *
     * @return the sessions, oldest first, this one included; none for a history in memory
     */
    public List<StoredSession> sessions() {
        return queries.sessions();
    }

    /**
     * A filter for the events that one session recorded.
     *
     * @param number the number of one of the {@link #sessions()}
     * @return the filter; it lets nothing pass if that session recorded nothing
     * @throws IllegalArgumentException if there is no such session
     */
    public EventFilter session(long number) {
        return queries.session(number);
    }

    /**
     * Writes all kept events to a file, replacing it in one step when they are complete.
     *
     * @param file the file; {@code .json} for a document, else JSON Lines, each with {@code .gz} for compression
     * @throws PlayheadException if the file cannot be written; an old one is as it was
     * @throws IllegalArgumentException if the file is one in which this history is stored
     */
    public void exportTo(Path file) {
        exportTo(file, EventFilter.all());
    }

    /**
     * Writes events to a file, replacing it in one step when they are complete.
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
     * Writes events to a stream.
     *
     * @param out where to; stays open
     * @param format how
     * @param filter which events
     * @throws PlayheadException if the stream fails
     */
    public void exportTo(OutputStream out, ExportFormat format, EventFilter filter) {
        transfer.exportTo(out, format, filter);
    }

    /**
     * Imports the events of a file; what is malformed is reported and the rest imported.
     *
     * @param file JSON Lines, an array of events or a document of {@link #exportTo}; plain or compressed by gzip
     * @return what was done
     * @throws PlayheadException if the file cannot be read
     * @throws IllegalArgumentException if the file is one in which this history is stored
     */
    public ImportReport importFrom(Path file) {
        return importFrom(file, ImportOptions.lenient());
    }

    /**
     * Imports the events of a file.
     *
     * @param file JSON Lines, an array of events or a document of {@link #exportTo}; plain or compressed by gzip
     * @param options how
     * @return what was done
     * @throws PlayheadException if the file cannot be read
     * @throws IllegalArgumentException if the file is one in which this history is stored
     * @throws dev.playhead.io.ImportException if something is malformed and the options are strict
     */
    public ImportReport importFrom(Path file, ImportOptions options) {
        return transfer.importFrom(file, options);
    }

    /**
     * Imports the events of a stream. A history that holds no events keeps their sequences, gaps included; another gives
     * new ones and keeps the old in the metadata, as {@value ImportReport#IMPORTED_SEQUENCE}.
     *
     * <p>The patterns of {@code record} and {@code exclude} do not apply, those for sensitive data do. A history that is
     * paused or disabled imports as well.
     *
     * @param in JSON Lines, an array of events or a document of {@link #exportTo}; plain or compressed by gzip; stays open
     * @param options how
     * @return what was done
     * @throws dev.playhead.io.ImportException if something is malformed and the options are strict
     * @throws PlayheadException if the stream fails before the first event
     */
    public ImportReport importFrom(InputStream in, ImportOptions options) {
        return transfer.importFrom(in, options);
    }

    /**
     * Numbers about the history.
     *
     * <p><b>Cost.</b> Linear in the number of blocks.
     *
     * @return the numbers, all of one moment but for those that are only counted
     */
    public HistoryStats stats() {
        return stats.stats();
    }

    /** Forgets all events. Sequences go on; the next event begins a history that is complete by itself. */
    public void clear() {
        lifecycle.requireWritable();
        buffer.clear();
        snapshots.cleared();
        timeline.toLive();
    }

    /**
     * Makes what was recorded durable, against a failure of power too, and waits for it; in memory there is nothing to do.
     *
     * @throws dev.playhead.storage.StoreException if it cannot be stored
     */
    public void flush() {
        lifecycle.requireOpen();
        buffer.flush();
    }

    /**
     * Ends the history: replays are cancelled, buses detached. From then on reads, of the timeline too, throw a {@link HistoryClosedException} and
     * {@link #recordEvent} returns {@link #NOT_RECORDED}. Listeners still get what was recorded.
     *
     * <p>Closing again does nothing, but waits for a first closing that is under way on another thread: a shutdown hook that
     * returns from here may let the process end. Only what runs as a part of that closing does not wait for it.
     *
     * @throws dev.playhead.storage.StoreException if not everything recorded could be stored
     */
    @Override
    public void close() {
        if (!lifecycle.beginClosing()) {
            // What runs as a part of the closing would wait for itself.
            if (!buffer.isStoringThread() && !SnapshotManager.isFolding()) {
                lifecycle.awaitEnd();
            }
            return;
        }
        try {
            folding.fold(); // so that the store need not keep what is evicted
            lifecycle.close();
            attachments.close();
            replays.cancel();
        } finally {
            lifecycle.close();
            try {
                buffer.close();
            } finally {
                lifecycle.end();
            }
        }
    }

    /**
     * Describes a history, and builds it.
     *
     * <p><b>Threading.</b> For one thread.
     */
    public static final class Builder extends HistoryBuilder {
        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Builds the history.
         *
         * @return the history, recording if enabled
         * @throws dev.playhead.storage.StoreException if its file cannot be opened, or the store fails
         * @throws IllegalStateException if both a file and a store are set
         */
        public EventHistory build() {
            return HistoryAssembly.assemble(this);
        }
    }
}
