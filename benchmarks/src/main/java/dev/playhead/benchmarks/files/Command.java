package dev.playhead.benchmarks.files;

import dev.playhead.benchmarks.report.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command with its arguments. Its output is discarded.
 *
 * @param words the program and its arguments
 */
record Command(List<String> words) {
    private static final long MAX_MINUTES = 10;

    private static final String COUNT_BY_TYPE = """
            import collections, json, sys
            types = collections.Counter()
            for line in open(sys.argv[1], 'rb'):
                types[json.loads(line)['type']] += 1
            print(sum(types.values()), types.most_common(3))
            """;

    Command {
        words = List.copyOf(words);
    }

    static Command python(Path file) {
        return new Command(List.of("python3", "-c", COUNT_BY_TYPE, file.toString()));
    }

    static Command jackson(Path file) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        return new Command(List.of(java, "-cp", classPath, SkipDriver.class.getName(), file.toString()));
    }

    /**
     * Runs the command to its end.
     *
     * @return the time, in nanoseconds; {@link Figures#MISSING} if the program cannot be started
     * @throws IllegalStateException if the command fails, takes longer than ten minutes or is interrupted
     */
    double nanos() {
        long begin = System.nanoTime();
        Process process;
        try {
            process = new ProcessBuilder(words)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException programIsNotInstalled) {
            return Figures.MISSING;
        }
        Thread onExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(onExit);
        try {
            boolean ended = process.waitFor(MAX_MINUTES, TimeUnit.MINUTES);
            long nanos = System.nanoTime() - begin;
            if (!ended || process.exitValue() != 0) {
                String how = ended
                        ? "ended with exitCode=" + process.exitValue()
                        : "did not end within " + MAX_MINUTES + " minutes";
                throw new IllegalStateException(String.join(" ", words) + " " + how);
            }
            return nanos;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(String.join(" ", words) + " was interrupted", e);
        } finally {
            process.destroyForcibly();
            Runtime.getRuntime().removeShutdownHook(onExit);
        }
    }
}
