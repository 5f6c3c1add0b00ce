package dev.playhead.cli.input;

import dev.playhead.EventHistory;
import dev.playhead.HistoryProblem;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.grid.GridState;
import dev.playhead.timetravel.Projection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A background task that folds the states of grids while events are recorded, so that the file contains checkpoints of
 * these states. The projection must be registered with the history. If there are no grid events, the task only reads
 * the types in the headers of blocks.
 */
public final class GridCheckpoints implements AutoCloseable {
    /** The projection to register with the history. */
    public static final Projection<GridState> PROJECTION = GridState.projection();

    private static final Duration PAUSE = Duration.ofMillis(500);
    /**
     * The greatest number of events in the first fold. If more events would have to be folded, the task ends, and
     * readers fold them.
     */
    private static final long MOST_BEFORE = 1_000_000;
    /**
     * The greatest number of events folded after recording has ended. It is limited because the user waits for the end.
     */
    private static final long MOST_AT_END = 200_000;

    private final EventHistory history;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Thread thread;
    // Confined to the thread.
    private long next;
    private boolean hasGrids;
    private boolean hasFolded;

    public GridCheckpoints(EventHistory history) {
        this.history = history;
        this.thread = new Thread(this::run, "playhead-checkpoints");
        thread.setDaemon(true);
    }

    /** Begins to fold the recorded events. */
    public void begin() {
        thread.start();
    }

    /** {@return whether a problem affects only states, so that a command that only records need not report it} */
    public static boolean isAbout(HistoryProblem problem) {
        return switch (problem.kind()) {
            case PROJECTION_FAILED, EVENT_MISFITS, STATE_OUTDATED -> true;
            default -> false;
        };
    }

    private void run() {
        try {
            while (!ending.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                fold();
            }
            fold();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (PlayheadException e) {
            // The states are unknown, or too many events would have to be folded. Readers fold the events, or report
            // the reason.
        }
    }

    private void fold() {
        hasGrids = hasGrids || findsGrids();
        if (hasGrids) {
            GridState unused = history.timeline().snapshot().state(PROJECTION, this::isWorthIt);
            hasFolded = true;
        }
    }

    private boolean isWorthIt(long done, long total) {
        long left = total - done;
        return (hasFolded || left <= MOST_BEFORE) && (ending.getCount() > 0 || left <= MOST_AT_END);
    }

    private boolean findsGrids() {
        EventFilter more = EventFilter.sequenceBetween(next, Long.MAX_VALUE);
        long behind = history.durableSequence() + 1;
        Optional<RecordedEvent> found =
                history.events(more.and(PROJECTION.relevant())).findFirst();
        next = Math.max(next, behind);
        return found.isPresent();
    }

    /**
     * Folds the remaining events, unless there are too many, and ends the task. Must be called before the history is
     * closed, because closing the history stores the checkpoints.
     */
    @Override
    public void close() {
        ending.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
