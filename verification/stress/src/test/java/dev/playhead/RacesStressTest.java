package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A test that runs jcstress on all races. The report of jcstress is {@code target/jcstress/results/index.html}. */
class RacesStressTest {
    private static final String ARGUMENTS = System.getProperty("playhead.stress.arguments", "-m sanity");
    private static final long HOURS = 2;

    @Test
    void shouldHaveOnlyLegalOutcomes() throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "jcstress"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "org.openjdk.jcstress.Main",
                "-t",
                "dev.playhead",
                "-r",
                "results"));
        command.addAll(List.of(ARGUMENTS.split(" ")));
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(HOURS, TimeUnit.HOURS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(output);
        assertThat(process.exitValue()).as(printed).isZero();
        // At least one race must have run. If jcstress cannot run any race, it prints "No matching tests".
        assertThat(printed).contains("(Results: ").doesNotContain("ERROR", "FORBIDDEN", "No matching tests");
    }
}
