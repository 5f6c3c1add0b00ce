package dev.playhead.cli.command;

import dev.playhead.cli.output.Times;
import dev.playhead.event.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Announcements of long waits in a replay, so that a user does not mistake a wait for the end. Reads one event ahead of
 * the replay.
 */
final class LongWaits {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Iterator<RecordedEvent> ahead;
    private final Duration maxGap;
    private final double speed;
    private final Consumer<String> say;
    private @Nullable RecordedEvent next;

    /**
     * Creates the announcements of a replay.
     *
     * @param ahead the replayed events
     * @param maxGap the longest pause, before the speed is applied
     * @param speed the speed factor, relative to the recorded times
     * @param say accepts each announcement
     */
    LongWaits(Iterator<RecordedEvent> ahead, Duration maxGap, double speed, Consumer<String> say) {
        this.ahead = ahead;
        this.maxGap = maxGap;
        this.speed = speed;
        this.say = say;
    }

    /** Announces the length of the wait after an event, if the wait is long. */
    void after(RecordedEvent event) {
        RecordedEvent following = next;
        while (ahead.hasNext() && (following == null || following.sequence() <= event.sequence())) {
            following = ahead.next();
        }
        next = following;
        if (following == null || following.sequence() <= event.sequence()) {
            return;
        }
        Duration gap = between(event.timestamp(), following.timestamp());
        boolean isCut = gap.compareTo(maxGap) > 0;
        double seconds = (isCut ? maxGap : gap).toSeconds() / speed;
        if (seconds >= LONG.toSeconds()) {
            say.accept("event " + following.id() + " follows in " + Times.length(Duration.ofSeconds((long) seconds))
                    + ", after a gap of " + Times.length(gap)
                    + (isCut ? ", cut to " + Times.length(maxGap) + " by --max-gap" : "")
                    + "; a smaller --max-gap or a higher --speed shortens it");
        }
    }

    /** {@return the time between two events, or the greatest possible duration if the time is longer} */
    private static Duration between(Instant from, Instant to) {
        try {
            return Duration.between(from, to);
        } catch (ArithmeticException e) {
            return Duration.ofSeconds(Long.MAX_VALUE);
        }
    }
}
