package dev.playhead.cli.output;

import dev.playhead.EventHistory;
import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.input.Check;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ExportFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The source code of a JUnit test that fails as long as a check fails with certain events. The source code contains
 * these events.
 */
public final class TestSource {
    /**
     * The maximum number of chars in a string constant. A constant holds at most 65,535 bytes of modified UTF-8, which
     * needs at most three bytes for a char.
     */
    private static final int MAX_CONSTANT_CHARS = 20_000;

    /**
     * The maximum number of string constants in a test. The array of the constants is created by code, and a method has
     * at most 64 KB of code.
     */
    private static final int MAX_CONSTANTS = 2_000;

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
        String declaration = folder.matches() ? "package " + folder.group(1).replace('/', '.') + ";\n\n" : "";
        String call = check.isThrowing()
                ? "new " + check.sourceName() + "().accept(events);"
                : "assertFalse(new " + check.sourceName() + "().test(events), \"the events still fail\");";
        String assertion = check.isThrowing() ? "" : "import static org.junit.jupiter.api.Assertions.assertFalse;\n\n";
        return TEMPLATE.replace("@PACKAGE@", declaration)
                .replace("@STATIC@", assertion)
                .replace("@ABOUT@", about.replace("*/", "* /").replace("\\", "/"))
                .replace("@NAME@", name)
                .replace("@CALL@", call)
                .replace("@SESSION@", literals(lines));
    }

    private static final String TEMPLATE = """
            @PACKAGE@@STATIC@import dev.playhead.EventHistory;
            import dev.playhead.event.GridEvent;
            import dev.playhead.event.RecordedEvent;
            import dev.playhead.io.ImportOptions;
            import dev.playhead.storage.RetentionPolicy;
            import java.io.ByteArrayInputStream;
            import java.nio.charset.StandardCharsets;
            import java.util.List;
            import org.junit.jupiter.api.Test;

            /** @ABOUT@ */
            class @NAME@ {
                @Test
                void shouldNotFail() {
                    byte[] session = String.join("", SESSION).getBytes(StandardCharsets.UTF_8);
                    try (EventHistory history = EventHistory.builder()
                            .retention(RetentionPolicy.unlimited())
                            .build()) {
                        history.importFrom(new ByteArrayInputStream(session), ImportOptions.strictly());
                        List<GridEvent> events =
                                history.getEvents().stream().map(RecordedEvent::event).toList();

                        @CALL@
                    }
                }

                private static final String[] SESSION = {
            @SESSION@
                };
            }
            """;

    /**
     * {@return the source code of text blocks that contain the lines; a block has as many whole lines as {@link
     * #MAX_CONSTANT_CHARS} permits, and a line is split only if it is longer than this limit}
     */
    private static String literals(String lines) {
        List<String> blocks = new ArrayList<>();
        StringBuilder block = new StringBuilder();
        for (String line : lines.split("(?<=\n)", -1)) {
            int begin = 0;
            while (begin < line.length()) {
                if (block.length() == MAX_CONSTANT_CHARS
                        || (begin == 0 && block.length() + line.length() > MAX_CONSTANT_CHARS && !block.isEmpty())) {
                    blocks.add(literal(block.toString()));
                    block.setLength(0);
                }
                int end = Math.min(line.length(), begin + MAX_CONSTANT_CHARS - block.length());
                block.append(line, begin, end);
                begin = end;
            }
        }
        blocks.add(literal(block.toString()));
        if (blocks.size() > MAX_CONSTANTS) {
            throw new CommandFailure(
                    "--to-test: the remaining events are too many for the source of a test; use --output instead");
        }
        return blocks.stream().collect(Collectors.joining(",\n"));
    }

    /**
     * Returns the source code of a text block with the given JSON lines. Of the characters below U+0020, JSON lines
     * contain only the line end, so only backslashes and groups of three quotes must be escaped.
     */
    private static String literal(String text) {
        String escaped = text.replace("\\", "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
        boolean whole = escaped.endsWith("\n");
        String indent = "        ";
        return indent + "\"\"\"\n" + escaped.lines().map(line -> indent + line).collect(Collectors.joining("\n"))
                + (whole ? "\n" : "\\\n") + indent + "\"\"\"";
    }
}
