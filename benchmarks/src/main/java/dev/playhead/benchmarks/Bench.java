package dev.playhead.benchmarks;

import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.report.Figures;
import dev.playhead.benchmarks.report.Headline;
import dev.playhead.benchmarks.report.Machine;
import dev.playhead.benchmarks.report.ResultsPage;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command that {@code ./bench} runs. */
@Command(
        name = "./bench",
        description = "Measures Playhead and its peers: a selection in about three minutes, or everything with --full.",
        footer = {
            "",
            "Exit codes: 0 if everything was measured, whether or not targets are met; 1 if something could not be"
                    + " measured; 2 for wrong usage."
        },
        sortOptions = false,
        usageHelpAutoWidth = true)
public final class Bench implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    /** The sections that {@code --huge} extends. */
    private static final Set<Section> HUGE = EnumSet.of(Section.GROWTH, Section.DURABLE);

    /** The root folder of the repository. The script {@code bench} passes it as a system property. */
    private final Path root;

    private final String[] args;
    private final PrintStream out;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--full",
            description = "Measure everything, in about 55 minutes on two cores, and write it to docs/BENCHMARKS.md.")
    private boolean full;

    @Option(
            names = "--huge",
            description = "Also measure histories of 100 million events; needs 14 GiB of memory and 2 GiB on disk.")
    private boolean huge;

    @Option(
            names = "--huge-in",
            paramLabel = "FOLDER",
            description = "The folder for the file of 100 million events (1 GB), which is written once and reused;"
                    + " delete it after a change of its format; default: benchmarks/target/huge.")
    private @Nullable Path hugeIn;

    @Option(
            names = "--stream",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Real streams for measuring sizes, as JSON Lines, plain or compressed with gzip; default:"
                    + " those in ../shared/data.")
    private List<Path> streams = List.of();

    @Option(
            names = "--only",
            arity = "1..*",
            paramLabel = "SECTION",
            description = "Measure only these: record, idle, paced, growth, search, size, memory, dispatch, durable,"
                    + " replay, travel, files, page. docs/BENCHMARKS.md is then not written.")
    private List<String> only = List.of();

    @Option(names = "--help", usageHelp = true, description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli reads this option
    private boolean help;

    Bench(Path root, String[] args, PrintStream out) {
        this.root = root;
        this.args = args.clone();
        this.out = out;
    }

    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Path root = Path.of(System.getProperty("playhead.root", ""));
        System.exit(run(root, args, out, err));
    }

    static int run(Path root, String[] args, PrintStream out, PrintStream err) {
        return new CommandLine(new Bench(root, args, out))
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((wrong, given) -> {
                    err.println("bench: " + wrong.getMessage() + "; ./bench --help lists the options");
                    return WRONG_USAGE;
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    err.println("bench: " + failure.getMessage());
                    for (Throwable at = failure.getCause(); at != null; at = at.getCause()) {
                        err.println("  caused by " + at);
                    }
                    return FAILED;
                })
                .execute(args);
    }

    @Override
    public Integer call() {
        Set<Section> sections = sections();
        Path scratch = root.resolve("benchmarks").resolve("target");
        Path kept = hugeIn == null ? scratch.resolve("huge") : hugeIn;
        Plan plan = new Plan(full, huge, streams.isEmpty() ? foundStreams() : givenStreams(), scratch, kept);
        ResultsPage page = new ResultsPage(root.resolve("docs").resolve("BENCHMARKS.md"));
        boolean toBeWritten = full && only.isEmpty();
        if (toBeWritten) {
            page.check();
        }
        long begin = System.nanoTime();
        String conditions = conditions();
        out.println(conditions);
        if (plan.streams().isEmpty() && sections.contains(Section.SIZE)) {
            out.println("No real streams in " + sharedData() + "; give some with --stream to measure their sizes.\n");
        }
        Figures figures = new Figures();
        StringBuilder details = new StringBuilder();
        List<String> failed = new ArrayList<>();
        for (Section section : sections) {
            String text = "### " + section.title() + "\n\n" + measured(section, plan, figures, failed) + "\n";
            out.println(text);
            details.append(text);
        }
        String headline = Headline.of(figures, plan, only.isEmpty());
        out.println("## Targets\n\n" + headline);
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);
        String end = "- At the end: " + Machine.load()
                + String.format(Locale.ROOT, "\n- Took: %d min %d s\n", taken.toMinutes(), taken.toSecondsPart());
        out.println(end);
        if (!failed.isEmpty()) {
            throw new IllegalStateException(
                    "sections=" + failed + " could not be measured; docs/BENCHMARKS.md is unchanged");
        }
        if (toBeWritten) {
            page.write(conditions + end + "\n" + headline + "\n" + details);
            out.println("Written to docs/BENCHMARKS.md.");
        }
        return 0;
    }

    /**
     * Measures a section, and returns its text. If this fails, adds the section to {@code failed} and returns the
     * reason, so that the other sections are still measured.
     */
    private static String measured(Section section, Plan plan, Figures figures, List<String> failed) {
        try {
            return section.measure(plan, figures);
        } catch (IllegalStateException | UncheckedIOException e) {
            failed.add(section.argument());
            return "Could not be measured: " + e.getMessage() + "\n";
        }
    }

    private String conditions() {
        return "- Machine: " + Machine.hardware() + "\n"
                + "- At the start: " + Machine.load() + "\n"
                + "- Java: " + Machine.java() + "\n"
                + "- Date: " + LocalDate.now(ZoneOffset.UTC) + "\n"
                + "- Commit: " + Machine.commit(root) + "\n"
                + "- Command: `" + String.join(" ", command()) + "`\n";
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of("./bench"));
        // The folders of streams are private, so each path in an argument is printed without its folder.
        Arrays.stream(args)
                .map(arg -> arg.replaceAll("(?<=^|=)[^=]*[/\\\\]", ""))
                .forEach(command::add);
        return command;
    }

    private Set<Section> sections() {
        if (only.isEmpty()) {
            return EnumSet.allOf(Section.class);
        }
        if (huge && HUGE.stream().map(Section::argument).noneMatch(only::contains)) {
            throw wrong("--huge extends only the sections growth and durable, which --only excludes");
        }
        Set<Section> sections = EnumSet.noneOf(Section.class);
        for (String name : only) {
            sections.add(Arrays.stream(Section.values())
                    .filter(section -> section.argument().equals(name))
                    .findFirst()
                    .orElseThrow(() -> wrong("section=" + name + " is not one of " + Section.arguments())));
        }
        return sections;
    }

    private List<Path> givenStreams() {
        for (Path stream : streams) {
            if (!Files.isReadable(stream) || Files.isDirectory(stream)) {
                throw wrong("stream=" + stream + " is not a readable file");
            }
        }
        return streams;
    }

    private Path sharedData() {
        return root.resolve("..").resolve("shared").resolve("data");
    }

    private List<Path> foundStreams() {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(sharedData())) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(sharedData(), "*.jsonl.gz")) {
                files.forEach(found::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        found.sort(Comparator.comparing(Path::toString));
        return found;
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
