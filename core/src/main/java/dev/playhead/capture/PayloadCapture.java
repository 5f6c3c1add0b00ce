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
 * Takes the value of application objects, so that what is recorded stays what it was, whatever happens to the objects.
 *
 * <p>{@link #capture(Object)} runs when an event is recorded. Objects that can never change are kept by reference, at no
 * cost; all others are mapped to plain data at once. {@link #toData(Object)} maps the former when somebody reads them, on
 * any thread, and runs no code of the application's. Both ways give the same data.
 *
 * <p>What cannot be captured costs the part concerned and nothing more: a {@link Marker} takes its place,
 * and is counted.
 *
 * <p><b>Threading.</b> Immutable, apart from counters and a cache; safe for use by any thread. Getters, accessors,
 * iterators and {@code toString} of the application's objects run on the thread that calls {@code capture}, under no lock.
 *
 * <p><b>Cost.</b> Nothing is allocated for payloads that are kept by reference: strings, numbers, dates, enums, records of
 * these, plain data, and, after a look at up to 64 values, optionals, records with other components, and the collections
 * of {@code List.of} and its like. For all others as much as is copied.
 *
 * <p><b>Limits.</b> For each payload 2,000,000 values, 64 Mi characters (none of its strings above half of that), and
 * {@value PlainData#MAX_DEPTH} lists and maps inside one another; 16 causes of an exception; numbers of about 100,000
 * digits.
 */
public final class PayloadCapture {
    private static final int MAX_WALKED = 64;

    private final ClassShapes shapes;
    private final SensitiveData sensitive;
    private final Limits limits;
    /** Flat payloads are within the default limits; others are for tests, which want them to be reached. */
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
     * Captures everything that needs no opting in, and cuts out nothing.
     *
     * @return a capture without rules
     */
    public static PayloadCapture create() {
        return builder().build();
    }

    /**
     * Starts a capture.
     *
     * @return a builder without rules, beans or listener
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Takes the value of a payload, on the thread that records it. Never throws, whatever the payload's classes do.
     *
     * @param payload any object
     * @return the same reference if the object can never change, else its plain data
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
     * The plain data of what {@link #capture(Object)} returned. May be called any number of times, on any thread, and runs
     * none of the application's code.
     *
     * @param captured what was captured
     * @return immutable plain data
     * @throws VirtualMachineError if the memory is used up; what was captured is still there
     */
    public @Nullable Object toData(@Nullable Object captured) {
        try {
            return captured == null || PlainData.isPlain(captured)
                    ? captured
                    : map(captured, shapes.of(captured.getClass()));
        } catch (StackOverflowError e) {
            return failed(e);
        } catch (VirtualMachineError e) { // a marker would be kept for ever instead of what is there
            throw e;
        } catch (Throwable thrown) {
            return failed(thrown);
        }
    }

    /** The plain data of what is captured just now; never throws, since recording must go on. */
    private @Nullable Object toDataOrMarker(@Nullable Object captured) {
        try {
            return toData(captured);
        } catch (VirtualMachineError e) {
            return failed(e);
        }
    }

    /**
     * The plain data of an event's metadata, without what is sensitive. Never throws.
     *
     * <p><b>Cost.</b> None if the map is empty.
     *
     * @param metadata any map
     * @return immutable plain data; the same map if it is that already
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // A map is mapped to a map; a marker is one too.
    public Map<String, @Nullable Object> captureMetadata(Map<String, ?> metadata) {
        if (metadata == PlainData.emptyMap()) {
            return PlainData.emptyMap();
        }
        return (Map<String, @Nullable Object>) toDataOrMarker(capture(metadata));
    }

    /**
     * Takes the value of an event's payload and metadata, by all rules: fields, types, and the function. Never throws,
     * whatever the payload's classes and the function do.
     *
     * @param event any event
     * @return the event to keep; the same if nothing had to change; null if the function leaves it out
     */
    public @Nullable GridEvent capture(GridEvent event) {
        if (sensitive.hasEventRules()) {
            return captureByEventRules(event);
        }
        return with(event, capture(event.payload()), captureMetadata(event.metadata()));
    }

    /**
     * An event whose payload is plain data, of one that {@link #capture(GridEvent)} returned.
     *
     * @param captured a captured event
     * @return the event for readers; the same if its payload was mapped when it was captured
     * @throws VirtualMachineError if the memory is used up; what was captured is still there
     */
    public GridEvent toData(GridEvent captured) {
        Map<String, @Nullable Object> metadata = captured.metadata();
        return with(
                captured,
                toData(captured.payload()),
                PlainData.isPlain(metadata) ? metadata : captureMetadata(metadata));
    }

    /**
     * How many parts were replaced by a marker. What is replaced when a payload kept by reference is read, which only
     * strings beyond the limit can bring about, counts at each reading. What the function of {@link SensitiveData} removes
     * is not counted.
     *
     * @param reason a reason
     * @return the number of parts replaced for that reason so far
     */
    public long replaced(Reason reason) {
        LongAdder count = replaced.get(reason);
        return count == null ? 0 : count.sum();
    }

    /**
     * Returns whether the function of {@link SensitiveData} leaves an event out, which is captured for that.
     *
     * @param event the event
     * @return whether {@link #capture(GridEvent)} returns null for it
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
        if (!sensitive.hasRule()) {
            return captured;
        }
        GridEvent plain = toData(captured);
        GridEvent left;
        try {
            left = sensitive.applyRule(plain);
        } catch (Throwable thrown) {
            // The function may have meant to cut out anything; so nothing is let through.
            uncaught(thrown);
            count(Reason.SENSITIVE);
            Object marker = Marker.of(
                    Reason.SENSITIVE, "the rule threw " + thrown.getClass().getName());
            return with(event, marker, PlainData.emptyMap());
        }
        if (left == null) {
            return null;
        }
        // The function may return objects of any kind, and must not bring back what is sensitive.
        Object payload = sensitive.isSensitiveType(left.type()) ? cutOut(left.payload()) : capture(left.payload());
        return with(left, toDataOrMarker(payload), captureMetadata(left.metadata()));
    }

    /** Recording must go on, and a thread has a place for what nobody catches. */
    static void uncaught(Throwable thrown) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    }

    @SuppressWarnings("ReferenceEquality") // The question is whether anything was replaced.
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
            return ClassShape.NOT_FLAT; // the mapper runs into the same, and marks the part concerned
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

    /** The last resort: the stack or the memory is used up. */
    private Object failed(Throwable thrown) {
        count(Reason.THREW);
        return Marker.of(Reason.THREW, thrown.getClass().getName());
    }

    /**
     * Makes a {@link PayloadCapture}.
     *
     * <p><b>Threading.</b> For one thread.
     */
    public static final class Builder {
        private SensitiveData sensitive = SensitiveData.none();
        private final Set<Class<?>> beans = new LinkedHashSet<>();
        private final List<Predicate<? super Class<?>>> beanRules = new ArrayList<>();
        private BiConsumer<? super Class<?>, ? super String> onUnknownClass = (type, advice) -> {};
        private Limits limits = Limits.DEFAULT;

        private Builder() {}

        /**
         * Sets what must not be recorded.
         *
         * @param sensitive the rules; none unless set
         * @return this builder
         */
        public Builder sensitive(SensitiveData sensitive) {
            this.sensitive = Objects.requireNonNull(sensitive, "sensitive");
            return this;
        }

        /**
         * Opts classes in as beans: their instances, and those of their subclasses, are recorded as maps of what their
         * public getters give ({@code getX}, {@code isX}), in the order of the alphabet.
         *
         * @param beans classes or interfaces; records, enums and the like need no opting in
         * @return this builder
         */
        public Builder beans(Class<?>... beans) {
            this.beans.addAll(Arrays.asList(beans));
            return this;
        }

        /**
         * Opts classes in as beans by a rule, in addition to those that are named.
         *
         * @param rule whether the instances of a class are captured by their getters. It is asked, on the recording threads and
         *     under no lock, about classes that would be recorded as markers otherwise, but for those of the platform, some
         *     times for each class; what it throws makes the instance a marker
         * @return this builder
         */
        public Builder beans(Predicate<? super Class<?>> rule) {
            this.beanRules.add(Objects.requireNonNull(rule, "rule"));
            return this;
        }

        /**
         * Sets who is told of classes that cannot be recorded.
         *
         * @param listener given the class, and what to do about it, at the first instance of each class; called on the
         *     recording thread. What it throws goes to that thread's handler of uncaught exceptions.
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
         * Makes the capture.
         *
         * @return a capture by the rules set so far
         */
        public PayloadCapture build() {
            return new PayloadCapture(this);
        }
    }
}
