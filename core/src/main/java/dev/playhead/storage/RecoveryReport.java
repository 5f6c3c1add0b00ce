package dev.playhead.storage;

import dev.playhead.event.SequenceRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * A report of the condition of a store when it was opened.
 *
 * @param cleanEnd whether the previous session was closed, or there was no previous session. If false, or if the store
 *     is open for reading while another process writes it, events that the writing process had recorded but not yet
 *     committed are missing
 * @param lastSequence the sequence of the last event in the store, or -1 if there is none; all earlier events that are
 *     not in {@code gaps} were durable, too
 * @param eventsExpected the number of events that the store should contain according to its own records
 * @param eventsRecovered the number of expected events that are present
 * @param gaps the sequences of recorded events that are lost or quarantined; evicted events are not included
 * @param quarantined the blocks that were found damaged, when the store was opened or in earlier sessions
 * @param damagedFile the original database, if it was damaged and a new database was created from its readable part
 * @param upgradedFrom the previous format version of the file, if opening it for writing upgraded it to the version of
 *     this release; earlier releases can no longer read the file
 */
public record RecoveryReport(
        boolean cleanEnd,
        long lastSequence,
        long eventsExpected,
        long eventsRecovered,
        List<SequenceRange> gaps,
        List<Quarantined> quarantined,
        Optional<Path> damagedFile,
        OptionalInt upgradedFrom) {
    /** The report of a new store. */
    public static final RecoveryReport EMPTY =
            new RecoveryReport(true, -1, 0, 0, List.of(), List.of(), Optional.empty());

    /**
     * A block that is set aside because it is damaged.
     *
     * @param firstSequence the sequence of its first event, or -1 if unknown
     * @param lastSequence the sequence of its last event, or -1 if unknown
     * @param reason a description of the damage
     */
    public record Quarantined(long firstSequence, long lastSequence, String reason) {}

    /**
     * Creates a report with copies of the lists.
     *
     * @param cleanEnd whether the previous session was closed
     * @param lastSequence the sequence of the last event, or -1
     * @param eventsExpected the number of events that the store should contain
     * @param eventsRecovered the number of expected events that are present
     * @param gaps the missing sequences
     * @param quarantined the quarantined blocks
     * @param damagedFile the original database, if it was damaged
     * @param upgradedFrom the previous format version of the file, if it was upgraded
     */
    public RecoveryReport {
        gaps = List.copyOf(gaps);
        quarantined = List.copyOf(quarantined);
    }

    /**
     * Creates a report of a store whose format was not upgraded.
     *
     * @param cleanEnd whether the previous session was closed
     * @param lastSequence the sequence of the last event, or -1
     * @param eventsExpected the number of events that the store should contain
     * @param eventsRecovered the number of expected events that are present
     * @param gaps the missing sequences
     * @param quarantined the quarantined blocks
     * @param damagedFile the original database, if it was damaged
     */
    public RecoveryReport(
            boolean cleanEnd,
            long lastSequence,
            long eventsExpected,
            long eventsRecovered,
            List<SequenceRange> gaps,
            List<Quarantined> quarantined,
            Optional<Path> damagedFile) {
        this(
                cleanEnd,
                lastSequence,
                eventsExpected,
                eventsRecovered,
                gaps,
                quarantined,
                damagedFile,
                OptionalInt.empty());
    }

    /**
     * Returns the same report for a store whose format was upgraded.
     *
     * @param version the previous format version
     * @return the report
     */
    public RecoveryReport upgradedFrom(int version) {
        return new RecoveryReport(
                cleanEnd,
                lastSequence,
                eventsExpected,
                eventsRecovered,
                gaps,
                quarantined,
                damagedFile,
                OptionalInt.of(version));
    }

    /**
     * Returns whether all stored events are present and undamaged.
     *
     * @return whether nothing is lost, quarantined or salvaged
     */
    public boolean isComplete() {
        return gaps.isEmpty() && quarantined.isEmpty() && damagedFile.isEmpty() && eventsRecovered == eventsExpected;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(cleanEnd ? "ended cleanly" : "ended uncleanly");
        text.append(lastSequence < 0 ? "; no event" : "; last durable event " + lastSequence);
        if (!isComplete()) {
            text.append(String.format(Locale.ROOT, "; %,d of %,d events recovered", eventsRecovered, eventsExpected));
        }
        if (!gaps.isEmpty()) {
            text.append(gaps.size() == 1 ? ", gap at " : ", gaps at ")
                    .append(gaps.stream().map(SequenceRange::toString).collect(Collectors.joining(", ")));
        }
        if (!quarantined.isEmpty()) {
            text.append("; blocks quarantined: ").append(quarantined.size());
        }
        damagedFile.ifPresent(
                file -> text.append("; the damaged database is kept as ").append(file));
        upgradedFrom.ifPresent(version -> text.append("; the file was upgraded from format version ")
                .append(version)
                .append(", so that earlier releases can no longer read it"));
        return text.toString();
    }
}
