package dev.playhead.cli.output;

import dev.playhead.EventHistory;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.input.Check;
import dev.playhead.devtools.source.TestTemplate;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ExportFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The source code of a JUnit test that fails as long as a check fails with certain events. The source code contains
 * these events.
 */
public final class TestSource {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_$][\\w$]*");
    private static final Pattern PACKAGE = Pattern.compile("(?:.*/)?src/[^/]+/java/(.+)/[^/]+");

    private final Path file;
    private final String name;

    private TestSource(Path file, String name) {
        this.file = file;
        this.name = name;
    }

    /** {@return a test that will be written to the given file; the class gets its name from the file} */
    public static TestSource of(String fileName) {
        Path file = Path.of(fileName);
        String last = String.valueOf(file.getFileName());
        String name = last.endsWith(".java") ? last.substring(0, last.length() - ".java".length()) : "";
        if (!NAME.matcher(name).matches()) {
            throw new CommandFailure("--to-test: " + fileName + " must end in the name of a class and .java");
        }
        return new TestSource(file, name);
    }

    /** {@return the default name of the file for the events, which is in the folder of the test} */
    public String eventsFile() {
        return file.resolveSibling(name + ".jsonl").toString();
    }

    /**
     * Writes the source code of the test.
     *
     * @param events the events
     * @param check the check
     * @param about a description of the events, for the Javadoc of the test
     */
    public void write(EventHistory events, Check check, String about) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        events.exportTo(lines, ExportFormat.JSON_LINES, EventFilter.all());
        try {
            Files.writeString(file, source(lines.toString(StandardCharsets.UTF_8), check, about));
        } catch (NoSuchFileException e) {
            throw new CommandFailure(file + " cannot be written: its folder does not exist");
        } catch (IOException e) {
            throw new CommandFailure(file + " cannot be written: " + e.getMessage());
        }
    }

    private String source(String lines, Check check, String about) {
        Matcher folder =
                PACKAGE.matcher(file.toAbsolutePath().normalize().toString().replace('\\', '/'));
        String call = check.isThrowing()
                ? "new " + check.sourceName() + "().accept(events);"
                : "assertFalse(new " + check.sourceName() + "().test(events), \"the events still fail\");";
        TestTemplate template = new TestTemplate(
                folder.matches() ? folder.group(1).replace('/', '.') : "",
                name,
                about,
                check.isThrowing() ? "" : "assertFalse",
                List.of("dev.playhead.event.GridEvent", "java.util.List"),
                """
                List<GridEvent> events =
                        history.getEvents().stream().map(RecordedEvent::event).toList();

                """ + call);
        try {
            return template.source(lines);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--to-test: the remaining events are too many for the source of a test ("
                    + e.getMessage() + "); use --output instead");
        }
    }
}
