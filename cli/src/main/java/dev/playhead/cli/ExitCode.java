package dev.playhead.cli;

/** The exit codes of the command, besides 0 for success. */
public final class ExitCode {
    /** The work failed. */
    public static final int FAILED = 1;

    /** The command was called in a wrong way. */
    public static final int WRONG_USAGE = 2;

    /** The file is damaged, or what was read broke off, so that the answer is about a part. */
    public static final int DAMAGED = 3;

    /** The answer is about a trail that is incomplete: events in it are lost, or were not recorded. */
    public static final int INCOMPLETE = 4;

    private ExitCode() {}
}
