package dev.playhead.cli.travel;

import dev.playhead.EventHistory;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.option.Moment;
import java.util.function.Consumer;

/** The jumps of a cursor to targets that the user names. Each method returns whether the cursor was moved. */
final class TravelJumps {
    private static final int FAR_PARTS = 50;

    private final EventHistory history;
    private final EventFile file;
    private final Session session;
    private final TravelCursor cursor;
    private final EventTally tally;
    private final Consumer<String> problems;

    /**
     * Creates the jumps of a cursor.
     *
     * @param history the history
     * @param file the file from which the history was loaded
     * @param session the session, which has the time zone
     * @param cursor the cursor
     * @param tally the counter, which has the first sequence
     * @param problems receives a message if a target does not exist
     */
    TravelJumps(
            EventHistory history,
            EventFile file,
            Session session,
            TravelCursor cursor,
            EventTally tally,
            Consumer<String> problems) {
        this.history = history;
        this.file = file;
        this.session = session;
        this.cursor = cursor;
        this.tally = tally;
        this.problems = problems;
    }

    boolean toStart() {
        return toSequence(tally.firstSequence());
    }

    /** Jumps by a fiftieth of the history: forward if the direction is 1, backward if it is -1. */
    boolean far(int direction) {
        long step = Math.max(1, (cursor.lastSequence() - tally.firstSequence()) / FAR_PARTS);
        return toSequence(cursor.sequence() + direction * step);
    }

    private boolean toSequence(long sequence) {
        return cursor.jumpToSequence(Math.max(sequence, tally.firstSequence()));
    }

    /** Jumps to a target that the user has typed: an id, a time, a percentage, start or end. */
    boolean to(String text) {
        switch (text) {
            case "start", "first" -> {
                return toStart();
            }
            case "end", "last", "live" -> {
                cursor.toLive();
                return true;
            }
            default -> {
                return text.matches("\\d+(\\.\\d+)?%") ? toPercentage(text) : toMoment(text);
            }
        }
    }

    private boolean toPercentage(String text) {
        double share = Math.min(100, Double.parseDouble(text.substring(0, text.length() - 1))) / 100;
        long first = tally.firstSequence();
        return toSequence(first + Math.round((cursor.lastSequence() - first) * share));
    }

    private boolean toMoment(String text) {
        Moment moment = Moment.parse(text);
        if (moment.time() != null) {
            cursor.jumpToTime(moment.time().in(file.range(history), session.zone()));
        } else if (history.getEvent(text).isPresent()) {
            cursor.jumpToEvent(text);
        } else {
            problems.accept("there is no event " + text + "; ids go from " + tally.firstSequence() + " to "
                    + cursor.lastSequence());
            return false;
        }
        return true;
    }
}
