package dev.playhead.sqlite;

import dev.playhead.sqlite.Database.Access;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import dev.playhead.storage.spi.EventStore.Mode;
import dev.playhead.storage.spi.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The steps that open the file at a path, or fail with an exception that explains why the file cannot be opened. */
final class Opening {
    private Opening() {}

    /**
     * The result of opening a file.
     *
     * @param claim the claim of the file
     * @param writer the connection that writes; null if the store was opened for reading
     * @param readAccess the access for connections that read
     * @param recovery the report of the events that were found and of those that are missing
     * @param history the latest version of the row in the table {@code history}
     * @param inLog the latest recorded history, if SQLite may not show it because the log is damaged or belongs to
     *     another state of the database; otherwise null
     * @param sound whether no damage was found
     */
    record Opened(
            FileClaim claim,
            @Nullable Database writer,
            Access readAccess,
            RecoveryReport recovery,
            Rows.History history,
            Rows.@Nullable History inLog,
            boolean sound) {}

    static Opened open(Path path, Mode mode, Database.Probe probe) {
        try {
            Path file = FileClaim.realPath(path);
            Recognition.requireFile(file, mode);
            FileClaim claim = FileClaim.of(file, mode);
            boolean done = false;
            try {
                Recognition.requireKnown(claim);
                if (mode == Mode.WRITE) {
                    refuseUnlocked(claim, probe);
                    claim.lock();
                }
                Opened opened = known(claim, mode, probe);
                done = true;
                return opened;
            } finally {
                if (!done) {
                    claim.close();
                }
            }
        } catch (IOException e) {
            throw Failures.of(path, e);
        }
    }

    private static Opened known(FileClaim claim, Mode mode, Database.Probe probe) throws IOException {
        boolean done = false;
        try {
            Opened opened = mode == Mode.WRITE ? forWriting(claim, probe) : forReading(claim, probe);
            done = true;
            return opened;
        } finally {
            if (!done) {
                WalRemoval.tidy(claim, false, probe);
            }
        }
    }

    private static Opened forWriting(FileClaim claim, Database.Probe probe) throws IOException {
        Path file = claim.file();
        return forWriting(claim, Replacement.finish(file) ? FileClaim.header(file) : claim.header(), probe);
    }

    /** Opens a file for writing again after an attempt to salvage the file failed. No connection to it may be open. */
    static Opened again(FileClaim claim, Database.Probe probe) throws IOException {
        boolean unusedFinished = Replacement.finish(claim.file());
        Recognition.requireFile(claim.file(), Mode.READ); // the file existed before, so no new file may be created
        return forWriting(claim, FileClaim.header(claim.file()), probe);
    }

    private static Opened forWriting(FileClaim claim, byte @Nullable [] header, Database.Probe probe)
            throws IOException {
        Path file = claim.file();
        Schema.Kind kind = header == null ? Schema.Kind.OURS : Schema.kindOf(header);
        Recognition.refuse(file, kind, header);
        if (kind != Schema.Kind.OURS_DAMAGED
                && (kind == Schema.Kind.EMPTY || !(WalFile.isBroken(file) || LogDamage.isOfAnotherTime(claim)))) {
            try {
                if (kind == Schema.Kind.EMPTY) {
                    create(file, probe);
                }
                return writer(claim, header, Optional.empty(), probe);
            } catch (StoreException e) {
                if (e.reason() != Reason.DAMAGED) {
                    throw e;
                }
            }
        }
        if (!claim.isAlone()) {
            throw new StoreException(
                    Reason.DAMAGED,
                    "file=" + file
                            + ": the database is damaged, and cannot be salvaged while this process reads it; close"
                            + " the other stores on it first",
                    null);
        }
        return salvaged(claim, header, probe);
    }

    /**
     * Replaces a damaged database with a salvaged one, and opens the new database. No other store of this process may
     * have the file open.
     */
    static Opened salvaged(FileClaim claim, byte @Nullable [] header, Database.Probe probe) throws IOException {
        Path damaged = Replacement.replace(claim.file());
        return writer(claim, header, Optional.of(damaged), probe);
    }

    /**
     * Rejects a file that this release cannot read because of its version. Called before a lock file is created,
     * because lock files are never deleted. Ignores damage, which is found again and repaired after the file was
     * locked.
     */
    private static void refuseUnlocked(FileClaim claim, Database.Probe probe) {
        byte[] header = claim.header();
        if (header == null || Schema.kindOf(header) != Schema.Kind.OURS || claim.hasLockFile()) {
            return;
        }
        try (Database database = checked(claim.file(), Access.READ, probe)) {
            database.reading(() -> {
                int unusedDamaged = Format.check(database);
            });
        } catch (StoreException e) {
            if (e.reason() != Reason.DAMAGED) {
                WalRemoval.tidy(claim, false, probe);
                throw e;
            }
        }
    }

    /**
     * Creates a new file under a temporary name, and renames it when it is complete, so that no incomplete file has the
     * final name.
     */
    private static void create(Path file, Database.Probe probe) throws IOException {
        Path unfinished = FileClaim.sibling(file, Replacement.SALVAGING);
        Replacement.discard(unfinished);
        // the application may have created an empty file with the permissions that it wants
        PrivateFile.createLike(unfinished, file);
        try (Database database = Database.open(unfinished, Access.WRITE, probe)) {
            Schema.create(database);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Opens a file for writing after its first bytes were recognized.
     *
     * @param claim the claim of the file
     * @param header the first bytes of the file, or of the damaged file that this file replaced; null if these bytes
     *     were not read
     * @param damaged the file that now contains the damaged database, if the database was salvaged
     * @param probe called before each statement
     */
    private static Opened writer(
            FileClaim claim, byte @Nullable [] header, Optional<Path> damaged, Database.Probe probe) {
        Scan scan = sound(claim.file(), probe);
        Database database = Database.open(claim.file(), Access.WRITE, probe);
        boolean done = false;
        try {
            database.alone(() -> {
                database.pragma("journal_mode = WAL");
                database.pragma("synchronous = NORMAL");
                database.pragma("cache_spill = OFF"); // only committed pages may be written to the log
                database.pragma("wal_autocheckpoint = " + DatabaseMaintenance.MAX_WAL_PAGES);
                database.pragma("journal_size_limit = " + DatabaseMaintenance.KEPT_WAL_BYTES);
            });
            emptyLog(database);
            int inFile = header == null ? claim.version() : Schema.versionIn(header);
            RecoveryReport recovery = upgrade(database, inFile, scan.report(damaged));
            database.alone(database::hurry);
            Opened opened = new Opened(claim, database, Access.READ, recovery, scan.history(), null, true);
            done = true;
            return opened;
        } finally {
            if (!done) {
                database.close();
            }
        }
    }

    /**
     * Scans a database, and fails unless the scanned rows and the trees of {@link Schema#checkTrees} are intact. Uses a
     * connection that only reads. Closing a connection that may write would checkpoint the log, and so overwrite pages
     * from which events could be salvaged.
     */
    private static Scan sound(Path file, Database.Probe probe) {
        try (Database database = checked(file, Access.READ, probe)) {
            database.reading(() -> Schema.checkTrees(database));
            Scan scan = Scan.of(database, -1);
            if (scan.damagedRows() > 0) {
                throw new StoreException(
                        Reason.DAMAGED,
                        database.location() + ": damagedRows=" + scan.damagedRows() + "; salvage it",
                        null);
            }
            return scan;
        }
    }

    /**
     * Upgrades a file of an earlier version to the version of this release, before anything else is written to it. Then
     * checkpoints the log, so that the new version is in the first bytes of the file. An earlier release reads the
     * version only there, and must not accept a file that it cannot read.
     *
     * @param database the connection that writes
     * @param inFile the version in the first bytes of the file; 0 if the file is new
     * @param found the report so far
     * @return the report, including the upgrade if there was one
     */
    private static RecoveryReport upgrade(Database database, int inFile, RecoveryReport found) {
        int version = Schema.upgrade(database);
        if (version == Format.VERSION && (inFile == Format.VERSION || inFile == 0)) {
            return found;
        }
        boolean copied = database.queryAlone(database::copyLog);
        if (!copied) {
            throw new StoreException(
                    Reason.LOCKED,
                    database.location() + " must be upgraded to version=" + Format.VERSION
                            + ", but another program keeps reading it; let it finish",
                    null);
        }
        return Format.isKnown(inFile) && inFile < Format.VERSION ? found.upgradedFrom(inFile) : found;
    }

    /**
     * Checkpoints and truncates the log, which may contain commits of a killed process. A later check of the log then
     * reads only frames of this process.
     */
    private static void emptyLog(Database database) {
        try {
            database.alone(database::truncateLog);
        } catch (StoreException e) {
            // A full disk does not prevent reading. A later call of maintain() reports the full disk.
            if (e.reason() != Reason.FULL) {
                throw e;
            }
        }
    }

    private static Opened forReading(FileClaim claim, Database.Probe probe) throws IOException {
        Path file = claim.file();
        byte[] header = claim.header();
        if (header != null && Schema.kindOf(header) == Schema.Kind.EMPTY) {
            throw new StoreException(Reason.MISSING, "file=" + file + " is empty; nothing was stored yet", null);
        }
        return forReading(claim, isUnchangeable(file) ? Access.READ_IMMUTABLE : Access.READ, probe);
    }

    /**
     * Returns whether a file is write-protected for all users, and has neither a log nor an index of a log. SQLite
     * could create a log and its index for such a file, but could not remove them.
     */
    private static boolean isUnchangeable(Path file) throws IOException {
        if (Files.isWritable(file) || Files.exists(WalFile.of(file)) || Files.exists(FileClaim.sibling(file, "-shm"))) {
            return false;
        }
        PosixFileAttributeView permissions = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        return permissions != null
                && permissions.readAttributes().permissions().stream()
                        .noneMatch(permission -> permission.name().endsWith("_WRITE"));
    }

    private static Opened forReading(FileClaim claim, Access wanted, Database.Probe probe) throws IOException {
        Path file = claim.file();
        // If the log belongs to another state of the database, the history in the log or in the database counts,
        // whichever is later.
        boolean ofAnotherTime = !claim.hasWriter() && LogDamage.isOfAnotherTime(claim);
        Rows.History inLog = ofAnotherTime ? HistoryEvidence.in(file) : LogDamage.historyInDamagedLog(claim);
        Access access = wanted;
        Scan scan;
        try {
            scan = scan(file, access, probe, inLog);
        } catch (StoreException e) {
            // If there is no log and SQLite cannot create one, no process is writing the database.
            if (e.reason() != Reason.NO_ACCESS || Files.exists(FileClaim.sibling(file, "-wal"))) {
                throw e;
            }
            access = Access.READ_IMMUTABLE;
            scan = scan(file, access, probe, inLog);
        }
        boolean sound = inLog == null && scan.damagedRows() == 0;
        return new Opened(claim, null, access, scan.report(Optional.empty()), scan.history(), inLog, sound);
    }

    private static Scan scan(Path file, Access access, Database.Probe probe, Rows.@Nullable History inLog) {
        try (Database database = checked(file, access, probe)) {
            return Scan.of(database, -1, inLog);
        }
    }

    /** Opens a connection to a file and checks that its tables are those of a store. */
    static Database checked(Path file, Access access, Database.Probe probe) {
        Database database = Database.open(file, access, probe);
        boolean done = false;
        try {
            database.reading(() -> Schema.check(database));
            done = true;
            return database;
        } finally {
            if (!done) {
                database.close();
            }
        }
    }
}
