package dev.playhead.sqlite;

import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;

/** The version of the SQLite driver in use. A framework may have chosen a different version than Playhead requires. */
final class DriverVersion {
    /**
     * The oldest supported version. Older drivers lack methods that Playhead calls, or keep a query open after each
     * inserted row.
     */
    static final String OLDEST = "3.47.0.0";

    private DriverVersion() {}

    /** Rejects a driver that is too old. Called before any method that such a driver may lack. */
    static void require(String location) {
        require(location, SQLiteJDBCLoader.getVersion());
    }

    /**
     * Rejects a version that is too old. Accepts a version that does not consist of numbers, because a repackaged
     * driver may have such a version.
     */
    static void require(String location, String version) {
        if (isBefore(version, OLDEST)) {
            throw unfit(location, version, null);
        }
    }

    static StoreException unfit(String location, String version, @Nullable LinkageError cause) {
        return new StoreException(
                Reason.UNAVAILABLE,
                location + ": org.xerial:sqlite-jdbc version=" + version + " is not compatible; version " + OLDEST
                        + " or later is needed. A parent or a BOM of the build may have chosen it, such as Spring Boot's:"
                        + " set the property sqlite-jdbc.version in your build, or import playhead-bom before that BOM",
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
