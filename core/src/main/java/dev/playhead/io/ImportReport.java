package dev.playhead.io;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.TokenStreamLocation;

/**
 * The result of an import.
 *
 * @param imported the number of events that were imported
 * @param rejected the number of lines or events that were malformed and left out
 * @param excluded the number of events that a rule for sensitive data left out
 * @param problems the first {@value #MAX_PROBLEMS} problems, with line and column
 * @param evicted the number of events that retention evicted during the import, including imported ones
 * @param firstSequence the sequence of the first imported event, or -1
 * @param lastSequence the sequence of the last imported event, or -1
 * @param renumbered the number of events that received a new sequence; the old sequence is kept in the metadata as
 *     {@value #IMPORTED_SEQUENCE}
 * @param skipped the number of events that were left out for {@link ImportOptions#skipDuplicates}, because the history
 *     already held them
 * @param notes the notes on imported events, the first of each kind, such as the detected unit of their timestamps
 * @param brokenOff whether the stream failed before its end, as a truncated compressed file does; the reason is the
 *     last problem, if it is among the first {@value #MAX_PROBLEMS}
 * @param breaks the number of breaks in recording that were imported
 * @param gaps the number of imported gaps, which are ranges of lost events. A gap whose sequences cannot be kept, for
 *     example because the history already held events, is recorded as a break with the same number of events
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
     * A problem with a part of a file that could not be imported, or a note on a part that was imported.
     *
     * @param line the line, from 1
     * @param column the column in the line, from 1
     * @param message the description; shortened to at most {@value #MAX_MESSAGE_LENGTH} characters, because it may
     *     quote the file
     */
    public record Problem(long line, int column, String message) {
        /** The maximum length of a message. */
        public static final int MAX_MESSAGE_LENGTH = 400;

        private static final String CUT = " ... ";

        /**
         * Creates a problem.
         *
         * @param line the line, from 1
         * @param column the column in the line, from 1
         * @param message the description
         */
        public Problem {
            if (message.length() > MAX_MESSAGE_LENGTH) {
                int half = (MAX_MESSAGE_LENGTH - CUT.length()) / 2;
                message = message.substring(0, half) + CUT + message.substring(message.length() - half);
            }
        }

        /**
         * Returns this problem with its line counted from the start of the file, given the number of the line at which
         * the parsed text begins.
         */
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

    /** The maximum number of problems that a report lists. */
    public static final int MAX_PROBLEMS = 100;

    /** The metadata key of the sequence that an event had in the imported file. */
    public static final String IMPORTED_SEQUENCE = "importedSequence";

    /**
     * Creates a report.
     *
     * @param imported the number of events that were imported
     * @param rejected the number of lines or events that were malformed
     * @param excluded the number of events that a rule for sensitive data left out
     * @param problems the first problems; copied
     * @param evicted the number of events that retention evicted during the import
     * @param firstSequence the sequence of the first imported event, or -1
     * @param lastSequence the sequence of the last imported event, or -1
     * @param renumbered the number of events that received a new sequence
     * @param skipped the number of events that the history already held
     * @param notes the notes on imported events; copied
     * @param brokenOff whether the stream failed before its end
     * @param breaks the number of breaks in recording that were imported
     * @param gaps the number of ranges of lost events that were imported
     */
    public ImportReport {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    /**
     * Creates a report of a file without breaks and gaps.
     *
     * @param imported the number of events that were imported
     * @param rejected the number of lines or events that were malformed
     * @param excluded the number of events that a rule for sensitive data left out
     * @param problems the first problems; copied
     * @param evicted the number of events that retention evicted during the import
     * @param firstSequence the sequence of the first imported event, or -1
     * @param lastSequence the sequence of the last imported event, or -1
     * @param renumbered the number of events that received a new sequence
     * @param skipped the number of events that the history already held
     * @param notes the notes on imported events; copied
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
