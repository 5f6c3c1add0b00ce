package dev.playhead.io;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.TokenStreamLocation;

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
 * @param skipped how many events were in the history already and were left out for {@link ImportOptions#skipDuplicates}
 * @param notes what is to be said of events that were imported, the first of each kind, such as the unit that their
 *     timestamps were taken to count in
 * @param brokenOff whether the stream failed before its end, as a compressed file does that is cut off; why is the last problem,
 *     if it is among the first
 * @param breaks how many breaks in recording came with the events
 * @param gaps how many ranges of lost events came with them. In a history with other events before, whose sequences are not those
 *     of the file, each is a break with as many events, since which ones they were is not known
 */
public record ImportReport(
        long imported,
        long rejected,
        long excluded,
        List<Problem> problems,
        long evicted,
        long firstSequence,
        long lastSequence,
        long renumbered,
        long skipped,
        List<Problem> notes,
        boolean brokenOff,
        long breaks,
        long gaps) {
    /**
     * Something in a file that could not be imported, or is to be said of what was.
     *
     * @param line where it is, from 1
     * @param column where in the line, from 1
     * @param message what was wrong; shortened to {@value #MAX_MESSAGE_LENGTH} characters, as it may quote the file
     */
    public record Problem(long line, int column, String message) {
        /** How long a message may be. */
        public static final int MAX_MESSAGE_LENGTH = 400;

        private static final String CUT = " ... ";

        /**
         * Makes a problem.
         *
         * @param line where it is, from 1
         * @param column where in the line, from 1
         * @param message what was wrong
         */
        public Problem {
            if (message.length() > MAX_MESSAGE_LENGTH) {
                int half = (MAX_MESSAGE_LENGTH - CUT.length()) / 2;
                message = message.substring(0, half) + CUT + message.substring(message.length() - half);
            }
        }

        /** The same, of a text whose first line is this line of the file. */
        Problem movedTo(long firstLine) {
            return firstLine == 1 ? this : new Problem(line + firstLine - 1, column, message);
        }

        static Problem at(TokenStreamLocation where, @Nullable String message) {
            return new Problem(where.getLineNr(), where.getColumnNr(), String.valueOf(message));
        }

        @Override
        public String toString() {
            return "line " + line + ", column " + column + ": " + message;
        }
    }

    /** The number of problems that a report has one by one. */
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
     * @param skipped how many events were in the history already
     * @param notes what is to be said of events that were imported; copied
     * @param brokenOff whether the stream failed before its end
     * @param breaks how many breaks in recording came with the events
     * @param gaps how many ranges of lost events came with them
     */
    public ImportReport {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    /**
     * Makes a report of a file without breaks and gaps.
     *
     * @param imported how many events were imported
     * @param rejected how many lines or events were malformed
     * @param excluded how many events a rule for sensitive data left out
     * @param problems the first of what was malformed; copied
     * @param evicted how many events retention evicted meanwhile
     * @param firstSequence the sequence of the first event imported, or -1
     * @param lastSequence the sequence of the last event imported, or -1
     * @param renumbered how many events got a new sequence
     * @param skipped how many events were in the history already
     * @param notes what is to be said of events that were imported; copied
     * @param brokenOff whether the stream failed before its end
     */
    public ImportReport(
            long imported,
            long rejected,
            long excluded,
            List<Problem> problems,
            long evicted,
            long firstSequence,
            long lastSequence,
            long renumbered,
            long skipped,
            List<Problem> notes,
            boolean brokenOff) {
        this(
                imported,
                rejected,
                excluded,
                problems,
                evicted,
                firstSequence,
                lastSequence,
                renumbered,
                skipped,
                notes,
                brokenOff,
                0,
                0);
    }
}
