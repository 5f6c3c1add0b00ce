package dev.playhead.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StyledLineTest {
    @Test
    void shouldRenderStylesOnlyWithColors() {
        StyledLine line = new StyledLine().add("a").add(StyledLine.RED, "b").add(StyledLine.BOLD, "");

        assertThat(line.render(Style.COLORED)).isEqualTo("a\u001b[31mb\u001b[0m");
        assertThat(line.render(Style.PLAIN)).isEqualTo("ab");
    }

    @Test
    void shouldEscapeControlCharacters() {
        StyledLine line = StyledLine.of(StyledLine.RED, "\u001b[2J\u009b\n");

        assertThat(line.text()).isEqualTo("\\u001b[2J\\u009b\\n");
        assertThat(line.width()).isEqualTo(line.text().length());
    }

    @Test
    void shouldCutALineThatDoesNotFit() {
        StyledLine line = new StyledLine().add("ab").add(StyledLine.RED, "cd").add("ef");

        assertThat(line.fit(6, "\u2026").text()).isEqualTo("abcdef");
        assertThat(line.fit(5, "\u2026").text()).isEqualTo("abcd\u2026");
        assertThat(line.fit(4, "\u2026").text()).isEqualTo("abc\u2026");
        assertThat(line.fit(4, "...").text()).isEqualTo("ab..");
        assertThat(line.fit(2, "\u2026").text()).isEqualTo("a\u2026");
        assertThat(line.fit(0, "\u2026").text()).isEmpty();
    }

    @Test
    void shouldCountWideCharactersTwice() {
        StyledLine line = new StyledLine().add("\u65e5\u672c\u8a9e");

        assertThat(line.width()).isEqualTo(6);
        for (int columns = 0; columns < 6; columns++) {
            assertThat(line.fit(columns, "\u2026").width()).isLessThanOrEqualTo(columns);
        }
    }
}
