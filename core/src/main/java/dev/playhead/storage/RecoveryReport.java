package dev.playhead.storage;

import dev.playhead.block.SequenceRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
 */
public record RecoveryReport(
        boolean cleanEnd,
        long lastSequence,
        long eventsExpected,
        long eventsRecovered,
        List<SequenceRange> gaps,
        List<Quarantined> quarantined,
        Optional<Path> damagedFile) {
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
     */
    public RecoveryReport {
        gaps = List.copyOf(gaps);
        quarantined = List.copyOf(quarantined);
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
        return text.toString();
    }
}
