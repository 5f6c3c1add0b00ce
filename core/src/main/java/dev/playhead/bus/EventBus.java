package dev.playhead.bus;

import dev.playhead.capture.EventType;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.TypePattern;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Delivers what an application publishes to those who subscribed to it.
 *
 * <pre>{@code
 * EventBus bus = EventBus.create();
 * bus.subscribe("cell:*", event -> repaint(event));
 * bus.subscribe(CELL_EDIT, (event, edit) -> save(edit), SubscribeOption.liveOnly());
 * bus.publish(CELL_EDIT.event(new CellEdit("orders", 7, "price", 10, 12)));
 * }</pre>
 *
 * <p>An event passes the {@linkplain #use middleware}, gets the metadata of its {@linkplain CauseScope cause}, is
 * {@linkplain #recordWith recorded}, and then goes to the handlers whose pattern matches its type. A handler that throws
 * does not keep the others from getting the event: the error goes to the error listener.
 *
 * <p><b>Threading.</b> Any thread may call any method, also from inside handlers and middleware. What is published is
 * delivered on the thread that publishes, before {@code publish} returns, and no lock is held meanwhile; an event that a
 * handler publishes is delivered to its end before the handler goes on. A {@linkplain Builder#serialized() serialized} bus
 * differs. A subscription or a middleware holds from the next event on; a handler that is closed while an event is being
 * delivered is not called for it any more, but for calls that have begun on other threads.
 *
 * <p><b>Cost.</b> Publishing takes time in proportion to the handlers that match, and allocates nothing itself unless the
 * event has a cause. A change of the subscriptions copies them, and matches each type anew when it is next published.
 */
public final class EventBus {
    /** What an exception of a {@linkplain EventBus#recordWith recorder} is if the event was recorded all the same. */
    public interface RecordedDespiteFailure {
        /**
         * The event that was recorded.
         *
         * @return its sequence, by which the events that follow from it name their cause
         */
        long sequence();
    }

    /**
     * What came of replaying one event.
     *
     * @param failed how many calls failed: of handlers of the event itself, of handlers of nested events, and of the replay's
     *     listener; each went to the bus's error listener as well
     * @param suppressed how many nested events were dropped
     */
    public record ReplayOutcome(int failed, int suppressed) {}

    /** The type of the events that {@link Builder#recordErrors()} publishes. */
    public static final String ERROR = "error";

    private static final String LOGGER = "dev.playhead.bus";

    private final ErrorReporter errors;
    private final boolean recordErrors;
    private final @Nullable DeliveryOrder order;

    /** Held while the two below are replaced, never while application code runs. */
    private final Object changes = new Object();

    private volatile EventPipeline pipeline = EventPipeline.EMPTY;
    private volatile HandlerTable handlers = new HandlerTable();
    private volatile @Nullable PastView pastView;

    private EventBus(Builder builder) {
        errors = new ErrorReporter(System.getLogger(LOGGER), builder.errorListener);
        recordErrors = builder.recordErrors;
        order = builder.serialized ? new DeliveryOrder() : null;
    }

    /**
     * A bus that logs errors and delivers on the publishing threads.
     *
     * @return the bus
     */
    public static EventBus create() {
        return builder().build();
    }

    /**
     * For a bus that differs.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Publishes an event.
     *
     * <p>Whatever middleware, recorders and handlers throw goes to the error listener. Only a {@code VirtualMachineError}
     * (no memory, no stack: a handler that endlessly publishes what it handles) ends the delivery and is thrown here.
     *
     * @param event the event
     */
    public void publish(GridEvent event) {
        publish(event, false);
    }

    /**
     * Publishes an event, in a way that differs.
     *
     * @param event the event
     * @param option {@link PublishOption#asLive()}
     */
    public void publish(GridEvent event, PublishOption option) {
        Objects.requireNonNull(option, "option");
        publish(event, true);
    }

    /**
     * Publishes events one after the other, each as {@link #publish(GridEvent)} does, so that each is recorded by itself.
     * Events of other threads may come between.
     *
     * @param events the events, in order; none is published if one is null
     */
    public void publishAll(Collection<GridEvent> events) {
        List.copyOf(events).forEach(this::publish);
    }

    private void publish(GridEvent event, boolean asLive) {
        Objects.requireNonNull(event, "event");
        ThreadScope scope = ThreadScope.current();
        ReplayRun replay = scope.replay();
        if (replay != null && replay.suppresses()) {
            return;
        }
        boolean restoring = scope.isRestoring();
        if (restoring && !asLive && pastView != null) {
            return; // the echo of a state that is being put in
        }
        boolean unused = restoring && scope.restoring(false); // what handlers publish is no echo
        try {
            if (order == null) {
                deliver(event, asLive, scope);
            } else {
                submit(order, replay, () -> deliver(event, asLive, ThreadScope.current()));
            }
        } finally {
            if (restoring) {
                unused = scope.restoring(true);
            }
        }
    }

    private void submit(DeliveryOrder order, @Nullable ReplayRun replay, Runnable delivery) {
        order.submit(CauseScope.wrap(replay == null ? delivery : replay.tracked(this, delivery)));
    }

    private void deliver(GridEvent published, boolean asLive, ThreadScope scope) {
        PastView away = pastView;
        if (away == null || scope.replay() != null) {
            deliver(published, scope);
        } else if (asLive) {
            deliverAsLive(published, away, scope);
        } else if (isAdmitted(published, away)) {
            Frame outer = scope.enter(this, published, EventPipeline.NOT_RECORDED, ownReplay(NestedEvents.DELIVER));
            try {
                deliver(published, scope);
            } finally {
                scope.exit(outer);
            }
        }
    }

    private boolean isAdmitted(GridEvent published, PastView away) {
        try {
            return away.admits(published);
        } catch (Throwable error) {
            errors.report(published, "past view", error);
            return false;
        }
    }

    private ReplayRun ownReplay(NestedEvents nested) {
        return new ReplayRun(this, nested, event -> {}, false);
    }

    private void deliverAsLive(GridEvent published, PastView away, ThreadScope scope) {
        EventPipeline current = pipeline;
        GridEvent event = current.process(published, errors);
        if (event == null) {
            return;
        }
        Frame cause = scope.top();
        if (cause != null) {
            event = cause.withCause(this, event);
        }
        long sequence = current.record(event, errors);
        boolean apart = away.keepsApart(event, sequence);
        dispatch(event, sequence, null, apart, scope);
    }

    private void deliver(GridEvent published, ThreadScope scope) {
        EventPipeline current = pipeline;
        GridEvent event = current.process(published, errors);
        if (event == null) {
            return;
        }
        Frame cause = scope.top();
        if (cause != null) {
            event = cause.withCause(this, event);
        }
        ReplayRun replay = scope.replay();
        if (replay == null) {
            dispatch(event, current.record(event, errors), null, false, scope);
        } else {
            replay.nested(this, event, errors);
            dispatch(event, EventPipeline.NOT_RECORDED, replay, false, scope);
        }
    }

    /** Calls the handlers: of a replay those that are not live only; of an event apart from the state, only those. */
    private void dispatch(
            GridEvent event, long sequence, @Nullable ReplayRun replay, boolean apart, ThreadScope scope) {
        Handler[] matching = handlers.forType(event.type());
        if (matching.length == 0) {
            return;
        }
        Frame outer = scope.enter(this, event, sequence, replay);
        try {
            for (Handler handler : matching) {
                boolean wanted = handler.isLiveOnly() ? replay == null : !apart;
                if (wanted && lets(handler, event, replay) && handler.claim()) {
                    call(handler, event, replay);
                }
            }
        } finally {
            scope.exit(outer);
        }
    }

    private boolean lets(Handler handler, GridEvent event, @Nullable ReplayRun replay) {
        try {
            return handler.wants(event);
        } catch (Throwable error) {
            failed(handler, event, replay, error);
            return false;
        }
    }

    private void call(Handler handler, GridEvent event, @Nullable ReplayRun replay) {
        if (handler.isOnce()) {
            remove(handler);
        }
        try {
            handler.call(event);
        } catch (Throwable error) {
            failed(handler, event, replay, error);
        }
    }

    private void failed(Handler handler, GridEvent event, @Nullable ReplayRun replay, Throwable error) {
        if (replay != null) {
            replay.countFailure();
        }
        errors.report(event, handler.patternText(), error);
        if (recordErrors && replay == null && !event.type().equals(ERROR)) {
            publish(errorEvent(event, handler, error));
        }
    }

    private static GridEvent errorEvent(GridEvent event, Handler handler, Throwable error) {
        String[] keys = {"class", "message", "handler", "type"};
        @Nullable Object[] values = {error.getClass().getName(), message(error), handler.patternText(), event.type()};
        return GridEvent.of(ERROR, PlainData.ofPlain(keys, values));
    }

    /** The message, whatever the application's exception makes of being asked. */
    private static @Nullable String message(Throwable error) {
        try {
            return error.getMessage();
        } catch (RuntimeException second) {
            return "getMessage() threw " + second.getClass().getName();
        }
    }

    /**
     * Subscribes to all events whose type matches a pattern.
     *
     * @param typePattern a type, or a pattern in which each {@code *} stands for any characters: {@code cell:edit}, {@code
     *     cell:*}, {@code *}
     * @param handler what to call
     * @param options how
     * @return closing it ends the subscription
     */
    public Subscription subscribe(String typePattern, Consumer<GridEvent> handler, SubscribeOption... options) {
        Objects.requireNonNull(typePattern, "typePattern");
        Objects.requireNonNull(handler, "handler");
        return add(new Handler(TypePattern.of(typePattern), handler, options));
    }

    /**
     * Subscribes to the events of one type, with their payload as the application's class: a live event's own object, a
     * replayed event's data converted back. A payload that does not fit is a failure of the handler, which is then not
     * called.
     *
     * @param type the type of events
     * @param handler what to call, with the event and its payload
     * @param options how
     * @param <P> the class of payloads
     * @return closing it ends the subscription
     */
    public <P> Subscription subscribe(EventType<P> type, BiConsumer<GridEvent, P> handler, SubscribeOption... options) {
        Objects.requireNonNull(handler, "handler");
        return subscribe(type.name(), event -> handler.accept(event, type.read(event)), options);
    }

    private Subscription add(Handler handler) {
        synchronized (changes) {
            handlers = handlers.with(handler);
        }
        return () -> {
            handler.close();
            remove(handler);
        };
    }

    private void remove(Handler handler) {
        synchronized (changes) {
            handlers = handlers.without(handler);
        }
    }

    /**
     * Adds middleware, after that which is there and before the recorders.
     *
     * @param middleware the stage
     * @return closing it takes the stage out again
     */
    public Subscription use(EventMiddleware middleware) {
        Objects.requireNonNull(middleware, "middleware");
        EventPipeline.Stage stage = new EventPipeline.Stage(middleware);
        rebuild(chain -> chain.with(stage));
        return () -> rebuild(chain -> chain.without(stage));
    }

    private void rebuild(UnaryOperator<EventPipeline> change) {
        synchronized (changes) {
            pipeline = change.apply(pipeline);
        }
    }

    /**
     * Adds a recorder. It gets every live event as it leaves the middleware, whatever was attached first, before the
     * handlers: events that were cancelled not at all, events that were replaced as what replaced them. What is replayed,
     * or published in the context of a replay, is not recorded.
     *
     * <p>With several recorders, each gets the event, and the first sequence that one returns is the id by which the events
     * that follow name their cause. A recorder that throws is reported to the error listener, and the event goes on; an
     * exception that is {@link RecordedDespiteFailure} tells its sequence.
     *
     * @param recorder keeps the event and returns its sequence, or a negative number if it did not keep it
     * @return closing it detaches the recorder
     */
    public Subscription recordWith(ToLongFunction<? super GridEvent> recorder) {
        Objects.requireNonNull(recorder, "recorder");
        EventPipeline.Recorder attached = new EventPipeline.Recorder(recorder);
        rebuild(chain -> chain.with(attached));
        return () -> rebuild(chain -> chain.without(attached));
    }

    /**
     * Dispatches a recorded event to the handlers once more, in the context of a replay: past the middleware, which it
     * passed when it was live, and past the recorders. Handlers that are {@link SubscribeOption#liveOnly()} are not called.
     * What the others publish meanwhile is never recorded; the rest is up to {@code nested}.
     *
     * <p>On a serialized bus this waits for its turn, and then until the event and all nested ones were delivered. So do not
     * wait for a replay inside a handler of that bus: neither would end.
     *
     * @param recorded the event
     * @param nested what becomes of events that handlers publish
     * @param nestedListener gets the nested events in the case of {@link NestedEvents#ROOTS_ONLY}, each as it left the
     *     middleware and before its handlers; is not called otherwise
     * @return what came of it when this returned; what handlers left to other threads may come later
     * @throws PlayheadException if called from inside a delivery of the same serialized bus, which would have to wait for
     *     itself
     */
    public ReplayOutcome replay(
            RecordedEvent recorded, NestedEvents nested, Consumer<? super GridEvent> nestedListener) {
        Objects.requireNonNull(recorded, "recorded");
        Objects.requireNonNull(nested, "nested");
        Objects.requireNonNull(nestedListener, "nestedListener");
        ReplayRun run = new ReplayRun(this, nested, nestedListener, order != null);
        if (order == null) {
            dispatch(recorded.event(), recorded.sequence(), run, false, ThreadScope.current());
            return run.outcome();
        }
        if (order.isDelivering()) {
            throw new PlayheadException("id=" + recorded.id() + " cannot be replayed from inside a handler of the same"
                    + " serialized bus; replay it from another thread");
        }
        submit(order, run, () -> dispatch(recorded.event(), recorded.sequence(), run, false, ThreadScope.current()));
        run.awaitDeliveries();
        return run.outcome();
    }

    /**
     * Begins a past view, before a past state is put into the application.
     *
     * @param admits asked about each event that is published, but for those published as live: what it does not admit is
     *     cancelled. Called on the publishing thread
     * @return ends it
     * @throws IllegalStateException if one is under way
     */
    public PastView beginPastView(Predicate<? super GridEvent> admits) {
        PastView begun = new PastView(this, Objects.requireNonNull(admits, "admits"));
        synchronized (changes) {
            if (pastView != null) {
                throw new IllegalStateException("a past view of this bus is under way; end that one first");
            }
            pastView = begun;
        }
        return begun;
    }

    @SuppressWarnings("ReferenceEquality") // this one, not another
    void end(PastView one) {
        synchronized (changes) {
            if (pastView == one) {
                pastView = null;
            }
        }
    }

    /** Hands on an event that was published as live during a past view to the handlers that did not get it. */
    void catchUp(PastView.Missed missed) {
        ReplayRun run = ownReplay(NestedEvents.SUPPRESS);
        Runnable delivery = () -> dispatch(missed.event(), missed.sequence(), run, false, ThreadScope.current());
        if (order == null) {
            delivery.run();
        } else {
            submit(order, run, delivery);
        }
    }

    /** What a bus is made of. A builder is for one thread; it may build several buses. */
    public static final class Builder {
        private @Nullable Consumer<? super DispatchError> errorListener;
        private boolean serialized;
        private boolean recordErrors;

        private Builder() {}

        /**
         * What to tell of failing handlers, middleware and recorders. Without this, they are logged as warnings to the logger
         * {@code dev.playhead.bus}.
         *
         * @param listener called on the thread on which it happened; if it throws itself, that is logged
         * @return this builder
         */
        public Builder errorListener(Consumer<? super DispatchError> listener) {
            this.errorListener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /**
         * Delivers one event at a time, in one order for all handlers and recorders, whatever threads publish.
         *
         * <p>The order is that of publishing. When another thread is delivering, {@code publish} leaves the event to it and
         * returns before the event was recorded or delivered; the thread that finds none delivering delivers its own event
         * and all that arrive meanwhile. What a handler publishes is delivered after the event that it is handling.
         * Middleware, recorders and handlers then run on whichever thread delivers, in the {@link CauseScope} of the one
         * that published.
         *
         * <p><b>Limits.</b> The queue is not bounded. A handler that waits for another thread to get its event delivered waits
         * for ever.
         *
         * @return this builder
         */
        public Builder serialized() {
            this.serialized = true;
            return this;
        }

        /**
         * Publishes an event of the type {@value EventBus#ERROR} when a handler fails, so that a history has it, with the
         * event that was handled as its cause. The payload is a map: {@code class} and {@code message} of what was thrown, the
         * pattern of the {@code handler}, and the {@code type} of the event. It is not done for failing handlers of such
         * events themselves, nor during a replay.
         *
         * @return this builder
         */
        public Builder recordErrors() {
            this.recordErrors = true;
            return this;
        }

        /**
         * Makes the bus.
         *
         * @return a new bus
         */
        public EventBus build() {
            return new EventBus(this);
        }
    }
}
