package dev.playhead.sqlite;

import dev.playhead.block.BlockHeader;
import dev.playhead.block.BlockTooNewException;
import dev.playhead.block.SealedBlock;
import dev.playhead.event.PlayheadException;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.StoreException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An assembler of blocks from their parts. A damaged database may hold several versions of each part. An assembled
 * block is accepted if its checksums are valid, so its parts may come from any versions.
 *
 * <p><b>Threading.</b> Confined to one thread.
 */
final class BlockAssembly {
    private static final int MAX_COMBINATIONS = 64;
    /** The maximum number of consecutive rows that are tried as the parts of one block. */
    private static final int MAX_NEIGHBOURS = 8;

    private static final Comparator<FoundRow> LIKELIEST_FIRST = Comparator.comparing((FoundRow row) -> !row.believed())
            .thenComparing(row -> -row.cell().version());

    private final PageFile from;
    private final FormatEvidence format;
    /** Rows that may be parts of blocks, by row number. The parts of a block have consecutive row numbers. */
    private final Map<Long, List<FoundRow>> data = new HashMap<>();

    /**
     * Creates an instance.
     *
     * @param from the pages from which the rows are read
     * @param format the evidence of the format version, to which the header of each block is added
     */
    BlockAssembly(PageFile from, FormatEvidence format) {
        this.from = from;
        this.format = format;
    }

    /** Adds a row that may be a part of a block, regardless of the block that the row names. */
    void add(FoundRow row) {
        data.computeIfAbsent(row.rowId(), id -> new ArrayList<>()).add(row);
    }

    /**
     * Returns the block that the given bytes encode, or null if the bytes are missing or damaged. Fails if a later
     * release wrote the block.
     */
    @Nullable
    SealedBlock opened(byte @Nullable [] bytes) {
        if (bytes == null || header(bytes) == null) {
            return null;
        }
        try {
            return SealedBlock.open(bytes);
        } catch (PlayheadException damaged) {
            return null;
        }
    }

    /**
     * Returns the header at the beginning of a block's bytes, or null if the header is damaged. Fails if a later
     * release wrote the block.
     */
    @Nullable
    BlockHeader header(byte[] bytes) {
        try {
            BlockHeader header = BlockHeader.read(bytes);
            format.add(header);
            return header;
        } catch (BlockTooNewException e) {
            throw new StoreException(
                    Reason.TOO_NEW,
                    format.location() + " was written by a later release: " + e.getMessage()
                            + ". The file is untouched",
                    e);
        } catch (PlayheadException damaged) {
            return null;
        }
    }

    /**
     * Returns the block that begins at the given sequence and consists of the given parts. Each part may have several
     * versions, which this method sorts by likelihood. If no combination that was tried is intact, the rows near the
     * parts are tried, too. Returns null if these do not form the block, either.
     */
    @Nullable
    SealedBlock block(long firstSequence, NavigableMap<Long, List<FoundRow>> versions) throws IOException {
        // The versions that SQLite would show are tried first, then the other versions, the latest first.
        versions.values().forEach(rows -> rows.sort(LIKELIEST_FIRST));
        int[] choice = new int[versions.size()];
        for (int tried = 0; tried < MAX_COMBINATIONS; tried++) {
            SealedBlock block = opened(join(versions, choice));
            if (block != null && block.header().firstSequence() == firstSequence) {
                return block;
            }
            int digit = 0;
            for (List<FoundRow> rows : versions.values()) {
                if (++choice[digit] < rows.size()) {
                    break;
                }
                choice[digit++] = 0;
            }
            if (digit == choice.length) {
                break;
            }
        }
        return neighbours(firstSequence, versions);
    }

    /**
     * Returns a block of which some rows have a wrong block or part number, or null if no such block is found. SQLite
     * does not detect such damage: it finds the rows by the numbers in the index, and does not compare these with the
     * numbers in the rows. The search relies on consecutive row numbers: the rows of a block were written one after
     * another.
     */
    private @Nullable SealedBlock neighbours(long firstSequence, NavigableMap<Long, List<FoundRow>> versions)
            throws IOException {
        for (Map.Entry<Long, List<FoundRow>> part : versions.entrySet()) {
            FoundRow known = part.getValue().get(0);
            NavigableMap<Long, List<FoundRow>> others = new TreeMap<>();
            long begin = known.rowId() - part.getKey();
            for (long id = begin; data.containsKey(id) && id - begin < MAX_NEIGHBOURS; id++) {
                List<FoundRow> rows = new ArrayList<>(Objects.requireNonNull(data.get(id)));
                rows.sort(LIKELIEST_FIRST);
                others.put(id - begin, id == known.rowId() ? List.of(known) : rows);
                SealedBlock block = opened(join(others, new int[others.size()]));
                if (block != null && block.header().firstSequence() == firstSequence) {
                    return block;
                }
            }
        }
        return null;
    }

    private byte @Nullable [] join(NavigableMap<Long, List<FoundRow>> versions, int[] choice) throws IOException {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        int digit = 0;
        for (List<FoundRow> rows : versions.values()) {
            byte[] part = from.bytes(rows.get(choice[digit++]), 2);
            if (part == null || joined.size() + (long) part.length > Integer.MAX_VALUE - 16) {
                return null;
            }
            joined.write(part, 0, part.length);
        }
        return joined.toByteArray();
    }
}
