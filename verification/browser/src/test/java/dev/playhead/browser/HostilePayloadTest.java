package dev.playhead.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.devtools.DevTools;
import dev.playhead.event.GridEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** Tests with payloads that attack the page: it only shows them. */
@Tag("full")
class HostilePayloadTest {
    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static final String EVIL = "</script><script>document.title='broken'</script>"
            + "<img src=x onerror=\"document.title='broken'\"><svg onload=\"document.title='broken'\">"
            + "javascript:document.title='broken' {{constructor}} \u202ereversed\u2066 \u0007\u0000 \ud800 end";

    private static EventHistory history;
    private static DevTools tools;
    private static long huge;
    private static long wide;
    private static long deep;

    @BeforeAll
    static void serve() {
        history = Served.unlimited();
        record(0, Map.of("gridId", EVIL, "rowId", EVIL, "columnId", EVIL, "value", EVIL));
        record(1, Map.of("gridId", EVIL, "rowId", EVIL, "columnId", EVIL, "value", EVIL + 2, EVIL, EVIL));
        huge = record(2, Map.of("text", "x<b>".repeat(1 << 18)));
        Map<String, Object> keys = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            keys.put("key " + i + (i == 0 ? EVIL : ""), i);
        }
        wide = record(3, keys);
        Object nested = EVIL;
        for (int i = 0; i < 100; i++) {
            nested = i % 2 == 0 ? List.of(nested) : Map.of("__proto__", nested);
        }
        deep = record(4, Map.of("nested", nested));
        tools = DevTools.builder(history).name(EVIL).file(EVIL).serve();
    }

    @AfterAll
    static void close() {
        tools.close();
        history.close();
    }

    private static long record(int second, Map<String, Object> payload) {
        return history.recordEvent(GridEvent.of(second < 2 ? "cell:edit" : EVIL, payload)
                .at(Served.BEGIN.plusSeconds(second))
                .from(EVIL)
                .with("user", EVIL));
    }

    /** Expects that no part of a payload has become an element or a character that hides others. */
    private static void expectOnlyText(Page page) {
        assertThat(page.script(
                        "return document.querySelectorAll('img, script:not([src]), svg[onload], a, iframe').length"))
                .as("elements of payloads")
                .isEqualTo(0L);
        assertThat((String) page.script("return document.documentElement.textContent + document.title"))
                .doesNotContain("\u202e", "\u2066", "\u0007", "\u0000");
        assertThat((String) page.script("return document.title"))
                .endsWith("– Playhead")
                .isNotEqualTo("broken");
    }

    @Test
    void shouldShowMarkupAndHiddenCharactersAsTextInEachView() {
        Page page = BROWSER.page().open(tools.address(), "at=1&a=0&b=1&lanes=source");

        for (String tab : UsabilityTest.TABS) {
            page.tab(tab);
            page.until(
                    tab + " is there",
                    () -> page.script("return document.querySelector('#view .pending, #view .waiting')") == null);
            expectOnlyText(page);
        }
        page.tab("State");
        page.until(
                "the cell",
                () -> page.rows(page.find("grid", "State")).toString().contains("<img src=x"));
        page.script("document.querySelector('[role=grid][aria-label=State] [role=gridcell]').click()");
        page.untilView("tab", "cell");
        page.until("the values", () -> page.text().contains("⟨U+202E⟩reversed⟨U+2066⟩"));
        expectOnlyText(page);
        page.tab("What if");
        page.until("a choice", () -> page.text().contains("Its source"));
        page.script("document.querySelectorAll('.choice-button')[2].click()");
        page.until("the difference", () -> page.text().contains("events left out"));
        expectOnlyText(page);
        page.click("button", "Sources");
        page.until("the menu", () -> page.text().contains("⟨U+0007⟩"));
        expectOnlyText(page);
    }

    @Test
    void shouldShowALongText() {
        Page page = BROWSER.page().open(tools.address(), "tab=event&at=" + huge);
        page.find("tree", "Payload and metadata").sendKeys(Keys.ARROW_DOWN);

        page.untilText("(the first 10,000 of 1,048,576 characters)");
        expectOnlyText(page);
    }

    @Test
    void shouldShowTenThousandKeysByLinesInSight() {
        Page page = BROWSER.page().open(tools.address(), "tab=event&at=" + wide);
        page.until(
                "the size",
                () -> page.find("tree", "Payload and metadata").getText().contains("10,000 fields"));

        assertThat((Long) page.script("return document.querySelectorAll('[role=treeitem]').length"))
                .isLessThan(60);
        page.find("tree", "Payload and metadata").sendKeys(Keys.END);
        page.until(
                "the end",
                () -> page.find("tree", "Payload and metadata").getText().contains("metadata"));
        page.find("tree", "Payload and metadata").sendKeys(Keys.PAGE_UP);
        page.until(
                "what is left out",
                () -> page.find("tree", "Payload and metadata").getText().contains("9,000 more, not shown"));
        expectOnlyText(page);
    }

    @Test
    void shouldShowADepthOfHundred() {
        Page page = BROWSER.page().open(tools.address(), "tab=event&at=" + deep);

        page.click("button", "Expand all");
        page.find("tree", "Payload and metadata").sendKeys(Keys.END);
        page.until("the deepest line", () -> (Boolean) page.script("""
                return [...document.querySelectorAll('[role=treeitem]')].some((line) => Number(line.ariaLevel) >= 60
                    && line.textContent.includes('more, not shown'))"""));
        expectOnlyText(page);
    }

    @Test
    void shouldCopyACommandThatAShellReadsAsText() {
        Page page = BROWSER.page().open(tools.address(), "at=1");

        page.click("button", "Copy link");
        page.untilText("Command copied.");
        assertThat(BROWSER.clipboard())
                .startsWith("playhead open '</script><script>document.title='\\''broken'\\''</script>");
    }
}
