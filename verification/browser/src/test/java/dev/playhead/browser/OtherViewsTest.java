package dev.playhead.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.devtools.DevTools;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.Select;

/** Tests of statistics, sessions and the replay. */
@Tag("full")
class OtherViewsTest {
    @RegisterExtension
    static final Browser BROWSER = new Browser();

    @TempDir
    private Path folder;

    private static Served orders() {
        EventHistory history = Served.unlimited();
        Orders unused = Orders.record(history);
        return Served.of(history);
    }

    @Test
    void shouldShowVolumeTypesAndStorage() {
        try (Served served = orders()) {
            Page page = BROWSER.page().open(served.address(), "tab=statistics");

            page.find("image", "Events over time by type");
            List<List<String>> types = page.rows(page.find("table", "Types by number of events"));
            assertThat(types.get(0).get(0)).isEqualTo("cell:edit");
            page.untilText("none, in memory only");
            page.click("radio", "by source");
            page.find("image", "Events over time by source");
            page.click("button", "plugin:discount");
            page.untilView("filter", "@plugin:discount");
            page.untilText("1 of 643 events");
        }
    }

    @Test
    void shouldZoomThePageToAPartOfTheVolume() {
        try (Served served = orders()) {
            Page page = BROWSER.page().open(served.address(), "tab=statistics");
            var plot = page.find("image", "Events over time by type");
            page.until("the plot is drawn", () ->
                    (Boolean) page.script("return arguments[0].querySelector('canvas') !== null", plot));

            new Actions(BROWSER.driver())
                    .moveToElement(plot, -50, 0)
                    .clickAndHold()
                    .moveByOffset(60, 0)
                    .moveByOffset(60, 0)
                    .release()
                    .perform();
            page.until("zoomed", () -> page.view().containsKey("from"));
            page.untilText("Zoomed to the chosen part.");
        }
    }

    @Test
    void shouldShowTheSessionsOfAFile() {
        Path file = folder.resolve("sessions.playhead");
        for (int session = 0; session < 3; session++) {
            try (EventHistory history = EventHistory.open(file)) {
                for (int i = 0; i < 10; i++) {
                    Served.edit(history, session * 1_000L + i, "r", "c", i);
                }
            }
        }
        EventHistory reader = EventHistory.openReadOnly(file);
        try (Served served = new Served(
                reader, DevTools.builder(reader).file(file.toString()).serve())) {
            Page page = BROWSER.page().open(served.address(), "tab=sessions");

            page.untilText("3 sessions");
            List<List<String>> rows = page.rows(page.find("table", "Sessions, the earliest first"));
            assertThat(rows).hasSize(3);
            assertThat(rows.get(1).get(4)).isEqualTo("10 (#10 to #19)");
            page.tab("Statistics");
            page.until("the size of the store", () -> page.text().matches("(?s).*Store\\s+[\\d.]+ kB.*"));
        }
    }

    @Test
    void shouldPlayTheEventsOfTheFilterAndPause() {
        try (Served served = Served.of(Served.unlimited())) {
            for (int i = 0; i < 60; i++) {
                served.edit(i, "r", i % 2 == 0 ? "even" : "odd", i);
            }
            Page page = BROWSER.page().open(served.address(), "at=0&filter=columnId=even");
            page.untilText("30 of 60 events");

            new Select(page.find("combobox", "Speed")).selectByValue("5");
            page.click("button", "Play");
            page.find("button", "Pause");
            page.until("some are played", () -> page.at() >= 6);
            page.until(
                    "the state follows",
                    () -> !page.rows(page.find("grid", "State")).isEmpty());
            page.press("p");
            page.find("button", "Play");
            long paused = page.at();
            assertThat(paused % 2).isZero();
            new Select(page.find("combobox", "Speed")).selectByValue("100");
            page.click("button", "Play");
            page.untilAt(58);
        }
    }

    @Test
    void shouldSkipIdleTimeUnlessToldOtherwise() {
        try (Served served = Served.of(Served.unlimited())) {
            served.edit(0, "r", "c", 0);
            served.edit(1, "r", "c", 1);
            served.edit(100_000, "r", "c", 2);
            served.edit(100_001, "r", "c", 3);
            Page page = BROWSER.page().open(served.address(), "at=0");

            page.click("checkbox", "Skip idle");
            page.click("button", "Play");
            page.untilAt(1);
            page.click("checkbox", "Skip idle");
            page.untilAt(3);
        }
    }

    @Test
    void shouldStepByEventAndByFilter() {
        try (Served served = orders()) {
            Page page = BROWSER.page().open(served.address(), "at=100&filter=@plugin:pricing");
            page.untilText("of 643 events");

            page.click("button", "Next event");
            page.untilAt(101);
            page.click("button", "Event before");
            page.untilAt(100);
            page.press("n");
            page.until(
                    "the next event of the filter",
                    () -> page.at() > 100 && page.ids().contains("" + page.at()));
            long next = page.at();
            page.press("n");
            page.until("the one after it", () -> page.at() > next);
            page.press("N");
            page.untilAt(next);
        }
    }
}
