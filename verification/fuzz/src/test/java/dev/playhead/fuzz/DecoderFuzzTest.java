package dev.playhead.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.sqlite.PagesTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A test that runs Jazzer on each target in a separate JVM. Jazzer fuzzes only one target in a JVM, and the memory
 * limit of the JVM is part of the test.
 *
 * <p>Failing inputs are written to {@code target/fuzz/<target>/crash-*} (or {@code timeout-*}, {@code oom-*}). To
 * reproduce a failure, run Jazzer on the target with such a file as the input. Inputs that reached new code are stored
 * in {@code target/fuzz/<target>/corpus}, and later runs start with these inputs.
 */
class DecoderFuzzTest {
    private static final String SECONDS = System.getProperty("playhead.fuzz.seconds", "6");
    private static final String SEED = System.getProperty("playhead.fuzz.seed", "1");
    private static final int MAX_INPUT_BYTES = 4_096;
    /**
     * The time limit for one input, in seconds. It is long because instrumented code is slow and the machine may be
     * busy.
     */
    private static final int SECONDS_FOR_AN_INPUT = 20;

    private static final int MAX_OUTPUT = 20_000;

    @Test
    void shouldReadAnyBodyOrReportDamage() throws Exception {
        fuzz(BlockBodyTarget.class, BlockBodyTarget.seeds());
    }

    @Test
    void shouldReadAnyHeaderOrReportDamage() throws Exception {
        fuzz(BlockHeaderTarget.class, BlockHeaderTarget.seeds());
    }

    @Test
    void shouldReadAnyIndexOrReportDamage() throws Exception {
        fuzz(EventIndexTarget.class, EventIndexTarget.seeds());
    }

    @Test
    void shouldReadAnyJsonOrReportProblems() throws Exception {
        fuzz(JsonTarget.class, JsonTarget.seeds());
    }

    @Test
    void shouldReadTheReadablePartOfAnyDatabaseAndLog() throws Exception {
        fuzz(PagesTarget.class, PagesTarget.seeds());
    }

    private static void fuzz(Class<?> target, List<byte[]> seeds) throws IOException, InterruptedException {
        Path folder = Path.of("target", "fuzz", target.getSimpleName());
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        Path seedCorpus = Files.createDirectories(folder.resolve("seeds"));
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(seedCorpus.resolve("seed-" + i), seeds.get(i));
        }
        Path dictionary = folder.resolve("dictionary");
        try (var in = DecoderFuzzTest.class.getResourceAsStream(target.getSimpleName() + ".dict")) {
            if (in != null) {
                Files.copy(in, dictionary, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-Dplayhead.fuzz.golden="
                        + System.getProperty(
                                "playhead.fuzz.golden", "../../core/src/test/resources/dev/playhead/block"),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=dev.playhead.**:tools.jackson.core.**",
                "--custom_hook_includes=dev.playhead.**",
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-max_total_time=" + SECONDS,
                "-seed=" + SEED,
                "-timeout=" + SECONDS_FOR_AN_INPUT,
                "-max_len=" + MAX_INPUT_BYTES,
                "-rss_limit_mb=0",
                "-print_final_stats=1"));
        if (Files.exists(dictionary)) {
            command.add("-dict=" + dictionary);
        }
        command.add(corpus.toString());
        command.add(seedCorpus.toString());
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            long limit = Long.parseLong(SECONDS) + 120;
            assertThat(process.waitFor(limit, TimeUnit.SECONDS))
                    .as("whether Jazzer ended within %s s", limit)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(output);
        assertThat(process.exitValue())
                .as("Jazzer failed, or found a failing input, for %s:%n%s", target.getSimpleName(), end(printed))
                .isZero();
        assertThat(printed).as("output of Jazzer").contains("stat::number_of_executed_units");
    }

    private static String end(String text) {
        return text.substring(Math.max(0, text.length() - MAX_OUTPUT));
    }
}
