package dev.playhead.cli.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.cli.CommandFailure;
import dev.playhead.event.PayloadPath;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValueCountsTest {
    private static final Instant TIME = Instant.parse("2026-03-02T09:00:00Z");

    @Test
    void shouldCountValuesBeyondTheMaximumTogether() {
        ValueCounts counts = new ValueCounts(null, ZoneOffset.UTC);
        for (int i = 0; i < ValueCounts.MAX_VALUES + 10; i++) {
            counts.add("v" + i, TIME);
        }
        counts.add("v0", TIME.plusSeconds(1));
        counts.add(PayloadPath.NOTHING, TIME);

        assertThat(counts.values()).hasSize(ValueCounts.MAX_VALUES);
        assertThat(counts.values().get(0).label()).isEqualTo("v0");
        assertThat(counts.values().get(0).count()).isEqualTo(2);
        assertThat(counts.values().get(0).last()).isEqualTo(TIME.plusSeconds(1));
        assertThat(counts.rest().count()).isEqualTo(10);
        assertThat(counts.without().count()).isEqualTo(1);
        assertThat(counts.total()).isEqualTo(ValueCounts.MAX_VALUES + 12);
    }

    @Test
    void shouldBoundTheCharactersOfValues() {
        ValueCounts counts = new ValueCounts(null, ZoneOffset.UTC);
        String large = "x".repeat(1_000_000);
        for (int i = 0; i < 40; i++) {
            counts.add(large + i, TIME);
        }

        assertThat(counts.values()).hasSizeLessThan(33);
        assertThat(counts.rest().count()).isPositive();
        assertThat(counts.total()).isEqualTo(40);
    }

    @Test
    void shouldRefuseTooManyPairsOfAnIntervalAndAValue() {
        ValueCounts counts = new ValueCounts(Duration.ofMillis(1), ZoneOffset.UTC);

        assertThatThrownBy(() -> {
                    for (int i = 0; i <= 500_000; i++) {
                        counts.add("v", TIME.plusMillis(i));
                    }
                })
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("use a longer --every");
    }

    @Test
    void shouldCountTimesAtTheLimits() {
        ValueCounts counts = new ValueCounts(Duration.ofHours(1), ZoneOffset.ofHours(5));
        for (Instant time : List.of(Instant.MAX, Instant.MIN, Instant.EPOCH)) {
            counts.add("v", time);
        }

        assertThat(counts.intervals(counts.values())).hasSize(3).allMatch(interval -> interval.total() == 1);
    }
}
