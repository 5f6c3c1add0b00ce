package dev.playhead.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.devtools.DevTools;
import dev.playhead.event.RecordedEvent;
import dev.playhead.timetravel.Projection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** Tests of the state at the playhead, as a grid or as a tree. */
@Tag("full")
class StateViewTest {
    @RegisterExtension
    static final Browser BROWSER = new Browser();

    @RegisterExtension
    static final ServedOrders ORDERS = new ServedOrders();

    private static List<List<String>> state(Page page) {
        return page.rows(page.find("grid", "State"));
    }

    /** Returns the row of an id, without the mark for assistive technology; null if it is not in sight. */
    private static List<String> row(Page page, String id) {
        return state(page).stream()
                .filter(row -> row.get(0).endsWith(id))
                .findFirst()
                .orElse(null);
    }

    private static WebElement header(Page page, String title) {
        return page.find("grid", "State")
                .findElement(By.xpath(".//*[@role='columnheader'][contains(., '" + title + "')]"));
    }

    @Test
    void shouldMarkTheCellThatTheEventChanged() {
        Page page = BROWSER.page().open(ORDERS.address(), "at=" + ORDERS.bug());

        page.until("the wrong total, in sight and marked", () -> {
            List<String> row = row(page, Orders.WRONG_ROW);
            return row != null && row.toString().contains("-1200, changed by this event");
        });
        assertThat(page.text()).contains("Changed: " + Orders.WRONG_ROW).contains("40 rows, 5 columns");
        page.press("k");
        page.untilAt(ORDERS.cause());
        page.until("the state before", () -> {
            List<String> row = row(page, Orders.WRONG_ROW);
            return row != null && row.toString().contains("discount 15 %, changed by this event");
        });
        assertThat(row(page, Orders.WRONG_ROW).toString()).doesNotContain("-1200");
    }

    @Test
    void shouldShowPinSortWidthSelectionAndError() {
        Page page = BROWSER.page().open(ORDERS.address());

        page.until("the last event", () -> page.at() == ORDERS.history().stats().recorded() - 1);
        page.until("sorted", () -> "ascending".equals(header(page, "Total").getAttribute("aria-sort")));
        assertThat(header(page, "Item").getAttribute("title")).contains("pinned left");
        assertThat(header(page, "Item").getSize().getWidth()).isEqualTo(140);
        page.until(
                "the lowest total is the first row",
                () -> state(page).get(0).get(0).endsWith(Orders.WRONG_ROW));
        List<String> first = state(page).get(0);
        assertThat(first.get(0)).contains("selected");
        assertThat(first.toString()).contains("error: must not be negative");
    }

    @Test
    void shouldMarkWhatChangedSinceMarkA() {
        Page page = BROWSER.page().open(ORDERS.address(), "at=" + (ORDERS.bug() + 20) + "&a=" + ORDERS.cause());

        page.until("marks since A", () -> state(page).toString().contains("changed since A"));
        page.click("button", "Remove mark A");
        page.until("no marks since A", () -> !state(page).toString().contains("changed since A"));
    }

    @Test
    void shouldMoveInTheGridByKeysAndOpenACell() {
        Page page = BROWSER.page().open(ORDERS.address(), "at=100");
        page.until("rows", () -> !state(page).isEmpty());

        page.find("grid", "State").sendKeys(Keys.chord(Keys.CONTROL, Keys.HOME));
        page.find("grid", "State").sendKeys(Keys.ARROW_DOWN, Keys.ARROW_RIGHT, Keys.ENTER);
        page.untilView("tab", "cell");
        assertThat(page.view()).containsKeys("row", "column");
        page.find("region", "Changes");
    }

    @Test
    void shouldShowOnlyRowsInSightOfALargeGrid() {
        EventHistory history = Served.unlimited();
        for (int i = 0; i < 20_000; i++) {
            long unused = Served.edit(history, i, "row" + i, "c" + i % 60, i);
        }
        try (Served large = Served.of(history)) {
            Page page = BROWSER.page().open(large.address());
            page.until("the changed row is in sight", () -> row(page, "row19999") != null);

            assertThat(state(page)).hasSizeLessThan(80);
            WebElement grid = page.find("grid", "State");
            assertThat(grid.getAttribute("aria-rowcount")).isEqualTo("20001");
            assertThat(grid.getAttribute("aria-colcount")).isEqualTo("61");
            assertThat(state(page).get(0)).hasSizeLessThan(40);
            page.script("arguments[0].scrollTop = 0", grid);
            page.until("the first row", () -> row(page, "row0") != null);
            page.script("arguments[0].scrollLeft = 1e9", grid);
            page.until(
                    "the last column",
                    () -> grid.findElements(By.cssSelector("[role=columnheader]")).stream()
                            .anyMatch(head -> "61".equals(head.getAttribute("aria-colindex"))));
        }
    }

    @Test
    void shouldOfferThePartialStateWhereEventsAreLost() {
        try (Served lost = Served.lines("""
                {"sequence":0,"type":"cell:edit","timestamp":"2026-01-01T00:00:00Z","payload":{"gridId":"g","rowId":"1","columnId":"a","newValue":1}}
                {"$playhead":"gap","first":1,"last":2}
                {"sequence":3,"type":"cell:edit","timestamp":"2026-01-01T00:00:01Z","payload":{"gridId":"g","rowId":"1","columnId":"a","newValue":2}}
                """)) {
            Page page = BROWSER.page().open(lost.address());

            page.untilText("This state is incomplete.");
            page.untilText("Events 1 to 2 are lost.");
            page.until("what there is", () -> state(page).toString().contains("2"));
            page.click("button", "Go to the last event before them");
            page.untilAt(0);
            page.until("a whole state", () -> !page.text().contains("This state is incomplete."));
        }
    }

    @Test
    void shouldShowOtherProjectionsAsATree() {
        EventHistory history = Served.unlimited();
        Orders unused = Orders.record(history);
        try (Served tree = new Served(
                history,
                DevTools.builder(history)
                        .projection(Projection.of("types", Map.<String, Object>of(), StateViewTest::count))
                        .serve())) {
            Page page = BROWSER.page().open(tree.address(), "at=100");
            page.until("rows", () -> !state(page).isEmpty());

            new Select(page.find("combobox", "Projection")).selectByValue("types");
            page.until("the tree", () -> page.find("tree", "State").getText().contains("row:add"));
            page.untilText("1 part changed by this event");
            page.untilView("projection", "types");
        }
    }

    private static Map<String, Object> count(Map<String, Object> counts, RecordedEvent event) {
        Map<String, Object> next = new java.util.TreeMap<>(counts);
        next.merge(event.type(), 1L, (one, other) -> (Long) one + (Long) other);
        return Map.copyOf(next);
    }

    @Test
    void shouldShowTheGridsOfARealSession() {
        try (Served real = Served.real("cases", "gridkit-session.jsonl")) {
            Page page = BROWSER.page().open(real.address(), "at=8");
            page.until("the error", () -> state(page).toString().contains("error: too high"));
            page.go(17);
            page.until(
                    "pinned", () -> header(page, "Price").getAttribute("title").contains("pinned left"));
            assertThat(header(page, "Price").getSize().getWidth()).isEqualTo(90);
            page.go(22);
            page.until("no grid", () -> page.text().contains("There is no grid"));
        }
    }
}
