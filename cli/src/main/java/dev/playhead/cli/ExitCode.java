package dev.playhead.cli;

/** The exit codes of the command, besides 0 for success. */
public final class ExitCode {
    /** The work failed. */
    public static final int FAILED = 1;

    /** The command was called in a wrong way. */
    public static final int WRONG_USAGE = 2;

    /** The file is damaged, or what was read broke off, so that the answer is about a part. */
    public static final int DAMAGED = 3;

    private ExitCode() {}
}
