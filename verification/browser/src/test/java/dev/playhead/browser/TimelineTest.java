package dev.playhead.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.interactions.WheelInput;
import org.openqa.selenium.support.ui.Select;

/** Tests of the timeline: lanes, zoom, idle time, marks, what is missing, and the playhead. */
@Tag("full")
class TimelineTest {
    private static final String PLOT =
            "Density of events. Plus and minus zoom, arrow keys move, Escape shows everything.";

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    @RegisterExtension
    static final ServedOrders ORDERS = new ServedOrders();

    private static Duration zoom(Page page) {
        return Duration.between(
                Instant.parse(page.view().get("from")),
                Instant.parse(page.view().get("to")));
    }

    /** Returns what identifies the picture of the timeline. */
    private static Object picture(Page page) {
        return page.script("return document.querySelector('section[aria-label=Timeline] canvas').toDataURL()");
    }

    /** Moves a pointer along the timeline until it tells a text. */
    private static void untilTip(Page page, String text) {
        page.until(
                "the timeline tells: " + text,
                () -> String.valueOf(BROWSER.driver().executeAsyncScript("""
                const [plot, done] = arguments;
                const box = plot.getBoundingClientRect();
                const tips = [];
                const move = (x) => {
                    plot.dispatchEvent(new PointerEvent('pointermove', {clientX: box.left + x, clientY: box.bottom - 5}));
                    setTimeout(() => {
                        tips.push(plot.querySelector('.tip')?.textContent);
                        x < box.width ? move(x + 5) : done(tips.join('\\n'));
                    });
                };
                move(1);""", page.find("group", PLOT)))
                        .contains(text));
    }

    @Test
    void shouldMoveThePlayheadByTheKeysOfTheSlider() {
        Page page = BROWSER.page().open(ORDERS.address(), "at=100");

        page.find("slider", "Playhead").sendKeys(Keys.ARROW_RIGHT);
        page.untilAt(101);
        page.find("slider", "Playhead").sendKeys(Keys.ARROW_LEFT, Keys.ARROW_LEFT);
        page.untilAt(99);
        page.find("slider", "Playhead").sendKeys(Keys.HOME);
        page.untilAt(0);
        page.find("slider", "Playhead").sendKeys(Keys.END);
        page.untilAt(ORDERS.history().stats().recorded() - 1);
        page.until(
                "the slider tells the time",
                () -> String.valueOf(page.find("slider", "Playhead").getAttribute("aria-valuetext"))
                        .contains("2026-03-02 14:"));
    }

    @Test
    void shouldShowALaneForEachSourceOrFamilyOfTypes() {
        Page page = BROWSER.page().open(ORDERS.address());

        page.until(
                "lanes of the sources",
                () -> page.find("list", "Sources").getText().contains("plugin:pricing"));
        assertThat(page.find("list", "Sources").getText()).contains("user", "core", "ui", "plugin:discount");
        new Select(page.find("combobox", "Lanes")).selectByValue("family");
        page.until(
                "lanes of the families",
                () -> page.find("list", "Families of types").getText().contains("cell"));
        page.untilView("lanes", "family");
    }

    @Test
    void shouldZoomByKeysAndButtons() {
        Page page = BROWSER.page().open(ORDERS.address(), "at=100");

        page.find("group", PLOT).sendKeys("+");
        page.until("zoomed in", () -> page.view().containsKey("from"));
        Duration once = zoom(page);
        page.click("button", "Zoom in");
        page.until("zoomed in further", () -> zoom(page).compareTo(once) < 0);
        String from = page.view().get("from");
        page.find("group", PLOT).sendKeys(Keys.ARROW_RIGHT);
        page.until("moved", () -> !from.equals(page.view().get("from")));
        page.click("button", "Zoom out");
        page.until("zoomed out", () -> zoom(page).compareTo(once) >= 0);
        page.find("group", PLOT).sendKeys(Keys.ESCAPE);
        page.untilView("from", null);
        page.press("+");
        page.until("zoomed in", () -> page.view().containsKey("from"));
        page.press("0");
        page.untilView("from", null);
    }

    @Test
    void shouldZoomByTheWheel() {
        Page page = BROWSER.page().open(ORDERS.address(), "at=100");
        WebElement plot = page.find("group", PLOT);

        new Actions(BROWSER.driver())
                .scrollFromOrigin(WheelInput.ScrollOrigin.fromElement(plot), 0, -400)
                .perform();
        page.until("zoomed in", () -> page.view().containsKey("from"));
        new Actions(BROWSER.driver())
                .scrollFromOrigin(WheelInput.ScrollOrigin.fromElement(plot), 0, 4_000)
                .perform();
        page.untilView("from", null);
    }

    @Test
    void shouldZoomToWhatIsDraggedOverAndTheListFollows() {
        Page page = BROWSER.page().open(ORDERS.address(), "at=100");
        WebElement plot = page.find("group", PLOT);
        int width = plot.getSize().getWidth();

        new Actions(BROWSER.driver())
                .moveToElement(plot, -width / 4, 10)
                .clickAndHold()
                .moveByOffset(width / 8, 0)
                .moveByOffset(width / 8, 0)
                .release()
                .perform();
        page.until("zoomed in", () -> page.view().containsKey("from"));
        assertThat(zoom(page).toMinutes()).isBetween(20L, 40L);
        page.until("the list is narrowed", () -> page.text().contains("Zoomed: show all times"));
        page.click("button", "Zoomed: show all times");
        page.untilView("from", null);
    }

    @Test
    void shouldZoomFromYearsToNanoseconds() {
        try (Served years = Served.lines("""
                {"type":"a","timestamp":"1996-01-01T00:00:00Z","source":"user","payload":1}
                {"type":"b","timestamp":"2026-01-01T00:00:00.000000100Z","source":"user","payload":2}
                {"type":"c","timestamp":"2026-01-01T00:00:00.000000103Z","source":"user","payload":3}
                {"type":"d","timestamp":"2056-01-01T00:00:00Z","source":"user","payload":4}
                """)) {
            Page page = BROWSER.page().open(years.address(), "at=1");
            page.untilText("1996-01-01");

            page.find("group", PLOT).sendKeys("+".repeat(100));
            page.until(
                    "a zoom of 100 ns",
                    () -> page.view().containsKey("from") && zoom(page).compareTo(Duration.ofNanos(300)) < 0);
            page.until("both events are in sight", () -> page.ids().containsAll(java.util.List.of("1", "2")));
            assertThat(page.ids()).hasSize(2);
        }
    }

    @Test
    void shouldFoldIdleTime() {
        Page page = BROWSER.page().open(ORDERS.address(), "at=" + ORDERS.bug());
        int before = page.find("slider", "Playhead").getLocation().getX();

        page.click("checkbox", "Fold idle time");
        page.untilView("fold", "yes");
        page.until(
                "the time before the playhead is folded away",
                () -> page.find("slider", "Playhead").getLocation().getX() < before - 100);
        untilTip(page, "Idle for");
    }

    @Test
    void shouldMoveThePlayheadToTheTimeOfAClick() {
        Page page = BROWSER.page().open(ORDERS.address(), "at=5");
        WebElement plot = page.find("group", PLOT);

        new Actions(BROWSER.driver())
                .moveToElement(plot, plot.getSize().getWidth() / 2 - 20, 20)
                .click()
                .perform();
        page.until("the playhead moves", () -> page.at() > ORDERS.bug() - 100);
    }

    @Test
    void shouldSetAndRemoveMarks() {
        Page page = BROWSER.page().open(ORDERS.address(), "at=100");
        page.until("the timeline is drawn", () -> page.text().contains("plugin:pricing"));
        Object without = picture(page);

        page.press("a");
        page.untilView("a", "100");
        page.go(160);
        page.press(Keys.ESCAPE, "b");
        page.untilView("b", "160");
        page.go(100);
        page.until("marks are drawn", () -> !picture(page).equals(without));
        page.click("button", "Remove mark A");
        page.click("button", "Remove mark B");
        page.untilView("a", null);
        page.untilView("b", null);
        page.until("marks are drawn no longer", () -> picture(page).equals(without));
    }

    @Test
    void shouldTellOfBreaksAndLostEvents() {
        try (Served missing = Served.lines("""
                {"sequence":0,"type":"a","timestamp":"2026-01-01T00:00:00Z","source":"user","payload":1}
                {"$playhead":"gap","first":1,"last":7}
                {"sequence":8,"type":"a","timestamp":"2026-01-01T00:00:50Z","source":"user","payload":2}
                {"sequence":9,"type":"a","timestamp":"2026-01-01T00:01:40Z","source":"user","payload":3}
                """)) {
            Page page = BROWSER.page().open(missing.address(), "at=9");

            untilTip(page, "Lost: #1 to #7");
            page.until(
                    "the list tells of them",
                    () -> page.events().stream().anyMatch(row -> row.get(0).equals("Lost: #1 to #7, 7 events")));
            page.tab("Sessions");
            page.untilText("#1 to #7 (7 events)");
        }
    }

    @Test
    void shouldTellOfPausesOfRecording() {
        try (Served paused = Served.of(Served.unlimited())) {
            EventHistory history = paused.history();
            long first = paused.edit(0, "r", "c", 1);
            history.pause();
            history.recordEvent(dev.playhead.event.GridEvent.of("cell:edit", 2));
            history.resume();
            long last = paused.edit(5, "r", "c", 3);
            Page page = BROWSER.page().open(paused.address(), "at=" + last);

            page.until(
                    "the list tells of it",
                    () -> page.events().stream()
                            .anyMatch(row -> row.get(0).startsWith("Recording paused for")
                                    && row.get(0).contains("1 event not recorded (cell:edit 1)")));
            page.tab("Sessions");
            page.untilText("1 break");
            assertThat(first).isZero();
        }
    }
}
