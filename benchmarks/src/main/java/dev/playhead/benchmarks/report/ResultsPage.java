package dev.playhead.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The page with the results. The results are between two markers; the text before and after the markers is written by
 * hand.
 */
public final class ResultsPage {
    static final String BEGIN = "<!-- results:begin -->";
    static final String END = "<!-- results:end -->";

    private final Path file;

    public ResultsPage(Path file) {
        this.file = file;
    }

    /** Checks that the page can be read and has the markers. Called before much time is spent on measurements. */
    public void check() {
        replaced(read(), "");
    }

    public void write(String results) {
        try {
            Files.writeString(file, replaced(read(), results));
        } catch (IOException e) {
            throw new UncheckedIOException("page=" + file + " could not be written", e);
        }
    }

    private String read() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("page=" + file + " could not be read", e);
        }
    }

    /** {@return the given page, with the text between the markers replaced by the given results} */
    static String replaced(String page, String results) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        boolean once = begin == page.lastIndexOf(BEGIN) && end == page.lastIndexOf(END);
        if (begin < 0 || end < begin || !once) {
            throw new IllegalArgumentException("the page must have the markers " + BEGIN + " and " + END
                    + ", once each and in this order; begin=" + begin + " end=" + end);
        }
        return page.substring(0, begin + BEGIN.length()) + "\n" + results.strip() + "\n" + page.substring(end);
    }
}
