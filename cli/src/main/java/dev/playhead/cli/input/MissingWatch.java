package dev.playhead.cli.input;

import dev.playhead.EventHistory;
import dev.playhead.bus.Subscription;
import java.util.function.Consumer;

/**
 * A watch that passes the missing events of a history to a consumer while the events are read. It passes the known
 * missing events first, and further ones when a damaged block is found, always before the event that follows them.
 */
final class MissingWatch {
    private final EventHistory history;
    private final Consumer<? super MissingEvents> missing;
    private boolean changed = true;

    /** Creates a watch. The history must report problems on the thread that encounters them. */
    MissingWatch(EventHistory history, Consumer<? super MissingEvents> missing) {
        this.history = history;
        this.missing = missing;
        Subscription unusedAsItEndsWithTheHistory = history.onProblem(problem -> changed = true);
    }

    /**
     * Passes the missing events to the consumer if there are more than before. Must be called before each event and at
     * the end.
     */
    void look() {
        if (changed) {
            changed = false;
            missing.accept(MissingEvents.of(history));
        }
    }
}
