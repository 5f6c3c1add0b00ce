package dev.playhead.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LongSummaryStatistics;
import org.jspecify.annotations.Nullable;

/**
 * The search for the latest version of the row in the table {@code history}. This is the version with the highest
 * number of commits.
 */
final class HistoryEvidence {
    private Rows.@Nullable History latest;

    /** Adds a row. The row is ignored unless it is the row of the table {@code history} and was committed. */
    void add(FoundRow row) {
        Rows.History found = historyOf(row);
        if (found != null && (latest == null || found.commits() > latest.commits())) {
            latest = found;
        }
    }

    /** Returns the history in the latest version of the row, or null if no version was found. */
    Rows.@Nullable History latest() {
        return latest;
    }

    private static Rows.@Nullable History historyOf(FoundRow row) {
        if (!row.committed() || row.columns().size() != Rows.HISTORY_NUMBERS + 2 || row.rowId() != 1) {
            return null;
        }
        long[] numbers = new long[Rows.HISTORY_NUMBERS];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = row.number(i + 1);
        }
        return Rows.History.of(numbers, row.number(Rows.HISTORY_NUMBERS + 1));
    }

    /**
     * Returns the latest history recorded in the log of a database, or null if the log records no history. Does not
     * open the database.
     */
    static Rows.@Nullable History inLog(Path file) throws IOException {
        try (PageFile log = PageFile.ofLog(file)) {
            return latest(log);
        }
    }

    /**
     * Returns the latest history recorded in a database and its log, or null if neither records a history. Called only
     * while no store of this process has the file open.
     */
    static Rows.@Nullable History in(Path file) throws IOException {
        try (PageFile all = PageFile.open(file)) {
            return latest(all);
        }
    }

    private static Rows.@Nullable History latest(PageFile file) throws IOException {
        HistoryEvidence evidence = new HistoryEvidence();
        file.rows(evidence::add);
        return evidence.latest;
    }

    /**
     * Returns whether the log does not continue the database, as shown by the numbers of commits. A log continues the
     * database if the first commit in the log is at most one after the commit in the database, and the last commit in
     * the log is not before the commit in the database. If the page with the number of commits in the database is
     * damaged, the highest number in any page is used instead. Called only while no store of this process has the file
     * open.
     */
    static boolean hasLogOfAnotherTime(Path file) throws IOException {
        try (PageFile all = PageFile.open(file)) {
            LongSummaryStatistics logged = new LongSummaryStatistics();
            LongSummaryStatistics inDatabase = new LongSummaryStatistics();
            all.loggedRows(row -> {
                Rows.History found = historyOf(row);
                if (found != null) {
                    (row.cell().version() > 0 ? logged : inDatabase).accept(found.commits());
                }
            });
            if (logged.getCount() == 0) {
                return false;
            }
            if (inDatabase.getCount() == 0) { // the page of the row is damaged; another page may have a later version
                Rows.History latest = latest(all);
                return latest != null && latest.commits() > logged.getMax();
            }
            return inDatabase.getMin() < logged.getMin() - 1 || inDatabase.getMax() > logged.getMax();
        }
    }
}
