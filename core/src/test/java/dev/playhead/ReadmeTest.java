package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.RecordedEvent;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples that a newcomer copies first have to compile, and to do what they say. */
class ReadmeTest {
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final String FRAME = """
            import static dev.playhead.filter.EventFilter.*;
            import static dev.playhead.grid.GridEvents.*;
            import dev.playhead.*;
            import dev.playhead.bus.*;
            import dev.playhead.event.*;
            import dev.playhead.grid.*;
            import java.time.Instant;
            import java.util.*;
            public class Example {
                public static Optional<?> run(Instant noon) {
                    %s
                    Optional<?> found = culprit;
                    history.close();
                    return found;
                }
            }
            """;

    @Test
    void shouldShowExamplesThatFindTheEventThatMadeACellWrong(@TempDir Path classes) throws Exception {
        String examples = JAVA.matcher(Files.readString(Path.of("..", "README.md")))
                .results()
                .map(example -> example.group(1))
                .collect(Collectors.joining());

        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return FRAME.replace("%s", examples);
                    }
                };
        boolean compiled = compiler.getTask(null, null, diagnostics, options, null, List.of(source))
                .call();
        assertThat(compiled).as("%s", diagnostics.getDiagnostics()).isTrue();

        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            Object found = loader.loadClass("Example")
                    .getMethod("run", Instant.class)
                    .invoke(null, Instant.now().minusSeconds(60));
            assertThat(found)
                    .asInstanceOf(InstanceOfAssertFactories.OPTIONAL)
                    .hasValueSatisfying(event ->
                            assertThat(((RecordedEvent) event).source()).isEqualTo("user"));
        }
    }
}
