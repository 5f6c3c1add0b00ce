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
 * Folds the states of grids on a thread of its own while events are recorded, so that the file gets checkpoints of them, for
 * which the projection is registered. Where no event is of a grid it looks at the types in blocks, and folds nothing.
 */
public final class GridCheckpoints implements AutoCloseable {
    /** The projection to be registered. */
    public static final Projection<GridState> PROJECTION = GridState.projection();

    private static final Duration PAUSE = Duration.ofMillis(500);
    /** More events than that in front of those that are recorded are left to who reads them. */
    private static final long MOST_BEFORE = 1_000_000;
    /** More events than that are not folded when recording has ended, since somebody waits for it. */
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

    /** Begins to fold what is recorded. */
    public void begin() {
        thread.start();
    }

    /** Returns whether a problem is one of states alone, of which those who only record need not know. */
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
            // States are unknown here, or too many events are to be folded: readers fold them, or say why not.
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

    /** Folds what is left, if that is little, and ends. Called before the history is closed, which stores the checkpoints. */
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
