package dev.playhead.cli.input;

import dev.playhead.EventHistory;
import dev.playhead.bus.Subscription;
import java.util.function.Consumer;

/**
 * A watch that passes the missing events of a history to a consumer while the events are read. It passes all known
 * missing events at first, and all again when a problem was reported, such as a damaged block. Each break or gap is
 * passed before the event that follows it.
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
     * Passes all known missing events to the consumer, if this is the first call or a problem was reported since the
     * last call. Must be called before each event and at the end.
     */
    void look() {
        if (changed) {
            changed = false;
            missing.accept(MissingEvents.of(history));
        }
    }
}
