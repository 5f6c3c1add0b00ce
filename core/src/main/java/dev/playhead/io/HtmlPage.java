package dev.playhead.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The parts of an HTML export that do not depend on the events. */
final class HtmlPage {
    /** The hash of the script. A browser runs no script with another hash. A test compares the hash with the script. */
    static final String SCRIPT_HASH = "sha256-xD0xFKp5Sx8IellGEMGOE0DT0vugveS3zi/UX5w8VT4=";

    /** The hash of the style. */
    static final String STYLE_HASH = "sha256-uhoi/fBJ1vqS/tC2PMSifI0apsVUxj0rC85lmL77eGA=";

    private static final String DATA = "@DATA@";
    private static final String PAGE = page();

    private HtmlPage() {}

    /** Returns the part of the page before the events. */
    static String head() {
        return PAGE.substring(0, PAGE.indexOf(DATA));
    }

    /** Returns the part of the page after the events. */
    static String tail() {
        return PAGE.substring(PAGE.indexOf(DATA) + DATA.length());
    }

    private static String page() {
        return resource("page.html")
                .replace("@SCRIPT_HASH@", SCRIPT_HASH)
                .replace("@STYLE_HASH@", STYLE_HASH)
                .replace("@STYLE@", style())
                .replace("@SCRIPT@", script());
    }

    static String style() {
        return resource("page.css");
    }

    static String script() {
        return resource("page.js");
    }

    private static String resource(String name) {
        try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource=" + name + " is missing in the jar of playhead-core");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
