package dev.playhead.browser;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A Chromium for the tests of a class. It fails a test whose page reports an error or
 * violates its Content-Security-Policy.
 */
final class Browser implements BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    /** Collects in each page the errors that the console does not have. */
    private static final String WATCH = """
            globalThis.watched = [];
            addEventListener('securitypolicyviolation', (e) => watched.push(`policy: ${e.violatedDirective} ${e.blockedURI}`));
            // Chromium reports this if an observer of sizes changes an observed size. The others hear of it in the next frame.
            addEventListener('error', (e) => e.message.startsWith('ResizeObserver loop') || watched.push(`error: ${e.message}`));
            addEventListener('unhandledrejection', (e) => watched.push(`rejection: ${e.reason}`));
            """;

    /** Selenium notes that it does not know the newest protocol of Chromium, which these tests do not use. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium.devtools");

    /** The one that shows a page; tests run one after the other. */
    private static Browser current;

    private final String hostRules;

    private ChromeDriver driver;
    private Path profile;
    private boolean expectsErrors;

    /** The warnings and errors that the pages of the test wrote to the console. */
    private final List<LogEntry> messages = new ArrayList<>();

    /** The errors that {@link #WATCH} collected in the pages of the test. */
    private final List<Object> errors = new ArrayList<>();

    Browser() {
        // The name of a foreign site that leads to this computer, as in an attack by DNS rebinding.
        this("MAP evil.test 127.0.0.1");
    }

    /** Creates a browser that finds hosts by rules of its own. */
    Browser(String hostRules) {
        this.hostRules = hostRules;
    }

    /** Returns the page; each test begins with an empty one. */
    Page page() {
        return new Page(driver);
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Shows pages in the light or the dark theme. */
    void theme(String theme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
    }

    /** Shows pages on a screen of another size. */
    void screen(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Returns the text that the page copied. */
    String clipboard() {
        return String.valueOf(driver.executeAsyncScript(
                "const done = arguments[0]; navigator.clipboard.readText().then(done, (e) => done(`refused: ${e}`))"));
    }

    /** Allows the test to end with messages in the console, such as those of a connection that a test cuts. */
    void expectErrors() {
        expectsErrors = true;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        if (driver == null) {
            start();
        }
        current = this;
        expectsErrors = false;
        messages.clear();
        errors.clear();
        screen(1440, 900);
        theme("light");
        driver.executeCdpCommand(
                "Browser.grantPermissions",
                Map.of("permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
        driver.get("about:blank");
        driver.manage().logs().get(LogType.BROWSER);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        leave();
        if (!expectsErrors) {
            Assertions.assertThat(messages).as("messages in the console").isEmpty();
        }
        Assertions.assertThat(errors).as("errors in the page").isEmpty();
    }

    /** Leaves the page, if one is shown. Its server may be closed then. */
    static void leave() {
        if (current != null) {
            current.leavePage();
        }
    }

    private void leavePage() {
        errors.addAll((List<?>) driver.executeScript("return globalThis.watched ?? []"));
        driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .forEach(messages::add);
        driver.get("about:blank");
        // Drops the messages about requests that ended because the page was left.
        driver.manage().logs().get(LogType.BROWSER);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (driver != null) {
            current = null;
            driver.quit();
            driver = null;
            delete(profile);
        }
    }

    private void start() throws IOException {
        SELENIUM.setLevel(Level.SEVERE);
        need(CHROMIUM, "chromium");
        need(DRIVER, "chromium-driver");
        profile = Files.createTempDirectory("chromium");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--force-device-scale-factor=1",
                "--disable-lcd-text", // pictures without coloured edges
                "--host-resolver-rules=" + hostRules,
                "--user-data-dir=" + profile);
        LoggingPreferences messages = new LoggingPreferences();
        messages.enable(LogType.BROWSER, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, messages);
        // With the path of the driver, Selenium looks for none, and asks no network.
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .withLogFile(new File("target", "chromedriver.log"))
                .build();
        driver = new ChromeDriver(service, options);
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", WATCH));
    }

    private static void need(Path program, String debian) {
        if (!Files.isExecutable(program)) {
            throw new AssertionError("program=" + program + " does not exist, and -Pfull needs it; install the package "
                    + debian + " of Debian");
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
