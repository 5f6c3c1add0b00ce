package dev.playhead.capture;

import dev.playhead.event.GridEvent;
import dev.playhead.event.Marker;
import dev.playhead.event.Marker.Reason;
import dev.playhead.event.PlainData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A converter of application objects to recorded values, which stay the same whatever happens to the objects later.
 *
 * <p>{@link #capture(Object)} runs when an event is recorded. If an object can never change, this method keeps a
 * reference to the object. It maps all other objects to plain data immediately. {@link #toData(Object)} maps the kept
 * objects when they are read, on any thread, without running application code. Both ways produce the same data.
 *
 * <p>If a part cannot be captured, a {@link Marker} replaces only this part, and the replacement is counted. If a
 * payload is too large or too deeply nested, the marker may replace an object that contains the part.
 *
 * <p><b>Threading.</b> Immutable, except for counters and a cache; safe for use by any thread. Getters, accessors,
 * iterators and {@code toString} of application objects run on the thread that calls {@code capture}, without holding a
 * lock.
 *
 * <p><b>Cost.</b> Payloads that are kept by reference are not copied. These are strings, numbers, dates and times of
 * {@code java.time}, enums, records of these, and plain data. After a check of up to 64 values, they also include
 * optionals, records with other components, and the collections of {@code List.of} and similar methods. If there are
 * rules for fields, plain data is checked, too. The check allocates only iterators and entries, for sets and maps. The
 * cost of all other payloads is proportional to the data copied.
 *
 * <p><b>Limits.</b> A payload may have 2,000,000 values, 64 Mi characters (no single string more than half of that),
 * {@value PlainData#MAX_DEPTH} nested lists and maps, 16 exceptions in a chain of causes, and numbers of about 100,000
 * digits.
 */
public final class PayloadCapture {
    private static final int MAX_WALKED = 64;

    private final ClassShapes shapes;
    private final SensitiveData sensitive;
    private final Limits limits;
    /**
     * Whether {@link ClassShape#flat} may be used, which maps objects that hold only scalars and checks no limits. Flat
     * payloads never reach the default limits. Only tests set other limits. They then check what happens at a limit, so
     * flat mapping, which would overlook the limit, is off.
     */
    private final boolean mayBeFlat;

    private final Runnable onCut = this::countCut;
    private final Map<Reason, LongAdder> replaced = new EnumMap<>(Reason.class);

    private PayloadCapture(Builder builder) {
        sensitive = builder.sensitive;
        limits = builder.limits;
        mayBeFlat = limits.equals(Limits.DEFAULT);
        shapes = new ClassShapes(
                sensitive.fields(), Set.copyOf(builder.beans), List.copyOf(builder.beanRules), builder.onUnknownClass);
        for (Reason reason : Reason.values()) {
            replaced.put(reason, new LongAdder());
        }
    }

    /**
     * Returns a capture without rules for sensitive data or beans. It captures everything that needs no opt-in, and
     * cuts out nothing.
     *
     * @return the capture
     */
    public static PayloadCapture create() {
        return builder().build();
    }

    /** {@return a builder without rules, beans or listener} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Captures a payload. Call this on the recording thread. Never throws, whatever the payload's classes do.
     *
     * @param payload any object, or null
     * @return the same reference if the object is kept by reference; otherwise its plain data
     */
    public @Nullable Object capture(@Nullable Object payload) {
        if (payload == null) {
            return null;
        }
        try {
            ClassShape shape = shapes.of(payload.getClass());
            boolean keep = false;
            switch (shape.verdict()) {
                case ALWAYS -> keep = !(payload instanceof String text) || text.length() <= limits.chars() / 2;
                case WALK -> keep = shape.walk(payload, shapes, MAX_WALKED) != ClassShape.MAY_CHANGE;
                case COPY -> {}
            }
            return keep ? PlainData.detached(payload) : map(payload, shape);
        } catch (Throwable thrown) {
            return failed(thrown);
        }
    }

    /**
     * Maps a value returned by {@link #capture(Object)} to plain data. May be called any number of times, on any
     * thread. Runs no application code.
     *
     * @param captured the captured value
     * @return immutable plain data
     * @throws VirtualMachineError if the memory is exhausted; the captured value is still intact
     */
    public @Nullable Object toData(@Nullable Object captured) {
        try {
            return captured == null || PlainData.isPlain(captured)
                    ? captured
                    : map(captured, shapes.of(captured.getClass()));
        } catch (StackOverflowError e) {
            return failed(e);
        } catch (VirtualMachineError e) { // a marker would permanently replace a value that is still intact
            throw e;
        } catch (Throwable thrown) {
            return failed(thrown);
        }
    }

    /** Returns the plain data of a value that was just captured. Never throws, because recording must continue. */
    private @Nullable Object toDataOrMarker(@Nullable Object captured) {
        try {
            return toData(captured);
        } catch (VirtualMachineError e) {
            return failed(e);
        }
    }

    /**
     * Captures an event's metadata as plain data, without sensitive fields. Never throws.
     *
     * <p><b>Cost.</b> None if the map is {@link PlainData#emptyMap}.
     *
     * @param metadata any map
     * @return immutable plain data; the same map if it is already immutable plain data without sensitive fields
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // a map is mapped to a map, and a marker is a map
    public Map<String, @Nullable Object> captureMetadata(Map<String, ?> metadata) {
        if (metadata == PlainData.emptyMap()) {
            return PlainData.emptyMap();
        }
        return (Map<String, @Nullable Object>) toDataOrMarker(capture(metadata));
    }

    /**
     * Captures an event's payload and metadata by all rules: those for fields, types and values, and the function of
     * {@link SensitiveData}. Never throws, whatever the payload's classes and the function do.
     *
     * @param event any event
     * @return the event to keep: the same event if nothing changed, or null if the function leaves the event out
     */
    public @Nullable GridEvent capture(GridEvent event) {
        if (sensitive.hasEventRules()) {
            return captureByEventRules(event);
        }
        return with(event, capture(event.payload()), captureMetadata(event.metadata()));
    }

    /**
     * Maps an event returned by {@link #capture(GridEvent)} to an event whose payload is plain data.
     *
     * @param captured a captured event
     * @return the event for readers; the same event if its payload was mapped during capture
     * @throws VirtualMachineError if the memory is exhausted; the captured event is still intact
     */
    public GridEvent toData(GridEvent captured) {
        Map<String, @Nullable Object> metadata = captured.metadata();
        return with(
                captured,
                toData(captured.payload()),
                PlainData.isPlain(metadata) ? metadata : captureMetadata(metadata));
    }

    /**
     * Returns the number of parts that were replaced by a marker for one reason.
     *
     * <p>A payload kept by reference is mapped each time it is read. If its strings exceed the limit, the replacement
     * is counted at each reading. No part of such a payload is replaced for another reason. Parts removed by the
     * function of {@link SensitiveData} are not counted.
     *
     * @param reason a reason
     * @return the number of parts replaced for that reason so far
     */
    public long replaced(Reason reason) {
        LongAdder count = replaced.get(reason);
        return count == null ? 0 : count.sum();
    }

    /**
     * Returns whether the function of {@link SensitiveData} leaves an event out. If there is a function, this method
     * captures the event.
     *
     * @param event the event
     * @return whether {@link #capture(GridEvent)} returns null for the event
     */
    public boolean leavesOut(GridEvent event) {
        return sensitive.hasRule() && captureByEventRules(event) == null;
    }

    private @Nullable GridEvent captureByEventRules(GridEvent event) {
        Map<String, @Nullable Object> metadata = captureMetadata(event.metadata());
        GridEvent captured;
        if (sensitive.isSensitiveType(event.type())) {
            captured = with(event, cutOut(event.payload()), metadata);
        } else {
            captured = with(event, capture(event.payload()), metadata);
        }
        if (sensitive.hasValueRules()) {
            captured = sensitive.applyValues(toData(captured), onCut);
        }
        if (!sensitive.hasRule()) {
            return captured;
        }
        GridEvent plain = toData(captured);
        GridEvent left;
        try {
            left = sensitive.applyRule(plain);
        } catch (Throwable thrown) {
            // The function might have cut out any part, so the whole payload and all metadata are cut out.
            uncaught(thrown);
            count(Reason.SENSITIVE);
            Object marker = Marker.of(
                    Reason.SENSITIVE, "the rule threw " + thrown.getClass().getName());
            return with(event, marker, PlainData.emptyMap());
        }
        if (left == null) {
            return null;
        }
        // The function may return objects of any kind. They are captured again, so that no sensitive data is added
        // back.
        Object payload = sensitive.isSensitiveType(left.type()) ? cutOut(left.payload()) : capture(left.payload());
        return sensitive.applyValues(with(left, toDataOrMarker(payload), captureMetadata(left.metadata())), onCut);
    }

    /** Passes an exception to the current thread's handler of uncaught exceptions, so that recording continues. */
    static void uncaught(Throwable thrown) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    }

    @SuppressWarnings("ReferenceEquality") // an identity check shows whether anything was replaced
    private static GridEvent with(GridEvent event, @Nullable Object payload, Map<String, @Nullable Object> metadata) {
        return payload == event.payload() && metadata == event.metadata()
                ? event
                : GridEvent.of(event.type(), payload, event.timestamp(), event.source(), metadata);
    }

    private Object cutOut(@Nullable Object payload) {
        if (!FieldRules.isCutOut(payload)) {
            count(Reason.SENSITIVE);
        }
        return FieldRules.CUT_OUT;
    }

    private @Nullable Object flat(Object value, ClassShape shape) {
        try {
            return shape.flat(value, shapes, onCut);
        } catch (RuntimeException e) {
            return ClassShape.NOT_FLAT; // the mapper encounters the same exception, and marks the affected part
        }
    }

    private @Nullable Object map(Object value, ClassShape shape) {
        Object flat = mayBeFlat ? flat(value, shape) : ClassShape.NOT_FLAT;
        if (flat != ClassShape.NOT_FLAT && !(flat instanceof Frame)) {
            return flat;
        }
        DataMapper mapper = new DataMapper(shapes, limits);
        Object data = flat instanceof Frame begun ? mapper.map(begun) : mapper.map(value);
        for (Reason reason : mapper.replaced()) {
            count(reason);
        }
        return data;
    }

    private void countCut() {
        count(Reason.SENSITIVE);
    }

    private void count(Reason reason) {
        LongAdder count = replaced.get(reason);
        if (count != null) {
            count.increment();
        }
    }

    /**
     * Counts a failure and returns a marker for it. This is the last resort, for example if the stack or the memory is
     * exhausted.
     */
    private Object failed(Throwable thrown) {
        count(Reason.THREW);
        return Marker.of(Reason.THREW, thrown.getClass().getName());
    }

    /**
     * A builder of {@link PayloadCapture}.
     *
     * <p><b>Threading.</b> For use by one thread.
     */
    public static final class Builder {
        private SensitiveData sensitive = SensitiveData.none();
        private final Set<Class<?>> beans = new LinkedHashSet<>();
        private final List<Predicate<? super Class<?>>> beanRules = new ArrayList<>();
        private BiConsumer<? super Class<?>, ? super String> onUnknownClass = (type, advice) -> {};
        private Limits limits = Limits.DEFAULT;

        private Builder() {}

        /**
         * Sets the rules for data that must not be recorded.
         *
         * @param sensitive the rules; there are none by default
         * @return this builder
         */
        public Builder sensitive(SensitiveData sensitive) {
            this.sensitive = Objects.requireNonNull(sensitive, "sensitive");
            return this;
        }

        /**
         * Opts classes in as beans. Their instances, and those of their subclasses, are recorded as maps of the results
         * of their public getters ({@code getX}, {@code isX}), in alphabetical order.
         *
         * @param beans classes or interfaces; records, enums and similar types need no opt-in
         * @return this builder
         */
        public Builder beans(Class<?>... beans) {
            this.beans.addAll(Arrays.asList(beans));
            return this;
        }

        /**
         * Treats classes as beans if a rule accepts them, in addition to those of {@link #beans(Class[])}.
         *
         * <p>The rule is called only for classes that would otherwise be recorded as markers, and never for classes of
         * the platform. It may be called more than once for a class. If it throws, the instance is recorded as a
         * marker.
         *
         * <p><b>Threading.</b> The rule is called on the recording threads, without holding a lock.
         *
         * @param rule returns whether the instances of a class are captured by their getters
         * @return this builder
         */
        public Builder beans(Predicate<? super Class<?>> rule) {
            this.beanRules.add(Objects.requireNonNull(rule, "rule"));
            return this;
        }

        /**
         * Sets the listener for classes that cannot be recorded.
         *
         * @param listener receives the class, and advice on how to make it recordable, for the first instance of each
         *     class. It is called on the recording thread. Exceptions that it throws are passed to that thread's
         *     handler of uncaught exceptions.
         * @return this builder
         */
        public Builder onUnknownClass(BiConsumer<? super Class<?>, ? super String> listener) {
            this.onUnknownClass = Objects.requireNonNull(listener, "listener");
            return this;
        }

        Builder limits(Limits limits) {
            this.limits = limits;
            return this;
        }

        /**
         * Returns a capture with the rules set so far.
         *
         * @return the capture
         */
        public PayloadCapture build() {
            return new PayloadCapture(this);
        }
    }
}
