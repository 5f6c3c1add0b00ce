package dev.playhead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LongWaitsTest {
    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

    private static List<String> announcements(Duration maxGap, double speed, Instant... times) {
        List<RecordedEvent> events = new ArrayList<>();
        for (int i = 0; i < times.length; i++) {
            events.add(RecordedEvent.of(i, GridEvent.of("a", Map.of(), times[i], "user", Map.of())));
        }
        List<String> announced = new ArrayList<>();
        LongWaits waits = new LongWaits(events.iterator(), maxGap, speed, announced::add);
        events.forEach(waits::after);
        return announced;
    }

    @Test
    void shouldAnnounceAGapOfThreeDaysThatIsCut() {
        assertThat(announcements(
                        Duration.ofHours(1), 1, START, START.plusSeconds(1), START.plusSeconds(1 + 3 * 86_400)))
                .containsExactly("event 2 follows in 1 h 0 min, after a gap of 3 d 0 h, cut to 1 h 0 min by --max-gap;"
                        + " a smaller --max-gap or a higher --speed shortens it");
    }

    @Test
    void shouldAnnounceAWaitThatIsNotCut() {
        assertThat(announcements(Duration.ofHours(1), 2, START, START.plusSeconds(60)))
                .containsExactly("event 1 follows in 30.00 s, after a gap of 1 min 0 s; a smaller --max-gap or a higher"
                        + " --speed shortens it");
    }

    @Test
    void shouldNotAnnounceShortWaitsAndTimesThatRunBackwards() {
        assertThat(announcements(Duration.ofHours(1), 1, START, START.plusSeconds(9)))
                .isEmpty();
        assertThat(announcements(Duration.ofHours(1), 1_000, START, START.plusSeconds(86_400)))
                .isEmpty();
        assertThat(announcements(Duration.ofSeconds(5), 1, START, START.plusSeconds(86_400)))
                .isEmpty();
        assertThat(announcements(Duration.ofHours(1), 1, START, START.minusSeconds(86_400)))
                .isEmpty();
        assertThat(announcements(Duration.ofHours(1), 1)).isEmpty();
    }

    @Test
    void shouldAnnounceTheLongestPossibleGap() {
        assertThat(announcements(Duration.ofHours(1), 1, Instant.MIN, Instant.MAX))
                .hasSize(1);
    }
}
