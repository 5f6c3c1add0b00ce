package dev.playhead.cli.input;

import dev.playhead.EventHistory;
import dev.playhead.bus.Subscription;
import java.util.function.Consumer;

/**
 * A watch that passes on the missing events of a history while its events are read, before the event that follows them:
 * first those already known, then more if a block turns out to be damaged.
 */
final class MissingWatch {
    private final EventHistory history;
    private final Consumer<? super MissingEvents> missing;
    private boolean changed = true;

    /** Creates a watch over a history that reports problems on the thread that encounters them. */
    MissingWatch(EventHistory history, Consumer<? super MissingEvents> missing) {
        this.history = history;
        this.missing = missing;
        Subscription unusedAsItEndsWithTheHistory = history.onProblem(problem -> changed = true);
    }

    /** Passes on the missing events if there are more than before. Must be called before each event and at the end. */
    void look() {
        if (changed) {
            changed = false;
            missing.accept(MissingEvents.of(history));
        }
    }
}
