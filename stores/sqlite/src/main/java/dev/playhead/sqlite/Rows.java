package dev.playhead.sqlite;

import dev.playhead.block.BlockHeader;
import dev.playhead.block.CorruptBlockException;
import dev.playhead.block.SealedBlock;
import dev.playhead.storage.spi.StoreContents.HistoryPosition;
import dev.playhead.storage.spi.StoredBlock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the tables {@code history}, {@code block}, {@code block_data} and {@code tail}. The numbers in a row of
 * {@code history}, {@code block} or {@code tail} have a checksum, because SQLite does not detect changed bits in a row.
 */
final class Rows {
    static final String BLOCK_COLUMNS =
            "first_sequence, last_sequence, event_count, size_bytes, min_seconds, min_nanos,"
                    + " max_seconds, max_nanos, min_recorded_ms, max_recorded_ms, previous_sequence, checksum";
    static final int BLOCK_NUMBERS = 11;
    static final String TAIL_COLUMNS = "first_sequence, last_sequence, event_count, previous_sequence, checksum, bytes";
    static final int TAIL_NUMBERS = 4;
    static final String HISTORY_COLUMNS =
            "next_sequence, origin_sequence, evicted_events, kept_from, last_sequence, commits, checksum";
    static final int HISTORY_NUMBERS = 6;

    /** The maximum number of bytes of a block's body in one row of {@code block_data}. */
    static final int PART_BYTES = 1 << 20;

    private static final int MAX_TYPES_CHARS = 400;

    /**
     * The only row of the table {@code history}.
     *
     * @param position the next sequence, the origin of the history, and the number of evicted events
     * @param keptFrom the sequence from which events are kept; blocks and tails that end before it were dropped
     * @param lastSequence the last sequence ever stored or recorded as lost, or -1
     * @param commits the number of commits
     */
    record History(HistoryPosition position, long keptFrom, long lastSequence, long commits) {
        static final History START = new History(HistoryPosition.START, 0, -1, 0);

        long[] numbers() {
            return new long[] {
                position.nextSequence(),
                position.originSequence(),
                position.evictedEvents(),
                keptFrom,
                lastSequence,
                commits
            };
        }

        static @Nullable History of(long[] numbers, long checksum) {
            if (checksum != checksum(numbers)) {
                return null;
            }
            try {
                return new History(
                        new HistoryPosition(numbers[0], numbers[1], numbers[2]), numbers[3], numbers[4], numbers[5]);
            } catch (IllegalArgumentException damaged) {
                return null;
            }
        }
    }

    private Rows() {}

    static long checksum(long... numbers) {
        CRC32 checksum = new CRC32();
        for (long number : numbers) {
            for (int shift = 56; shift >= 0; shift -= 8) {
                checksum.update((int) (number >>> shift));
            }
        }
        return checksum.getValue();
    }

    static long checksum(byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return checksum.getValue();
    }

    /** Returns the numbers in the first {@code count} columns of a row. */
    static long[] numbers(ResultSet row, int count) throws SQLException {
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = row.getLong(i + 1);
        }
        return numbers;
    }

    static void writeHistory(Database database, History history) throws SQLException {
        Object[] values = new Object[HISTORY_NUMBERS + 1];
        long[] numbers = history.numbers();
        for (int i = 0; i < numbers.length; i++) {
            values[i] = numbers[i];
        }
        values[HISTORY_NUMBERS] = checksum(numbers);
        database.update(
                "INSERT OR REPLACE INTO history (id, " + HISTORY_COLUMNS + ") VALUES (1, ?, ?, ?, ?, ?, ?, ?)", values);
    }

    /** Returns the row of {@code history}, or null if it is missing or damaged. */
    static @Nullable History readHistory(Database database) throws SQLException {
        return database.fold(
                        "SELECT " + HISTORY_COLUMNS + " FROM history WHERE id = 1",
                        Optional.<History>empty(),
                        (before, row) -> Optional.ofNullable(
                                History.of(numbers(row, HISTORY_NUMBERS), row.getLong(HISTORY_NUMBERS + 1))))
                .orElse(null);
    }

    /** Returns the block that a row of {@code block} describes, or null if the row is damaged. */
    static @Nullable StoredBlock block(long[] numbers, long checksum) {
        if (checksum != checksum(numbers)) {
            return null;
        }
        try {
            return new StoredBlock(
                    numbers[0],
                    numbers[1],
                    Math.toIntExact(numbers[2]),
                    Math.toIntExact(numbers[3]),
                    Instant.ofEpochSecond(numbers[4], numbers[5]),
                    Instant.ofEpochSecond(numbers[6], numbers[7]),
                    numbers[8],
                    numbers[9]);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException damaged) {
            return null;
        }
    }

    /** Returns the events of a row of {@code tail}, or null if the row is damaged. */
    static @Nullable SealedBlock tail(long[] numbers, long checksum, byte @Nullable [] bytes) {
        if (bytes == null || checksum != checksum(numbers)) {
            return null;
        }
        try {
            SealedBlock events = SealedBlock.open(bytes);
            BlockHeader header = events.header();
            boolean same = header.firstSequence() == numbers[0]
                    && header.lastSequence() == numbers[1]
                    && header.size() == numbers[2];
            return same ? events : null;
        } catch (CorruptBlockException damaged) {
            return null;
        }
    }

    static void insertBlock(Database database, SealedBlock block, long previousSequence) throws SQLException {
        BlockHeader header = block.header();
        StoredBlock stored = StoredBlock.of(header);
        Instant minTime = stored.minTime();
        Instant maxTime = stored.maxTime();
        long[] numbers = {
            stored.firstSequence(),
            stored.lastSequence(),
            stored.size(),
            stored.bytes(),
            minTime.getEpochSecond(),
            minTime.getNano(),
            maxTime.getEpochSecond(),
            maxTime.getNano(),
            stored.minRecordedAtMillis(),
            stored.maxRecordedAtMillis(),
            previousSequence
        };
        Object[] values = new Object[BLOCK_NUMBERS + 2];
        for (int i = 0; i < BLOCK_NUMBERS; i++) {
            values[i] = numbers[i];
        }
        values[BLOCK_NUMBERS] = checksum(numbers);
        values[BLOCK_NUMBERS + 1] = types(header);
        database.update(
                "INSERT OR REPLACE INTO block (" + BLOCK_COLUMNS
                        + ", types) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values);
        Breaks.write(database, header);
        byte[] bytes = block.bytes();
        int headerBytes = block.headerBytes().length;
        insertPart(database, header.firstSequence(), 0, Arrays.copyOf(bytes, headerBytes));
        int part = 1;
        for (int from = headerBytes; from < bytes.length; from += PART_BYTES) {
            byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PART_BYTES));
            insertPart(database, header.firstSequence(), part++, piece);
        }
    }

    private static void insertPart(Database database, long firstSequence, int part, byte[] bytes) throws SQLException {
        database.update(
                "INSERT OR REPLACE INTO block_data (first_sequence, part, bytes) VALUES (?, ?, ?)",
                firstSequence,
                part,
                bytes);
    }

    static void insertTail(Database database, SealedBlock events, long previousSequence) throws SQLException {
        BlockHeader header = events.header();
        long[] numbers = {header.firstSequence(), header.lastSequence(), header.size(), previousSequence};
        database.update(
                "INSERT OR REPLACE INTO tail (" + TAIL_COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?)",
                numbers[0],
                numbers[1],
                numbers[2],
                numbers[3],
                checksum(numbers),
                events.bytes());
        Breaks.write(database, header);
    }

    /**
     * Returns the greatest sequence that is less than the given one and was ever stored or recorded as lost, even if
     * its event has been damaged or lost since then. Returns -1 if there is no such sequence.
     *
     * @param database the database, within a transaction
     * @param sequence the sequence
     * @param lastStored the last sequence ever stored or recorded as lost
     */
    static long lastBefore(Database database, long sequence, long lastStored) throws SQLException {
        if (sequence > lastStored) {
            return Math.max(lastStored, lastThere(database, sequence));
        }
        // The events are stored again. If a row already exists for them, it records the last sequence before them,
        // whose event may have been lost since then.
        long last = lastThere(database, sequence);
        for (String table : new String[] {"block", "tail"}) {
            last = Math.max(
                    last,
                    database.number(
                            "SELECT previous_sequence FROM " + table + " WHERE first_sequence = ?", -1, sequence));
        }
        return Math.min(sequence - 1, last);
    }

    private static long lastThere(Database database, long sequence) throws SQLException {
        long last = -1;
        for (String table : new String[] {"block", "tail"}) {
            last = Math.max(
                    last,
                    database.number(
                            "SELECT last_sequence FROM " + table
                                    + " WHERE first_sequence < ? ORDER BY first_sequence DESC LIMIT 1",
                            -1,
                            sequence));
        }
        long quarantined = database.number(
                "SELECT ifnull(max(last_sequence), -1) FROM quarantine WHERE first_sequence < ?", -1, sequence);
        return Math.min(sequence - 1, Math.max(last, quarantined));
    }

    /**
     * Returns the number of events of each type, the most frequent types first, as a JSON object that SQL can parse. If
     * there are too many types, the key "..." stands for the other types, with the total number of their events.
     */
    static String types(BlockHeader header) {
        int[] order = IntStream.range(0, header.types().size())
                .boxed()
                .sorted(Comparator.comparingInt(index -> -header.typeCount(index)))
                .mapToInt(Integer::intValue)
                .toArray();
        StringBuilder text = new StringBuilder("{");
        long others = 0;
        for (int index : order) {
            String type = json(header.types().get(index));
            if (others > 0 || text.length() + type.length() > MAX_TYPES_CHARS) {
                others += header.typeCount(index);
            } else {
                text.append(text.length() == 1 ? "" : ",")
                        .append(type)
                        .append(':')
                        .append(header.typeCount(index));
            }
        }
        if (others > 0) {
            text.append(text.length() == 1 ? "" : ",").append("\"...\":").append(others);
        }
        return text.append('}').toString();
    }

    private static String json(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
