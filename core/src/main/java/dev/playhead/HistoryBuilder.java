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
 * Collects what an application asks of a history. {@link HistoryAssembly} builds the history from it.
 *
 * <p><b>Threading.</b> For one thread.
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
    /** Whether the limits were set one by one, so that others only make them stricter. */
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
     * Takes over a configuration; what is set afterwards changes it.
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
     * Limits the number of events; {@value EventHistoryConfig#DEFAULT_CAPACITY} unless this or a retention is set.
     *
     * @param events the greatest number of kept events, positive
     * @return this builder
     * @throws IllegalArgumentException if it is not positive
     */
    public EventHistory.Builder capacity(int events) {
        RetentionPolicy checked = RetentionPolicy.unlimited().withMaxCount(events);
        this.capacity = checked.maxCount();
        return self();
    }

    /**
     * Sets what is kept. Together with a capacity or a memory budget, the strictest wins.
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
     * Limits the memory for kept events. In memory, older ones are evicted; with a store, they are there.
     *
     * @param bytes the greatest estimated number of bytes, positive
     * @return this builder
     * @throws IllegalArgumentException if it is not positive
     */
    public EventHistory.Builder memoryBudget(long bytes) {
        RetentionPolicy checked = RetentionPolicy.unlimited().withMaxBytes(bytes);
        this.memoryBudget = checked.maxBytes();
        return self();
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
    public EventHistory.Builder shedAbove(double maxHeapShare) {
        return monitor(MemoryMonitor.ofHeap(maxHeapShare));
    }

    EventHistory.Builder monitor(MemoryMonitor monitor) {
        this.monitor = monitor;
        return self();
    }

    /**
     * Keeps events in a file, by the module {@code playhead-sqlite}. All of them, unless a capacity or a retention is
     * set, here or in a configuration.
     *
     * @param path the file, made if it is missing
     * @return this builder
     */
    public EventHistory.Builder file(Path path) {
        this.file = Objects.requireNonNull(path, "file");
        return self();
    }

    /**
     * Keeps events in a store, which the history closes when it is closed. All of them, unless a capacity or a retention
     * is set, here or in a configuration.
     *
     * @param eventStore the store; one that is open for reading makes a history that records nothing
     * @return this builder
     */
    public EventHistory.Builder store(EventStore eventStore) {
        this.store = Objects.requireNonNull(eventStore, "store");
        return self();
    }

    /**
     * Sets when an event is in the store; {@link Durability#INTERVAL} unless set.
     *
     * @param mode when
     * @return this builder
     */
    public EventHistory.Builder durability(Durability mode) {
        this.durability = Objects.requireNonNull(mode, "durability");
        return self();
    }

    /**
     * Notes something about the session in the store, such as the application's version, the user or the host. The
     * process and its start are noted by themselves.
     *
     * @param notes what to note; a value whose key {@link #excludeSensitive} names is cut out
     * @return this builder
     */
    public EventHistory.Builder context(Map<String, String> notes) {
        this.context = Map.copyOf(notes);
        return self();
    }

    /**
     * Records only some types; all unless set. Called again, it adds more.
     *
     * @param typePatterns types, or patterns such as {@code cell:*}
     * @return this builder
     */
    public EventHistory.Builder record(String... typePatterns) {
        return changed(config.withRecord(joined(config.record(), patterns(typePatterns))));
    }

    /**
     * Leaves out some types, also of those to record. Called again, it adds more.
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
     * Cuts sensitive data out of events before anything sees them.
     *
     * @param rules what is sensitive, such as {@code SensitiveData.defaults()}
     * @return this builder
     */
    public EventHistory.Builder excludeSensitive(SensitiveData rules) {
        return changed(config.withExcludeSensitive(rules));
    }

    /**
     * Compresses full blocks, or not; see {@link EventHistoryConfig#compression}.
     *
     * @param compression whether to compress
     * @return this builder
     */
    public EventHistory.Builder compression(boolean compression) {
        return changed(config.withCompression(compression));
    }

    /**
     * Makes a history that records, or one that never does and costs nothing.
     *
     * @param enabled whether to record
     * @return this builder
     */
    public EventHistory.Builder enabled(boolean enabled) {
        return changed(config.withEnabled(enabled));
    }

    /**
     * Lets objects of some classes be captured by their getters.
     *
     * @param classes the classes of the beans
     * @return this builder
     */
    public EventHistory.Builder beans(Class<?>... classes) {
        this.beans = joined(beans, List.of(classes));
        return self();
    }

    /**
     * Lets objects of the classes that a rule names be captured by their getters.
     *
     * @param rule asked about each class whose objects would be recorded as markers otherwise, on the recording threads and
     *     under no lock; not about classes of the platform
     * @return this builder
     */
    public EventHistory.Builder beans(Predicate<? super Class<?>> rule) {
        this.beanRules = joined(beanRules, List.of(rule));
        return self();
    }

    /**
     * Lets objects of all classes of some packages, and of the packages below these, be captured by their getters.
     *
     * @param packages names such as {@code com.example.orders}
     * @return this builder
     */
    public EventHistory.Builder beansIn(String... packages) {
        List<String> prefixes = Stream.of(packages).map(name -> name + ".").toList();
        return beans(type -> prefixes.stream().anyMatch((type.getPackageName() + ".")::startsWith));
    }

    /**
     * Registers projections. Their states stay right when the events that they follow from are evicted.
     *
     * @param projections the projections
     * @return this builder
     */
    public EventHistory.Builder projection(Projection<?>... projections) {
        this.projections = joined(this.projections, List.of(projections));
        return self();
    }

    /**
     * Sets the clock that is read when the history opens and closes. The age of events is measured from its time at
     * opening on, by the {@linkplain #ticker ticker}: setting the clock while the history is open changes no age.
     *
     * @param clock the clock; {@link Clock#systemUTC()} unless set
     * @return this builder
     */
    public EventHistory.Builder clock(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return self();
    }

    /**
     * Sets the monotonic time source by which the age of events advances.
     *
     * @param nanoTime gives nanoseconds since any moment, never less than before; {@link System#nanoTime} unless set
     * @return this builder
     */
    public EventHistory.Builder ticker(LongSupplier nanoTime) {
        this.ticker = Objects.requireNonNull(nanoTime, "nanoTime");
        return self();
    }

    /**
     * Sets the bus that replays go to, unless they name another target.
     *
     * @param bus the bus
     * @return this builder
     */
    public EventHistory.Builder replayTarget(EventBus bus) {
        this.replayTarget = Objects.requireNonNull(bus, "bus");
        return self();
    }

    /**
     * Sets what listeners run on; daemon threads of Playhead's own unless set. With one that runs tasks at once, they
     * run on the threads that record.
     *
     * @param executor runs listeners and folds evicted events
     * @return this builder
     */
    public EventHistory.Builder executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return self();
    }
}
