package dev.playhead.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.benchmarks.report.Figures;
import org.junit.jupiter.api.Test;

class SampleTest {
    private static Sample of(double... values) {
        Sample sample = new Sample();
        for (double value : values) {
            sample.add(value);
        }
        return sample;
    }

    @Test
    void shouldReturnTheMedianOfValuesInAnyOrder() {
        assertThat(of(30, 10, 20).median()).isEqualTo(20);
        assertThat(of(7).median()).isEqualTo(7);
    }

    @Test
    void shouldReturnPercentilesByTheNearestRank() {
        Sample sample = new Sample();
        for (int i = 1_000; i > 0; i--) {
            sample.add(i);
        }

        assertThat(sample.size()).isEqualTo(1_000);
        assertThat(sample.percentile(0)).isEqualTo(1);
        assertThat(sample.percentile(50)).isEqualTo(500);
        assertThat(sample.percentile(99)).isEqualTo(990);
        assertThat(sample.percentile(99.9)).isEqualTo(999);
        assertThat(sample.percentile(100)).isEqualTo(1_000);
    }

    @Test
    void shouldHaveNoMedianWithoutValues() {
        assertThat(Figures.isMeasured(new Sample().median())).isFalse();
    }

    @Test
    void shouldRefuseAnInvalidPercentage() {
        assertThatThrownBy(() -> of(1).percentile(101))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("percent=101");
    }
}
