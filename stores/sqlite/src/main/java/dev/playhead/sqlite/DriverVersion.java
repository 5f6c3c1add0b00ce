package dev.playhead.sqlite;

import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;

/**
 * The version of SQLite's driver that is there, which a framework may have chosen instead of the one that Playhead asks for.
 */
final class DriverVersion {
    /** The oldest one with all that is called; before it, the driver keeps a query open after each row that is inserted. */
    static final String OLDEST = "3.47.0.0";

    private DriverVersion() {}

    /** Refuses a driver that is too old, before anything of it is called that it may lack. */
    static void require(String location) {
        require(location, SQLiteJDBCLoader.getVersion());
    }

    /** Refuses a version that is too old. One that is no number, as where the driver was packed anew, is tried. */
    static void require(String location, String version) {
        if (isBefore(version, OLDEST)) {
            throw unfit(location, version, null);
        }
    }

    static StoreException unfit(String location, String version, @Nullable LinkageError cause) {
        return new StoreException(
                Reason.UNAVAILABLE,
                location + ": org.xerial:sqlite-jdbc version=" + version + " does not fit; version " + OLDEST
                        + " or later is needed. A parent or a BOM of the build may have chosen it, such as Spring Boot's:"
                        + " set the property sqlite-jdbc.version there, or import playhead-bom before that BOM",
                cause);
    }

    private static boolean isBefore(String version, String other) {
        String[] parts = version.split("\\.", -1);
        String[] others = other.split("\\.", -1);
        for (int i = 0; i < others.length; i++) {
            int part = i < parts.length ? number(parts[i]) : 0;
            if (part < 0) {
                return false;
            }
            int difference = Integer.compare(part, number(others[i]));
            if (difference != 0) {
                return difference < 0;
            }
        }
        return false;
    }

    private static int number(String part) {
        try {
            return Integer.parseInt(part);
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }
}
