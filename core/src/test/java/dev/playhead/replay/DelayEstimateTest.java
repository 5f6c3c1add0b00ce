package dev.playhead.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DelayEstimateTest {
    @Test
    void shouldFollowTheQuantileOfTheDelays() {
        Random random = new Random(3);
        DelayEstimate estimate = new DelayEstimate(0.1, 0, 500_000);
        long exceeded = 0;
        for (int i = 0; i < 20_000; i++) {
            long delay = 50_000L + random.nextInt(100_000);
            exceeded += delay > estimate.nanos() ? 1 : 0;
            estimate.add(delay);
        }

        assertThat(exceeded).isBetween(200L, 2_400L);
        assertThat(estimate.nanos()).isBetween(120_000L, 160_000L);
    }

    @Test
    void shouldStayAtZeroWithoutDelaysAndNeverExceedItsLimit() {
        DelayEstimate estimate = new DelayEstimate(0.1, 0, 500_000);
        estimate.add(0);
        assertThat(estimate.nanos()).isZero();
        for (int i = 0; i < 1_000; i++) {
            estimate.add(Long.MAX_VALUE);
        }
        assertThat(estimate.nanos()).isEqualTo(500_000);
    }
}
