package dev.playhead.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.devtools.DevTools;
import dev.playhead.storage.RetentionPolicy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** Tests of the timeline: lanes, zoom, idle time, and the playhead. */
@Tag("full")
class TimelineTest {
    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static EventHistory history;
    private static Orders orders;
    private static DevTools tools;

    @BeforeAll
    static void serve() {
        history = EventHistory.builder().retention(RetentionPolicy.unlimited()).build();
        orders = Orders.record(history);
        tools = DevTools.serve(history);
    }

    @AfterAll
    static void close() {
        tools.close();
        history.close();
    }

    @Test
    void shouldMoveThePlayheadByTheKeysOfTheSlider() {
        Page page = BROWSER.page().open(tools.address(), "at=100");

        page.find("slider", "Playhead").sendKeys(Keys.ARROW_RIGHT);
        page.untilAt(101);
        page.find("slider", "Playhead").sendKeys(Keys.ARROW_LEFT, Keys.ARROW_LEFT);
        page.untilAt(99);
        page.find("slider", "Playhead").sendKeys(Keys.HOME);
        page.untilAt(0);
        page.find("slider", "Playhead").sendKeys(Keys.END);
        page.untilAt(history.stats().recorded() - 1);
        assertThat(page.find("slider", "Playhead").getAttribute("aria-valuetext"))
                .startsWith("#");
    }

    @Test
    void shouldShowALaneForEachSourceOrFamilyOfTypes() {
        Page page = BROWSER.page().open(tools.address());

        page.until(
                "lanes of the sources",
                () -> page.find("list", "Sources").getText().contains("plugin:pricing"));
        assertThat(page.find("list", "Sources").getText()).contains("user", "core", "ui", "plugin:discount");
        page.find("combobox", "Lanes")
                .findElement(By.cssSelector("[value=family]"))
                .click();
        page.until(
                "lanes of the families",
                () -> page.find("list", "Families of types").getText().contains("cell"));
        page.untilView("lanes", "family");
    }
}
