package dev.playhead.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "NANOS, 0, 0 ns",
        "NANOS, 0.456, 0.46 ns",
        "NANOS, -0.001, 0 ns",
        "NANOS, 12.34, 12.3 ns",
        "NANOS, 100, 100 ns",
        "NANOS, 999.7, '1,000 ns'",
        "NANOS, 1500, 1.5 µs",
        "NANOS, -1500, -1.5 µs",
        "NANOS, 2e6, 2 ms",
        "NANOS, 3.21e9, 3.21 s",
        "BYTES, 12.7, 12.7 B",
        "BYTES, 1390, '1,390 B'",
        "BYTES, 57600, 57.6 kB",
        "BYTES, 2.5e6, 2.5 MB",
        "RATE, 406000, 406 k/s",
        "RATE, 3.45e6, 3.45 M/s",
        "RATIO, 0.5, 0.50×",
        "RATIO, 14.49, 14.5×",
        "COUNT, 1000000, '1,000,000'"
    })
    void shouldFormatFiguresWithFewDigits(Quantity quantity, double value, String text) {
        assertThat(quantity.text(value)).isEqualTo(text);
    }

    @Test
    void shouldPrintADashForAFigureComputedFromAMissingFigure() {
        double ratio = new Figures().get("ours") / 2;

        assertThat(Quantity.RATIO.text(ratio)).isEqualTo("–");
    }
}
