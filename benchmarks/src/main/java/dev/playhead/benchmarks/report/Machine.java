package dev.playhead.benchmarks.report;

import com.sun.management.OperatingSystemMXBean;
import dev.playhead.benchmarks.harness.Quiet;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Descriptions of the environment of the measurements: the machine and its load, the Java version, and the commit of
 * the sources.
 */
public final class Machine {
    /** The maximum acceptable load, as a share of one processor. */
    private static final double MAX_BUSY = 0.15;

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private Machine() {}

    public static String hardware() {
        return processor() + ", "
                + Runtime.getRuntime().availableProcessors() + " cores, "
                + Math.round(SYSTEM.getTotalMemorySize() / (double) (1L << 30)) + " GiB, "
                + System.getProperty("os.name") + " "
                + System.getProperty("os.version").replaceAll("^(\\d+\\.\\d+).*", "$1");
    }

    private static String processor() {
        Path info = Path.of("/proc/cpuinfo");
        try (Stream<String> lines = Files.lines(info)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException noSuchFile) { // the system is not Linux
            return System.getProperty("os.arch");
        }
    }

    public static String java() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version");
    }

    /**
     * {@return the commit of the sources, with a note if the sources were changed after this commit; {@code unknown} if
     * Git does not return the commit}
     */
    public static String commit(Path root) {
        String commit = git(root, "rev-parse", "--short=10", "HEAD");
        if (commit.isEmpty()) {
            return "unknown";
        }
        String changes = git(root, "status", "--porcelain", "--", "core", "stores", "cli", "benchmarks", "pom.xml");
        return changes.isEmpty() ? commit : commit + " with changes";
    }

    private static String git(Path root, String... arguments) {
        String[] command = Stream.concat(Stream.of("git", "-C", root.toString()), Stream.of(arguments))
                .toArray(String[]::new);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(10, TimeUnit.SECONDS);
            return ended && process.exitValue() == 0 ? output.strip() : "";
        } catch (IOException noGit) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** {@return the current load of the machine, with a warning if it is too high for measurements} */
    public static String load() {
        double ignored = SYSTEM.getCpuLoad(); // each call returns the load since the previous call
        Quiet.pause(LOOK.toNanos());
        double busy = Math.max(0, SYSTEM.getCpuLoad()) * Runtime.getRuntime().availableProcessors();
        String load = String.format(
                Locale.ROOT,
                "%.2f of %d cores busy, load average %.2f",
                busy,
                Runtime.getRuntime().availableProcessors(),
                SYSTEM.getSystemLoadAverage());
        return busy > MAX_BUSY && ignored <= 1 ? load + " (BUSY: do not trust these figures)" : load;
    }
}
