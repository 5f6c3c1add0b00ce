package dev.playhead.benchmarks.harness;

import dev.playhead.benchmarks.report.Figures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A driver in a separate virtual machine. The driver reports its figures on standard output. All other text on standard
 * output is ignored, and standard error is shown.
 */
public final class Fork {
    private static final String MARK = "figure ";
    private static final long MAX_MINUTES = 20;
    private static final int WARNS_OF_NATIVE_CODE = 24;

    /**
     * The options that Chronicle Queue and JOL need, and the options that prevent Chronicle Queue from sending usage
     * data and from announcing itself. All drivers run with the same options, so that their figures are comparable.
     */
    private static final List<String> OPENED = List.of(
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
            "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
            "--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "-Dchronicle.analytics.disable=true",
            "-Dchronicle.announcer.disable=true",
            // With these options, JOL can inspect objects of lambdas, and can determine the layout of objects.
            "-Djol.magicFieldOffset=true",
            "-Djdk.attach.allowAttachSelf=true");

    private Fork() {}

    /**
     * {@return the options for all virtual machines in which measurements run, including the virtual machines of JMH}
     */
    static List<String> options(int heapMegabytes) {
        List<String> options = new ArrayList<>(List.of(
                "-Xms" + heapMegabytes + "m", "-Xmx" + heapMegabytes + "m", "-XX:+UseG1GC", "-Dfile.encoding=UTF-8"));
        options.addAll(OPENED);
        if (Runtime.version().feature() >= WARNS_OF_NATIVE_CODE) {
            options.add("--enable-native-access=ALL-UNNAMED");
        }
        return options;
    }

    /** Runs the {@code main} method of a driver, and returns the figures that the driver reported. */
    public static Figures run(Class<?> driver, int heapMegabytes, String... arguments) {
        return run(Path.of(System.getProperty("java.io.tmpdir")), driver, heapMegabytes, arguments);
    }

    /**
     * Runs the {@code main} method of a driver, and returns the figures that the driver reported. The temporary files
     * of the driver are in the given folder.
     */
    public static Figures run(Path temporary, Class<?> driver, int heapMegabytes, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options(heapMegabytes));
        command.add("-Djava.io.tmpdir=" + temporary);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), driver.getName()));
        command.addAll(List.of(arguments));
        String called = driver.getSimpleName() + Arrays.toString(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Thread onExit = new Thread(process::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(onExit);
            try {
                process.getOutputStream().close();
                Figures figures = read(process);
                if (!process.waitFor(MAX_MINUTES, TimeUnit.MINUTES)) {
                    throw new IllegalStateException(called + " did not end within " + MAX_MINUTES + " minutes");
                }
                if (process.exitValue() != 0) {
                    throw new IllegalStateException(
                            called + " ended with exitCode=" + process.exitValue() + "; its output is above");
                }
                return figures;
            } finally {
                process.destroyForcibly();
                Runtime.getRuntime().removeShutdownHook(onExit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(called + " could not be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(called + " was interrupted", e);
        }
    }

    private static Figures read(Process process) throws IOException {
        Figures figures = new Figures();
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith(MARK)) {
                    int end = line.lastIndexOf(' ');
                    figures.put(line.substring(MARK.length(), end), Double.parseDouble(line.substring(end + 1)));
                }
            }
        }
        return figures;
    }

    public static void report(String name, long value) {
        report(name, (double) value);
    }

    /** Reports a figure. Must be called only in a driver. */
    public static void report(String name, double value) {
        System.out.println(MARK + name + ' ' + value);
    }
}
