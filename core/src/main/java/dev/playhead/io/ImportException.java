package dev.playhead.io;

import dev.playhead.event.PlayheadException;

/** Thrown if a strict import encounters malformed data. The events before this data are imported. */
public final class ImportException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    private final transient ImportReport.Problem problem;

    /**
     * Creates the exception.
     *
     * @param problem the problem, with line and column
     * @param imported the number of events that were imported before the problem
     */
    public ImportException(ImportReport.Problem problem, long imported) {
        super(problem + " (imported=" + imported + " events before it)");
        this.problem = problem;
    }

    /**
     * Returns the problem that ended the import.
     *
     * @return the problem, with line and column
     */
    public ImportReport.Problem problem() {
        return problem;
    }
}
