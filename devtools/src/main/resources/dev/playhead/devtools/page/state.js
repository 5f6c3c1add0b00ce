/** The state at the playhead: a grid as a grid, any other state as a tree. */

import { h } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { useAnswer } from './api.js';
import { count, counted, visible } from './format.js';
import { Grid } from './grid.js';
import { Empty, EventLink, Incomplete, Notice, ProjectionChoice, goToCell, pending } from './parts.js';
import { useStore } from './store.js';
import { Tree } from './tree.js';

/** @typedef {import('./store.js').Store} Store */

/** Cells asked for at once: more rows of narrow grids, fewer of wide ones. */
const WINDOW_CELLS = 2_400;
const FEWEST_ROWS = 50;
const MOST_ROWS = 200;
/** Ids of changed rows named above the grid. */
const NAMED_ROWS = 6;
/** The server names at most this many. */
const MOST_CHANGED = 100;

/** @param {{store: Store}} props */
export function StateView({ store }) {
    const { at, a, projection, grid, cell, last } = useStore(store, (s) => {
        const view = s.view();
        return { at: view.at, a: view.a, projection: view.projection, grid: view.grid, cell: view.cell, last: s.history()?.last };
    });
    const [rows, setRows] = useState({ first: 0, count: 100, at: -1 });
    const [keep, setKeep] = useState(true);
    const since = a === null || a === at ? null : a;
    const answer = useAnswer(store, at < 0 ? null : 'state', {
        at,
        projection,
        grid,
        row: rows.first,
        rows: rows.count,
        // Once rows were asked for at this event, the window is where the user scrolls.
        show: keep && rows.at !== at ? 'changed' : null,
        since,
        reveal: cell !== null && (grid === null || cell.grid === grid) ? cell.row : null,
    });
    // An error is the answer to this question: what answered another one is not shown beside it.
    const data = answer.error === null ? answer.data : null;
    if (at < 0) {
        return h(Empty, { title: last === -1 ? 'There is no event yet.' : 'No event is selected.' }, h('p', null, 'The state is shown as of the event under the playhead.'));
    }
    return h(
        'div',
        { class: `content state-view${answer.stale ? ' waiting' : ''}` },
        h(
            'div',
            { class: 'block-head' },
            h('p', { class: 'state-title' }, 'State after event ', h('strong', null, `#${data?.at ?? at}`)),
            data?.kind === 'grid' && h(GridChoice, { store, data }),
            h(ProjectionChoice, { store }),
        ),
        pending(answer, 'The state'),
        data !== null && h(Incomplete, { store, answer: data, offer: 'Shown is the state that the events that exist result in.' }),
        data?.notes?.length > 0 && h(Notice, null, data.notes.map((/** @type {string} */ note, /** @type {number} */ i) => h('p', { key: i }, visible(note, true)))),
        data?.kind === 'grid' && h(GridState, { store, data, stale: answer.stale, cell, since, keep, setKeep, setRows: (first, count) => setRows({ first, count, at }) }),
        data?.kind === 'tree' && h(TreeState, { store, data }),
    );
}

/** @param {{store: Store, data: any}} props */
function GridChoice({ store, data }) {
    const ids = /** @type {string[]} */ (data.gridIds);
    return ids.length === 0
        ? null
        : h(
              'label',
              { class: 'labelled' },
              h('span', null, 'Grid'),
              h(
                  'select',
                  { value: data.gridId, onChange: (/** @type {any} */ event) => store.set({ grid: event.currentTarget.value }) },
                  !ids.includes(data.gridId) && data.gridId !== null && h('option', { value: data.gridId }, `${visible(data.gridId)} (not at this event)`),
                  ids.map((id) => h('option', { key: id, value: id }, visible(id))),
              ),
          );
}

/**
 * @param {object} props
 * @param {Store} props.store
 * @param {any} props.data
 * @param {boolean} props.stale whether the data answers an earlier question
 * @param {import('./types.js').Cell | null} props.cell
 * @param {number | null} props.since
 * @param {boolean} props.keep whether rows that the event changed are brought into sight
 * @param {(keep: boolean) => void} props.setKeep
 * @param {(first: number, count: number) => void} props.setRows
 */
function GridState({ store, data, stale, cell, since, keep, setKeep, setRows }) {
    const [hidden, setHidden] = useState(false);
    const [wanted, setWanted] = useState(/** @type {{row: number, at: number, turn: number} | null} */ (null));
    const turn = useRef(0);
    const hiddenCount = data.columns.filter((/** @type {any} */ column) => !column.visible).length;
    const changed = /** @type {{id: string, row: number}[]} */ (data.changedRows);
    const reveal = useReveal(data, stale ? -1 : data.revealed, cell, keep, wanted);
    if (data.gridId === null || (data.gridIds.length === 0 && data.rowCount === 0)) {
        return h(
            Empty,
            { title: 'There is no grid at this event.' },
            h('p', null, 'Grids appear with events such as grid:init, row:add or cell:edit. grid:destroy removes them. Move the playhead to another event, or choose another projection.'),
        );
    }
    /** @param {number} first @param {number} last */
    const onSight = (first, last) => {
        const loaded = first >= data.row && last < data.row + data.rows.length;
        if (!loaded && last >= first) {
            const most = Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, Math.floor(WINDOW_CELLS / Math.max(1, data.columns.length)), last - first + 1));
            const begin = Math.max(0, Math.min(first - Math.floor((most - (last - first + 1)) / 2), data.rowCount - most));
            setRows(begin, most);
        }
    };
    return h(
        'div',
        { class: 'state-grid' },
        h(
            'div',
            { class: 'state-facts' },
            h('span', null, counted(data.rowCount, 'row'), ', ', counted(data.columns.length, 'column')),
            data.sorted === false && data.columns.some((/** @type {any} */ column) => column.sort !== null) && h('span', { class: 'muted', title: 'The history records how columns are sorted, not the order that a grid shows' }, 'rows in their own order, not sorted'),
            h(ChangedRows, { store, data, changed, onRow: (row) => setWanted({ row, at: data.at, turn: ++turn.current }) }),
            hiddenCount > 0 && h('label', { class: 'check' }, h('input', { type: 'checkbox', checked: hidden, onChange: () => setHidden(!hidden) }), `Show ${counted(hiddenCount, 'hidden column')}`),
            h('label', { class: 'check', title: 'Scroll to the row that the event changed' }, h('input', { type: 'checkbox', checked: keep, onChange: () => setKeep(!keep) }), 'Keep changes in sight'),
        ),
        h(Grid, {
            data,
            hidden,
            chosen: cell !== null && cell.grid === data.gridId ? cell : null,
            reveal,
            onSight,
            onCell: (row, column) => goToCell(store, data.gridId, row, column),
        }),
        data.rowCount === 0 && h('p', { class: 'muted' }, 'This grid has no rows at this event.'),
        h(Legend, { store, since }),
    );
}

/**
 * Which row to bring into sight: the one that was asked for, that of the chosen cell when it is new, or the first that the
 * event changed. Each only once: after that, the grid stays where the user scrolls it.
 *
 * @param {any} data
 * @param {number} revealed index of the row of the chosen cell, -1 if it is not known
 * @param {import('./types.js').Cell | null} cell
 * @param {boolean} keep
 * @param {{row: number, at: number, turn: number} | null} wanted
 */
function useReveal(data, revealed, cell, keep, wanted) {
    const known = useRef({ turn: 0, cell: '', event: '', base: '', reveal: /** @type {import('./grid.js').Reveal | null} */ (null) });
    return useMemo(() => {
        const memory = known.current;
        /** @param {string} base @param {number} row @param {string | null} column */
        const bring = (base, row, column) => {
            memory.base = base;
            memory.event = event;
            memory.reveal = { row, column, key: `${base} ${column}` };
        };
        /** @param {number} row */
        const columnOf = (row) => data.rows[row - data.row]?.changed?.[0] ?? null;
        const event = `${data.gridId} ${data.at}`;
        const chosen = cell !== null && cell.grid === data.gridId && revealed >= 0 ? JSON.stringify(cell) : '';
        const target = data.changedRows.find((/** @type {{id: string, row: number}} */ item) => item.row >= 0);
        if (wanted !== null && wanted.at === data.at && wanted.turn !== memory.turn) {
            memory.turn = wanted.turn;
            bring(`wanted ${wanted.turn}`, wanted.row, columnOf(wanted.row));
        } else if (cell !== null && chosen !== '' && chosen !== memory.cell) {
            memory.cell = chosen;
            bring(chosen, revealed, cell.column);
        } else if (keep && target !== undefined && event !== memory.event) {
            bring(`changed ${event}`, target.row, columnOf(target.row));
        } else if (memory.reveal !== null && memory.reveal.column === null && event === memory.event) {
            // Which column changed is known only when the row has been loaded.
            bring(memory.base, memory.reveal.row, columnOf(memory.reveal.row));
        }
        return memory.reveal;
    }, [data, revealed, cell, keep, wanted]);
}

/**
 * Names the rows that the event changed, as links; or the grid to which the event belongs.
 *
 * @param {object} props
 * @param {Store} props.store
 * @param {any} props.data
 * @param {{id: string, row: number}[]} props.changed the rows with their indexes, -1 for rows that are not there
 * @param {(row: number) => void} props.onRow
 */
function ChangedRows({ store, data, changed, onRow }) {
    const named = useStore(store, (s) => {
        const event = s.current().answer?.event;
        return event?.sequence === data.at ? event?.payload?.gridId : null;
    });
    if (changed.length === 0) {
        return named !== data.gridId && data.gridIds.includes(named)
            ? h('span', null, 'This event belongs to the grid ', h('button', { type: 'button', class: 'link', onClick: () => store.set({ grid: named }) }, visible(named)), '.')
            : h('span', { class: 'muted' }, 'No row of this grid was changed or added by this event.');
    }
    return h(
        'span',
        { class: 'changed-rows' },
        h('span', { class: 'grid-mark', 'aria-hidden': 'true' }, '● '),
        'Changed: ',
        changed
            .slice(0, NAMED_ROWS)
            .map((item) =>
                item.row < 0
                    ? h('span', { key: item.id }, `${visible(item.id)} `)
                    : h('button', { key: item.id, type: 'button', class: 'link', title: `Go to row ${visible(item.id)}`, onClick: () => onRow(item.row) }, visible(item.id)),
            ),
        changed.length > NAMED_ROWS && h('span', { class: 'muted' }, ` and ${changed.length >= MOST_CHANGED ? 'at least ' : ''}${count(changed.length - NAMED_ROWS)} more`),
    );
}

/** @param {{store: Store, since: number | null}} props */
function Legend({ store, since }) {
    /** @param {string} name @param {string} sign @param {any} text */
    const item = (name, sign, text) => h('li', { class: 'legend-item' }, h('span', { class: `legend-sample ${name}`, 'aria-hidden': 'true' }, sign), text);
    return h(
        'ul',
        { class: 'legend', 'aria-label': 'Legend' },
        item('grid-changed', '●', 'changed by this event'),
        since === null
            ? item('grid-since', '◇', 'changed since A (set mark A to see it)')
            : item('grid-since', '◇', h('span', null, 'changed since A, event ', h(EventLink, { store, id: since }))),
        item('legend-added', '+', 'added row'),
        item('legend-selected', '✓', 'selected'),
        item('grid-focus', '', 'focus'),
        item('legend-error', '⚠', 'error'),
        item('grid-chosen', '', 'cell shown in Cell'),
    );
}

/** @param {{store: Store, data: any}} props */
function TreeState({ store, data }) {
    const roots = useMemo(() => [{ name: visible(data.projection ?? 'state'), value: data.state, path: [] }], [data]);
    const changes = /** @type {import('./parts.js').Difference[] | undefined} */ (data.changes);
    const changed = useMemo(() => new Set((changes ?? []).map((change) => JSON.stringify(change.path.map(String)))), [data]);
    return h(
        'div',
        { class: 'block' },
        h('p', { class: 'muted' }, changes === undefined ? '' : changes.length === 0 ? 'This event changed nothing in this state.' : h('span', null, h('span', { class: 'grid-mark', 'aria-hidden': 'true' }, '● '), `${counted(data.total ?? changes.length, 'part')} changed by this event`)),
        h(Tree, { store, label: 'State', roots, changed }),
    );
}
