package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example that a newcomer copies first has to compile. */
class ReadmeTest {
    private static final String FRAME = """
            import static dev.playhead.filter.EventFilter.*;
            import static dev.playhead.grid.GridEvents.*;
            import dev.playhead.*;
            import dev.playhead.bus.*;
            import dev.playhead.event.*;
            import dev.playhead.grid.*;
            import java.time.Instant;
            import java.util.*;
            class Example {
                static double price(GridState grids, String row) {
                    return ((Number) grids.grid("orders").orElseThrow().cell(row, "price")).doubleValue();
                }
                static void run(Instant noon) {
                    %s
                }
            }
            """;

    @Test
    void shouldShowAnExampleThatCompiles(@TempDir Path classes) throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        int start = readme.indexOf("```java\n") + "```java\n".length();
        String example = readme.substring(start, readme.indexOf("```", start));

        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return FRAME.replace("%s", example);
                    }
                };
        boolean compiled = compiler.getTask(null, null, diagnostics, options, null, List.of(source))
                .call();

        assertThat(compiled).as("%s", diagnostics.getDiagnostics()).isTrue();
    }
}
