package dev.playhead.cli.input;

import dev.playhead.EventHistory;
import dev.playhead.bus.Subscription;
import java.util.function.Consumer;

/**
 * Passes on what is missing in a history while its events are read, before the event behind it: what is known to begin with, and
 * more where a block turns out to be damaged.
 */
final class MissingWatch {
    private final EventHistory history;
    private final Consumer<? super MissingEvents> missing;
    private boolean changed = true;

    /** Creates a watch over a history that reports problems on the thread that runs into them. */
    MissingWatch(EventHistory history, Consumer<? super MissingEvents> missing) {
        this.history = history;
        this.missing = missing;
        Subscription unusedAsItEndsWithTheHistory = history.onProblem(problem -> changed = true);
    }

    /** Passes on what is missing if there is more of it. Called before each event, and at the end. */
    void look() {
        if (changed) {
            changed = false;
            missing.accept(MissingEvents.of(history));
        }
    }
}
