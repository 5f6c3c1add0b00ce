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
 * The way of a state out of an application's model, and back into it. See {@link EventHistory#restoreInto}.
 *
 * <p><b>Threading.</b> Called on any thread, one call at a time: the next one comes when the stage of the last is complete. A
 * model that is confined to a thread is reached there by {@link #on}.
 *
 * @param <S> the state, immutable, of the same kind as the projection's
 */
public interface StateAdapter<S> {
    /**
     * Takes the state that the model has now. Needed where the model has something that does not follow from events.
     *
     * <p>Take it from the model, never from the history: when this is called, the timeline shows the past state already.
     *
     * @return completes with the state; with null, as it does unless overridden, for the state that follows from the events
     *     recorded by now
     */
    default CompletionStage<? extends @Nullable S> capture() {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Puts a state into the model. What the model publishes on attached buses meanwhile, on the thread of this call, is
     * dropped; what it publishes elsewhere, until the stage is complete, is not recorded. An adapter that puts the state in on
     * another thread does so by {@link PastView#restoring}, as {@link #on} does.
     *
     * @param state the state
     * @return completes when the model shows the state
     */
    CompletionStage<?> restore(S state);

    /**
     * An adapter of a model that is confined to a thread, all of whose state follows from events: where the model comes back,
     * it gets the state that the history has.
     *
     * @param thread runs tasks there
     * @param restore puts a state in
     * @param <S> the state
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
     * An adapter of a model that is confined to a thread.
     *
     * @param thread runs tasks there: {@code SwingUtilities::invokeLater}, {@code Platform::runLater}, or {@code
     *     Runnable::run} for a model that any thread may use
     * @param capture takes the state from the model, not from the history: see {@link #capture}
     * @param restore puts a state in
     * @param <S> the state
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
