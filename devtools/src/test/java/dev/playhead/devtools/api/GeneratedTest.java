package dev.playhead.devtools.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;

/** Compiles the source of a test with the library and JUnit only, and runs it. */
final class GeneratedTest {
    private GeneratedTest() {}

    static void run(Path folder, String source) throws Exception {
        Path out = Files.createTempDirectory(folder, "test");
        Path file = Files.writeString(out.resolve("EventsTest.java"), source);
        String classpath = Stream.of(
                        dev.playhead.EventHistory.class,
                        org.jspecify.annotations.NullMarked.class,
                        Test.class,
                        API.class)
                .map(GeneratedTest::home)
                .collect(Collectors.joining(File.pathSeparator));
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        errors,
                        "-proc:none",
                        "-encoding",
                        "UTF-8",
                        "-d",
                        out.toString(),
                        "-cp",
                        classpath,
                        file.toString());
        assertThat(result).as(errors.toString(StandardCharsets.UTF_8)).isZero();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {out.toUri().toURL()}, GeneratedTest.class.getClassLoader())) {
            Class<?> type = loader.loadClass("EventsTest");
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            Method test = type.getDeclaredMethod("shouldNotFail");
            test.setAccessible(true);
            test.invoke(constructor.newInstance());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    private static String home(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
