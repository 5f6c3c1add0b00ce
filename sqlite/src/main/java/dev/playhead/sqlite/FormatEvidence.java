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
 * What a damaged database says about the version of its format, everywhere that it does, so that one damaged number neither
 * keeps it from being salvaged nor makes an earlier release rewrite the file of a later one.
 *
 * <p>From version 2 on every database says its version twice, the second time with a checksum. So one without a second time,
 * with the tables of version 1 and no block of a later one, is of version 1.
 */
final class FormatEvidence {
    private final String location;
    private final NavigableSet<Integer> stated = new TreeSet<>();
    private long checked;
    private int newestBlock;

    private FormatEvidence(String location) {
        this.location = location;
    }

    String location() {
        return location;
    }

    /** Reads the first page, in the database and in its log, where it is one of ours. */
    static FormatEvidence of(PageFile from, String location) throws IOException {
        FormatEvidence evidence = new FormatEvidence(location);
        for (long moment : new long[] {PageFile.IN_DATABASE, from.believed(), PageFile.LATEST}) {
            byte[] header = new byte[PageFile.FIRST_PAGE_HEADER_BYTES];
            from.page(1, moment).get(0, header);
            if (Schema.isIdentified(header)) {
                evidence.stated.add(Schema.versionIn(header));
            }
        }
        return evidence;
    }

    /** Takes note of a row, if it is the one of the table {@code format}. */
    void add(PageFile.Row row) {
        boolean known = row.columns().size() == 3 && row.rowId() == 1 && row.isNull(0) && row.isNumber(1);
        if (known && row.isNumber(2) && row.number(2) == Format.checksum(row.number(1))) {
            checked = Math.max(checked, row.number(1));
        }
    }

    void add(BlockHeader block) {
        newestBlock = Math.max(newestBlock, block.version());
    }

    /**
     * Checks that all of it is of one version that is known, as far as it is not damaged.
     *
     * @param tables the texts of tables by their names
     */
    void require(Map<String, String> tables) {
        if (checked > Format.VERSION) {
            throw new StoreException(
                    Reason.TOO_NEW,
                    location + " was written by a later release: version=" + checked
                            + " by table=format, this one knows up to" + " version=" + Format.VERSION
                            + "; update the library. The file is untouched",
                    null);
        }
        boolean known = stated.stream().allMatch(Format::isKnown);
        int version = Schema.versionOf(tables);
        boolean first = version == Format.OLDEST_VERSION && checked == 0 && newestBlock <= Format.OLDEST_VERSION;
        boolean second = version == Format.VERSION && checked == Format.VERSION;
        boolean contradicted = checked != 0 && !stated.isEmpty() && !stated.contains((int) checked);
        if ((!known || contradicted) && !first && !second) {
            boolean later = known || stated.last() > Format.VERSION;
            throw new StoreException(
                    later ? Reason.TOO_NEW : Reason.TOO_OLD,
                    location + ": version="
                            + stated.stream().map(String::valueOf).collect(Collectors.joining("/"))
                            + ", and nothing shows that it is just damaged: version=" + version
                            + " by the tables, version=" + checked + " by table=format, newest block version="
                            + newestBlock + " (0: unknown); update the library. The file is untouched",
                    null);
        }
    }
}
