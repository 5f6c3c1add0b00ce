package dev.playhead.sqlite;

import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import dev.playhead.storage.spi.EventStore.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The salvage of a damaged file into a new file with another name. The damaged file stays unchanged. */
final class SalvagedCopy {
    private SalvagedCopy() {}

    /**
     * Writes all readable contents of a damaged file into a new file, and returns the recovery report of the new file.
     * No other store of this process may have the damaged file open, and no other process may have it open for writing.
     *
     * @param damaged the damaged file
     * @param target the new file, which must not exist yet
     */
    static RecoveryReport write(Path damaged, Path target) {
        try {
            Path from = FileClaim.realPath(damaged);
            Path to = FileClaim.realPath(target);
            Recognition.requireFile(from, Mode.READ);
            if (!Files.exists(from)) {
                throw new NoSuchFileException(from.toString());
            }
            if (Files.exists(to)) {
                throw new StoreException(
                        Reason.IO, "target=" + to + " already exists; specify a file that does not exist", null);
            }
            try (FileClaim claim = FileClaim.of(from, Mode.WRITE)) {
                if (!claim.isAlone()) {
                    throw new StoreException(
                            Reason.LOCKED,
                            "file=" + from + " is being read by this process; close those stores first",
                            null);
                }
                boolean locked = claim.lockIfThere();
                Replacement.into(from, to, () -> {
                    if (!locked && claim.hasLockFile()) {
                        throw new StoreException(
                                Reason.LOCKED,
                                "file=" + from + " was opened for writing in the meantime; close it there and retry",
                                null);
                    }
                });
            }
            try (SqliteEventStore store = SqliteEventStore.open(to, Mode.READ)) {
                RecoveryReport found = store.recovery();
                return new RecoveryReport(
                        found.cleanEnd(),
                        found.lastSequence(),
                        found.eventsExpected(),
                        found.eventsRecovered(),
                        found.gaps(),
                        found.quarantined(),
                        Optional.of(from));
            }
        } catch (IOException e) {
            throw Failures.of(damaged, e);
        }
    }
}
