package dev.playhead.grid;

import dev.playhead.internal.folding.SharedStateCodec;
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
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * A codec that encodes a {@link GridState} as the changes since another state. A whole state is encoded as the changes
 * since the empty state.
 *
 * <pre>
 *   state   ignored events, misfits by type if changed, removed grids, changed grids;
 *           for each changed grid: its id, whether it starts empty, its changes
 *   grid    ready, attributes, free-form state, columns, rows, marks; of the large parts only the changes
 *   rows    removed rows, added rows, moves, fields of rows, then by column the cells that were set, then attributes
 * </pre>
 *
 * <p>A cell is identified by the final position of its row, written as the distance from the position of the previous
 * cell. The numbers of a column are written as differences from the old values, if that is shorter. {@link GridWriter}
 * encodes a grid, and {@link GridDraft} decodes it.
 */
final class GridStateCodec implements StateCodec<GridState>, SharedStateCodec<GridState> {
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

    @SuppressWarnings("ReferenceEquality") // the same object has not changed
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
        StateDraft draft = new StateDraft(GridState.EMPTY, false);
        draft.change(whole);
        changes.forEach(draft::change);
        return draft.state();
    }

    @Override
    public GridState decodeChanges(GridState before, List<byte[]> changes) {
        StateDraft draft = new StateDraft(before, false);
        changes.forEach(draft::change);
        return draft.state();
    }

    /**
     * Decodes a whole state of version 1; returns an empty result for any other version. In version 1, a state has no
     * misfits by type, and a filter always has an operator.
     */
    @Override
    public Optional<GridState> decodeEarlier(String version, byte[] whole) {
        if (!version.equals("1")) {
            return Optional.empty();
        }
        StateDraft draft = new StateDraft(GridState.EMPTY, true);
        draft.change(whole);
        return Optional.of(draft.state());
    }

    /** A mutable state for decoding. The decoded state shares unchanged parts with the previous state. */
    private static final class StateDraft {
        private final GridState before;
        private final boolean first;
        private final Map<String, GridDraft> grids = new LinkedHashMap<>();
        private final Set<String> gone = new HashSet<>();
        private PSortedMap<String, GridState.Misfits> misfits;
        private long ignored;

        StateDraft(GridState before, boolean first) {
            this.before = before;
            this.first = first;
            this.misfits = TreePMap.from(before.misfits());
            this.ignored = before.ignoredEvents();
        }

        void change(byte[] bytes) {
            StateReader in = new StateReader(bytes);
            ignored = in.number();
            if (!first && in.flag()) {
                misfits = TreePMap.empty();
                for (int left = in.count(in.remaining()); left > 0; left--) {
                    misfits = misfits.plus(in.text(), new GridState.Misfits(in.number(), in.text(), in.text()));
                }
            }
            for (int left = in.count(in.remaining()); left > 0; left--) {
                String id = in.text();
                grids.remove(id);
                gone.add(id);
            }
            Set<String> changed = new HashSet<>();
            for (int left = in.count(in.remaining()); left > 0; left--) {
                String id = in.text();
                boolean anew = in.flag();
                @Nullable GridDraft known = anew ? new GridDraft(Grid.empty(id), first) : known(id);
                if (known == null || !changed.add(id)) {
                    throw in.corrupt("changedGrids", left);
                }
                known.change(in);
                grids.put(id, known);
            }
            in.end();
        }

        private @Nullable GridDraft known(String id) {
            GridDraft draft = grids.get(id);
            if (draft != null || gone.contains(id)) {
                return draft;
            }
            return before.grid(id).map(grid -> new GridDraft(grid, first)).orElse(null);
        }

        GridState state() {
            List<Grid> made = grids.values().stream().map(GridDraft::grid).toList();
            return before.changed(gone, made, ignored, misfits);
        }
    }
}
