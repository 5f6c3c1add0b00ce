package dev.playhead.benchmarks;

import dev.playhead.benchmarks.dispatch.DispatchSection;
import dev.playhead.benchmarks.durable.DurableSection;
import dev.playhead.benchmarks.files.FilesSection;
import dev.playhead.benchmarks.growth.GrowthSection;
import dev.playhead.benchmarks.harness.Measurement;
import dev.playhead.benchmarks.harness.Plan;
import dev.playhead.benchmarks.idle.IdleSection;
import dev.playhead.benchmarks.memory.MemorySection;
import dev.playhead.benchmarks.paced.PacedSection;
import dev.playhead.benchmarks.page.PageSection;
import dev.playhead.benchmarks.recording.RecordSection;
import dev.playhead.benchmarks.replay.ReplaySection;
import dev.playhead.benchmarks.report.Figures;
import dev.playhead.benchmarks.search.SearchSection;
import dev.playhead.benchmarks.size.SizeSection;
import dev.playhead.benchmarks.travel.TravelSection;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The sections of the benchmark, in the order in which they are measured. The option {@code --only} selects sections by
 * their names in lower case.
 */
enum Section {
    RECORD("Recording, by the thread that records", RecordSection::new),
    IDLE("Not recording", IdleSection::new),
    PACED("A paced run", PacedSection::new),
    GROWTH("Growth", GrowthSection::new),
    SEARCH("Search", SearchSection::new),
    SIZE("Size", SizeSection::new),
    MEMORY("A thousand events", MemorySection::new),
    DISPATCH("Dispatch", DispatchSection::new),
    DURABLE("Durable", DurableSection::new),
    REPLAY("Replay", ReplaySection::new),
    TRAVEL("Travel", TravelSection::new),
    FILES("Event files", FilesSection::new),
    PAGE("Page of the DevTools", PageSection::new);

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // a reference to a constructor is immutable
    private final Supplier<Measurement> measurement;

    Section(String title, Supplier<Measurement> measurement) {
        this.title = title;
        this.measurement = measurement;
    }

    String title() {
        return title;
    }

    String argument() {
        return name().toLowerCase(Locale.ROOT);
    }

    String measure(Plan plan, Figures figures) {
        return measurement.get().measure(plan, figures);
    }

    static List<String> arguments() {
        return Arrays.stream(values()).map(Section::argument).toList();
    }
}
