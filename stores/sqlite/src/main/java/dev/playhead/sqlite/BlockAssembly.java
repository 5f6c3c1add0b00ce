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
 * The assembly of blocks out of their parts, of each of which a damaged database may have several versions. A block is
 * believed by its own checksums, so that it does not matter which version a part is of.
 *
 * <p><b>Threading.</b> Confined to one thread.
 */
final class BlockAssembly {
    private static final int MAX_COMBINATIONS = 64;
    /** How many rows are tried where one is known. */
    private static final int MAX_NEIGHBOURS = 8;

    private static final Comparator<FoundRow> LIKELIEST_FIRST = Comparator.comparing((FoundRow row) -> !row.believed())
            .thenComparing(row -> -row.cell().version());

    private final PageFile from;
    private final FormatEvidence format;
    /** The rows that may be parts, by their numbers, which follow each other within a block. */
    private final Map<Long, List<FoundRow>> data = new HashMap<>();

    /**
     * Creates an assembly.
     *
     * @param format gets to know the versions of blocks
     */
    BlockAssembly(PageFile from, FormatEvidence format) {
        this.from = from;
        this.format = format;
    }

    /** Adds a row that may be a part, whatever block it is of by its own account. */
    void add(FoundRow row) {
        data.computeIfAbsent(row.rowId(), id -> new ArrayList<>()).add(row);
    }

    /** Returns the block that these bytes are, null if they are damaged. */
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

    /** Returns the header of a block, null if it is damaged. */
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
     * Returns the block of these parts, of each of which there may be several versions; null if none is whole. The versions
     * are sorted, the likeliest first.
     */
    @Nullable
    SealedBlock block(long firstSequence, NavigableMap<Long, List<FoundRow>> versions) throws IOException {
        // Tried first: what SQLite would show, then the latest ones.
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
     * Returns the block of a part whose other parts say that they are of another one, as SQLite does not notice either, since it goes
     * by the index: rows of one block were written one after another.
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
