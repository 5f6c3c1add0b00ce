package dev.playhead.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.OutputType;

/** Writes pictures of views to {@code target/screenshots}, for people to look at. */
@Tag("full")
class ScreenshotsTest {
    @RegisterExtension
    static final Browser BROWSER = new Browser();

    @Test
    void shouldShowFiveViewsInBothThemes() throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "screenshots"));
        EventHistory history = Served.unlimited();
        Orders orders = Orders.record(history);
        String cell = "&grid=orders&row=" + Orders.WRONG_ROW + "&column=total&lanes=source&fold=yes";
        Map<String, String> views = new LinkedHashMap<>();
        views.put("event", "tab=event&at=" + orders.bug + "&lanes=family");
        views.put("state", "at=" + orders.bug + "&a=" + (orders.cause - 6) + "&grid=orders&fold=yes");
        views.put("cell", "tab=cell&at=" + orders.bug + cell);
        views.put("difference", "tab=difference&at=" + orders.bug + "&a=430&b=" + orders.bug + "&filter=cell:*");
        views.put("statistics", "tab=statistics&at=" + orders.bug);
        try (Served served = Served.of(history)) {
            for (String theme : new String[] {"light", "dark"}) {
                BROWSER.theme(theme);
                for (Map.Entry<String, String> view : views.entrySet()) {
                    Page page = BROWSER.page().open(served.address(), view.getValue());
                    page.untilAt(orders.bug);
                    page.until(
                            "nothing is under way",
                            () -> page.isListSettled()
                                    && page.script(
                                                    "return document.querySelector('.pending, .waiting, .stale, .loading')")
                                            == null);
                    byte[] png = BROWSER.driver().getScreenshotAs(OutputType.BYTES);
                    Files.write(folder.resolve(view.getKey() + "-" + theme + ".png"), png);

                    assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth())
                            .isEqualTo(1440);
                }
            }
        }
    }
}
