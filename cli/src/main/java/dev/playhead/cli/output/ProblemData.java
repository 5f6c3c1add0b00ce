package dev.playhead.cli.output;

import dev.playhead.io.ImportReport;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Methods that convert problems and notes about event files to plain data, for {@code --json}. */
public final class ProblemData {
    private ProblemData() {}

    /** {@return a map with the location and the description of a problem} */
    public static Map<String, @Nullable Object> of(ImportReport.Problem problem) {
        return named("problem", problem);
    }

    /** {@return a map with the location and the text of a note} */
    public static Map<String, @Nullable Object> ofNote(ImportReport.Problem note) {
        return named("note", note);
    }

    private static Map<String, @Nullable Object> named(String name, ImportReport.Problem problem) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("line", problem.line());
        data.put("column", (long) problem.column());
        data.put("message", problem.message());
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        named.put(name, data);
        return named;
    }
}
