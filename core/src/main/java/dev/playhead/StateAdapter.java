package dev.playhead;

import dev.playhead.bus.PastView;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An adapter that captures states of an application's model and restores them. See {@link EventHistory#restoreInto}.
 *
 * <p><b>Threading.</b> Called on any thread. A binding makes one call at a time: it begins a call only when the stage
 * of its previous call is complete. In addition, {@link EventHistory#resume} may call {@link #capture} at any time. For
 * a model confined to a thread, use an adapter from {@link #on}.
 *
 * @param <S> the type of the state, an immutable type; the same as that of the projection
 */
public interface StateAdapter<S> {
    /**
     * Captures the present state of the model. Override this method if the model has state that does not follow from
     * events.
     *
     * <p>Take the state from the model, never from the history: when this method is called, the timeline may already
     * show a past state.
     *
     * @return a stage that completes with the state, or with null for the state that follows from the events recorded
     *     so far; the default implementation completes with null
     */
    default CompletionStage<? extends @Nullable S> capture() {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Puts a state into the model. Events that the model publishes on attached buses during this call, on the calling
     * thread, are dropped. Until the stage is complete, events that are published on other threads are not recorded.
     * Neither applies to events that are published as live. An adapter that puts the state into the model on another
     * thread must call {@link PastView#restoring} there, as the adapters of {@link #on} do.
     *
     * @param state the state
     * @return a stage that completes when the model shows the state
     */
    CompletionStage<?> restore(S state);

    /**
     * Returns an adapter for a model that is confined to a thread and whose whole state follows from events. When the
     * model returns to the present, it receives the state of the history.
     *
     * @param thread runs tasks on that thread
     * @param restore puts a state into the model
     * @param <S> the type of the state
     * @return the adapter
     */
    static <S> StateAdapter<S> on(Executor thread, Consumer<? super S> restore) {
        Objects.requireNonNull(thread, "thread");
        Objects.requireNonNull(restore, "restore");
        return state -> CompletableFuture.runAsync(
                () -> PastView.restoring(() -> {
                    restore.accept(state);
                    return true;
                }),
                thread);
    }

    /**
     * Returns an adapter for a model that is confined to a thread.
     *
     * @param thread runs tasks on that thread: {@code SwingUtilities::invokeLater}, {@code Platform::runLater}, or
     *     {@code Runnable::run} for a model that any thread may use
     * @param capture returns the state of the model, not the state of the history; see {@link #capture}
     * @param restore puts a state into the model
     * @param <S> the type of the state
     * @return the adapter
     */
    static <S> StateAdapter<S> on(Executor thread, Supplier<? extends S> capture, Consumer<? super S> restore) {
        StateAdapter<S> restoring = on(thread, restore);
        Objects.requireNonNull(capture, "capture");
        return new StateAdapter<>() {
            @Override
            public CompletionStage<? extends S> capture() {
                return CompletableFuture.supplyAsync(capture, thread);
            }

            @Override
            public CompletionStage<?> restore(S state) {
                return restoring.restore(state);
            }
        };
    }
}
