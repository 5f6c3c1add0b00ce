package dev.playhead.benchmarks.files;

import dev.playhead.benchmarks.harness.Measurement;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.harness.Sample;
import dev.playhead.benchmarks.harness.Scratch;
import dev.playhead.benchmarks.report.Figures;
import dev.playhead.benchmarks.report.Quantity;
import dev.playhead.benchmarks.report.Table;
import dev.playhead.benchmarks.size.SizeSection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The section on event files: the time of whole processes that read them. Python parses each line with its module
 * {@code json} and counts by type; Jackson skips what is in each line.
 */
public final class FilesSection implements Measurement {
    private static final String PYTHON = "Python";
    private static final String JACKSON = "Jackson, skipping";
    private static final List<String> COMMANDS = List.of("stats", "search", "import", "import --into");
    private static final int MEGABYTE = 1_000_000;
    private static final int FEW_BYTES = 12_000; // about a hundred events

    public static String key(String file, String figure) {
        return "files." + file + "." + figure;
    }

    @Override
    public String measure(Plan plan, Figures figures) {
        Path playhead = root(plan).resolve("playhead");
        if (!Files.isExecutable(playhead)) {
            throw new IllegalStateException("file=" + playhead + " is missing or not executable");
        }
        List<String> header = new ArrayList<>(List.of("median time of a process", "size", PYTHON, JACKSON));
        COMMANDS.forEach(command -> header.addAll(List.of(command, "of Python's")));
        Table table = new Table(header.toArray(String[]::new));
        double unusedAsItBuildsTheCommand = new Command(List.of(playhead.toString(), "--version")).nanos();
        try (Scratch scratch = Scratch.in(plan.scratch())) {
            for (InputFile file : files(plan, scratch.folder())) {
                measure(plan, figures, table, playhead, file, scratch.folder().resolve("into.playhead"));
                Files.delete(file.path());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return table.text()
                + "\nPython parses each line with json.loads and counts by type. Jackson skips the contents of each line."
                + " search looks for a value that no event has, and counts the events found. import reads and checks all events; with"
                + " --into, it stores them.\n";
    }

    private static Path root(Plan plan) {
        Path benchmarks = plan.scratch().toAbsolutePath().getParent();
        Path root = benchmarks == null ? null : benchmarks.getParent();
        if (root == null) {
            throw new IllegalStateException("scratch=" + plan.scratch() + " is not in a module of a checkout");
        }
        return root;
    }

    private static List<InputFile> files(Plan plan, Path folder) throws IOException {
        List<InputFile> files = new ArrayList<>();
        files.add(InputFile.ofKeys("100 small events", FEW_BYTES, folder));
        for (Path stream : plan.streams()) {
            String name = SizeSection.name(stream);
            files.add(InputFile.repeated(name, stream, 0, folder));
            files.add(InputFile.repeated(name + ", repeated", stream, plan.of(100L, 20L) * MEGABYTE, folder));
        }
        files.add(InputFile.ofKeys("small events", plan.of(200L, 20L) * MEGABYTE, folder));
        return files;
    }

    private static void measure(Plan plan, Figures figures, Table table, Path playhead, InputFile file, Path into)
            throws IOException {
        String path = file.path().toString();
        Map<String, Command> contenders = new LinkedHashMap<>();
        contenders.put(PYTHON, Command.python(file.path()));
        contenders.put(JACKSON, Command.jackson(file.path()));
        contenders.put("stats", new Command(List.of(playhead.toString(), "stats", path)));
        contenders.put(
                "search",
                new Command(List.of(playhead.toString(), "search", path, "--where", "no.such.path=1", "--count")));
        contenders.put("import", new Command(List.of(playhead.toString(), "import", path)));
        contenders.put(
                "import --into", new Command(List.of(playhead.toString(), "import", path, "--into", into.toString())));
        Map<String, Sample> samples = new LinkedHashMap<>();
        // The commands take turns, so that all have the same conditions.
        for (int round = 0; round < plan.of(5, 1); round++) {
            for (Map.Entry<String, Command> contender : contenders.entrySet()) {
                Files.deleteIfExists(into);
                samples.computeIfAbsent(contender.getKey(), key -> new Sample())
                        .add(contender.getValue().nanos());
            }
        }
        samples.forEach((name, sample) -> figures.put(key(file.title(), name), sample.median()));
        table.row(row(figures, file).toArray(String[]::new));
    }

    private static List<String> row(Figures figures, InputFile file) {
        double python = figures.get(key(file.title(), PYTHON));
        List<String> row = new ArrayList<>();
        row.add(file.title());
        row.add(Quantity.BYTES.text(file.bytes()));
        row.add(Quantity.NANOS.text(python));
        row.add(Quantity.NANOS.text(figures.get(key(file.title(), JACKSON))));
        for (String command : COMMANDS) {
            double nanos = figures.get(key(file.title(), command));
            row.add(Quantity.NANOS.text(nanos));
            row.add(Quantity.RATIO.text(nanos / python));
        }
        return row;
    }
}
