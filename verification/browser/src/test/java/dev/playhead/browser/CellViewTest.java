package dev.playhead.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** Tests of the history of a cell, and of the views that compare states: Difference and What if. */
@Tag("full")
class CellViewTest {
    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static final String TOTAL = "tab=cell&grid=orders&row=" + Orders.WRONG_ROW + "&column=total";

    @RegisterExtension
    static final ServedOrders ORDERS = new ServedOrders();

    private static List<List<String>> table(Page page, String name) {
        return page.rows(page.find("table", name));
    }

    @Test
    void shouldShowTheHistoryOfAClickedCell() {
        Page page = BROWSER.page().open(ORDERS.address(), "at=" + ORDERS.bug());
        WebElement cell =
                page.await(
                        "the wrong total",
                        () -> page
                                .find("grid", "State")
                                .findElements(By.xpath(".//*[@role='gridcell'][contains(., '-1200')]"))
                                .stream()
                                .findFirst()
                                .orElse(null));

        cell.click();
        page.untilView("tab", "cell");
        page.until(
                "three values",
                () -> table(page, "Changes of the cell, the earliest first").size() == 3);
        List<String> last =
                table(page, "Changes of the cell, the earliest first").get(2);
        assertThat(last.get(0)).contains("▶").contains("#" + ORDERS.bug());
        assertThat(last.get(2)).isEqualTo("plugin:discount");
        assertThat(last.subList(3, 6)).containsExactly("900", "-1200", "cell:update");
        assertThat(page.find("image", "3 numbers from -1200 to 900").getSize().getHeight())
                .isPositive();
    }

    @Test
    void shouldSayWhoEditedACell() {
        Page page = BROWSER.page().open(ORDERS.address(), TOTAL.replace("column=total", "column=note"));

        page.until(
                "the edit",
                () -> table(page, "Changes of the cell, the earliest first").size() == 1);
        assertThat(table(page, "Changes of the cell, the earliest first").get(0).get(2))
                .matches("(ada|bob|cleo) user");
    }

    @Test
    void shouldJumpToTheFirstTimeThatAConditionHolds() {
        Page page = BROWSER.page().open(ORDERS.address(), TOTAL + "&at=60");
        page.find("region", "Changes");

        new Select(page.find("combobox", "Operator")).selectByValue("<");
        page.type(page.find("textbox", "Value"), "0");
        page.find("textbox", "Value").sendKeys(Keys.ENTER);
        page.untilAt(ORDERS.bug());
        page.untilText("First time that the cell is less than 0: event #" + ORDERS.bug());
        page.type(page.find("textbox", "Value"), "-5000");
        page.find("textbox", "Value").sendKeys(Keys.ENTER);
        page.untilText("At no time the cell is less than -5000.");
        assertThat(page.at()).isEqualTo(ORDERS.bug());
    }

    @Test
    void shouldShowTheDifferenceOfTheMarks() {
        Page page = BROWSER.page()
                .open(ORDERS.address(), "tab=difference&a=" + ORDERS.cause() + "&b=" + ORDERS.bug() + "&at=3");
        String name = "Differences: At A, #" + ORDERS.cause() + ", and At B, #" + ORDERS.bug();

        page.until("one difference", () -> table(page, name).toString().contains("-1200"));
        assertThat(table(page, name)).hasSize(2);
        assertThat(table(page, name).get(1)).containsExactly("total", "900", "-1200", "≠changed");
        page.click("button", "⇄ Swap");
        page.untilView("a", Long.toString(ORDERS.bug()));
        page.until(
                "exchanged",
                () -> table(page, "Differences: At A, #" + ORDERS.bug() + ", and At B, #" + ORDERS.cause())
                        .get(1)
                        .subList(1, 3)
                        .equals(List.of("-1200", "900")));
        page.click("button", "total");
        page.untilView("tab", "cell");
    }

    @Test
    void shouldShowWhatWouldDifferWithoutAnEventATypeOrASource() {
        Page page = BROWSER.page().open(ORDERS.address(), "tab=whatif&at=" + ORDERS.bug());
        String name = "Differences: As it was, and Without them";

        page.click("button", "This event, #" + ORDERS.bug());
        page.until(
                "the total without the bug", () -> table(page, name).toString().contains("[total, -1200, 900, "));
        assertThat(page.text()).contains("1 event left out");
        page.click("button", "Its source, plugin:discount");
        page.untilText("Without @plugin:discount: 1 event left out.");
        page.click("button", "Its type, cell:update");
        page.until("many differences", () -> table(page, name).size() > 30);
        WebElement field = page.find("textbox", "Events that match");
        page.type(field, "value<0");
        field.sendKeys(Keys.ENTER);
        page.untilText("Without value<0: 1 event left out.");
        page.untilView("without", "value<0");
    }
}
