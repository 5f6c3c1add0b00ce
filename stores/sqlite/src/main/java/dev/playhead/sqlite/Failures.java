package dev.playhead.sqlite;

import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The translation of failures of SQLite and the file system into exceptions of the store. */
final class Failures {
    /**
     * The mask for the low byte of a result code. This byte is the kind of the failure; the other bytes are details.
     */
    private static final int KIND = 0xff;

    private static final String DAMAGED =
            "the database is damaged; open it for writing, or salvage it, to keep what is readable";

    private Failures() {}

    /** Returns the exception for a failure of the file system. */
    static StoreException of(Path path, IOException e) {
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("no space left") || text.contains("not enough space")) {
            return new StoreException(Reason.FULL, "file=" + path + ": the disk is full; make room (" + e + ")", e);
        }
        if (e instanceof AccessDeniedException || text.contains("read-only file system")) {
            return new StoreException(
                    Reason.NO_ACCESS,
                    "file=" + path
                            + ": no permission; to write the file, permission is needed for the file and its folder ("
                            + e + ")",
                    e);
        }
        if (e instanceof NoSuchFileException) {
            return new StoreException(Reason.MISSING, "file=" + path + " does not exist; check the name", e);
        }
        return new StoreException(Reason.IO, "file=" + path + ": reading or writing failed (" + e + ")", e);
    }

    /** Returns the exception for a failure of SQLite. */
    static StoreException of(String location, SQLException e) {
        return switch (SQLiteErrorCode.getErrorCode(e.getErrorCode() & KIND)) {
            case SQLITE_FULL ->
                failure(Reason.FULL, location, "the disk is full; make room, then unstored events can be stored", e);
            case SQLITE_IOERR, SQLITE_PROTOCOL, SQLITE_NOMEM -> {
                if (is(e, SQLiteErrorCode.SQLITE_IOERR_SHMSIZE)) { // a file could not be extended
                    yield failure(Reason.FULL, location, "the disk is full; make room and try again", e);
                }
                yield is(e, SQLiteErrorCode.SQLITE_IOERR_SHORT_READ) // the file ends before the requested page
                        ? failure(Reason.DAMAGED, location, DAMAGED, e)
                        : failure(Reason.IO, location, "reading or writing failed; check the disk", e);
            }
            case SQLITE_BUSY, SQLITE_LOCKED ->
                failure(Reason.LOCKED, location, "another program is writing to the file; let it finish", e);
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_AUTH ->
                failure(
                        Reason.NO_ACCESS,
                        location,
                        "it cannot be opened or written; check the permissions of file and folder",
                        e);
            case SQLITE_CORRUPT,
                    SQLITE_NOTADB,
                    SQLITE_FORMAT,
                    SQLITE_ERROR,
                    SQLITE_MISMATCH,
                    SQLITE_CONSTRAINT,
                    SQLITE_TOOBIG,
                    SQLITE_SCHEMA -> failure(Reason.DAMAGED, location, DAMAGED, e);
            default -> failure(Reason.IO, location, "the operation failed", e);
        };
    }

    /**
     * Returns whether a failure has the given extended result code. The error code of the driver's exception holds only
     * the low byte.
     */
    private static boolean is(SQLException e, SQLiteErrorCode code) {
        return e instanceof SQLiteException failure && failure.getResultCode() == code;
    }

    private static StoreException failure(Reason reason, String location, String what, SQLException cause) {
        return new StoreException(reason, location + ": " + what + " (" + cause.getMessage() + ")", cause);
    }
}
