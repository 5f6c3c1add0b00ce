package dev.playhead.cli.travel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyReaderTest {
    private static final char PAUSE = '\uffff';

    /**
     * Returns the keys that are read if a terminal sends the given characters. {@link #PAUSE} stands for an interval
     * without input.
     */
    private static List<String> keys(String sent) throws IOException {
        int[] next = {0};
        KeyReader reader = new KeyReader(timeout -> {
            if (next[0] == sent.length()) {
                return KeyReader.CLOSED;
            }
            char c = sent.charAt(next[0]++);
            return c == PAUSE ? KeyReader.NONE : c;
        });
        List<String> keys = new ArrayList<>();
        while (!reader.isClosed()) {
            String key = reader.read(100);
            if (key != null) {
                keys.add(key);
            }
        }
        return keys;
    }

    @Test
    void shouldAssembleSequences() throws IOException {
        assertThat(keys("a\u001b[D\u001bOH\u001b[1;2Cb"))
                .containsExactly("a", "\u001b[D", "\u001bOH", "\u001b[1;2C", "b");
        assertThat(keys("\u001b[5~\r \u0003")).containsExactly("\u001b[5~", "\r", " ", "\u0003");
    }

    @Test
    void shouldRecognizeTheEscapeKeyByThePauseAfterIt() throws IOException {
        assertThat(keys("\u001b" + PAUSE + "[")).containsExactly("\u001b", "[");
        assertThat(keys("\u001b")).containsExactly("\u001b");
    }

    @Test
    void shouldReadBothHalvesOfASurrogatePairAsOneKey() throws IOException {
        assertThat(keys("\ud83d\ude00x")).containsExactly("\ud83d\ude00", "x");
    }

    @Test
    void shouldLimitTheLengthOfASequence() throws IOException {
        List<String> keys = keys("\u001b[" + "1".repeat(100) + "q");

        assertThat(keys.get(0)).hasSize(32);
        assertThat(TravelAction.of(keys.get(0))).isNull();
        assertThat(keys).last().isEqualTo("q");
    }

    @Test
    void shouldRecognizeArrowsInBothModesOfTheKeypad() {
        assertThat(TravelAction.of("\u001b[D")).isEqualTo(TravelAction.BACK).isEqualTo(TravelAction.of("\u001bOD"));
        assertThat(TravelAction.of("\u001b[C")).isEqualTo(TravelAction.ON).isEqualTo(TravelAction.of("\u001bOC"));
        assertThat(TravelAction.of("\u0003")).isEqualTo(TravelAction.QUIT);
        assertThat(TravelAction.of("Z")).isNull();
    }
}
