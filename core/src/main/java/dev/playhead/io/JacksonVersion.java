package dev.playhead.io;

import dev.playhead.event.PlayheadException;
import tools.jackson.core.json.PackageVersion;

/**
 * The version of Jackson that is present. A framework may have chosen it instead of the version that Playhead requests.
 */
final class JacksonVersion {
    /** The oldest version that reads and writes event files correctly. */
    static final String OLDEST = "3.0.2";

    private JacksonVersion() {}

    /**
     * Returns an exception that names the required version, if the error is due to a missing part of Jackson.
     * Otherwise, rethrows the error. Another cause is, for example, a missing class of the application.
     *
     * @param e the error that was thrown by code that uses Jackson
     * @return the exception to throw instead
     */
    static PlayheadException unfit(LinkageError e) {
        if (!isOfJackson(e)) {
            throw e;
        }
        return new PlayheadException(
                "tools.jackson.core:jackson-core version=" + found() + " is not compatible; version " + OLDEST
                        + " or later is needed. A parent or a BOM of the build may have chosen it: set its version there,"
                        + " or import playhead-bom before that BOM",
                e);
    }

    private static boolean isOfJackson(LinkageError e) {
        String message = String.valueOf(e.getMessage());
        StackTraceElement[] trace = e.getStackTrace();
        return (message.contains("tools.jackson.core") || message.contains("tools/jackson/core"))
                && trace.length > 0
                && (trace[0].getClassName().startsWith("dev.playhead.io.")
                        || trace[0].getClassName().startsWith("tools.jackson.core."));
    }

    private static String found() {
        try {
            return PackageVersion.VERSION.toString();
        } catch (LinkageError missing) {
            return "none";
        }
    }
}
