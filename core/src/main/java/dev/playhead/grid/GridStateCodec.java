package dev.playhead.grid;

import dev.playhead.timetravel.StateCodec;
import dev.playhead.timetravel.StateReader;
import dev.playhead.timetravel.StateWriter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a {@link GridState} as what has changed since another one; a whole state is what has changed since the empty one.
 *
 * <pre>
 *   state   ignored events, those of each type if that has changed, grids gone, grids changed: (id, whether it begins anew, grid)
 *   grid    ready, attributes, columns, free-form state, rows, marks; of each part only what has changed
 *   rows    rows gone, rows added, moves, fields of rows, then column by column the cells that were set
 * </pre>
 *
 * <p>Cells are told by the row's position afterwards, as the distance from the one before; numbers as the difference from
 * what the cell had, where that is shorter. See {@link GridWriter} and {@link GridDraft}, which mirror one another.
 */
final class GridStateCodec implements StateCodec<GridState> {
    static final GridStateCodec INSTANCE = new GridStateCodec();

    private GridStateCodec() {}

    @Override
    public String version() {
        return "2";
    }

    @Override
    public byte[] encode(GridState state) {
        return encoded(GridState.EMPTY, state);
    }

    @Override
    public Optional<byte[]> encodeChange(GridState before, GridState after) {
        return Optional.of(encoded(before, after));
    }

    @SuppressWarnings("ReferenceEquality") // what is the same object has not changed
    private static byte[] encoded(GridState before, GridState after) {
        StateWriter out = new StateWriter();
        out.number(after.ignoredEvents());
        out.flag(before.misfits() != after.misfits());
        if (before.misfits() != after.misfits()) {
            out.count(after.misfits().size());
            after.misfits()
                    .forEach((type, misfits) -> out.text(type)
                            .number(misfits.count())
                            .text(misfits.firstId())
                            .text(misfits.reason()));
        }
        List<String> gone =
                before.gridIds().stream().filter(id -> after.grid(id).isEmpty()).toList();
        out.count(gone.size());
        gone.forEach(out::text);
        List<Grid> changed = after.grids().stream()
                .filter(grid -> before.grid(grid.gridId()).orElse(null) != grid)
                .toList();
        out.count(changed.size());
        for (Grid grid : changed) {
            Grid old = before.grid(grid.gridId()).orElse(null);
            out.text(grid.gridId()).flag(old == null);
            new GridWriter(out, old == null ? Grid.empty(grid.gridId()) : old, grid).write();
        }
        return out.toBytes();
    }

    @Override
    public GridState decode(byte[] whole, List<byte[]> changes) {
        return decoded(whole, changes, false);
    }

    /** Reads a whole state of version 1, which had no events by type, and filters with an operator always. */
    @Override
    public Optional<GridState> decodeEarlier(String version, byte[] whole) {
        return version.equals("1") ? Optional.of(decoded(whole, List.of(), true)) : Optional.empty();
    }

    private static GridState decoded(byte[] whole, List<byte[]> changes, boolean first) {
        Map<String, GridDraft> grids = new LinkedHashMap<>();
        Map<String, GridState.Misfits> misfits = new LinkedHashMap<>();
        long ignored = apply(whole, grids, misfits, first);
        for (byte[] change : changes) {
            ignored = apply(change, grids, misfits, first);
        }
        return GridState.of(grids.values().stream().map(GridDraft::grid).toList(), ignored, misfits);
    }

    private static long apply(
            byte[] bytes, Map<String, GridDraft> grids, Map<String, GridState.Misfits> misfits, boolean first) {
        StateReader in = new StateReader(bytes);
        long ignored = in.number();
        if (!first && in.flag()) {
            misfits.clear();
            for (int left = in.count(in.remaining()); left > 0; left--) {
                misfits.put(in.text(), new GridState.Misfits(in.number(), in.text(), in.text()));
            }
        }
        for (int left = in.count(in.remaining()); left > 0; left--) {
            grids.remove(in.text());
        }
        Set<String> changed = new HashSet<>();
        for (int left = in.count(in.remaining()); left > 0; left--) {
            String id = in.text();
            boolean anew = in.flag();
            @Nullable GridDraft known = anew ? new GridDraft(id, first) : grids.get(id);
            if (known == null || !changed.add(id)) {
                throw in.corrupt("changedGrids", left);
            }
            known.change(in);
            grids.put(id, known);
        }
        in.end();
        return ignored;
    }
}
