package dev.playhead.benchmarks.harness;

import dev.playhead.benchmarks.report.Figures;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** A method that runs the benchmarks of a class with JMH. */
public final class Microbenchmarks {
    private static final int HEAP_MEGABYTES = 1_024;

    private Microbenchmarks() {}

    /**
     * Runs the benchmarks of a class. For each method, adds the figures {@code METHOD.nanos} and {@code METHOD.bytes},
     * with the given prefix. The values of parameters follow the name of the method.
     */
    public static void run(Class<?> benchmarks, Plan plan, Figures figures, String prefix) {
        var options = new OptionsBuilder()
                .include("^" + Pattern.quote(benchmarks.getName()) + "\\.")
                .forks(plan.of(2, 1))
                .warmupIterations(plan.of(5, 2))
                .warmupTime(TimeValue.milliseconds(plan.of(1_000, 200)))
                .measurementIterations(plan.of(8, 3))
                .measurementTime(TimeValue.milliseconds(plan.of(1_000, 200)))
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .jvmArgs(Fork.options(HEAP_MEGABYTES).toArray(String[]::new))
                .build();
        try {
            for (RunResult run : new Runner(options).run()) {
                String method = run.getPrimaryResult().getLabel();
                StringBuilder name = new StringBuilder(prefix).append(method);
                for (String parameter : List.copyOf(run.getParams().getParamsKeys())) {
                    name.append('.').append(run.getParams().getParam(parameter));
                }
                // This is the median of the iterations. A mean would be affected by all other load on the machine.
                figures.put(
                        name + ".nanos", run.getPrimaryResult().getStatistics().getPercentile(50));
                figures.put(name + ".bytes", allocated(run));
            }
        } catch (RunnerException e) {
            throw new IllegalStateException(benchmarks.getSimpleName() + " could not be run by JMH", e);
        }
    }

    private static double allocated(RunResult run) {
        for (String label : run.getSecondaryResults().keySet()) {
            if (label.endsWith("gc.alloc.rate.norm")) {
                return run.getSecondaryResults().get(label).getScore();
            }
        }
        return Figures.MISSING;
    }
}
