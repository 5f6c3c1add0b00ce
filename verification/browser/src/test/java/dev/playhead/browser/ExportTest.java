package dev.playhead.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ExportFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** Tests of the files that the page saves. */
@Tag("full")
class ExportTest {
    @RegisterExtension
    static final Browser BROWSER = new Browser();

    @TempDir
    Path folder;

    private Served served;
    private Orders orders;

    @BeforeEach
    void serve() {
        EventHistory history = Served.unlimited();
        orders = Orders.record(history);
        served = Served.of(history);
        BROWSER.driver()
                .executeCdpCommand(
                        "Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", folder.toString()));
    }

    @AfterEach
    void close() {
        served.close();
    }

    /** Waits until the browser has saved a file with this text in its name, and returns the text of the file. */
    private String saved(Page page, String name) {
        return page.await("a file with the name " + name, () -> {
            try (var files = Files.list(folder)) {
                Path file = files.filter(one -> one.getFileName().toString().endsWith(name))
                        .findFirst()
                        .orElse(null);
                return file == null ? null : Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private String exported(ExportFormat format, EventFilter filter) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        served.history().exportTo(out, format, filter);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldSaveTheEventsThatTheListShows() {
        Page page = BROWSER.page().open(served.address());
        page.filter("@plugin");

        page.click("button", "Export");
        page.click("menuitem", "JSON Lines");

        assertThat(saved(page, ".jsonl"))
                .isEqualTo(exported(ExportFormat.JSON_LINES, EventFilter.source("plugin")))
                .isNotEmpty();
    }

    @Test
    void shouldSaveATableByKeyboardAlone() {
        Page page = BROWSER.page().open(served.address());

        page.press("e");
        page.find("menu", "Export");
        page.press(Keys.ARROW_DOWN);
        page.press(Keys.ENTER);

        assertThat(saved(page, ".csv"))
                .isEqualTo(exported(ExportFormat.CSV, EventFilter.all()))
                .isNotEmpty();
    }

    @Test
    void shouldMakeATestOfTheCellInSight() {
        Page page = BROWSER.page().open(served.address(), "tab=state&at=" + orders.bug);
        page.until(
                "a click on the cell",
                () -> Page.clicked(page.find("grid", "State")
                        .findElement(By.xpath(".//*[@role='gridcell'][contains(., '-1200')]"))));

        page.click("button", "Export");
        page.click("menuitem", "JUnit test");

        assertThat(saved(page, "Test.java"))
                .contains("@Test")
                .contains(Orders.WRONG_ROW)
                .contains("-1200");
    }

    @Test
    void shouldSayWhyNothingCanBeExported() {
        Page page = BROWSER.page().open(served.address());
        page.filter("no:such:type");

        assertThat(page.find("button", "Export").getAttribute("aria-disabled")).isEqualTo("true");
        assertThat(page.find("button", "Export").getAttribute("title")).isNotEmpty();
    }
}
