package dev.playhead.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void shouldSucceedWhenAskedForHelp() {
        assertThat(Main.run("--help")).isZero();
    }

    @Test
    void shouldFailOnUnknownOption() {
        assertThat(Main.run("--no-such-option")).isEqualTo(2);
    }
}
