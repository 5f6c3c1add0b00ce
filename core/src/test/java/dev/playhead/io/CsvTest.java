package dev.playhead.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+SUM(A1)", "-2+3", "@SUM(1)", "\t=1", "-", "+1 2", "=", "\uff1d1", "-1e", "--1"})
    void shouldPutAnApostropheBeforeFormulas(String cell) {
        assertThat(Csv.line("a", cell)).isEqualTo("a,'" + cell + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "+5", "-0.5", "1e9", "-1.5E-7", "-.5", "plain", "a=b", "12", "", "{}"})
    void shouldNotChangeNumbersAndTexts(String cell) {
        assertThat(Csv.line("a", cell)).isEqualTo("a," + cell + "\r\n");
    }

    @Test
    void shouldQuoteCellsWithSeparatorsOrLineEnds() {
        assertThat(Csv.line("=1,\"2\"", "x\ny", "\r=1")).isEqualTo("\"'=1,\"\"2\"\"\",\"x\ny\",\"'\r=1\"\r\n");
        assertThat(Csv.line("")).isEqualTo("\"\"\r\n");
        assertThat(Csv.line("", "")).isEqualTo(",\r\n");
    }
}
