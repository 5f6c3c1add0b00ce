package dev.playhead.io;

import dev.playhead.event.PlayheadException;

/** An import met something malformed and was told to be strict. The events before it are imported. */
public final class ImportException extends PlayheadException {
    private static final long serialVersionUID = 1L;

    private final transient ImportReport.Problem problem;

    /**
     * Creates the exception.
     *
     * @param problem what is wrong, and where
     * @param imported how many events were imported before it
     */
    public ImportException(ImportReport.Problem problem, long imported) {
        super(problem + " (imported=" + imported + " events before it)");
        this.problem = problem;
    }

    /**
     * What is wrong, and where.
     *
     * @return the problem
     */
    public ImportReport.Problem problem() {
        return problem;
    }
}
