package dev.playhead.io;

import dev.playhead.event.PlayheadException;
import tools.jackson.core.json.PackageVersion;

/** The version of Jackson that is there, which a framework may have chosen instead of the one that Playhead asks for. */
final class JacksonVersion {
    /** The oldest one with which event files are read and written as they should. */
    static final String OLDEST = "3.0.2";

    private JacksonVersion() {}

    /**
     * Names the version needed, if a part of Jackson is missing; what the application's own code lacks stays as it was.
     *
     * @param e what was thrown under code that uses Jackson
     * @return what to throw instead
     */
    static PlayheadException unfit(LinkageError e) {
        if (!isOfJackson(e)) {
            throw e;
        }
        return new PlayheadException(
                "tools.jackson.core:jackson-core version=" + found() + " does not fit; version " + OLDEST
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
