package dev.playhead.timetravel;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time do something. The platform gives it: a lock where there are threads, {@link #ofOneThread} where there
 * is one.
 *
 * <p><b>Threading.</b> What is done under one exclusion happens before what is done under it next. An action may use another
 * exclusion, and may not use this one.
 */
public interface MutualExclusion {
    /**
     * Answers by an action, while no other one is run.
     *
     * @param action the action, which is short and calls no code of the application's
     * @param <T> the answer
     * @return what the action returns
     */
    <T extends @Nullable Object> T get(Supplier<T> action);

    /**
     * Runs an action, while no other one is run.
     *
     * @param action the action, which is short and calls no code of the application's
     */
    void run(Runnable action);

    /**
     * Gives what suffices where all is done by one thread, as in a browser.
     *
     * @return an exclusion that runs actions, and excludes nobody
     */
    static MutualExclusion ofOneThread() {
        return new MutualExclusion() {
            @Override
            public <T extends @Nullable Object> T get(Supplier<T> action) {
                return action.get();
            }

            @Override
            public void run(Runnable action) {
                action.run();
            }
        };
    }
}
