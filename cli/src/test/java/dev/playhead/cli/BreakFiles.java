package dev.playhead.cli;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.grid.GridEvents;
import dev.playhead.grid.GridState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * A writer of Playhead files that have a pause in recording. A row has a price, which is updated several times. Each
 * new price is the number of its update. Updates 0 to 4 are recorded as events 0 to 4. Updates 5 to 8 happen during a
 * pause, in which a row r2 is also added. Updates 9 to 11 are recorded as events 5 to 7.
 */
public final class BreakFiles {
    public static final Instant T0 = Instant.parse("2026-03-02T10:00:00Z");

    /** The text about the break in a note. */
    public static final String BREAK =
            "recording was paused before 5: 5 events were not recorded (cell:edit 4, row:add 1),"
                    + " 2026-03-02 10:00:05.000 to 10:00:09.000";

    /** The members of the break's JSON object, with the closing brace. */
    public static final String DATA =
            "\"sequence\":5,\"from\":\"2026-03-02T10:00:05Z\",\"to\":\"2026-03-02T10:00:09Z\","
                    + "\"offered\":{\"cell:edit\":4,\"row:add\":1}}";

    private static final class Seconds extends Clock {
        private Instant now = T0;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private BreakFiles() {}

    /** The program of a process that pauses recording and then waits until it is killed. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] args) throws InterruptedException {
            Seconds clock = new Seconds();
            EventHistory history = open(Path.of(args[0]), clock);
            recordWithBreak(history, clock, true);
            history.pause();
            edit(history, clock, 12);
            history.flush();
            System.out.println("paused");
            Thread.sleep(600_000);
        }
    }

    /**
     * Writes a file with a pause in recording, unless the file already exists. Returns the file.
     *
     * @param withBaseline whether a baseline is set after the pause
     */
    public static Path write(Path folder, boolean withBaseline) {
        Path file = folder.resolve(withBaseline ? "baseline.playhead" : "paused.playhead");
        if (Files.exists(file)) {
            return file;
        }
        Seconds clock = new Seconds();
        try (EventHistory history = open(file, clock)) {
            recordWithBreak(history, clock, withBaseline);
        }
        return file;
    }

    private static EventHistory open(Path file, Seconds clock) {
        return EventHistory.builder()
                .file(file)
                .clock(clock)
                .ticker(() -> Duration.between(T0, clock.now).toNanos())
                .projection(GridState.projection())
                .build();
    }

    private static void recordWithBreak(EventHistory history, Seconds clock, boolean withBaseline) {
        record(history, clock, row("r1", 0));
        for (int price = 1; price < 5; price++) {
            edit(history, clock, price);
        }
        history.pause();
        for (int price = 5; price < 9; price++) {
            edit(history, clock, price);
        }
        record(history, clock, row("r2", 7));
        history.resume();
        if (withBaseline) {
            history.baseline(GridState.projection(), model());
        }
        for (int price = 9; price < 12; price++) {
            edit(history, clock, price);
        }
    }

    private static GridState model() {
        try (EventHistory history = EventHistory.builder().build()) {
            long unusedFirst = history.recordEvent(row("r1", 8));
            long unusedSecond = history.recordEvent(row("r2", 7));
            return history.timeline().toLive().state(GridState.projection());
        }
    }

    private static GridEvent row(String id, long price) {
        return GridEvents.ROW_ADD.event(new GridEvents.RowAdd("orders", id, Map.of("price", price), null));
    }

    private static void edit(EventHistory history, Seconds clock, long price) {
        record(
                history,
                clock,
                GridEvents.CELL_EDIT.event(new GridEvents.CellEdit("orders", "r1", "price", price - 1, price)));
    }

    private static void record(EventHistory history, Seconds clock, GridEvent event) {
        long unusedSequence = history.recordEvent(event.at(clock.now));
        clock.now = clock.now.plusSeconds(1);
    }
}
