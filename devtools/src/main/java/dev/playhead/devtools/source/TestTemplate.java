package dev.playhead.devtools.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The source code of a JUnit test that contains events, reads them into a history, and checks something.
 *
 * @param packageName the package of the class; empty for none
 * @param name the name of the class
 * @param about a description of the events, for the Javadoc of the class
 * @param assertion the static method of {@code org.junit.jupiter.api.Assertions} that the test calls; empty for none
 * @param imports the names of the classes that the test needs, beside those that each test needs
 * @param body the statements that follow the import of the events into {@code history}, each line without indentation
 */
public record TestTemplate(
        String packageName, String name, String about, String assertion, List<String> imports, String body) {
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

    private static final List<String> COMMON = List.of(
            "dev.playhead.EventHistory",
            "dev.playhead.event.RecordedEvent",
            "dev.playhead.io.ImportOptions",
            "dev.playhead.storage.RetentionPolicy",
            "java.io.ByteArrayInputStream",
            "java.nio.charset.StandardCharsets",
            "org.junit.jupiter.api.Test");

    private static final Pattern PART = Pattern.compile("@([A-Z]+)@");

    private static final String TEMPLATE = """
            @PACKAGE@@STATIC@@IMPORTS@
            /** @ABOUT@ */
            class @NAME@ {
                @Test
                void shouldNotFail() {
                    byte[] session = String.join("", SESSION).getBytes(StandardCharsets.UTF_8);
                    try (EventHistory history = EventHistory.builder()
                            .retention(RetentionPolicy.unlimited())
                            .build()) {
                        history.importFrom(new ByteArrayInputStream(session), ImportOptions.strictly());
            @BODY@
                    }
                }

                private static final String[] SESSION = {
            @SESSION@
                };
            }
            """;

    /**
     * Returns the source code.
     *
     * @param lines the events as JSON Lines
     * @return the source code
     * @throws IllegalArgumentException if the events are too many for a class
     */
    public String source(String lines) {
        TreeSet<String> all = new TreeSet<>(COMMON);
        all.addAll(imports);
        Map<String, String> parts = Map.of(
                "PACKAGE",
                packageName.isEmpty() ? "" : "package " + packageName + ";\n\n",
                "STATIC",
                assertion.isEmpty() ? "" : "import static org.junit.jupiter.api.Assertions." + assertion + ";\n\n",
                "IMPORTS",
                all.stream().map(one -> "import " + one + ";\n").collect(Collectors.joining()),
                // A backslash could begin an escape, which the compiler reads even in a comment.
                "ABOUT",
                about.replace("\\", "/").replace("*/", "* /"),
                "NAME",
                name,
                "BODY",
                body.lines()
                        .map(line -> line.isEmpty() ? "" : "            " + line)
                        .collect(Collectors.joining("\n")),
                "SESSION",
                literals(lines));
        // One pass: what is put in may contain the name of a part.
        return PART.matcher(TEMPLATE)
                .replaceAll(part -> Matcher.quoteReplacement(parts.getOrDefault(part.group(1), part.group())));
    }

    /**
     * Returns the source code of a string constant.
     *
     * @param text any text
     * @return the text in quotes
     * @throws IllegalArgumentException if the text is too long for a constant
     */
    public static String literal(String text) {
        if (text.length() > MAX_CONSTANT_CHARS) {
            throw new IllegalArgumentException(
                    "the text has length=" + text.length() + ", and a constant at most max=" + MAX_CONSTANT_CHARS);
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c == '\n') {
                quoted.append("\\n");
            } else if (c == '\r') {
                quoted.append("\\r");
            } else if (c < ' ' || c > '~') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

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
                    blocks.add(block(block.toString()));
                    block.setLength(0);
                }
                int end = Math.min(line.length(), begin + MAX_CONSTANT_CHARS - block.length());
                block.append(line, begin, end);
                begin = end;
            }
        }
        blocks.add(block(block.toString()));
        if (blocks.size() > MAX_CONSTANTS) {
            throw new IllegalArgumentException("the events need constants=" + blocks.size()
                    + ", and the source of a test has at most max=" + MAX_CONSTANTS);
        }
        return blocks.stream().collect(Collectors.joining(",\n"));
    }

    /**
     * Returns the source code of a text block with the given JSON lines. Of the characters below U+0020, JSON lines
     * contain only the line end, so only backslashes and groups of three quotes must be escaped.
     */
    private static String block(String text) {
        String escaped = text.replace("\\", "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
        boolean whole = escaped.endsWith("\n");
        String indent = "        ";
        return indent + "\"\"\"\n" + escaped.lines().map(line -> indent + line).collect(Collectors.joining("\n"))
                + (whole ? "\n" : "\\\n") + indent + "\"\"\"";
    }
}
