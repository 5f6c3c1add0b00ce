package dev.playhead.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** Tests of the view of an event: its payload, what it changed, its causes and effects. */
@Tag("full")
class EventViewTest {
    @RegisterExtension
    static final Browser BROWSER = new Browser();

    @RegisterExtension
    static final ServedOrders ORDERS = new ServedOrders();

    @Test
    void shouldShowPayloadChangesAndCause() {
        Page page = BROWSER.page().open(ORDERS.address(), "tab=event&at=" + ORDERS.bug());

        page.until(
                "the payload",
                () -> page.find("tree", "Payload and metadata").getText().contains("-1200"));
        page.untilText("plugin:discount");
        page.until(
                "what it changed",
                () -> page.rows(page.find("table", "Parts of the state that this event changed"))
                        .toString()
                        .contains("o-17 › total"));
        page.until("its cause", () -> page.find("list", "Causes").getText().contains("#" + ORDERS.cause()));
        page.click("button", "#" + ORDERS.cause());
        page.untilAt(ORDERS.cause());
        page.until(
                "the effect of the cause",
                () -> page.find("list", "Effects").getText().contains("#" + ORDERS.bug()));
    }

    @Test
    void shouldCopyTheEventItsPartsAndPaths() {
        Page page = BROWSER.page().open(ORDERS.address(), "tab=event&at=" + ORDERS.bug());

        page.click("button", "Copy event as JSON");
        page.untilText("Event copied.");
        assertThat(BROWSER.clipboard()).contains("\"type\": \"cell:update\"").contains("\"value\": -1200");
        page.find("tree", "Payload and metadata").sendKeys(Keys.ARROW_DOWN, Keys.ARROW_DOWN);
        page.click("button", "Copy path");
        page.untilText("Path copied.");
        String path = BROWSER.clipboard();
        assertThat(path).isIn("gridId", "rowId", "columnId", "value");
        page.click("button", "Copy JSON");
        page.untilText("JSON copied.");
        assertThat(BROWSER.clipboard()).isIn("\"orders\"", "\"o-17\"", "\"total\"", "-1200");
    }

    @Test
    void shouldFilterByAValueOfThePayload() {
        Page page = BROWSER.page().open(ORDERS.address(), "tab=event&at=" + ORDERS.cause());

        page.find("tree", "Payload and metadata").sendKeys(Keys.ARROW_DOWN);
        page.click("button", "Filter by it");
        page.until("the filter", () -> page.view().getOrDefault("filter", "").contains("="));
        page.click("button", "Only this source");
        page.until("the filter", () -> page.view().getOrDefault("filter", "").endsWith(" @user"));
    }

    @Test
    void shouldOpenAndCloseBranchesByKeys() {
        Page page = BROWSER.page().open(ORDERS.address(), "tab=event&at=" + ORDERS.bug());
        page.until(
                "the payload",
                () -> page.find("tree", "Payload and metadata").getText().contains("-1200"));

        page.find("tree", "Payload and metadata").sendKeys(Keys.ARROW_LEFT);
        page.until(
                "closed",
                () -> "false"
                        .equals(String.valueOf(
                                page.script("return document.querySelector('[role=treeitem]').ariaExpanded"))));
        page.find("tree", "Payload and metadata").sendKeys(Keys.ARROW_RIGHT);
        page.until(
                "open",
                () -> "true"
                        .equals(String.valueOf(
                                page.script("return document.querySelector('[role=treeitem]').ariaExpanded"))));
    }
}
