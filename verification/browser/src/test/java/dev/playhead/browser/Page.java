package dev.playhead.browser;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The page of the DevTools as people and assistive technology find it: by roles and names. */
final class Page {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Elements that may have the name; which of them has it, the browser says: to ask it for all would take seconds. */
    private static final String CANDIDATES = """
            const [selector, name] = arguments;
            const text = (e) => [e.getAttribute('aria-label'), e.title, e.textContent, ...[...(e.labels ?? [])].map((l) => l.textContent),
                document.getElementById(e.getAttribute('aria-labelledby'))?.textContent].join(' ').replace(/\\s+/g, ' ');
            return [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility() && text(e).includes(name));""";

    private final ChromeDriver driver;

    Page(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Opens an address, and waits until the page is usable. */
    Page open(URI address) {
        return open(address, "");
    }

    /** Opens an address with a view, such as {@code at=5&tab=event}. */
    Page open(URI address, String view) {
        driver.get("about:blank");
        driver.get(address + (view.isEmpty() ? "" : "&" + view));
        find("grid", "Events");
        return this;
    }

    /** Waits until the supplier returns something other than null and false, and returns it. */
    <T> T await(String what, Supplier<T> supplier) {
        WebDriverWait wait = new WebDriverWait(driver, LIMIT, Duration.ofMillis(50));
        wait.ignoring(StaleElementReferenceException.class, NoSuchElementException.class);
        return wait.withMessage(() -> what + "\naddress: " + driver.getCurrentUrl() + "\npage: " + shortened(text()))
                .until(unused -> supplier.get());
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(2_000, text.length())).replaceAll("\\n+", " | ");
    }

    void until(String what, BooleanSupplier condition) {
        Boolean unused = await(what, () -> condition.getAsBoolean() ? Boolean.TRUE : null);
    }

    /** Waits until the text of the page contains a text. */
    void untilText(String text) {
        until("the page contains: " + text, () -> text().contains(text));
    }

    /** Returns the text that the page shows. */
    String text() {
        return Objects.requireNonNullElse((String) driver.executeScript("return document.body.innerText"), "");
    }

    /** Returns the element of a role with a name, once it is there and visible. */
    WebElement find(String role, String name) {
        return await(role + " \"" + name + "\" is there", () -> findNow(role, name));
    }

    boolean has(String role, String name) {
        try {
            return findNow(role, name) != null;
        } catch (StaleElementReferenceException e) {
            return false;
        }
    }

    private WebElement findNow(String role, String name) {
        for (Object element : (List<?>) driver.executeScript(CANDIDATES, candidates(role), name)) {
            WebElement candidate = (WebElement) element;
            if (candidate.getAccessibleName().equals(name)
                    && candidate.getAriaRole().equals(role)) {
                return candidate;
            }
        }
        return null;
    }

    private static String candidates(String role) {
        String own = "[role=" + role + "]";
        return switch (role) {
            case "button" -> "button, summary, " + own;
            case "textbox", "combobox", "searchbox", "spinbutton" -> "input, select, textarea";
            case "checkbox" -> "input[type=checkbox], " + own;
            case "radio" -> "input[type=radio], " + own;
            case "dialog" -> "dialog";
            case "list" -> "ul, ol";
            case "form" -> "form";
            case "table" -> "table";
            case "region" -> "section, " + own;
            case "img", "image" -> "img, svg, [role=img]";
            default -> own;
        };
    }

    /** Clicks an element, once it can be clicked. */
    void click(String role, String name) {
        until("a click on " + role + " \"" + name + "\"", () -> {
            WebElement element = findNow(role, name);
            return element != null && element.isEnabled() && clicked(element);
        });
    }

    static boolean clicked(WebElement element) {
        try {
            element.click();
            return true;
        } catch (ElementNotInteractableException e) {
            return false; // what covers it goes away, or it is scrolled into sight
        }
    }

    /** Shows a view by its tab. */
    void tab(String name) {
        click("tab", name);
        until(
                "tab " + name + " is selected",
                () -> "true".equals(find("tab", name).getAttribute("aria-selected")));
    }

    /** Presses keys where the focus is. */
    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Replaces the text of a field. */
    void type(WebElement field, String text) {
        driver.executeScript("arguments[0].select()", field);
        field.sendKeys(text.isEmpty() ? "\b" : text);
    }

    WebElement filter() {
        return find("combobox", "Filter");
    }

    /** Filters the events, and waits until the list shows what matches. */
    void filter(String text) {
        WebElement field = filter();
        type(field, text);
        field.sendKeys("\n");
        until(
                "filter " + text + " is applied",
                () -> view().getOrDefault("filter", "").equals(text.trim()) && isListSettled());
    }

    boolean isListSettled() {
        return "false"
                .equals(driver.executeScript(
                        "return document.querySelector('[role=grid][aria-label=Events]').ariaBusy"));
    }

    /** Moves the playhead by the address, as a link does. */
    void go(long sequence) {
        WebElement field = find("textbox", "Go to");
        type(field, Long.toString(sequence));
        field.sendKeys("\n");
        untilAt(sequence);
    }

    /** Returns the sequence of the event under the playhead. */
    long at() {
        return Long.parseLong(find("slider", "Playhead").getAttribute("aria-valuenow"));
    }

    void untilAt(long sequence) {
        until("playhead is at " + sequence, () -> at() == sequence);
    }

    /** Returns what the address holds. */
    Map<String, String> view() {
        Map<String, String> view = new LinkedHashMap<>();
        String fragment =
                Objects.requireNonNullElse((String) driver.executeScript("return location.hash.slice(1)"), "");
        for (String pair : fragment.split("&", -1)) {
            int end = pair.indexOf('=');
            if (end > 0) {
                view.put(pair.substring(0, end), URLDecoder.decode(pair.substring(end + 1), StandardCharsets.UTF_8));
            }
        }
        return view;
    }

    void untilView(String name, String value) {
        until("address has " + name + "=" + value, () -> Objects.equals(view().get(name), value));
    }

    /** Returns the texts of the cells of all rows of a grid or table that are in the document, without the header. */
    List<List<String>> rows(WebElement grid) {
        return strings(driver.executeScript("""
                return [...arguments[0].querySelectorAll('[role=row], tbody tr')]
                    .filter((row) => !row.querySelector('[role=columnheader]'))
                    .sort((a, b) => a.getAttribute('aria-rowindex') - b.getAttribute('aria-rowindex'))
                    .map((row) => [...row.children].map((cell) => cell.textContent))""", grid));
    }

    /** Returns the rows of the list of events. */
    List<List<String>> events() {
        return rows(find("grid", "Events"));
    }

    /** Waits until the list shows exactly these ids. */
    void untilIds(String... ids) {
        await("the list shows the ids " + List.of(ids), () -> ids().equals(List.of(ids)) ? ids : null);
    }

    List<String> ids() {
        return events().stream()
                .filter(row -> row.size() > 1)
                .map(row -> row.get(0))
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static List<List<String>> strings(Object value) {
        return (List<List<String>>) value;
    }

    Object script(String text, Object... arguments) {
        return driver.executeScript(text, arguments);
    }
}
