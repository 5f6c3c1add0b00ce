package dev.playhead.benchmarks.page;

import dev.playhead.benchmarks.harness.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A Chromium without a window on the screen. Times are taken by the clock of the page, without the time of the driver. */
final class Chromium implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Dimension WINDOW = new Dimension(1440, 900);
    /** Selenium notes that it does not know the newest protocol of Chromium, which is not used. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium.devtools");

    /** What the scripts of the measurements use. */
    private static final String HELPERS = """
            globalThis.measured = {
                tasks: [],
                asked: 0,
                rows: () => [...document.querySelectorAll('[role=grid][aria-label=Events] [role=row][aria-rowindex]')]
                    .filter((row) => row.children.length > 1),
                // Rows that are waited for have one cell, and the list of another filter is busy.
                isListed: () => measured.list().ariaBusy === 'false' && measured.rows().length > 1
                    && document.querySelectorAll('[role=grid][aria-label=Events] [role=row][aria-rowindex]').length === measured.rows().length,
                list: () => document.querySelector('[role=grid][aria-label=Events]'),
                state: () => document.querySelector('[role=grid][aria-label=State]') === null ? null
                    : document.querySelector('.state-view:not(.waiting) .state-title strong')?.textContent,
                frame: () => new Promise((then) => requestAnimationFrame(() => setTimeout(then, 0))),
                until: async (condition) => {
                    while (!condition()) {
                        await new Promise((then) => requestAnimationFrame(then));
                    }
                    await measured.frame();
                },
                enter: async (id, text) => {
                    const field = document.getElementById(id);
                    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, text);
                    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
                    await new Promise((then) => setTimeout(then, 0)); // the page takes the text over
                    field.form.requestSubmit();
                },
            };
            const send = globalThis.fetch;
            globalThis.fetch = (url, options) => {
                measured.asked += String(url).includes('/events?') ? 1 : 0;
                return send(url, options);
            };
            new PerformanceObserver((list) => measured.tasks.push(...list.getEntries().map((e) => e.duration)))
                .observe({ type: 'longtask' });
            """;

    private final ChromeDriver driver;
    private final Path profile;

    Chromium() throws IOException {
        for (Path program : List.of(PROGRAM, DRIVER)) {
            if (!Files.isExecutable(program)) {
                throw new IllegalStateException(
                        "program=" + program + " is missing; install chromium and chromium-driver, or use --only");
            }
        }
        SELENIUM.setLevel(Level.SEVERE);
        profile = Files.createTempDirectory("chromium");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(PROGRAM.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        driver = new ChromeDriver(service, options);
        driver.manage().window().setSize(WINDOW);
        driver.manage().timeouts().scriptTimeout(LIMIT);
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", HELPERS));
        driver.executeCdpCommand("Performance.enable", Map.of());
    }

    /** Leaves the page and opens another one. Returns when its document is loaded, not its data. */
    void open(String address) {
        driver.get("about:blank");
        driver.get(address);
    }

    /** Runs the body of an asynchronous function, and returns its result, which must be a number. */
    double number(String body, Object... arguments) {
        Object result = driver.executeAsyncScript(
                "const args = [...arguments]; const done = args.pop();" + "(async () => {" + body
                        + "})().then(done, (e) => done(`${e.stack}`))",
                arguments);
        if (!(result instanceof Number number)) {
            throw new IllegalStateException("the page answered result=" + result);
        }
        return number.doubleValue();
    }

    /** Runs the body of an asynchronous function that returns a time in milliseconds. Returns it in nanoseconds. */
    double nanos(String body, Object... arguments) {
        return number(body, arguments) * 1e6;
    }

    /** {@return the size of the objects of the page after a garbage collection, in bytes} */
    double heapBytes() {
        driver.executeCdpCommand("HeapProfiler.collectGarbage", Map.of());
        List<?> metrics = (List<?>) Objects.requireNonNull(
                driver.executeCdpCommand("Performance.getMetrics", Map.of()).get("metrics"));
        for (Object metric : metrics) {
            if (metric instanceof Map<?, ?> map
                    && "JSHeapUsedSize".equals(map.get("name"))
                    && map.get("value") instanceof Number bytes) {
                return bytes.doubleValue();
            }
        }
        throw new IllegalStateException("Chromium does not tell JSHeapUsedSize");
    }

    @Override
    public void close() {
        driver.quit();
        try {
            Scratch.delete(profile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
