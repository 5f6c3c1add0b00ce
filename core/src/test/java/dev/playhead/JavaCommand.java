package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Commands with which tests start separate JVMs. */
public final class JavaCommand {
    /** The beginning of a command that runs as root, but without the privilege to override file permissions. */
    private static final List<String> WITHOUT_OVERRIDE =
            List.of("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override");

    private JavaCommand() {}

    /**
     * Returns a command that runs a main class with the given JVM options, on the Java runtime and class path of this
     * process. Callers append the arguments of the main class.
     */
    public static List<String> of(Class<?> main, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // From Java 24 on, the JVM prints a warning to standard error if native code, such as SQLite's, is loaded
        // without this option.
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(Arrays.asList(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return command;
    }

    /**
     * Runs a main class in a process that is subject to file permissions, and returns the lines of its output. The test
     * is skipped if the user is root and cannot drop the privilege to override file permissions.
     */
    public static List<String> outputWithoutOverride(Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = of(main);
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(0, WITHOUT_OVERRIDE);
            assumeTrue(succeeds(WITHOUT_OVERRIDE, "true"), "skipped, since root cannot give up a capability here");
        }
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines;
        try (var out = process.inputReader(StandardCharsets.UTF_8)) {
            lines = out.lines().toList();
        }
        assertThat(process.waitFor()).as("%s", lines).isZero();
        return lines;
    }

    private static boolean succeeds(List<String> prefix, String program) throws InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.add(program);
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }
}
