package dev.playhead.io;

import java.util.List;

/**
 * What an import did.
 *
 * @param imported how many events were imported
 * @param rejected how many lines or events were malformed and left out
 * @param excluded how many events a rule for sensitive data left out
 * @param problems the first {@value #MAX_PROBLEMS} of what was malformed, with their places
 * @param evicted how many events retention evicted meanwhile, imported ones included
 * @param firstSequence the sequence of the first event imported, or -1
 * @param lastSequence the sequence of the last event imported, or -1
 * @param renumbered how many events got a new sequence, the old one being kept in the metadata as {@value
 *     #IMPORTED_SEQUENCE}
 */
public record ImportReport(
        long imported,
        long rejected,
        long excluded,
        List<ImportProblem> problems,
        long evicted,
        long firstSequence,
        long lastSequence,
        long renumbered) {
    /** How many problems are told one by one. */
    public static final int MAX_PROBLEMS = 100;

    /** The metadata key of the sequence that an event had where it came from. */
    public static final String IMPORTED_SEQUENCE = "importedSequence";

    /**
     * Makes a report.
     *
     * @param imported how many events were imported
     * @param rejected how many lines or events were malformed
     * @param excluded how many events a rule for sensitive data left out
     * @param problems the first of what was malformed; copied
     * @param evicted how many events retention evicted meanwhile
     * @param firstSequence the sequence of the first event imported, or -1
     * @param lastSequence the sequence of the last event imported, or -1
     * @param renumbered how many events got a new sequence
     */
    public ImportReport {
        problems = List.copyOf(problems);
    }
}
