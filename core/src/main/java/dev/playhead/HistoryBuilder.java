package dev.playhead;

import dev.playhead.bus.EventBus;
import dev.playhead.capture.SensitiveData;
import dev.playhead.event.TypePattern;
import dev.playhead.storage.Durability;
import dev.playhead.storage.MemoryMonitor;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.timetravel.Projection;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a history, as set by an application. {@link HistoryAssembly} builds the history from them.
 *
 * <p><b>Threading.</b> Not thread-safe.
 */
abstract sealed class HistoryBuilder permits EventHistory.Builder {
    EventHistoryConfig config = EventHistoryConfig.defaults();
    OptionalLong capacity = OptionalLong.empty();
    OptionalLong memoryBudget = OptionalLong.empty();

    @Nullable
    MemoryMonitor monitor;

    @Nullable
    EventStore store;

    @Nullable
    Path file;

    Durability durability = Durability.INTERVAL;
    Map<String, String> context = Map.of();
    /**
     * Whether a retention policy was set by {@link #retention}, so that a capacity or memory budget can only make it
     * stricter.
     */
    boolean retentionSet;

    List<Class<?>> beans = List.of();
    List<Predicate<? super Class<?>>> beanRules = List.of();
    List<Projection<?>> projections = List.of();
    Clock clock = Clock.systemUTC();
    LongSupplier ticker = System::nanoTime;
    Executor executor = BackgroundThreads.SHARED;

    @Nullable
    EventBus replayTarget;

    abstract EventHistory.Builder self();

    /**
     * Sets the configuration. This replaces all settings of the previous configuration, and removes the capacity and
     * the memory budget. Later calls on this builder change the configuration.
     *
     * @param config the configuration
     * @return this builder
     */
    public EventHistory.Builder config(EventHistoryConfig config) {
        this.config = Objects.requireNonNull(config, "config");
        this.capacity = OptionalLong.empty();
        this.memoryBudget = OptionalLong.empty();
        this.retentionSet = false;
        return self();
    }

    private EventHistory.Builder changed(EventHistoryConfig changed) {
        this.config = changed;
        return self();
    }

    /**
     * Limits the number of retained events. The default for a history in memory is {@value
     * EventHistoryConfig#DEFAULT_CAPACITY}, unless a retention policy is set.
     *
     * @param events the maximum number of retained events, positive
     * @return this builder
     * @throws IllegalArgumentException if the number is not positive
     */
    public EventHistory.Builder capacity(int events) {
        RetentionPolicy checked = RetentionPolicy.unlimited().withMaxCount(events);
        this.capacity = checked.maxCount();
        return self();
    }

    /**
     * Sets the retention policy. If a capacity or a memory budget is set too, the strictest of these limits applies. In
     * a history with a store, the memory budget does not limit the stored events.
     *
     * @param retention the policy
     * @return this builder
     */
    public EventHistory.Builder retention(RetentionPolicy retention) {
        changed(config.withRetention(retention));
        this.retentionSet = true;
        return self();
    }

    /**
     * Limits the memory for retained events. In a history in memory, older events are evicted. In a history with a
     * store, older events leave the memory, but remain in the store.
     *
     * @param bytes the maximum estimated number of bytes, positive
     * @return this builder
     * @throws IllegalArgumentException if the number is not positive
     */
    public EventHistory.Builder memoryBudget(long bytes) {
        RetentionPolicy checked = RetentionPolicy.unlimited().withMaxBytes(bytes);
        this.memoryBudget = checked.maxBytes();
        return self();
    }

    /**
     * Evicts the oldest events, regardless of the retention policy, when the heap is too full after a garbage
     * collection. About an eighth of the retained bytes is then evicted. {@link HistoryStats#shed} counts the evicted
     * events, and {@link EventHistory#onProblem} reports each eviction. A history with a store evicts no events for
     * this reason. Instead, it releases about half of its events from memory, because they can be read again from the
     * store.
     *
     * @param maxHeapShare the maximum used share of the heap, above 0 and below 1; 0.9 is a good choice
     * @return this builder
     * @throws IllegalArgumentException if the share is not between 0 and 1
     */
    public EventHistory.Builder shedAbove(double maxHeapShare) {
        return monitor(MemoryMonitor.ofHeap(maxHeapShare));
    }

    EventHistory.Builder monitor(MemoryMonitor monitor) {
        this.monitor = monitor;
        return self();
    }

    /**
     * Stores events in a file. This needs the module {@code playhead-sqlite}. All events are retained, unless a
     * capacity or a retention policy is set on this builder or in a configuration.
     *
     * @param path the file, created if it does not exist
     * @return this builder
     */
    public EventHistory.Builder file(Path path) {
        this.file = Objects.requireNonNull(path, "file");
        return self();
    }

    /**
     * Stores events in the given store. Closing the history also closes the store. All events are retained, unless a
     * capacity or a retention policy is set on this builder or in a configuration.
     *
     * @param eventStore the store; if it is open for reading, the history records nothing
     * @return this builder
     */
    public EventHistory.Builder store(EventStore eventStore) {
        this.store = Objects.requireNonNull(eventStore, "store");
        return self();
    }

    /**
     * Sets when an event is written to the store. The default is {@link Durability#INTERVAL}.
     *
     * @param mode the durability mode
     * @return this builder
     */
    public EventHistory.Builder durability(Durability mode) {
        this.durability = Objects.requireNonNull(mode, "durability");
        return self();
    }

    /**
     * Sets the notes about the session that the store keeps, such as the application's version, the user or the host.
     * The process id and the start time of the process are added automatically.
     *
     * @param notes the notes; a value is replaced if the rules of {@link #excludeSensitive} match its key or the value
     * @return this builder
     */
    public EventHistory.Builder context(Map<String, String> notes) {
        this.context = Map.copyOf(notes);
        return self();
    }

    /**
     * Records only events of the given types. By default, events of all types are recorded. Further calls add types.
     *
     * @param typePatterns types, or patterns such as {@code cell:*}
     * @return this builder
     */
    public EventHistory.Builder record(String... typePatterns) {
        return changed(config.withRecord(joined(config.record(), patterns(typePatterns))));
    }

    /**
     * Excludes events of the given types from recording, even if {@link #record} names these types. Further calls add
     * types.
     *
     * @param typePatterns types, or patterns such as {@code cell:hover}
     * @return this builder
     */
    public EventHistory.Builder exclude(String... typePatterns) {
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
     * Removes sensitive data from events before they are stored or can be read.
     *
     * @param rules the rules for sensitive data, such as {@code SensitiveData.defaults()}
     * @return this builder
     */
    public EventHistory.Builder excludeSensitive(SensitiveData rules) {
        return changed(config.withExcludeSensitive(rules));
    }

    /**
     * Sets whether encoded blocks are compressed; see {@link EventHistoryConfig#compression}.
     *
     * @param compression whether to compress
     * @return this builder
     */
    public EventHistory.Builder compression(boolean compression) {
        return changed(config.withCompression(compression));
    }

    /**
     * Sets whether the history records events. A disabled history ignores all events that are offered to it.
     *
     * @param enabled whether to record
     * @return this builder
     */
    public EventHistory.Builder enabled(boolean enabled) {
        return changed(config.withEnabled(enabled));
    }

    /**
     * Captures objects of the given classes and of their subclasses by calling the getters of the objects.
     *
     * @param classes the classes of the beans
     * @return this builder
     */
    public EventHistory.Builder beans(Class<?>... classes) {
        this.beans = joined(beans, List.of(classes));
        return self();
    }

    /**
     * Captures an object by calling its getters if a rule accepts its class.
     *
     * @param rule tests each class whose objects would otherwise be recorded as markers, except platform classes.
     *     Called on the recording threads, without holding a lock
     * @return this builder
     */
    public EventHistory.Builder beans(Predicate<? super Class<?>> rule) {
        this.beanRules = joined(beanRules, List.of(rule));
        return self();
    }

    /**
     * Captures an object by calling its getters if its class is in one of the given packages or a subpackage.
     *
     * @param packages package names such as {@code com.example.orders}
     * @return this builder
     */
    public EventHistory.Builder beansIn(String... packages) {
        List<String> prefixes = Stream.of(packages).map(name -> name + ".").toList();
        return beans(type -> prefixes.stream().anyMatch((type.getPackageName() + ".")::startsWith));
    }

    /**
     * Registers projections. Their states remain correct when old events are evicted.
     *
     * @param projections the projections
     * @return this builder
     */
    public EventHistory.Builder projection(Projection<?>... projections) {
        this.projections = joined(this.projections, List.of(projections));
        return self();
    }

    /**
     * Sets the clock that is read when the history opens and closes. The recording time of events starts at the time of
     * this clock when the history opens, or at the latest recording time in the store if that is later. The recording
     * time advances by the {@linkplain #ticker ticker}. So a change of the clock while the history is open does not
     * change the age of any event.
     *
     * @param clock the clock; the default is {@link Clock#systemUTC()}
     * @return this builder
     */
    public EventHistory.Builder clock(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return self();
    }

    /**
     * Sets the monotonic time source by which the age of events advances.
     *
     * @param nanoTime returns nanoseconds since an arbitrary origin and never decreases; the default is {@link
     *     System#nanoTime}
     * @return this builder
     */
    public EventHistory.Builder ticker(LongSupplier nanoTime) {
        this.ticker = Objects.requireNonNull(nanoTime, "nanoTime");
        return self();
    }

    /**
     * Sets the bus that receives the events of replays, unless the replay options name another target.
     *
     * @param bus the bus
     * @return this builder
     */
    public EventHistory.Builder replayTarget(EventBus bus) {
        this.replayTarget = Objects.requireNonNull(bus, "bus");
        return self();
    }

    /**
     * Sets the executor of listeners and of background work. The default uses daemon threads of Playhead. With an
     * executor that runs tasks immediately, listeners run on the recording threads.
     *
     * @param executor the executor; it runs listeners, and folds evicted events into base states
     * @return this builder
     */
    public EventHistory.Builder executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return self();
    }
}
