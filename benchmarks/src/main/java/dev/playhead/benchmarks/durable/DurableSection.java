package dev.playhead.benchmarks.durable;

import dev.playhead.benchmarks.harness.Measurement;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.harness.Scratch;
import dev.playhead.benchmarks.report.Figures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The section on histories in files. It measures how fast files are written, opened and read, and compares the writing
 * with that of peers. All files except the file of 100 million events are deleted at the end.
 */
public final class DurableSection implements Measurement {
    static final int HEAP_MEGABYTES = 3_072;
    public static final int MILLION = 1_000_000;
    public static final int HUGE = 100_000_000;
    private static final int MANY = 10_000_000;
    private static final double MAX_SECONDS_FOR_MANY = 60;

    @Override
    public String measure(Plan plan, Figures figures) {
        try (Scratch scratch = Scratch.in(plan.scratch())) {
            Path folder = scratch.folder();
            StringBuilder text = new StringBuilder("On " + fileSystem(folder) + ".\n\n");
            text.append(AppendPart.measure(plan, figures, folder)).append('\n');
            text.append(CallerPart.measure(plan, figures, folder)).append('\n');
            OpenPart opening = new OpenPart(plan, figures, folder);
            opening.measure(MILLION);
            Path largest = file(folder, MILLION);
            int events = MILLION;
            if (plan.full() && AppendPart.sessionRate(figures) * MAX_SECONDS_FOR_MANY > MANY) {
                opening.measure(MANY);
                largest = file(folder, MANY);
                events = MANY;
            }
            Path huge = plan.huge() ? opening.measureKept(HUGE, plan.kept()) : null;
            text.append(opening.text()).append('\n');
            if (huge != null) {
                text.append(HugePart.measure(plan, figures, folder, huge, HUGE)).append('\n');
            }
            return text.append(BeyondMemoryPart.measure(plan, figures, folder, largest, events))
                    .toString();
        }
    }

    /** {@return the path of the file with the given number of events of the grid session} */
    static Path file(Path folder, int events) {
        return folder.resolve("session-" + events + ".playhead");
    }

    private static String fileSystem(Path folder) {
        try {
            return Files.getFileStore(folder).type();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
