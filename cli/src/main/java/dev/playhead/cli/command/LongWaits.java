package dev.playhead.cli.command;

import dev.playhead.cli.output.Times;
import dev.playhead.event.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Announces the long waits of a replay, which would else look like its end. It reads one event ahead of the replay. */
final class LongWaits {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final Iterator<RecordedEvent> ahead;
    private final Duration maxGap;
    private final double speed;
    private final Consumer<String> say;
    private @Nullable RecordedEvent next;

    /**
     * Begins before the first event.
     *
     * @param ahead the events that are replayed
     * @param maxGap the longest pause, before the speed is applied
     * @param speed how many times faster than it happened
     * @param say takes what there is to say
     */
    LongWaits(Iterator<RecordedEvent> ahead, Duration maxGap, double speed, Consumer<String> say) {
        this.ahead = ahead;
        this.maxGap = maxGap;
        this.speed = speed;
        this.say = say;
    }

    /** Says how long the replay waits after an event, if that is long. */
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
                    + (isCut ? ", of which --max-gap leaves " + Times.length(maxGap) : "")
                    + "; a smaller --max-gap or a greater --speed shortens it");
        }
    }

    /** Returns the time between two events; the greatest there is where it is more. */
    private static Duration between(Instant from, Instant to) {
        try {
            return Duration.between(from, to);
        } catch (ArithmeticException e) {
            return Duration.ofSeconds(Long.MAX_VALUE);
        }
    }
}
