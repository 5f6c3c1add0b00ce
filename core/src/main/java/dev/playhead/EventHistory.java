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
import dev.playhead.timetravel.SnapshotManager;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;

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
 * Durability} says. <b>Cost.</b> Recording takes the capture of the payload and one atomic increment; a thousand events at a
 * time are encoded into a compact block in the background. Queries are answered on the columns of those blocks, without
 * stopping recording.
 */
public final class EventHistory extends ReadableHistory implements AutoCloseable {
    /**
     * The few events that are left of many: see {@link EventHistory#minimize}.
     *
     * @param history a history in memory with the events that are left, each with its sequence. It is searched, exported and
     *     replayed like any other, and is the caller's to close
     * @param isMinimal whether leaving out any single one of them was seen to be too much; not so if the search was ended early
     * @param tests how many times the predicate was asked
     * @param breaks how many times recording was paused among the events chosen from; what was not recorded may matter as well
     * @param gaps how many ranges of events are lost among them
     */
    public record Minimized(EventHistory history, boolean isMinimal, int tests, int breaks, int gaps) {}

    /** The result of {@link #recordEvent} for an event that was not recorded. */
    public static final long NOT_RECORDED = -1;

    private final Problems problems;
    private final LiveFeed feed;
    private final BaseFolding folding;
    private final Attachments attachments;
    private final Replays replays;

    EventHistory(HistoryAssembly parts) {
        super(parts);
        this.problems = parts.problems;
        this.feed = parts.feed;
        this.folding = parts.folding;
        this.attachments = parts.attachments;
        this.replays = parts.replays;
    }

    /**
     * Creates a builder.
     *
     * @return the builder; as it is, it builds what {@link #inMemory} gives
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Creates a history in memory of the last {@value EventHistoryConfig#DEFAULT_CAPACITY} events.
     *
     * @return the history
     */
    public static EventHistory inMemory() {
        return builder().build();
    }

    /**
     * Opens a durable history in a file, of all events; the {@linkplain Builder#file builder} can limit them. Close it: that
     * stores what is not yet stored.
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
     * Opens a history in a file to be read: beside the one that writes it, of which it sees what is committed, or when there
     * is none. It records nothing.
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
     *     of this type, the calling thread is replaying, or a past state is restored into the application. If it is closed or
     *     opened to be read, the first such event is a problem
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
     * follows them. A new listener also gets that the store fails, while it does, and that states go on from those of an
     * earlier version.
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
     * Sets a state that does not follow from recorded events: the one that the application had before recording began, instead of
     * the projection's initial one, or the one that it has now, behind a break.
     *
     * <p>If recording was never {@linkplain #pause paused} while events were offered that are relevant to the projection, this is
     * the state before the first event, from which all states follow. It may be set again as long as no event was evicted, and
     * holds until the history is cleared. Else it is the state before the next event, from which those after it follow; call it
     * where the model changes, so that no event comes in between.
     *
     * <p>A durable history keeps it, if the projection has a codec, so that it need not be set when the history is opened again;
     * without one, states are refused then.
     *
     * @param projection a projection that was registered when the history was built
     * @param state its state there
     * @param <S> the state
     * @throws IllegalArgumentException if the projection is not registered
     * @throws IllegalStateException if events have been evicted
     */
    public <S> void baseline(Projection<S> projection, S state) {
        lifecycle.requireOpen();
        snapshots.baseline(projection, state);
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
     * Creates a recorder for a plugin's own events.
     *
     * @param pluginId names the plugin
     * @return the recorder, whose events have the source {@code plugin:<id>}
     */
    public EventRecorder plugin(String pluginId) {
        lifecycle.requireOpen();
        return new EventRecorder(this, pluginId);
    }

    /**
     * Stops recording, until {@link #resume}. What is offered meanwhile and would have been recorded is counted, and makes a
     * {@linkplain dev.playhead.event.RecordingBreak break}, unless no event came before.
     */
    public void pause() {
        if (lifecycle.isRecording()) {
            buffer.breaks().pause(lifecycle::pause);
        }
    }

    /**
     * Goes on recording after a pause. Does nothing if the history was built disabled or is closed.
     *
     * <p>Behind a break states are refused to projections for which an offered type is relevant, up to where {@link #baseline}
     * sets one. A bound model that shows the present is asked for it, by {@link StateAdapter#capture}.
     */
    public void resume() {
        if (buffer.breaks().resume(lifecycle::resume)) {
            attachments.resumed();
        }
    }

    /**
     * Returns whether events are recorded now.
     *
     * @return false if the history is disabled, paused or closed
     */
    public boolean isRecording() {
        return lifecycle.isRecording();
    }

    /**
     * Imports the events of a file, its breaks and gaps; what is malformed is reported and the rest imported.
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
     * Ends the history: replays are cancelled, buses detached. From then on reads, of the timeline too, throw a {@link
     * HistoryClosedException} and {@link #recordEvent} returns {@link #NOT_RECORDED}. Listeners still get what was recorded.
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
     * A builder of histories.
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
