package dev.playhead;

import dev.playhead.block.BufferView;
import dev.playhead.block.EventSlice;
import dev.playhead.block.MissingBlockRetry;
import dev.playhead.bus.EventBus;
import dev.playhead.bus.Subscription;
import dev.playhead.capture.PayloadCapture;
import dev.playhead.capture.SensitiveData;
import dev.playhead.event.GridEvent;
import dev.playhead.event.Marker;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.event.TypePattern;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
import dev.playhead.internal.recording.CircularBuffer;
import dev.playhead.internal.recording.StoreConfig;
import dev.playhead.io.ExportFormat;
import dev.playhead.io.ImportOptions;
import dev.playhead.io.ImportReport;
import dev.playhead.replay.EventReplayer;
import dev.playhead.replay.Replay;
import dev.playhead.replay.ReplayOptions;
import dev.playhead.replay.ReplaySource;
import dev.playhead.storage.Durability;
import dev.playhead.storage.MemoryMonitor;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoredSession;
import dev.playhead.timetravel.DeltaDebugging;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.NewStates;
import dev.playhead.timetravel.ProgressListener;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.SnapshotManager;
import dev.playhead.timetravel.TimelineManager;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
    /** What {@link #recordEvent} returns for an event that was not recorded. */
    public static final long NOT_RECORDED = -1;

    /** What blocks of a durable history may take of the memory, unless asked for otherwise. */
    private static final long DEFAULT_BUDGET_BYTES =
            Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 4);

    /** How many sessions a message names. */
    private static final int MAX_NAMED = 20;

    /** Beyond this many evicted blocks, the thread that records folds them itself. */
    private static final int MAX_RETIRED_BLOCKS = 8;

    private final PayloadCapture capture;
    private final CircularBuffer buffer;
    private final Recording recording;
    private final LiveFeed feed;
    private final Problems problems;
    private final SnapshotManager snapshots;
    private final TimelineManager timeline;
    private final EventReplayer replayer;
    private final Executor executor;
    private final boolean enabled;
    private final boolean readOnly;
    private final List<Path> storeFiles;
    private final @Nullable EventBus replayTarget;
    private final List<Attachment> attachments = new CopyOnWriteArrayList<>();
    /** Held while buses and models come and go, never while code of the application's runs. */
    private final Object bindingLock = new Object();

    private final Set<Replay> replays = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean folding = new AtomicBoolean();
    /** The thread that closes this, or has. */
    private final AtomicReference<@Nullable Thread> closer = new AtomicReference<>();

    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable ModelBinding<?> currentBinding;
    private volatile boolean recordingNow;
    private volatile boolean closed;
    /** Whether construction is over; the buffer is at work before. */
    private volatile boolean ready;

    private record Attachment(EventBus bus, Subscription subscription) {}

    private EventHistory(Builder builder) {
        EventHistoryConfig config = builder.config;
        this.readOnly = builder.store != null && builder.store.mode() == EventStore.Mode.READ;
        this.storeFiles = builder.store == null ? List.of() : builder.store.files();
        this.executor = builder.executor;
        this.problems = new Problems(executor);
        this.capture = PayloadCapture.builder()
                .sensitive(config.excludeSensitive().orElse(SensitiveData.none()))
                .beans(builder.beans.toArray(Class<?>[]::new))
                .onUnknownClass((unknown, advice) -> problems.report(HistoryProblem.Kind.UNKNOWN_CLASS, advice, null))
                .build();
        boolean projecting = !builder.projections.isEmpty();
        this.buffer = new CircularBuffer(
                builder.retention(),
                capture::toData,
                builder.clock,
                builder.ticker,
                new CircularBuffer.Options(
                        config.compression(), projecting, builder.monitor, builder.storing(), new Owner()));
        try {
            this.recording = new Recording(config.record(), config.exclude(), capture, buffer);
            this.feed = new LiveFeed(buffer, executor, problems);
            this.snapshots = new SnapshotManager(
                    builder.projections,
                    this::held,
                    buffer::release,
                    failure -> problems.report(
                            HistoryProblem.Kind.PROJECTION_FAILED, String.valueOf(failure.getMessage()), failure),
                    System::nanoTime);
            if (builder.store != null) {
                snapshots.restore(buffer::storedState, buffer.evictedInEarlierSessions() == 0, readOnly);
            }
            this.timeline = newCursor();
            this.replayer = new EventReplayer(new Source(), snapshots, recording::asRecorded);
            this.enabled = config.enabled() && !readOnly;
            this.recordingNow = enabled;
            this.replayTarget = builder.replayTarget;
            this.ready = true;
        } catch (Throwable e) { // a projection's initial state, for instance
            buffer.close();
            throw e;
        }
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
        ModelBinding<?> binding = currentBinding;
        return binding != null && binding.isAway() ? NOT_RECORDED : recordAsLive(event);
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
        Objects.requireNonNull(event, "event");
        if (!recordingNow) {
            return NOT_RECORDED;
        }
        long sequence = recording.record(event);
        if (sequence >= 0) {
            feed.wake();
            buffer.awaitDurable(sequence);
        }
        return sequence;
    }

    private final class Owner implements CircularBuffer.Owner {
        @Override
        public void rolled() {
            if (!ready) {
                return;
            }
            int retired = buffer.retiredBlocks();
            if (retired > MAX_RETIRED_BLOCKS) {
                fold();
            } else if (retired > 0 || snapshots.hasCheckpointsAlone()) {
                foldLater();
            }
        }

        @Override
        public void retired() {
            if (ready) {
                foldLater();
            }
        }

        @Override
        public NewStates newStates(long upTo, boolean last) {
            return ready ? snapshots.newStates(upTo, last) : NewStates.NONE;
        }

        @Override
        public void refreshed() {
            if (ready) {
                feed.wake();
            }
        }

        @Override
        public void storeFailed(Throwable failure) {
            problems.report(
                    HistoryProblem.Kind.STORE_FAILED,
                    (readOnly
                                    ? "the store cannot be read, which is tried again: "
                                    : "the store failed; recording goes on, and what is not stored is kept in memory and"
                                            + " tried again: ")
                            + failure.getMessage(),
                    failure);
        }

        @Override
        public void storeResumed() {
            problems.report(HistoryProblem.Kind.STORE_RESUMED, "the store works again", null);
        }

        @Override
        public void lost(SequenceRange range, String why, @Nullable Throwable cause) {
            problems.report(HistoryProblem.Kind.EVENTS_LOST, "events=" + range + " are lost: " + why, cause);
        }

        @Override
        public void sealingFailed(Throwable failure) {
            problems.report(
                    HistoryProblem.Kind.SEALING_FAILED,
                    "a block could not be encoded; its events stay readable and take more memory",
                    failure);
        }

        @Override
        public void shed(long events) {
            problems.report(
                    HistoryProblem.Kind.MEMORY_SHORT,
                    "the heap was too full, so the oldest events were let go of: events=" + events
                            + "; give the application more memory, or keep less",
                    null);
        }
    }

    /** Folds evicted blocks into the base states, on the executor. */
    private void foldLater() {
        if (!folding.compareAndSet(false, true)) {
            return;
        }
        AtomicBoolean started = new AtomicBoolean();
        try {
            executor.execute(() -> {
                if (started.compareAndSet(false, true)) {
                    foldInBackground();
                }
            });
        } catch (Throwable refused) { // then there is no background, and no harm in that
            if (started.compareAndSet(false, true)) {
                foldInBackground();
            }
        }
    }

    private void foldInBackground() {
        try {
            fold();
        } finally {
            folding.set(false);
        }
    }

    private void fold() {
        try {
            snapshots.foldRetired();
        } catch (HistoryClosedException closedMeanwhile) {
            // Nobody will ask for a state any more.
        }
    }

    private BufferView held() {
        requireOpen();
        return buffer.held();
    }

    private void requireOpen() {
        if (closed) {
            throw new HistoryClosedException();
        }
    }

    private void requireWritable() {
        requireOpen();
        if (readOnly) {
            throw new IllegalStateException(
                    "the history was opened to be read; open it by EventHistory.open to change it");
        }
    }

    private EventSlice run() {
        return held().run();
    }

    private EventSearcher searcher() {
        return new EventSearcher(run());
    }

    private HeldEvents heldEvents(EventFilter filter) {
        requireOpen();
        return new HeldEvents(buffer, filter);
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
        requireNotNegative("limit", limit);
        return MissingBlockRetry.ask(() -> searcher().first(filter, limit));
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
        requireNotNegative("n", n);
        return MissingBlockRetry.ask(() -> searcher().latest(filter, n));
    }

    private static void requireNotNegative(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + "=" + value + " is negative");
        }
    }

    /**
     * The events that a filter lets pass, one by one.
     *
     * @param filter the condition
     * @return a lazy stream in the order of recording, which ends with the last event recorded when this was called; it
     *     holds no resource and need not be closed
     */
    public Stream<RecordedEvent> events(EventFilter filter) {
        return heldEvents(filter).stream();
    }

    /**
     * How many events a filter lets pass.
     *
     * @param filter the condition
     * @return the number of events
     */
    public long count(EventFilter filter) {
        return MissingBlockRetry.ask(() -> searcher().count(filter));
    }

    /**
     * The event of an id.
     *
     * @param id the decimal text of its sequence
     * @return the event, if it is kept
     */
    public Optional<RecordedEvent> getEvent(String id) {
        requireOpen();
        try {
            long sequence = Long.parseLong(id);
            return MissingBlockRetry.ask(() -> buffer.get(sequence))
                    .filter(event -> event.id().equals(id));
        } catch (NumberFormatException notAnId) {
            return Optional.empty();
        }
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
        requireOpen();
        return feed.listen(Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Follows what goes wrong while the history goes on. Problems go to the log of {@code dev.playhead} while nobody
     * follows them. That the store fails at the moment is told to whoever comes, once more if need be.
     *
     * @param listener gets each problem, on the history's executor
     * @return ends the following
     */
    public Subscription onProblem(Consumer<HistoryProblem> listener) {
        requireOpen();
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
        requireOpen();
        Replay replay = replayer.start(filter, options, replayBus(options));
        replays.add(replay);
        CompletableFuture<?> unused = replay.completion().whenComplete((report, failure) -> replays.remove(replay));
        if (closed) {
            replay.cancel();
        }
        return replay;
    }

    /** What replays are told of this history. One that has caught up may ask while the history is closed, and then waits. */
    private final class Source implements ReplaySource {
        private static final long LOOK_AFTER_NANOS = 50_000_000;

        @Override
        public BufferView held() {
            try {
                if (!closed) {
                    return buffer.held();
                }
            } catch (PlayheadException e) {
                if (!closed) {
                    throw e;
                }
            }
            return new BufferView(new EventSlice(List.of(), 0, 0), List.of(), true, 0);
        }

        @Override
        public Subscription onRecorded(Runnable signal) {
            return feed.signal(signal);
        }

        @Override
        public long lookAfterNanos() {
            return readOnly ? LOOK_AFTER_NANOS : Long.MAX_VALUE; // what another process records is not signalled
        }
    }

    private @Nullable EventBus replayBus(ReplayOptions options) {
        if (options.target() != null || replayTarget != null) {
            return replayTarget;
        }
        List<EventBus> buses =
                attachments.stream().map(Attachment::bus).distinct().toList();
        if (buses.size() > 1) {
            throw new IllegalArgumentException("buses=" + buses.size()
                    + " are attached; choose one by builder().replayTarget(bus), or name a target in the options");
        }
        return buses.isEmpty() ? null : buses.get(0);
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
        requireOpen();
        snapshots.baseline(projection, state);
    }

    /**
     * The cursor of this history, one for all who ask.
     *
     * @return the timeline
     */
    public TimelineManager timeline() {
        requireOpen();
        return timeline;
    }

    /**
     * A cursor of one's own: nobody else moves it, and its moves are nobody else's.
     *
     * @return a timeline, live
     */
    public TimelineManager newTimeline() {
        requireOpen();
        return newCursor();
    }

    private TimelineManager newCursor() {
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
     * algorithm is {@linkplain DeltaDebugging delta debugging}.
     *
     * <p><b>Threading.</b> The predicate and the watch are called on the calling thread, under no lock. <b>Cost.</b> As {@link
     * DeltaDebugging#minimize}; the events are held in memory meanwhile.
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
        EventImport sink = left.newImport(ImportOptions.strictly());
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
        Objects.requireNonNull(bus, "bus");
        Attachment attachment;
        synchronized (bindingLock) {
            requireOpen();
            if (attachments.stream().anyMatch(attached -> attached.bus() == bus)) {
                throw new IllegalArgumentException("the bus is attached already; close that attachment first");
            }
            ModelBinding<?> binding = currentBinding;
            if (binding != null) {
                binding.attached(bus); // before it is recorded, so that no echo is
            }
            attachment = new Attachment(bus, bus.recordWith(this::recordAsLive));
            attachments.add(attachment);
        }
        return () -> {
            ModelBinding<?> binding;
            synchronized (bindingLock) {
                attachment.subscription().close();
                binding = attachments.remove(attachment) ? currentBinding : null;
            }
            if (binding != null) {
                binding.detached(bus);
            }
        };
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
        synchronized (bindingLock) {
            requireOpen();
            if (!timeline.isLive() || (currentBinding != null && currentBinding.isOpen())) {
                throw new IllegalStateException("live=" + timeline.isLive()
                        + "; go live, and close the binding with another model, before one is made");
            }
            ModelBinding<S> binding = new ModelBinding<>(
                    projection,
                    adapter,
                    policy,
                    snapshots,
                    timeline,
                    problems,
                    attachments.stream().map(Attachment::bus).toList());
            currentBinding = binding;
            return binding;
        }
    }

    /**
     * A recorder for a plugin's own events.
     *
     * @param pluginId names the plugin
     * @return the recorder, whose events have the source {@code plugin:<id>}
     */
    public EventRecorder plugin(String pluginId) {
        requireOpen();
        return new EventRecorder(this, pluginId);
    }

    /** Stops recording; what is offered meanwhile is not recorded. */
    public void pause() {
        recordingNow = false;
    }

    /** Goes on recording after a pause. Does nothing if the history was built disabled or is closed. */
    public void resume() {
        recordingNow = enabled && !closed;
        if (closed) { // closed meanwhile
            recordingNow = false;
        }
    }

    /**
     * Whether events are recorded now.
     *
     * @return false if the history is disabled, paused or closed
     */
    public boolean isRecording() {
        return recordingNow;
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
        requireOpen();
        return buffer.sessions();
    }

    /**
     * A filter for the events that one session recorded.
     *
     * @param number the number of one of the {@link #sessions()}
     * @return the filter; it lets nothing pass if that session recorded nothing
     * @throws IllegalArgumentException if there is no such session
     */
    public EventFilter session(long number) {
        List<StoredSession> all = sessions();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).number() == number) {
                return all.get(i)
                        .range(i + 1 < all.size() ? all.get(i + 1).firstSequence() : Long.MAX_VALUE)
                        .map(range -> EventFilter.sequenceBetween(range.first(), range.last()))
                        .orElse(EventFilter.all().negate());
            }
        }
        throw new IllegalArgumentException("number=" + number + ": there is no such session; there are "
                + all.stream()
                        .map(session -> Long.toString(session.number()))
                        .limit(MAX_NAMED)
                        .collect(Collectors.joining(", ", "[", all.size() > MAX_NAMED ? ", ...]" : "]")));
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
        requireNotOfTheStore(file, "export to another file");
        EventFiles.write(file, heldEvents(filter));
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
        EventFiles.write(out, format, heldEvents(filter));
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
        EventImport sink = newImport(options);
        requireNotOfTheStore(file, "what is in it is here already; import an export of another history");
        EventFiles.read(file, sink, options.maxLineBytes());
        return sink.report();
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
        EventImport sink = newImport(options);
        EventFiles.read(in, sink, options.maxLineBytes());
        return sink.report();
    }

    /** An export would replace the live store, and even reading one by other means lets go of its locks. */
    private void requireNotOfTheStore(Path file, String advice) {
        for (Path own : storeFiles) {
            if (EventFiles.isSame(file, own)) {
                throw new IllegalArgumentException("file=" + file + " is where this history is stored; " + advice);
            }
        }
    }

    private EventImport newImport(ImportOptions options) {
        requireWritable();
        if (SnapshotManager.isFolding()) {
            throw new IllegalStateException("a projection imports events; it only computes a state from its arguments");
        }
        return new EventImport(capture, buffer, options, this::requireOpen, feed::wake);
    }

    /**
     * Numbers about the history.
     *
     * <p><b>Cost.</b> Linear in the number of blocks.
     *
     * @return the numbers, all of one moment but for those that are only counted
     */
    public HistoryStats stats() {
        return MissingBlockRetry.ask(this::currentStats);
    }

    private HistoryStats currentStats() {
        BufferView held = held();
        EventSlice run = held.run();
        CircularBuffer.Counts counts = buffer.counts();
        Map<Marker.Reason, Long> replaced = new EnumMap<>(Marker.Reason.class);
        for (Marker.Reason reason : Marker.Reason.values()) {
            if (capture.replaced(reason) > 0) {
                replaced.put(reason, capture.replaced(reason));
            }
        }
        return new HistoryStats(
                counts.recorded(),
                run.size(),
                counts.evicted(),
                counts.shed(),
                recording.dropped(),
                buffer.heldBytes(),
                run.firstSequence(),
                run.lastSequence(),
                run.minTime(),
                run.maxTime(),
                Collections.unmodifiableMap(run.countsByType()),
                Collections.unmodifiableMap(run.countsBySource()),
                Collections.unmodifiableMap(replaced),
                held.lost(),
                snapshots.checkpointBytes(),
                problems.storeFailure());
    }

    /** Forgets all events. Sequences go on; the next event begins a history that is complete by itself. */
    public void clear() {
        requireWritable();
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
        requireOpen();
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
        if (!closer.compareAndSet(null, Thread.currentThread())) {
            awaitClosed();
            return;
        }
        try {
            recordingNow = false;
            fold(); // so that the store need not keep what is evicted
            closed = true;
            ModelBinding<?> binding;
            synchronized (bindingLock) {
                attachments.forEach(attachment -> attachment.subscription().close());
                attachments.clear();
                binding = currentBinding;
            }
            if (binding != null) {
                binding.abandon();
            }
            replays.forEach(Replay::cancel);
        } finally {
            closed = true;
            try {
                buffer.close();
            } finally {
                closing.countDown();
            }
        }
    }

    private void awaitClosed() {
        // A handler that closes the history while that is being closed would wait for itself.
        if (closer.get() == Thread.currentThread() || buffer.isStoringThread() || SnapshotManager.isFolding()) {
            return;
        }
        boolean interrupted = false;
        while (closing.getCount() > 0) {
            try {
                closing.await();
            } catch (InterruptedException e) {
                interrupted = true; // first the events, then the caller's business
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Describes a history, and builds it.
     *
     * <p><b>Threading.</b> For one thread.
     */
    public static final class Builder {
        private EventHistoryConfig config = EventHistoryConfig.defaults();
        private OptionalLong capacity = OptionalLong.empty();
        private OptionalLong memoryBudget = OptionalLong.empty();
        private @Nullable MemoryMonitor monitor;
        private @Nullable EventStore store;
        private @Nullable Path file;
        private Durability durability = Durability.INTERVAL;
        private Map<String, String> context = Map.of();
        /** Whether the limits of the configuration were asked for, so that others only make them stricter. */
        private boolean retentionGiven;

        private List<Class<?>> beans = List.of();
        private List<Projection<?>> projections = List.of();
        private Clock clock = Clock.systemUTC();
        private LongSupplier ticker = System::nanoTime;
        private Executor executor = BackgroundThreads.SHARED;
        private @Nullable EventBus replayTarget;

        private Builder() {}

        /**
         * Takes over a configuration; what is set afterwards changes it.
         *
         * @param config the configuration
         * @return this builder
         */
        public Builder config(EventHistoryConfig config) {
            this.config = Objects.requireNonNull(config, "config");
            this.capacity = OptionalLong.empty();
            this.memoryBudget = OptionalLong.empty();
            this.retentionGiven = false;
            return this;
        }

        private Builder changed(EventHistoryConfig changed) {
            this.config = changed;
            return this;
        }

        /**
         * Limits the number of events; {@value EventHistoryConfig#DEFAULT_CAPACITY} unless this or a retention is set.
         *
         * @param events the greatest number of kept events, positive
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder capacity(int events) {
            RetentionPolicy checked = RetentionPolicy.unlimited().withMaxCount(events);
            this.capacity = checked.maxCount();
            return this;
        }

        /**
         * Sets what is kept. Together with a capacity or a memory budget, the strictest wins.
         *
         * @param retention the policy
         * @return this builder
         */
        public Builder retention(RetentionPolicy retention) {
            this.retentionGiven = true;
            return changed(config.withRetention(Objects.requireNonNull(retention, "retention")));
        }

        /**
         * Limits the memory for kept events. In memory, older ones are evicted; with a store, they are there.
         *
         * @param bytes the greatest estimated number of bytes, positive
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder memoryBudget(long bytes) {
            RetentionPolicy checked = RetentionPolicy.unlimited().withMaxBytes(bytes);
            this.memoryBudget = checked.maxBytes();
            return this;
        }

        /**
         * Lets go of the oldest events, whatever else is to be kept, when the heap is too full after a garbage collection (with
         * a store they only leave the memory): an
         * eighth of what this history holds, after each such collection. {@link HistoryStats#shed} counts them, and {@link
         * EventHistory#onProblem} is told.
         *
         * @param maxHeapShare how full the heap may be, above 0 and below 1; 0.9 is a good choice
         * @return this builder
         * @throws IllegalArgumentException if the share is not between these
         */
        public Builder shedAbove(double maxHeapShare) {
            return monitor(MemoryMonitor.ofHeap(maxHeapShare));
        }

        Builder monitor(MemoryMonitor monitor) {
            this.monitor = monitor;
            return this;
        }

        private RetentionPolicy retention() {
            RetentionPolicy retention = config.retention();
            if (store != null) {
                // The default is for histories in memory.
                return new RetentionPolicy(
                        config.isRetentionGiven() ? limit(retention.maxCount(), capacity) : capacity,
                        retention.maxAge(),
                        retention.maxBytes());
            }
            return new RetentionPolicy(
                    limit(retention.maxCount(), capacity),
                    retention.maxAge(),
                    limit(retention.maxBytes(), memoryBudget));
        }

        /**
         * Keeps events in a file, by the module {@code playhead-sqlite}. All of them, unless a capacity or a retention is
         * set.
         *
         * @param path the file, made if it is missing
         * @return this builder
         */
        public Builder file(Path path) {
            this.file = Objects.requireNonNull(path, "file");
            return this;
        }

        /**
         * Keeps events in a store, which the history closes when it is closed. All of them, unless a capacity or a retention
         * is set.
         *
         * @param eventStore the store; one that is open for reading makes a history that records nothing
         * @return this builder
         */
        public Builder store(EventStore eventStore) {
            this.store = Objects.requireNonNull(eventStore, "store");
            return this;
        }

        /**
         * Sets when an event is in the store; {@link Durability#INTERVAL} unless set.
         *
         * @param mode when
         * @return this builder
         */
        public Builder durability(Durability mode) {
            this.durability = Objects.requireNonNull(mode, "durability");
            return this;
        }

        /**
         * Notes something about the session in the store, such as the application's version, the user or the host. The
         * process and its start are noted by themselves.
         *
         * @param notes what to note
         * @return this builder
         */
        public Builder context(Map<String, String> notes) {
            this.context = Map.copyOf(notes);
            return this;
        }

        private @Nullable StoreConfig storing() {
            return store == null
                    ? null
                    : new StoreConfig(store, durability, memoryBudget.orElse(DEFAULT_BUDGET_BYTES), sessionContext());
        }

        private Map<String, String> sessionContext() {
            Map<String, String> all = new TreeMap<>(context);
            ProcessHandle process = ProcessHandle.current();
            all.putIfAbsent("pid", Long.toString(process.pid()));
            process.info().startInstant().ifPresent(start -> all.putIfAbsent("processStartedAt", start.toString()));
            return all;
        }

        private OptionalLong limit(OptionalLong configured, OptionalLong set) {
            boolean both = configured.isPresent() && set.isPresent() && retentionGiven;
            if (both) {
                return OptionalLong.of(Math.min(configured.getAsLong(), set.getAsLong()));
            }
            return set.isPresent() ? set : configured;
        }

        /**
         * Records only some types; all unless set. Called again, it adds more.
         *
         * @param typePatterns types, or patterns such as {@code cell:*}
         * @return this builder
         */
        public Builder record(String... typePatterns) {
            return changed(config.withRecord(joined(config.record(), patterns(typePatterns))));
        }

        /**
         * Leaves out some types, also of those to record. Called again, it adds more.
         *
         * @param typePatterns types, or patterns such as {@code cell:hover}
         * @return this builder
         */
        public Builder exclude(String... typePatterns) {
            return changed(config.withExclude(joined(config.exclude(), patterns(typePatterns))));
        }

        private static <T> List<T> joined(List<T> some, List<T> more) {
            return Stream.concat(some.stream(), more.stream()).toList();
        }

        private static List<TypePattern> patterns(String... texts) {
            return Arrays.stream(texts)
                    .map(text -> TypePattern.of(Objects.requireNonNull(text, "typePattern")))
                    .toList();
        }

        /**
         * Cuts sensitive data out of events before anything sees them.
         *
         * @param rules what is sensitive, such as {@code SensitiveData.defaults()}
         * @return this builder
         */
        public Builder excludeSensitive(SensitiveData rules) {
            return changed(config.withExcludeSensitive(rules));
        }

        /**
         * Compresses full blocks, or not; see {@link EventHistoryConfig#compression}.
         *
         * @param compression whether to compress
         * @return this builder
         */
        public Builder compression(boolean compression) {
            return changed(config.withCompression(compression));
        }

        /**
         * Makes a history that records, or one that never does and costs nothing.
         *
         * @param enabled whether to record
         * @return this builder
         */
        public Builder enabled(boolean enabled) {
            return changed(config.withEnabled(enabled));
        }

        /**
         * Lets objects of some classes be captured by their getters.
         *
         * @param classes the classes of the beans
         * @return this builder
         */
        public Builder beans(Class<?>... classes) {
            this.beans = joined(beans, List.of(classes));
            return this;
        }

        /**
         * Registers projections. Their states stay right when the events that they follow from are evicted.
         *
         * @param projections the projections
         * @return this builder
         */
        public Builder projection(Projection<?>... projections) {
            this.projections = joined(this.projections, List.of(projections));
            return this;
        }

        /**
         * Sets the clock that is read when the history opens and closes. The age of events is measured from its time at
         * opening on, by the {@linkplain #ticker ticker}: setting the clock while the history is open changes no age.
         *
         * @param clock the clock; {@link Clock#systemUTC()} unless set
         * @return this builder
         */
        public Builder clock(Clock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Sets the monotonic time source by which the age of events advances.
         *
         * @param nanoTime gives nanoseconds since any moment, never less than before; {@link System#nanoTime} unless set
         * @return this builder
         */
        public Builder ticker(LongSupplier nanoTime) {
            this.ticker = Objects.requireNonNull(nanoTime, "nanoTime");
            return this;
        }

        /**
         * Sets the bus that replays go to, unless they name another target.
         *
         * @param bus the bus
         * @return this builder
         */
        public Builder replayTarget(EventBus bus) {
            this.replayTarget = Objects.requireNonNull(bus, "bus");
            return this;
        }

        /**
         * Sets what listeners run on; daemon threads of Playhead's own unless set. With one that runs tasks at once, they
         * run on the threads that record.
         *
         * @param executor runs listeners and folds evicted events
         * @return this builder
         */
        public Builder executor(Executor executor) {
            this.executor = Objects.requireNonNull(executor, "executor");
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
            if (file != null && store != null) {
                throw new IllegalStateException("file=" + file + " and a store are set; choose one");
            }
            boolean opens = file != null;
            if (file != null) {
                store = Stores.open(file, EventStore.Mode.WRITE);
            }
            try {
                return new EventHistory(this);
            } catch (Throwable e) {
                if (opens && store != null) {
                    store.close(); // else nobody could open the file again
                }
                throw e;
            } finally {
                store = opens ? null : store;
            }
        }
    }
}
