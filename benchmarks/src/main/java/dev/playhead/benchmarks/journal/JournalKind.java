package dev.playhead.benchmarks.journal;

import dev.playhead.storage.Durability;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;

/** The kinds of journals, with their descriptions for tables. */
public enum JournalKind {
    EVERY_EVENT(
            "Playhead, EVERY_EVENT",
            "nothing, not even by a power loss",
            f -> new PlayheadJournal(f, Durability.EVERY_EVENT)),
    INTERVAL("Playhead, INTERVAL", "the last 50 ms", f -> new PlayheadJournal(f, Durability.INTERVAL)),
    ON_FLUSH("Playhead, ON_FLUSH", "events after flush()", f -> new PlayheadJournal(f, Durability.ON_FLUSH)),
    CHRONICLE("Chronicle Queue, by position", "nothing", f -> new ChronicleJournal(f, false)),
    CHRONICLE_WIRE("Chronicle Queue, by name", "nothing", f -> new ChronicleJournal(f, true)),
    ROCKSDB("RocksDB", "the last 1,000", RocksJournal::new),
    MVSTORE("H2 MVStore", "the last 50 ms", MvStoreJournal::new),
    SQLITE("SQLite, one row per event", "the last 1,000", SqliteJournal::new);

    private final String description;
    private final String lostByKill;

    @SuppressWarnings("ImmutableEnumChecker") // a reference to a constructor is immutable
    private final Function<Path, Journal> opening;

    JournalKind(String description, String lostByKill, Function<Path, Journal> opening) {
        this.description = description;
        this.lostByKill = lostByKill;
        this.opening = opening;
    }

    public String description() {
        return description;
    }

    /** {@return a description of the events that may be lost if the process is killed} */
    public String lostByKill() {
        return lostByKill;
    }

    public String argument() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Journal open(Path folder) {
        return opening.apply(folder);
    }

    public static JournalKind of(String argument) {
        return Arrays.stream(values())
                .filter(kind -> kind.argument().equals(argument))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("journal=" + argument + " is unknown"));
    }
}
