package dev.playhead.cli.travel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cli.BreakFiles;
import dev.playhead.cli.view.GridView;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of time travel across a pause in recording. */
class TravelBreakTest {
    private static final String BACK = "\u001b[D";
    private static final String ON = "\u001b[C";
    private static final String PARTIAL = "partial: earlier events are missing";

    @TempDir
    private Path folder;

    private TravelFixture travel(boolean withBaseline) {
        return new TravelFixture(BreakFiles.write(folder, withBaseline), true, new GridView(null, null));
    }

    @Test
    void shouldMarkStatesAfterABreakAsPartial() {
        try (TravelFixture travel = travel(false)) {
            assertThat(travel.screen()).contains(PARTIAL).contains("~ r1/price  10 -> 11");
            travel.press(BACK, BACK);
            assertThat(travel.at()).isEqualTo(5);
            assertThat(travel.screen()).contains(PARTIAL).contains("~ r1/price  4 -> 9");
            travel.press(BACK);
            assertThat(travel.screen()).doesNotContain("partial").contains("~ r1/price  3 -> 4");
            travel.press(ON);
            assertThat(travel.screen()).contains(PARTIAL);
        }
    }

    @Test
    void shouldShowStatesAfterABreakFromABaseline() {
        try (TravelFixture travel = travel(true)) {
            travel.press(BACK, BACK);
            assertThat(travel.screen())
                    .doesNotContain("partial")
                    .contains("~ r1/price  8 -> 9")
                    .contains("r2");
            travel.press(BACK);
            assertThat(travel.screen()).contains("~ r1/price  3 -> 4").doesNotContain("r2");
            travel.press(ON, ON);
            assertThat(travel.screen()).contains("~ r1/price  9 -> 10").contains("r2");
        }
    }
}
