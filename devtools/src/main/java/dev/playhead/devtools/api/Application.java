package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.HistoryClosedException;
import dev.playhead.ModelBinding;
import dev.playhead.devtools.server.BadRequest;
import dev.playhead.devtools.server.Endpoint;
import dev.playhead.devtools.server.Question;
import dev.playhead.event.PlayheadException;
import dev.playhead.timetravel.ProgressListener;
import dev.playhead.timetravel.QuestionCancelledException;
import dev.playhead.timetravel.TimelineManager;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The application whose model follows the timeline of a history: where it stands, and the requests that move it. No
 * other class of this module uses that timeline.
 *
 * <p>There are two moves: to an event, and back to live. Steps and a replay are moves to events, too. Which event is
 * next depends on the filter of the page, so the page decides it. A model that jumps over the events in between shows
 * the same state as one that was moved to each of them. So a page whose moves are slower than its replay skips events.
 *
 * <p><b>Threading.</b> Safe for any number of threads. The moves of all pages run one after the other on one
 * executor. A request waits for its move at most {@link #PATIENCE}, because a model may hang.
 */
final class Application implements AutoCloseable {
    /** The time after which the answer is that the application has not followed. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long CHECK_MILLIS = 20;

    /** The requests that may wait for their moves, so that enough threads remain for those that read. */
    private static final int MAX_WAITING = 8;

    private static final int MAX_QUEUED = 64;
    private static final long IDLE_SECONDS = 30;

    private final EventHistory history;
    private final boolean isControlled;
    private final @Nullable ThreadPoolExecutor ownExecutor;
    private final Executor executor;
    private final Duration patience;
    private final Semaphore permits = new Semaphore(MAX_WAITING);

    /**
     * Creates the view of an application.
     *
     * @param history the history with the timeline
     * @param isControlled whether pages may move the application
     * @param executor runs the moves; null for a thread of this object
     */
    Application(EventHistory history, boolean isControlled, @Nullable Executor executor) {
        this(history, isControlled, executor, PATIENCE);
    }

    Application(EventHistory history, boolean isControlled, @Nullable Executor executor, Duration patience) {
        this.history = history;
        this.isControlled = isControlled;
        this.ownExecutor = executor == null ? newThread() : null;
        this.executor = ownExecutor == null ? Objects.requireNonNull(executor) : ownExecutor;
        this.patience = patience;
    }

    private static ThreadPoolExecutor newThread() {
        ThreadPoolExecutor one = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_QUEUED), task -> {
                    Thread daemon = new Thread(task, "playhead-devtools-control");
                    daemon.setDaemon(true);
                    return daemon;
                });
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    /** {@return the requests that move the application, by path; none unless it is controlled} */
    Map<String, Endpoint> actions() {
        if (!isControlled) {
            return Map.of();
        }
        return Map.of(
                "/api/v1/control/jump",
                Api.withoutSubpaths(this::jump),
                "/api/v1/control/live",
                Api.withoutSubpaths(this::live));
    }

    boolean isControlled() {
        return isControlled;
    }

    /**
     * Returns where the application stands, as JSON: {@code at} is the sequence of the event after which the timeline
     * is, or null if it is live; {@code model} is whether a model follows it.
     */
    String json() {
        TimelineManager timeline;
        try {
            timeline = history.timeline();
        } catch (HistoryClosedException e) {
            return "{\"at\":null,\"model\":false}"; // the live stream tells the page that the history is closed
        }
        String at = timeline.isLive() ? "null" : Long.toString(timeline.position());
        return "{\"at\":" + at + ",\"model\":" + history.boundModel().isPresent() + "}";
    }

    private void jump(Question question, JsonGenerator out) {
        question.require("to");
        long to = question.number("to", 0, 0, Long.MAX_VALUE);
        move(question, timeline -> timeline.jumpToEvent(Long.toString(to)), false);
        answer(out);
    }

    private void live(Question question, JsonGenerator out) {
        move(question, TimelineManager::toLive, true);
        answer(out);
    }

    private void answer(JsonGenerator out) {
        out.writeStartObject();
        out.writeName("application");
        out.writeRawValue(json());
        out.writeEndObject();
    }

    private void move(Question question, Consumer<TimelineManager> move, boolean toLive) {
        TimelineManager timeline = history.timeline();
        if (!permits.tryAcquire()) {
            throw tooMany();
        }
        AtomicBoolean givenUp = new AtomicBoolean();
        try {
            Runnable unlessGivenUp = () -> {
                if (!givenUp.get()) {
                    move.accept(timeline);
                }
            };
            await(begin(unlessGivenUp).thenCompose(moved -> whenFollowed(toLive)), question.watch());
        } finally {
            // A move that has not begun is dropped: its page is gone, or has the answer that nothing followed.
            givenUp.set(true);
            permits.release();
        }
    }

    private CompletableFuture<?> begin(Runnable move) {
        try {
            return CompletableFuture.runAsync(move, executor);
        } catch (RejectedExecutionException e) {
            throw tooMany();
        }
    }

    private static BadRequest tooMany() {
        return new BadRequest(409, "Too many moves wait for the application. Try again when it has moved.");
    }

    /** Returns a future that completes when the bound model has followed the timeline; at once if none is bound. */
    private CompletableFuture<?> whenFollowed(boolean toLive) {
        Optional<ModelBinding<?>> bound = history.boundModel();
        if (bound.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        ModelBinding<?> model = bound.get();
        return model.settled().toCompletableFuture().exceptionally(thrown -> {
            if (toLive && !model.isAway()) {
                return null; // an earlier move failed, so that the model never left the present
            }
            Throwable cause =
                    thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
            throw new PlayheadException("The timeline was moved, but the application could not follow: " + cause
                    + ". Its adapter failed. Move again to retry.");
        });
    }

    private void await(CompletableFuture<?> followed, ProgressListener watch) {
        long begin = System.nanoTime();
        while (true) {
            try {
                followed.get(CHECK_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                if (!watch.goOn(0, 1)) {
                    throw new QuestionCancelledException("the page ended its request while the application moved");
                }
                if (System.nanoTime() - begin > patience.toNanos()) {
                    throw new BadRequest(
                            409,
                            "The application has not followed within " + patience.toSeconds()
                                    + " s. Its model may hang, or the state takes long. If it has begun to move, it goes on.");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new QuestionCancelledException("the request was interrupted while the application moved");
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                if (cause instanceof Error error) {
                    throw error;
                }
                throw cause instanceof RuntimeException exception ? exception : new IllegalStateException(cause);
            }
        }
    }

    /** Ends the thread for moves. The application stays where it is. */
    @Override
    public void close() {
        if (ownExecutor != null) {
            ownExecutor.shutdown();
        }
    }
}
