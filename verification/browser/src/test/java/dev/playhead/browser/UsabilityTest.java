package dev.playhead.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** Tests of the page by keyboard, on small screens, in both themes, and with assistive technology. */
@Tag("full")
class UsabilityTest {
    @RegisterExtension
    static final Browser BROWSER = new Browser();

    static final List<String> TABS =
            List.of("State", "Event", "Cell", "Difference", "What if", "Statistics", "Sessions");

    @RegisterExtension
    static final ServedOrders ORDERS = new ServedOrders();

    /** Opens a view in which every tab has something to show. */
    private static Page open() {
        return BROWSER.page()
                .open(
                        ORDERS.address(),
                        "at=" + ORDERS.bug() + "&a=" + ORDERS.cause() + "&without=@plugin:discount&grid=orders&row="
                                + Orders.WRONG_ROW + "&column=total");
    }

    private static void untilShown(Page page, String tab) {
        page.until(tab + " is shown", () -> Boolean.TRUE.equals(page.script("""
                const view = document.getElementById('view');
                return view.getAttribute('aria-labelledby') === 'tab-' + arguments[0].toLowerCase().replace(' ', '')
                    && view.querySelector('.pending, .waiting, .stale') === null;""", tab)));
    }

    @Test
    void shouldListTheKeys() {
        Page page = open();

        page.press("?");
        String text = page.find("dialog", "Keys").getText();
        assertThat(text).contains("Next event", "Set mark A", "Words of the filter", "cell:edit");
        page.press(Keys.ESCAPE);
        page.until("the list is closed", () -> !page.has("dialog", "Keys"));
        page.press("j");
        page.untilAt(ORDERS.bug() + 1);
    }

    @Test
    void shouldShowEachTabByItsKeyAndByArrows() {
        Page page = open();

        for (int i = TABS.size(); i > 0; i--) {
            page.press(Integer.toString(i));
            untilShown(page, TABS.get(i - 1));
        }
        page.find("tab", "State").sendKeys(Keys.ARROW_RIGHT);
        untilShown(page, "Event");
        page.press(Keys.END);
        untilShown(page, "Sessions");
        page.press(Keys.ARROW_RIGHT);
        untilShown(page, "State");
    }

    @Test
    void shouldReachEveryControlByTheKeyTab() {
        Page page = open();
        page.script("document.activeElement.blur()");

        StringBuilder reached = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            page.press(Keys.TAB);
            reached.append(page.script("""
                    const e = document.activeElement;
                    return [e.getAttribute('role'), e.getAttribute('aria-label'), e.id, e.textContent.slice(0, 20)].join(' ')""")).append('\n');
        }
        assertThat(reached.toString())
                .contains("slider Playhead", "grid Events", "grid State", "filter", "go-to", "tab-state", "Copy link");
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 320})
    void shouldCutNothingOffOnANarrowScreen(int width) {
        BROWSER.screen(width, width == 320 ? 256 : 700);
        Page page = open();

        for (String tab : TABS) {
            page.tab(tab);
            untilShown(page, tab);
            assertThat(page.script("return document.documentElement.scrollWidth"))
                    .as("width of " + tab)
                    .isEqualTo(page.script("return document.documentElement.clientWidth"));
            // What is wider than the screen must be in a box that scrolls.
            assertThat(page.script("""
                    const scrolls = (e) => e !== null && e !== document.body
                        && (['auto', 'scroll'].includes(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
                    return [...document.querySelectorAll('button, input, select, summary, p, h1, h2, h3, td, th, label, [role]')]
                        .filter((e) => e.checkVisibility({visibilityProperty: true, opacityProperty: true}))
                        .filter((e) => e.getBoundingClientRect().width > 2 && e.closest('.hidden') === null)
                        .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1)
                        .filter((e) => !scrolls(e.parentElement))
                        .map((e) => e.outerHTML.slice(0, 120))""")).as("what is cut off in " + tab).isEqualTo(List.of());
        }
    }

    @Test
    void shouldShowLightAndDarkAsTheSystemDoes() {
        String background = "return getComputedStyle(document.body).backgroundColor";
        Page page = open();
        Object light = page.script(background);

        BROWSER.theme("dark");
        page.until("dark", () -> !light.equals(page.script(background)));
        BROWSER.theme("light");
        page.until("light", () -> light.equals(page.script(background)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void shouldHaveNothingSeriousForAxe(String theme) throws Exception {
        BROWSER.theme(theme);
        String axe = NodePackages.text("axe-core/axe.min.js");
        Page page = open();
        Object unused = page.script(axe);

        for (String tab : TABS) {
            page.tab(tab);
            untilShown(page, tab);
            assertThat(BROWSER.driver().executeAsyncScript("""
                    const done = arguments[0];
                    axe.run(document, {resultTypes: ['violations']}).then((result) => done(result.violations
                        .filter((one) => ['serious', 'critical'].includes(one.impact))
                        .map((one) => `${one.id}: ${one.help}\\n` + one.nodes.slice(0, 5).map((node) => `  ${node.html}: ${node.failureSummary}`).join('\\n'))),
                        (e) => done([String(e)]))"""))
                    .as("what axe finds in " + tab)
                    .isEqualTo(List.of());
        }
        page.press("?");
        page.find("dialog", "Keys");
    }
}
