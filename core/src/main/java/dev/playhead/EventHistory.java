package dev.playhead;

import dev.playhead.ModelBinding.EditPolicy;
import dev.playhead.bus.EventBus;
import dev.playhead.bus.Subscription;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ImportOptions;
import dev.playhead.io.ImportReport;
import dev.playhead.replay.Replay;
import dev.playhead.replay.ReplayOptions;
import dev.playhead.storage.Durability;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.timetravel.Projection;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A history of the events of an application. It records and retains events, answers queries, restores the state at any
 * point in time, and replays events.
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
 * <p>Events are captured by value. A later read returns the payload as it was when the event was recorded, as plain
 * data. After {@code recordEvent} has returned, every query on any thread sees the event.
 *
 * <p><b>Threading.</b> Safe for use by any number of threads. <b>Durability.</b> A history in memory is not durable.
 * For a history with a file or a store, {@link Durability} specifies when events are durable. <b>Cost.</b> To record an
 * event costs the capture of its payload and one atomic increment. Events are encoded into compact blocks of up to
 * 1,024 events, usually in the background. Queries read the columns of those blocks and do not stop recording.
 */
public final class EventHistory extends ReadableHistory implements AutoCloseable {
    /**
     * The result of {@link EventHistory#minimize}.
     *
     * @param history a history in memory with the remaining events, each with its original sequence; the caller closes it
     * @param isMinimal whether the search showed that no single event can be left out; false if the search was ended
     *     early
     * @param tests the number of calls of the predicate
     * @param breaks the number of breaks in recording between the events that match the filter, or directly before or
     *     after them; events that were not recorded because of a break may matter too
     * @param gaps the number of ranges of lost events among the events to choose from
     */
    public record Minimized(EventHistory history, boolean isMinimal, int tests, int breaks, int gaps) {}

    /** The result of {@link #recordEvent} for an event that was not recorded. */
    public static final long NOT_RECORDED = -1;

    private final Problems problems;
    private final LiveFeed feed;
    private final Attachments attachments;
    private final Replays replays;
    private final Closing closing;

    EventHistory(HistoryAssembly parts) {
        super(parts);
        this.problems = parts.problems;
        this.feed = parts.feed;
        this.attachments = parts.attachments;
        this.replays = parts.replays;
        this.closing = parts.closing;
    }

    /** {@return a new builder; without further settings, it builds a history like {@link #inMemory}} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return a new history in memory, which retains the last {@value EventHistoryConfig#DEFAULT_CAPACITY} events} */
    public static EventHistory inMemory() {
        return builder().build();
    }

    /**
     * Opens a durable history in a file. The history retains all events; the {@linkplain Builder#file builder} can set
     * a limit. Closing the history stores the events that are not stored yet.
     *
     * <p><b>Durability.</b> {@link Durability#INTERVAL}: if the process ends, for whatever reason, at most the events
     * since the last commit are lost: those of the last 50 ms, as long as the store keeps up.
     *
     * <p><b>Native code.</b> SQLite is native code. On Java 24 and later, the option {@code
     * --enable-native-access=org.xerial.sqlitejdbc} avoids a warning of the virtual machine (on the class path, use
     * {@code ALL-UNNAMED}).
     *
     * @param file the file, created if it does not exist
     * @return the history
     * @throws dev.playhead.storage.StoreException if the file cannot be opened, or another history writes to it
     * @throws PlayheadException if the module that stores events in files, {@code playhead-sqlite}, is missing
     */
    public static EventHistory open(Path file) {
        return builder().file(file).build();
    }

    /**
     * Opens a history in a file for reading only. This history records nothing. If another history has the file open
     * for writing at the same time, this history sees the events that the other history has committed.
     *
     * @param file the file
     * @return the history
     * @throws dev.playhead.storage.StoreException if the file cannot be opened
     * @throws PlayheadException if the module that stores events in files, {@code playhead-sqlite}, is missing
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
     * <p>The event is not recorded if the history is disabled, paused, closed or open only for reading, if the patterns
     * of {@code record} and {@code exclude} or a rule for sensitive data exclude the event, if the calling thread is
     * replaying, or while a {@linkplain #restoreInto bound} model shows a past state or is moving. If the history is
     * closed or was opened read-only, the first event that is not recorded for this reason is reported as a problem.
     *
     * @param event the event; its payload is captured by value before this method returns
     * @return the sequence of the event, or {@link #NOT_RECORDED}
     * @throws IllegalStateException if a projection calls this method
     * @throws dev.playhead.storage.NotDurableException if the durability mode is {@link Durability#EVERY_EVENT} and the
     *     event cannot be stored; the event is recorded nevertheless, and storing it is retried
     */
    public long recordEvent(GridEvent event) {
        return attachments.isModelAway() ? NOT_RECORDED : recordAsLive(event);
    }

    /**
     * Records an event even while a {@linkplain #restoreInto bound} model shows a past state. At other times this
     * method is equivalent to {@link #recordEvent}.
     *
     * @param event the event; its payload is captured by value before this method returns
     * @return the sequence of the event, or {@link #NOT_RECORDED}; see {@link #recordEvent}
     * @throws IllegalStateException if a projection calls this method
     * @throws dev.playhead.storage.NotDurableException under the same conditions as {@link #recordEvent}
     */
    public long recordAsLive(GridEvent event) {
        return recording.record(event);
    }

    /**
     * Adds a listener for the events recorded from now on. The listener is called after the event is recorded, on the
     * history's executor; the default executor never calls it on the recording thread. It receives one event at a time,
     * in order.
     *
     * @param listener receives each event
     * @return a subscription; closing it removes the listener
     * @throws HistoryClosedException if the history is closed
     */
    public Subscription onRecorded(Consumer<RecordedEvent> listener) {
        lifecycle.requireOpen();
        return feed.listen(Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Adds a listener for problems that do not stop the history. While there is no listener, problems are logged to the
     * logger {@code dev.playhead}. A new listener also receives two kinds of earlier problems: a failure of the store
     * that has not ended, and stored states that were encoded by an earlier version of their codec.
     *
     * @param listener receives each problem, on the history's executor
     * @return a subscription; closing it removes the listener
     */
    public Subscription onProblem(Consumer<HistoryProblem> listener) {
        lifecycle.requireOpen();
        return problems.listen(Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Replays the events with timestamps in a range, at the speed at which they happened.
     *
     * @param from the earliest timestamp
     * @param to the latest timestamp
     * @return the running replay
     * @throws IllegalArgumentException under the same conditions as {@link #replay}
     */
    public Replay replayEvents(Instant from, Instant to) {
        return replayEvents(from, to, 1);
    }

    /**
     * Replays the events with timestamps in a range.
     *
     * @param from the earliest timestamp
     * @param to the latest timestamp
     * @param speed 1 for the speed of the recording; {@link Double#POSITIVE_INFINITY} for as fast as possible
     * @return the running replay
     * @throws IllegalArgumentException if the speed is not positive, or under the same conditions as {@link #replay}
     */
    public Replay replayEvents(Instant from, Instant to, double speed) {
        return replay(EventFilter.between(from, to), ReplayOptions.defaults().speed(speed));
    }

    /**
     * Replays the events that match a filter. The events are delivered to the target of the options or, if they have
     * none, to the replay target of the builder or, if there is none either, to the attached bus.
     *
     * @param filter the condition
     * @param options the replay options
     * @return the running replay
     * @throws IllegalArgumentException if there is no target, if several buses are attached and no target was chosen,
     *     or if {@link dev.playhead.bus.NestedEvents#ROOTS_ONLY} is combined with a consumer as the target or with
     *     {@link ReplayOptions#thenLive}
     */
    public Replay replay(EventFilter filter, ReplayOptions options) {
        return replays.start(filter, options);
    }

    /**
     * Sets a state that does not follow from recorded events. This is either the application's state before recording
     * began, which replaces the projection's initial state, or the application's present state.
     *
     * <p>Normally, the given state is the state before the first event, and all states are folded from the given state.
     * It may be set again as long as no event was evicted, and it applies until the history is cleared.
     *
     * <p>In two cases, the given state is instead the state before the next event, from which later states are folded:
     * after a break, that is, if recording was {@linkplain #pause paused} while events relevant to the projection were
     * offered; and if events were evicted, and the state of the projection before the retained events is not known. In
     * both cases, take the state and call this method on the thread that changes the model, so that no event is
     * recorded in between.
     *
     * <p>If the projection has a codec, a durable history stores the baseline, which then need not be set when the
     * history is opened again. Without a codec, the states folded from the baseline are then refused.
     *
     * @param projection a projection that was registered when the history was built
     * @param state the state of the projection, at the point described above
     * @param <S> the type of the state
     * @throws IllegalArgumentException if the projection is not registered
     * @throws IllegalStateException if the given state would be the state before the first event, but events have been
     *     evicted
     */
    public <S> void baseline(Projection<S> projection, S state) {
        lifecycle.requireOpen();
        snapshots.baseline(projection, state);
    }

    /**
     * Records the events published on a bus. An event is recorded after all middleware of the bus and before its
     * handlers.
     *
     * @param bus the bus
     * @return a subscription; closing it ends the recording of that bus
     * @throws IllegalArgumentException if the bus is already attached, because each event would be recorded twice
     */
    public Subscription attach(EventBus bus) {
        return attachments.attach(bus);
    }

    /**
     * Binds an application's model to the {@link #timeline()}. A jump puts the state at its target into the model.
     * Going live puts the present state back: the state in which the model left the present, with the changes of the
     * events recorded since. Edits made while a past state is shown are refused.
     *
     * @param projection the projection that computes states from events
     * @param adapter captures states of the model and restores them
     * @param <S> the type of the state
     * @return the binding, which ends when it is closed
     * @throws IllegalStateException if the timeline is not live, or a binding of this history has not been closed
     */
    public <S> ModelBinding<S> restoreInto(Projection<S> projection, StateAdapter<S> adapter) {
        return restoreInto(projection, adapter, EditPolicy.REFUSE);
    }

    /**
     * Binds an application's model to the {@link #timeline()} with a policy for edits that are made while the model
     * shows a past state. Cursors from {@link #newTimeline} do not move the model.
     *
     * <p>While the model shows a past state, the only events that are recorded are those published {@link
     * dev.playhead.bus.PublishOption#asLive() as live} on an attached bus, and those recorded by {@link #recordAsLive}.
     * The reason is that models publish events while they are restored. {@link dev.playhead.bus.PastView} specifies
     * which handlers receive which events.
     *
     * @param projection the projection that computes states from events
     * @param adapter captures states of the model and restores them
     * @param policy the policy for edits by the user
     * @param <S> the type of the state
     * @return the binding, which ends when it is closed
     * @throws IllegalStateException if the timeline is not live, or a binding of this history has not been closed
     */
    public <S> ModelBinding<S> restoreInto(Projection<S> projection, StateAdapter<S> adapter, EditPolicy policy) {
        return attachments.bind(projection, adapter, policy);
    }

    /** {@return the open binding of a model to the {@link #timeline()}; empty if no model is bound} */
    public Optional<ModelBinding<?>> boundModel() {
        return attachments.bound();
    }

    /**
     * Creates a recorder for a plugin's own events.
     *
     * @param pluginId the identifier of the plugin
     * @return the recorder; its events have the source {@code plugin:<id>}
     */
    public EventRecorder plugin(String pluginId) {
        lifecycle.requireOpen();
        return new EventRecorder(this, pluginId);
    }

    /**
     * Pauses recording until {@link #resume} is called. Events that are offered during the pause and would otherwise be
     * recorded are counted, and form a {@linkplain dev.playhead.event.RecordingBreak break}. Events are not counted if
     * no event has been recorded since the history began or was last cleared.
     */
    public void pause() {
        if (lifecycle.isRecording()) {
            buffer.breaks().pause(lifecycle::pause);
        }
    }

    /**
     * Resumes recording after a pause. Does nothing if the history was built disabled or is closed.
     *
     * <p>If events relevant to a projection were offered during the pause, the states of the projection after the pause
     * are refused until {@link #baseline} sets a state. If the projection is that of a bound model that shows the
     * present, this method captures the state of the model by {@link StateAdapter#capture} and sets it as the baseline.
     */
    public void resume() {
        if (buffer.breaks().resume(lifecycle::resume)) {
            attachments.resumed();
        }
    }

    /** {@return whether events are recorded now; false if disabled, paused, closed or open only for reading} */
    public boolean isRecording() {
        return lifecycle.isRecording();
    }

    /**
     * Imports the events, breaks and gaps of a file. Malformed content is reported, and the rest is imported.
     *
     * @param file a file in a form that {@link dev.playhead.io.EventSerializer} reads, plain or gzipped
     * @return a report of the import
     * @throws PlayheadException if the file cannot be read
     * @throws IllegalArgumentException if this history is stored in the file
     * @throws IllegalStateException if this history was opened read-only, or if a projection calls this method
     */
    public ImportReport importFrom(Path file) {
        return importFrom(file, ImportOptions.lenient());
    }

    /**
     * Imports the events of a file.
     *
     * @param file a file in a form that {@link dev.playhead.io.EventSerializer} reads, plain or gzipped
     * @param options the import options
     * @return a report of the import
     * @throws PlayheadException if the file cannot be read
     * @throws IllegalArgumentException if this history is stored in the file
     * @throws IllegalStateException if this history was opened read-only, or if a projection calls this method
     * @throws dev.playhead.io.ImportException if the content is malformed and the options are strict
     */
    public ImportReport importFrom(Path file, ImportOptions options) {
        return transfer.importFrom(file, options);
    }

    /**
     * Imports the events of a stream. A history without retained events keeps those sequences of the stream that are
     * higher than its own last sequence, including gaps. In any other case, an event is assigned a new sequence, and
     * its old sequence, if it had one, is stored in the metadata as {@value ImportReport#IMPORTED_SEQUENCE}.
     *
     * <p>The patterns of {@code record} and {@code exclude} do not apply; the rules for sensitive data do. A history
     * that is paused or disabled can import too.
     *
     * @param in data that {@link dev.playhead.io.EventSerializer} reads; this method does not close the stream
     * @param options the import options
     * @return a report of the import
     * @throws dev.playhead.io.ImportException if the content is malformed and the options are strict
     * @throws PlayheadException if the stream fails before the first event
     * @throws IllegalStateException if this history was opened read-only, or if a projection calls this method
     */
    public ImportReport importFrom(InputStream in, ImportOptions options) {
        return transfer.importFrom(in, options);
    }

    /**
     * Removes all events. Sequences continue. Later states are folded from the initial states of the projections. The
     * {@link #timeline()} goes live.
     *
     * @throws IllegalStateException if the history was opened read-only
     */
    public void clear() {
        lifecycle.requireWritable();
        buffer.clear();
        snapshots.cleared();
        timeline.toLive();
    }

    /**
     * Makes all recorded events durable, even against a power failure, and waits until they are durable. Does nothing
     * for a history in memory.
     *
     * @throws dev.playhead.storage.StoreException if events cannot be stored
     */
    public void flush() {
        lifecycle.requireOpen();
        buffer.flush();
    }

    /**
     * Closes the history, cancels its replays and detaches its buses. After that, queries, including those of the
     * timeline, throw a {@link HistoryClosedException}, and {@link #recordEvent} returns {@link #NOT_RECORDED}.
     * Listeners still receive the events recorded before the history was closed.
     *
     * <p>A second call has no effect, but waits while a first call is in progress on another thread, so that a process
     * does not end too early in a shutdown hook. Only code that runs as part of the closing itself does not wait.
     *
     * @throws dev.playhead.storage.StoreException if not all recorded events could be stored
     */
    @Override
    public void close() {
        closing.run();
    }

    /** A builder of histories. <b>Threading.</b> Not thread-safe. */
    public static final class Builder extends HistoryBuilder {
        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Builds the history.
         *
         * @return the history; it records events if it is enabled
         * @throws dev.playhead.storage.StoreException if the file of the history cannot be opened, or the store fails
         * @throws IllegalStateException if both a file and a store are set
         */
        public EventHistory build() {
            return HistoryAssembly.assemble(this);
        }
    }
}
