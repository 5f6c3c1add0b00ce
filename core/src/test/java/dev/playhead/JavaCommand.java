package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The command lines of virtual machines that tests start. */
public final class JavaCommand {
    /** Takes from root the right to write what the permissions of files forbid. */
    private static final List<String> WITHOUT_OVERRIDE =
            List.of("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override");

    private JavaCommand() {}

    /** Returns this Java with these options, this class path and this main class, which its arguments are to follow. */
    public static List<String> of(Class<?> main, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Native code, such as SQLite's, is warned of on standard error from Java 24 on.
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(Arrays.asList(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return command;
    }

    /**
     * Runs a main class as a user whom the permissions of files concern, and returns what it printed. The test is skipped
     * where only root is there and cannot become one.
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
