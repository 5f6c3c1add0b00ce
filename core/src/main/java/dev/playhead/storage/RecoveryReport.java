package dev.playhead.storage;

import dev.playhead.event.SequenceRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * How a store was found when it was opened.
 *
 * @param cleanEnd whether the session before was closed, or there was none. Where not, or in a store opened to be read
 *     beside its writer, what the process had recorded but not yet committed is not there
 * @param lastSequence the sequence of the last event that is there, or -1: all up to it was durable
 * @param eventsExpected how many events there should be, by what the store says about itself
 * @param eventsRecovered how many of these are there
 * @param gaps sequences whose events were recorded and are lost or quarantined; evicted ones are none
 * @param quarantined blocks found damaged, now or when the store was used before
 * @param damagedFile the database as it was found, if it was damaged and a new one was made of what could be read
 * @param upgradedFrom the version of the format that the file had, if opening it to be written brought it to that of this
 *     release; earlier releases cannot read it any more
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
    /** What is said of a new store. */
    public static final RecoveryReport EMPTY =
            new RecoveryReport(true, -1, 0, 0, List.of(), List.of(), Optional.empty());

    /**
     * A block that is kept aside since it is damaged.
     *
     * @param firstSequence the sequence of its first event, as far as known, else -1
     * @param lastSequence the sequence of its last event, as far as known, else -1
     * @param reason what is wrong with it
     */
    public record Quarantined(long firstSequence, long lastSequence, String reason) {}

    /**
     * Copies the lists.
     *
     * @param cleanEnd whether the session before was closed
     * @param lastSequence the sequence of the last event, or -1
     * @param eventsExpected how many events were stored
     * @param eventsRecovered how many are there
     * @param gaps what is missing
     * @param quarantined what is kept aside
     * @param damagedFile the database as it was found, if it was damaged
     * @param upgradedFrom the version of the format that the file had, if it was upgraded
     */
    public RecoveryReport {
        gaps = List.copyOf(gaps);
        quarantined = List.copyOf(quarantined);
    }

    /**
     * Creates a report of a store whose format was not upgraded.
     *
     * @param cleanEnd whether the session before was closed
     * @param lastSequence the sequence of the last event, or -1
     * @param eventsExpected how many events were stored
     * @param eventsRecovered how many are there
     * @param gaps what is missing
     * @param quarantined what is kept aside
     * @param damagedFile the database as it was found, if it was damaged
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
     * Returns the same report of a store whose format was upgraded.
     *
     * @param version the version that it had
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
     * Whether everything that was stored is there, and stored well.
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
                .append(", earlier releases cannot read it any more"));
        return text.toString();
    }
}
