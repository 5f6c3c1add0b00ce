package dev.playhead.cli.travel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TravelPlayerTest {
    private static final long MILLI = 1_000_000;

    private final AtomicLong nanos = new AtomicLong(-5_000 * MILLI); // System.nanoTime() may return any value
    private final List<RecordedEvent> events = new ArrayList<>();
    private final TravelPlayer player = new TravelPlayer(
            nanos::get,
            after -> events.stream().filter(e -> e.sequence() > after).iterator());

    private static Instant time(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    private void events(long... millis) {
        for (long at : millis) {
            events.add(RecordedEvent.of(events.size(), GridEvent.of("t", null).at(time(at))));
        }
    }

    private @Nullable Long after(long millis) {
        nanos.addAndGet(millis * MILLI);
        RecordedEvent event = player.advance();
        return event == null ? null : event.sequence();
    }

    @Test
    void shouldPlayEventsWhenTheyAreDue() {
        events(0, 100, 250);
        player.play(0, time(0));

        assertThat(after(99)).isNull();
        assertThat(player.waitNanos()).isEqualTo(MILLI);
        assertThat(after(1)).isEqualTo(1);
        assertThat(after(149)).isNull();
        assertThat(after(1)).isEqualTo(2);
        assertThat(player.isPlaying()).as("playing at the end").isFalse();
    }

    @Test
    void shouldNotDriftAfterADelay() {
        events(0, 100, 200, 300);
        player.play(0, time(0));

        assertThat(after(230)).isEqualTo(2);
        assertThat(after(69)).isNull();
        assertThat(after(1)).isEqualTo(3);
    }

    @Test
    void shouldNotWaitForTimesThatRunBackwards() {
        events(100, 50, 60, 120);
        player.play(0, time(100));

        assertThat(after(0)).isEqualTo(2);
        assertThat(after(19)).isNull();
        assertThat(after(1)).isEqualTo(3);
    }

    @Test
    void shouldNeverWaitLongerThanASecond() {
        events(0, 86_400_000L, 86_400_100L);
        events.add(RecordedEvent.of(3, GridEvent.of("t", null).at(Instant.MAX)));
        player.play(0, time(0));

        assertThat(after(999)).isNull();
        assertThat(after(1)).isEqualTo(1);
        assertThat(after(100)).isEqualTo(2);
        assertThat(after(1_000)).isEqualTo(3);
    }

    @Test
    void shouldChangeTheSpeedDuringAWait() {
        events(0, 800, 1_600);
        player.play(0, time(0));

        assertThat(after(400)).isNull();
        player.changeSpeed(1);
        assertThat(player.speed()).isEqualTo(2);
        assertThat(after(399)).isNull();
        assertThat(after(1)).isEqualTo(1);
        assertThat(after(400)).isEqualTo(2);
    }

    @Test
    void shouldPlayAllEventsImmediatelyAtUnlimitedSpeed() {
        events(0, 1_000, 2_000_000, 3_000_000);
        player.changeSpeed(100);
        assertThat(player.speed()).isInfinite();
        player.play(-1, Instant.MIN);

        assertThat(after(0)).isEqualTo(3);
        player.changeSpeed(-100);
        assertThat(player.speed()).isEqualTo(0.01);
    }

    @Test
    void shouldPlayTheFirstEventImmediately() {
        events(1_000, 1_010);
        player.play(-1, Instant.MIN);

        assertThat(after(0)).isZero();
        assertThat(after(10)).isEqualTo(1);
    }

    @Test
    void shouldPauseAndContinueFromAnyEvent() {
        events(0, 100, 200);
        player.play(0, time(0));
        assertThat(after(50)).isNull();

        player.pause();
        assertThat(after(1_000)).isNull();
        player.play(1, time(100));
        assertThat(after(99)).isNull();
        assertThat(after(1)).isEqualTo(2);
    }
}
