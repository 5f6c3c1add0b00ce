package dev.playhead;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The way of a state out of an application's model, and back into it. See {@link EventHistory#restoreInto}.
 *
 * <p><b>Threading.</b> Called on any thread, one call at a time: the next one comes when the stage of the last is complete. A
 * model that is confined to a thread is reached there by {@link #on}.
 *
 * @param <S> the state, immutable, of the same kind as the projection's
 */
public interface StateAdapter<S> {
    /**
     * Takes the state that the model has now.
     *
     * @return completes with the state
     */
    CompletionStage<? extends S> capture();

    /**
     * Puts a state into the model. What the model publishes about that, until the stage is complete, is not recorded.
     *
     * @param state the state
     * @return completes when the model shows the state
     */
    CompletionStage<?> restore(S state);

    /**
     * An adapter of a model that is confined to a thread.
     *
     * @param thread runs tasks there: {@code SwingUtilities::invokeLater}, {@code Platform::runLater}, or {@code
     *     Runnable::run} for a model that any thread may use
     * @param capture takes the state
     * @param restore puts a state in
     * @param <S> the state
     * @return the adapter
     */
    static <S> StateAdapter<S> on(Executor thread, Supplier<? extends S> capture, Consumer<? super S> restore) {
        Objects.requireNonNull(thread, "thread");
        Objects.requireNonNull(capture, "capture");
        Objects.requireNonNull(restore, "restore");
        return new StateAdapter<>() {
            @Override
            public CompletionStage<? extends S> capture() {
                return CompletableFuture.supplyAsync(capture, thread);
            }

            @Override
            public CompletionStage<?> restore(S state) {
                return CompletableFuture.runAsync(() -> restore.accept(state), thread);
            }
        };
    }
}
