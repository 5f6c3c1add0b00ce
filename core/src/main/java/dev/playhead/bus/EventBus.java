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
 * An event bus: it delivers the events that an application publishes to the handlers that subscribed to them.
 *
 * <pre>{@code
 * EventBus bus = EventBus.create();
 * bus.subscribe("cell:*", event -> repaint(event));
 * bus.subscribe(CELL_EDIT, (event, edit) -> save(edit), SubscribeOption.liveOnly());
 * bus.publish(CELL_EDIT.event(new CellEdit("orders", 7, "price", 10, 12)));
 * }</pre>
 *
 * <p>An event passes the {@linkplain #use middleware}, receives the metadata of its {@linkplain CauseScope cause}, is
 * {@linkplain #recordWith recorded}, and is then delivered to the handlers whose pattern matches its type. If a handler
 * throws, the other handlers still receive the event, and the error is passed to the error listener.
 *
 * <p><b>Threading.</b> Any thread may call any method, also from inside handlers and middleware. An event is delivered
 * on the publishing thread, before {@code publish} returns. No lock is held during the delivery. If a handler publishes
 * an event, that event is delivered completely before the handler continues. A {@linkplain Builder#serialized()
 * serialized} bus may deliver an event later and on another thread. A subscription or a middleware takes effect with
 * the next event. If the subscription of a handler is closed while an event is being delivered, the handler is not
 * called for that event any more, except for calls that have already begun on other threads.
 *
 * <p><b>Cost.</b> Publishing takes time in proportion to the number of matching handlers. On a bus that is not
 * serialized, publishing itself usually allocates nothing unless the event has a cause. A change of the subscriptions
 * copies the table of handlers; the handlers of a type are then determined again when an event of the type is next
 * published.
 */
public final class EventBus {
    /**
     * The interface of an exception that a {@linkplain EventBus#recordWith recorder} throws although it recorded the
     * event.
     */
    public interface RecordedDespiteFailure {
        /**
         * Returns the sequence of the recorded event.
         *
         * @return the sequence, which later events use as the id of their cause
         */
        long sequence();
    }

    /**
     * The result of replaying one event.
     *
     * @param failed the number of failed calls: of handlers of the event itself, of handlers of nested events, and of
     *     the replay's listener; each failure was also reported to an error listener, or logged
     * @param suppressed the number of nested events that were dropped
     */
    public record ReplayOutcome(int failed, int suppressed) {}

    /** The type of the events that {@link Builder#recordErrors()} publishes. */
    public static final String ERROR = "error";

    private static final String LOGGER = "dev.playhead.bus";

    private final ErrorReporter errors;
    private final boolean recordErrors;
    private final @Nullable DeliveryOrder order;

    /** The lock for replacing the three fields below. Never held while application code runs. */
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
     * Creates a bus that logs errors and delivers on the publishing threads.
     *
     * @return the bus
     */
    public static EventBus create() {
        return builder().build();
    }

    /**
     * Returns a builder for a bus with other settings.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Publishes an event.
     *
     * <p>Exceptions of middleware, recorders and handlers are passed to the error listener. Only a {@code
     * VirtualMachineError} (out of memory, or out of stack because a handler endlessly publishes the events that it
     * handles) ends the delivery and is thrown here or, if the bus is serialized, on the thread that delivers.
     *
     * @param event the event
     */
    public void publish(GridEvent event) {
        publish(event, false);
    }

    /**
     * Publishes an event with an option.
     *
     * @param event the event
     * @param option {@link PublishOption#asLive()}
     */
    public void publish(GridEvent event, PublishOption option) {
        Objects.requireNonNull(option, "option");
        publish(event, true);
    }

    /**
     * Publishes events one after the other with {@link #publish(GridEvent)}. So each event is recorded separately, and
     * events of other threads may be published between them.
     *
     * @param events the events, in order; if an event is null, no event is published
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
            return; // the echo of a state that is being restored
        }
        boolean unused = restoring && scope.restoring(false); // events that handlers publish are not echoes
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

    /**
     * Calls the handlers. If the event is replayed, skips handlers that are live only. If {@code apart} is true, the
     * event does not belong to the state that is shown, so only handlers that are live only are called.
     */
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

    /**
     * Returns the message of an exception; another text if the exception itself throws when its message is requested.
     */
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
     * @param typePattern a type, or a pattern in which each {@code *} matches any characters: {@code cell:edit}, {@code
     *     cell:*}, {@code *}
     * @param handler called for each matching event
     * @param options the options of the subscription
     * @return the subscription; closing it removes the handler
     */
    public Subscription subscribe(String typePattern, Consumer<GridEvent> handler, SubscribeOption... options) {
        Objects.requireNonNull(typePattern, "typePattern");
        Objects.requireNonNull(handler, "handler");
        return add(new Handler(TypePattern.of(typePattern), handler, options));
    }

    /**
     * Subscribes to the events of one type, with payloads of an application class. A payload that is an instance of the
     * class is passed unchanged; any other, such as that of a replayed event, is converted from plain data. If a
     * payload does not fit the class, this counts as a failure of the handler, and the handler is not called.
     *
     * @param type the type of events
     * @param handler called with the event and its payload
     * @param options the options of the subscription
     * @param <P> the class of payloads
     * @return the subscription; closing it removes the handler
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
     * Adds middleware, after the existing middleware and before the recorders.
     *
     * @param middleware the stage
     * @return the subscription; closing it removes the stage
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
     * Adds a recorder. The recorder receives every live event that was not canceled, after all middleware and before
     * the handlers, regardless of the order of attachment. If middleware replaced an event, the recorder receives the
     * replacement. Replayed events, and events published in the context of a replay, are not recorded.
     *
     * <p>If there are several recorders, each of them receives the event. The first sequence that a recorder returns
     * becomes the id of the event: later events use this id to name the event as their cause. If a recorder throws, the
     * exception is reported to the error listener, and the event continues. If the exception is {@link
     * RecordedDespiteFailure}, its sequence is used.
     *
     * @param recorder records the event and returns its sequence, or a negative number if it did not record it
     * @return the subscription; closing it detaches the recorder
     */
    public Subscription recordWith(ToLongFunction<? super GridEvent> recorder) {
        Objects.requireNonNull(recorder, "recorder");
        EventPipeline.Recorder attached = new EventPipeline.Recorder(recorder);
        rebuild(chain -> chain.with(attached));
        return () -> rebuild(chain -> chain.without(attached));
    }

    /**
     * Dispatches a recorded event to the handlers again, in the context of a replay. The event bypasses the middleware,
     * which it passed when it was live, and the recorders. Handlers that are {@link SubscribeOption#liveOnly()} are not
     * called. Events that the other handlers publish during this call are never recorded; {@code nested} determines
     * whether they are delivered.
     *
     * <p>On a serialized bus, this method waits for its turn, and then until the event and all nested events have been
     * delivered. Do not wait for a replay inside a handler of that bus: this would deadlock.
     *
     * @param recorded the event
     * @param nested the treatment of events that handlers publish
     * @param nestedListener with {@link NestedEvents#ROOTS_ONLY}, receives each nested event on this bus after the
     *     middleware and before the handlers of that event; not called otherwise
     * @return the outcome at the time of return; work that handlers handed to other threads may finish later
     * @throws PlayheadException if called from inside a delivery of the same serialized bus, which would have to wait
     *     for itself
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
     * Begins a past view. Call this before a past state is put into the application.
     *
     * @param admits called by the delivering thread with each event, except events published as live, in the context of
     *     a replay, or while a state is restored; rejected events are canceled
     * @return the past view, which must be ended
     * @throws IllegalStateException if a past view is in progress
     */
    public PastView beginPastView(Predicate<? super GridEvent> admits) {
        PastView begun = new PastView(this, Objects.requireNonNull(admits, "admits"));
        synchronized (changes) {
            if (pastView != null) {
                throw new IllegalStateException("a past view of this bus is already in progress; end it first");
            }
            pastView = begun;
        }
        return begun;
    }

    @SuppressWarnings("ReferenceEquality") // this view and no other
    void end(PastView one) {
        synchronized (changes) {
            if (pastView == one) {
                pastView = null;
            }
        }
    }

    /**
     * Delivers an event that was published as live during a past view, but only to the handlers that have not received
     * the event.
     */
    void catchUp(PastView.Missed missed) {
        ReplayRun run = ownReplay(NestedEvents.SUPPRESS);
        Runnable delivery = () -> dispatch(missed.event(), missed.sequence(), run, false, ThreadScope.current());
        if (order == null) {
            delivery.run();
        } else {
            submit(order, run, delivery);
        }
    }

    /** A builder of buses. For use by one thread; it may build several buses. */
    public static final class Builder {
        private @Nullable Consumer<? super DispatchError> errorListener;
        private boolean serialized;
        private boolean recordErrors;

        private Builder() {}

        /**
         * Sets the listener for failures of handlers, middleware, recorders, replay listeners and past views. Without a
         * listener, these failures are logged as warnings to the logger {@code dev.playhead.bus}.
         *
         * @param listener called on the thread of the failure; if the listener itself throws, its exception is logged
         * @return this builder
         */
        public Builder errorListener(Consumer<? super DispatchError> listener) {
            this.errorListener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /**
         * Makes the bus deliver one event at a time, in the same order for all handlers and recorders, regardless of
         * which threads publish.
         *
         * <p>Events are delivered in the order in which they are published. If another thread is delivering, {@code
         * publish} leaves the event to that thread and may return before the event is recorded or delivered. If no
         * thread is delivering, the publishing thread delivers its own event and all events that arrive in the
         * meantime. An event that a handler publishes is delivered after the event that the handler is handling.
         * Middleware, recorders and handlers run on the thread that delivers, in the {@link CauseScope} of the thread
         * that published.
         *
         * <p><b>Limits.</b> The queue is not bounded. A handler must not wait until another event is delivered, because
         * the handler would wait forever.
         *
         * @return this builder
         */
        public Builder serialized() {
            this.serialized = true;
            return this;
        }

        /**
         * Makes the bus publish an event of the type {@value EventBus#ERROR} when a handler fails, so that a history
         * contains the failure. The cause of this event is the event that was handled. The payload is a map with the
         * {@code class} and {@code message} of the exception, the pattern of the {@code handler}, and the {@code type}
         * of the event. No such event is published during a replay, or if a handler of an event of the type {@value
         * EventBus#ERROR} fails.
         *
         * @return this builder
         */
        public Builder recordErrors() {
            this.recordErrors = true;
            return this;
        }

        /**
         * Creates the bus.
         *
         * @return a new bus
         */
        public EventBus build() {
            return new EventBus(this);
        }
    }
}
