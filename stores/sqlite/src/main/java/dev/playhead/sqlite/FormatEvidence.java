package dev.playhead.sqlite;

import dev.playhead.block.BlockHeader;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The evidence of the format version of a damaged database, collected from every place that records the version. So a
 * single damaged number can neither prevent salvage nor let this release salvage a file of a later release.
 *
 * <p>From version 2 on, every database records its version twice, and the second record has a checksum. A damaged
 * database counts as a database of version 1 if it has no second record, has the tables of version 1, and has no block
 * of a later version.
 */
final class FormatEvidence {
    private final String location;
    private final NavigableSet<Integer> headerVersions = new TreeSet<>();
    private long checksummedVersion;
    private int newestBlockVersion;

    private FormatEvidence(String location) {
        this.location = location;
    }

    String location() {
        return location;
    }

    /**
     * Reads the version from the first page in three states: the state in the database file alone, the state that
     * SQLite would show, and the state of the last commit in the log. Ignores a state in which the page does not
     * identify a Playhead file.
     */
    static FormatEvidence of(PageFile from, String location) throws IOException {
        FormatEvidence evidence = new FormatEvidence(location);
        for (long moment : new long[] {PageFile.IN_DATABASE, from.believed(), from.committed()}) {
            byte[] header = new byte[LeafPage.FIRST_PAGE_HEADER_BYTES];
            from.page(1, moment).get(0, header);
            if (Schema.isIdentified(header)) {
                evidence.headerVersions.add(Schema.versionIn(header));
            }
        }
        return evidence;
    }

    /**
     * Adds a row. The row is ignored unless it is the row of the table {@code format}, was committed and has a valid
     * checksum.
     */
    void add(FoundRow row) {
        boolean known =
                row.committed() && row.columns().size() == 3 && row.rowId() == 1 && row.isNull(0) && row.isNumber(1);
        if (known && row.isNumber(2) && row.number(2) == Format.checksum(row.number(1))) {
            checksummedVersion = Math.max(checksummedVersion, row.number(1));
        }
    }

    void add(BlockHeader block) {
        newestBlockVersion = Math.max(newestBlockVersion, block.version());
    }

    /**
     * Fails if the table {@code format} has a later version than this release can read. Also fails if one of the
     * versions found in the first page is unknown, or if all versions found there contradict the table {@code format},
     * unless the rest of the file confirms a version that this release can read.
     *
     * @param tables the SQL texts of the store's tables, by name
     */
    void require(Map<String, String> tables) {
        if (checksummedVersion > Format.VERSION) {
            throw new StoreException(
                    Reason.TOO_NEW,
                    location + " was written by a later release: version=" + checksummedVersion
                            + " in table=format, and this release reads up to version=" + Format.VERSION
                            + "; update the library. The file is untouched",
                    null);
        }
        boolean known = headerVersions.stream().allMatch(Format::isKnown);
        int version = Schema.versionOf(tables);
        boolean isVersion1 = version == Format.OLDEST_VERSION
                && checksummedVersion == 0
                && newestBlockVersion <= Format.OLDEST_VERSION;
        boolean isVersion2 = version == Format.VERSION && checksummedVersion == Format.VERSION;
        boolean contradicted = checksummedVersion != 0
                && !headerVersions.isEmpty()
                && !headerVersions.contains((int) checksummedVersion);
        if ((!known || contradicted) && !isVersion1 && !isVersion2) {
            boolean later = known || headerVersions.last() > Format.VERSION;
            throw new StoreException(
                    later ? Reason.TOO_NEW : Reason.TOO_OLD,
                    location + ": version="
                            + headerVersions.stream().map(String::valueOf).collect(Collectors.joining("/"))
                            + ", and the rest of the file does not confirm a version that this release knows: version="
                            + version
                            + " in the tables, version=" + checksummedVersion
                            + " in table=format, newest block version="
                            + newestBlockVersion + " (0: unknown). "
                            + (later ? "Update the library" : "This release cannot read it")
                            + ". The file is untouched",
                    null);
        }
    }
}
