package dev.playhead.cli;

/** The exit codes of the command. Exit code 0 means success. */
public final class ExitCode {
    /** The exit code if the work failed, or if a command found nothing and treats this as a failure. */
    public static final int FAILED = 1;

    /** The exit code if the command line was wrong. */
    public static final int WRONG_USAGE = 2;

    /**
     * The exit code of {@code verify} if the file is damaged, of {@code scan} and {@code redact} if parts of the input
     * cannot be read, and of other commands if the input is truncated. The answer of these other commands then covers
     * only a part of the input.
     */
    public static final int DAMAGED = 3;

    /** The exit code if the answer is incomplete because events are lost or were not recorded. */
    public static final int INCOMPLETE = 4;

    /** The exit code of {@code scan} if it found secrets, even if parts of the input could not be read. */
    public static final int FOUND = 5;

    private ExitCode() {}
}
