package dev.playhead.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Tests of the list of events: its window, the filter, jumps, and the live tail. */
@Tag("full")
class EventListTest {
    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static final String FEW = """
            {"type":"cell:edit","timestamp":"2026-03-02T09:00:00Z","source":"user","payload":{"price":12,"name":"New York"}}
            {"type":"cell:edit","timestamp":"2026-03-02T09:00:01Z","source":"core","payload":{"price":120,"name":"Rome"}}
            {"type":"row:add","timestamp":"2026-03-02T09:00:03Z","source":"user","payload":{"row":7,"note":"from york"}}
            {"type":"ui.click","timestamp":"2026-03-02T09:00:03.5Z","source":"my app","payload":{"x":1}}
            """;

    private static Served few;

    @BeforeAll
    static void serve() {
        few = Served.lines(FEW);
    }

    @AfterAll
    static void close() {
        few.close();
    }

    @Test
    void shouldShowEachEventWithItsDistanceAndSummary() {
        Page page = BROWSER.page().open(few.address());

        page.untilIds("0", "1", "2", "3");
        List<String> row = page.events().get(2);
        assertThat(row.get(1)).contains("09:00:03");
        assertThat(row.get(2)).contains("2").contains("s");
        assertThat(row.subList(3, 5)).containsExactly("user", "row:add");
        assertThat(row.get(5)).contains("row: 7").contains("from york");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cell:edit | 0 1",
                "cell:* | 0 1",
                "*add* | 2",
                "@user | 0 2",
                "@\"my app\" | 3",
                "price=12 | 0",
                "price!=12 | 1",
                "price>12 | 1",
                "price<=12 | 0",
                "name~York | 0",
                "name=\"New York\" | 0",
                "\"york\" | 0 2",
                "NOT cell:edit | 2 3",
                "-cell:edit -@user | 3",
                "cell:edit row:add @user | 0 2",
            })
    void shouldFilterByEachKindOfWord(String filter, String ids) {
        Page page = BROWSER.page().open(few.address());

        page.filter(filter);
        page.untilIds(ids.split(" ", -1));
        page.untilText(ids.split(" ", -1).length + " of 4 events");
    }

    @Test
    void shouldSayWhatIsWrongWithAFilter() {
        Page page = BROWSER.page().open(few.address());
        BROWSER.expectErrors(); // the console tells of the status 400

        WebElement field = page.filter();
        page.type(field, "price>");
        field.sendKeys(Keys.ENTER);
        page.until("an alert", () -> page.text().contains("price>"));
        page.type(page.filter(), "price>1");
        page.untilIds("0", "1");
    }

    @Test
    void shouldFilterByTheMenusOfTypesAndSources() {
        Page page = BROWSER.page().open(few.address());

        page.click("button", "Types");
        page.click("checkbox", "cell:edit");
        page.untilIds("0", "1");
        page.press(Keys.ESCAPE);
        page.click("button", "Sources");
        page.click("button", "Exclude core");
        page.untilIds("0");
        page.press(Keys.ESCAPE);
        page.click("button", "Clear");
        page.untilIds("0", "1", "2", "3");
    }

    @Test
    void shouldKeepFiltersInTheBrowser() {
        Page page = BROWSER.page().open(few.address());
        page.filter("name~York");
        page.filter("");

        page.open(few.address());
        assertThat(page.script("return [...document.querySelectorAll('#recent-filters option')].map((o) => o.value)"))
                .isEqualTo(List.of("name~York"));
    }

    @Test
    void shouldAskForWindowsOfALongListOnly() {
        EventHistory history = Served.unlimited();
        for (int i = 0; i < 200_000; i++) {
            long unused = Served.edit(history, i, "r" + i % 10, "c", i);
        }
        try (Served many = Served.of(history)) {
            Page page = BROWSER.page().open(many.address(), "at=100000");
            page.until("the event at the playhead is in sight", () -> page.ids().contains("100000"));
            assertThat(page.events()).hasSizeLessThan(120);
            assertThat(page.find("grid", "Events").getAttribute("aria-rowcount"))
                    .isEqualTo("200001");

            page.find("grid", "Events").sendKeys(Keys.END);
            page.untilAt(199_999);
            page.until("the end is in sight", () -> page.ids().contains("199999"));
            page.find("grid", "Events").sendKeys(Keys.PAGE_UP);
            page.until("a page up", () -> page.at() < 199_999 && page.ids().contains(Long.toString(page.at())));
            page.find("grid", "Events").sendKeys(Keys.HOME);
            page.untilAt(0);
            page.find("grid", "Events").sendKeys(Keys.ARROW_DOWN, Keys.ARROW_DOWN);
            page.untilAt(2);
            page.script("document.querySelector('[role=grid][aria-label=Events]').scrollTop = 1e9");
            page.until("scrolling shows the end", () -> page.ids().contains("199999"));
            assertThat(page.at()).isEqualTo(2);
        }
    }

    @Test
    void shouldJumpToAnIdOrATime() {
        Page page = BROWSER.page().open(few.address());

        page.go(1);
        WebElement field = page.find("textbox", "Go to");
        page.type(field, "09:00:03.2");
        field.sendKeys(Keys.ENTER);
        page.untilAt(2);
        page.type(page.find("textbox", "Go to"), "2026-03-02 09:00:00");
        page.find("textbox", "Go to").sendKeys(Keys.ENTER);
        page.untilAt(0);
        page.type(page.find("textbox", "Go to"), "nonsense");
        page.find("textbox", "Go to").sendKeys(Keys.ENTER);
        page.untilText("Neither an id nor a time: nonsense");
    }

    @Test
    void shouldFollowTheNewestEventUntilItIsHeld() {
        try (Served live = Served.of(Served.unlimited())) {
            for (int i = 0; i < 300; i++) {
                live.edit(i, "r", "c", i);
            }
            Page page = BROWSER.page().open(live.address());
            page.untilAt(299);
            long added = live.edit(300, "r", "c", 300);
            page.untilAt(added);
            page.until("the newest row is in sight", () -> page.ids().contains("300"));

            page.click("button", "Hold");
            page.find("button", "Follow");
            long unseen = live.edit(301, "r", "c", 301);
            page.untilText("302 events");
            assertThat(page.at()).isEqualTo(added);
            page.press("f");
            page.untilAt(unseen);
            page.find("button", "Hold");
        }
    }

    @Test
    void shouldGoOnFollowingIfAFilterShortensTheList() {
        try (Served live = Served.of(Served.unlimited())) {
            for (int i = 0; i < 200; i++) {
                live.edit(i, "r", i % 4 == 0 ? "a" : "b", i);
            }
            Page page = BROWSER.page().open(live.address());
            page.find("button", "Hold");
            page.until("the last event is in sight", () -> page.ids().contains("199"));

            page.filter("columnId=a");
            page.until("the last match is in sight", () -> page.ids().contains("196"));
            Object unused = BROWSER.driver()
                    .executeAsyncScript(
                            "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done))");

            assertThat(page.has("button", "Hold")).isTrue();
        }
    }

    @Test
    void shouldShowWhatMatchesIfItIsHeldMeanwhile() {
        Page page = BROWSER.page().open(few.address());
        page.find("button", "Hold");
        page.untilIds("0", "1", "2", "3");

        // The rows are answered after the list is held.
        page.script("""
                const now = fetch;
                globalThis.fetch = (url, options) => url.includes('/events?')
                    ? new Promise((resolve) => setTimeout(resolve, 2000)).then(() => now(url, options)) : now(url, options);""");
        page.type(page.filter(), "cell:edit");
        page.filter().sendKeys(Keys.ENTER);
        page.untilView("filter", "cell:edit");
        page.click("button", "Hold");
        page.untilIds("0", "1");
    }

    @Test
    void shouldShowTheFirstEventOfAnEmptyHistory() {
        try (Served live = Served.of(Served.unlimited())) {
            Page page = BROWSER.page().open(live.address());
            page.untilText("No events were recorded yet.");

            live.edit(0, "r", "c", 1);
            page.untilIds("0");
            page.untilAt(0);
        }
    }
}
