package dev.playhead.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.devtools.DevTools;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests of the address of the page: it holds the view, and never the token. */
@Tag("full")
class AddressTest {
    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static final String VIEW = "at=300&tab=cell&filter=cell:edit+@user&from=2026-03-02T13:00:00Z"
            + "&to=2026-03-02T13:20:00Z&grid=orders&cell-grid=orders&row=o-17&column=total&a=20&b=280&lanes=family&fold=yes";

    private static void expectView(Page page) {
        page.untilAt(300);
        page.find("region", "Changes");
        page.until("the filter", () -> "cell:edit @user".equals(page.filter().getAttribute("value")));
        assertThat(page.script("return document.querySelector('h2').textContent"))
                .isEqualTo("o-17 › total in grid orders");
        assertThat(page.find("group", "Mark A").getText()).contains("#20");
        assertThat(page.find("group", "Mark B").getText()).contains("#280");
        assertThat(page.find("checkbox", "Fold idle time").isSelected()).isTrue();
        page.find("list", "Families of types");
        page.untilText("Zoomed: show all times");
    }

    private static Served orders() {
        EventHistory history = Served.unlimited();
        Orders unused = Orders.record(history);
        return Served.of(history);
    }

    @Test
    void shouldShowTheSameViewAfterAReloadAndInAnotherTab() {
        try (Served served = orders()) {
            Page page = BROWSER.page().open(served.address(), VIEW);
            expectView(page);
            Map<String, String> view = page.view();
            BROWSER.driver().navigate().refresh();
            expectView(page);
            assertThat(page.view()).isEqualTo(view);

            BROWSER.driver().switchTo().newWindow(org.openqa.selenium.WindowType.TAB);
            try {
                BROWSER.driver().get(served.address() + "&" + VIEW);
                expectView(page);
            } finally {
                BROWSER.driver().close();
                BROWSER.driver()
                        .switchTo()
                        .window(BROWSER.driver().getWindowHandles().iterator().next());
            }
        }
    }

    @Test
    void shouldTakeTheTokenOutOfTheAddressAtOnce() {
        try (Served served = orders()) {
            Page page = BROWSER.page().open(served.address(), "at=5");

            assertThat(BROWSER.driver().getCurrentUrl()).doesNotContain("token");
            page.untilAt(5);
            BROWSER.driver().navigate().back();
            assertThat(BROWSER.driver().getCurrentUrl()).doesNotContain("token");
        }
    }

    @Test
    void shouldSayThatTheTokenIsMissing() {
        try (Served served = orders()) {
            BROWSER.expectErrors(); // the console tells of the status 401
            Page page = BROWSER.page();
            BROWSER.driver().get("http://127.0.0.1:" + served.address().getPort() + "/");

            page.untilText("This page has no valid token. Open the address that the server printed.");
            BROWSER.driver().get(served.address() + "&at=7");
            page.find("grid", "Events");
            page.untilAt(7);
        }
    }

    @Test
    void shouldCopyACommandThatOpensTheSameView() {
        EventHistory history = Served.unlimited();
        Orders unused = Orders.record(history);
        try (Served served = new Served(
                history, DevTools.builder(history).file("my orders.playhead").serve())) {
            Page page = BROWSER.page().open(served.address(), "at=12&tab=event");
            page.untilAt(12);

            page.click("button", "Copy link");
            page.untilText("Command copied.");
            assertThat(BROWSER.clipboard()).isEqualTo("playhead open 'my orders.playhead' --view 'at=12&tab=event'");
        }
    }

    @Test
    void shouldFollowAnAddressThatTheUserChanges() {
        try (Served served = orders()) {
            Page page = BROWSER.page().open(served.address(), "at=5");
            page.untilAt(5);

            page.script("location.hash = '#at=9&tab=event'");
            page.untilAt(9);
            page.find("tree", "Payload and metadata");
        }
    }
}
