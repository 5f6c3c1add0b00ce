package dev.playhead.cli.input;

import dev.playhead.EventHistory;
import dev.playhead.cli.Ending;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.io.EventSerializer;
import dev.playhead.io.ImportOptions;
import dev.playhead.io.ImportReport;
import dev.playhead.storage.NotDurableException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A recorder of the events that arrive on a stream. A dedicated thread reads the stream, because a read from a pipe or
 * terminal cannot be interrupted, and the command must be able to end during a read.
 */
public final class Arrivals implements EventSerializer.Sink {
    /** The time limit for recording the events that had arrived when the end was requested. */
    private static final long MAX_DRAINING_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * The limit of reported problems in a row. Without a limit, every line of input that is not an event stream would
     * be reported.
     */
    private static final int MAX_PROBLEMS_IN_A_ROW = 100;

    private static final Duration DRAINING_PAUSE = Duration.ofMillis(10);

    private final EventHistory history;
    private final Input in;
    private final ImportOptions options;
    private final Consumer<ImportReport.Problem> problems;
    private final Consumer<ImportReport.Problem> notes;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Throwable failure;
    private boolean stopped; // guarded by this, as are the following fields
    private long recorded;
    private long rejected;
    private long missing;
    private int problemsInARow;
    private long firstSequence = -1;
    private long lastSequence = -1;

    public Arrivals(
            EventHistory history,
            InputStream in,
            ImportOptions options,
            Consumer<ImportReport.Problem> problems,
            Consumer<ImportReport.Problem> notes) {
        this.history = history;
        this.options = options;
        this.notes = notes;
        this.in = new Input(in);
        this.problems = problems;
    }

    public void begin() {
        Thread thread = new Thread(this::read, "playhead-input");
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try {
            EventSerializer.read(in, this, options);
        } catch (Throwable e) { // check() rethrows the failure
            failure = e;
        } finally {
            ended.countDown();
        }
    }

    /**
     * Waits for the given time, or until the stream has ended. If the end is requested, records the events that have
     * arrived, for at most one second, and no later events. Returns whether the recording has ended.
     */
    public boolean awaitEnd(Ending ending, Duration time) {
        if (ending.isAsked()) {
            drain();
            return true;
        }
        return await(time) || (ending.isAsked() && awaitEnd(ending, time));
    }

    private void drain() {
        long endNanos = System.nanoTime() + MAX_DRAINING_NANOS;
        while (System.nanoTime() < endNanos && in.hasMore() && !await(DRAINING_PAUSE)) {
            // The reading thread records events during the wait.
        }
        synchronized (this) {
            stopped = true;
        }
    }

    private boolean await(Duration time) {
        try {
            return ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Throws the failure that ended the reading before the end of the stream, if there was a failure. */
    public void check() {
        Throwable why = failure;
        if (why instanceof Error error) {
            throw error;
        }
        if (why instanceof RuntimeException exception) {
            throw exception;
        }
    }

    @Override
    public synchronized void recordingBreak(RecordingBreak recordingBreak) {
        missing++;
    }

    @Override
    public synchronized void gap(SequenceRange lost) {
        missing++;
    }

    /** {@return the number of breaks and gaps in the stream, which are not recorded with its events} */
    public synchronized long missing() {
        return missing;
    }

    @Override
    public synchronized void event(GridEvent event, long sequence) {
        if (stopped) {
            return;
        }
        long given;
        try {
            given = history.recordEvent(sequence < 0 ? event : event.with(ImportReport.IMPORTED_SEQUENCE, sequence));
        } catch (NotDurableException e) {
            given = e.sequence(); // the event is recorded; the history has reported the problem and tries again
        }
        if (given == EventHistory.NOT_RECORDED) {
            return; // a rule for sensitive data excluded it
        }
        problemsInARow = 0;
        recorded++;
        firstSequence = firstSequence < 0 ? given : firstSequence;
        lastSequence = given;
    }

    @Override
    public void problem(ImportReport.Problem problem) {
        synchronized (this) {
            if (stopped) {
                return;
            }
            rejected++;
            if (++problemsInARow > MAX_PROBLEMS_IN_A_ROW) {
                return;
            }
        }
        problems.accept(problem);
    }

    @Override
    public void note(ImportReport.Problem note) {
        notes.accept(note);
    }

    /** {@return the given ranges, restricted to the sequences from the first to the last recorded event} */
    public synchronized List<SequenceRange> among(List<SequenceRange> ranges) {
        return ranges.stream()
                .filter(range -> range.first() <= lastSequence && range.last() >= firstSequence)
                .map(range ->
                        new SequenceRange(Math.max(range.first(), firstSequence), Math.min(range.last(), lastSequence)))
                .toList();
    }

    public synchronized long recorded() {
        return recorded;
    }

    public synchronized long rejected() {
        return rejected;
    }

    public synchronized long firstSequence() {
        return firstSequence;
    }

    public synchronized long lastSequence() {
        return lastSequence;
    }

    /**
     * A stream that records whether its reader waits for input. A waiting reader has processed all data that it read
     * before.
     */
    private static final class Input extends FilterInputStream {
        private volatile boolean awaited;

        Input(InputStream in) {
            super(in);
        }

        boolean hasMore() {
            try {
                return !awaited || in.available() > 0;
            } catch (IOException e) {
                return false; // the reader receives the same exception and reports it
            }
        }

        @Override
        public int read() throws IOException {
            awaited = true;
            try {
                return in.read();
            } finally {
                awaited = false;
            }
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            awaited = true;
            try {
                return in.read(into, from, length);
            } finally {
                awaited = false;
            }
        }
    }
}
