package dev.playhead.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LongSummaryStatistics;
import org.jspecify.annotations.Nullable;

/** The evidence of where a history stands, from all versions of its row: the one with the most commits counts. */
final class HistoryEvidence {
    private Rows.@Nullable History latest;

    /** Takes note of a row, if it is the one of the table {@code history}, and was committed. */
    void add(FoundRow row) {
        Rows.History found = historyOf(row);
        if (found != null && (latest == null || found.commits() > latest.commits())) {
            latest = found;
        }
    }

    /** Returns what the latest row says, null if there was none. */
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

    /** Returns where the history stands by the log of a database, null if that does not say it. The database is not touched. */
    static Rows.@Nullable History inLog(Path file) throws IOException {
        try (PageFile log = PageFile.ofLog(file)) {
            return latest(log);
        }
    }

    /** Returns where the history stands by a database and its log, null if they do not say it. Nobody has the file open. */
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
     * Returns whether a log does not go on where its database is. Each commit has a number: the log begins at the latest with
     * the one after that of the database, and ends with its own at the earliest. Nobody has the file open.
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
            return logged.getCount() > 0
                    && inDatabase.getCount() > 0
                    && (inDatabase.getMin() < logged.getMin() - 1 || inDatabase.getMax() > logged.getMax());
        }
    }
}
