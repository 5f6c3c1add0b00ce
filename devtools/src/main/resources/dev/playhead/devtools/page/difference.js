/** The difference of the states at two marks, A and B, and the table that shows differences of any two states. */

import { h } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { useAnswer } from './api.js';
import { counted, visible } from './format.js';
import { Empty, EventLink, Incomplete, Kind, PartLink, ProjectionChoice, Remainder, Value, pathText, pending } from './parts.js';
import { useStore } from './store.js';

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./parts.js').Difference} Difference */

/** Differences drawn at first, and more with each "Show more". */
const PAGE = 300;

/** @param {{store: Store}} props */
export function DifferenceView({ store }) {
    const { at, a, b, projection } = useStore(store, (s) => {
        const view = s.view();
        return { at: view.at, a: view.a, b: view.b, projection: view.projection };
    });
    const to = b ?? at;
    const ready = a !== null && to >= 0;
    const answer = useAnswer(store, ready ? 'difference' : null, { a, b: to, projection, limit: 1000 });
    // An error is the answer to this question: what answered another one is not shown beside it.
    const data = answer.error === null ? answer.data : null;
    return h(
        'div',
        { class: `content difference-view${answer.stale ? ' stale' : ''}` },
        h(
            'div',
            { class: 'block-head' },
            h(Mark, { store, name: 'A', at, sequence: a, set: (sequence) => store.set({ a: sequence }) }),
            h(Mark, { store, name: 'B', at, sequence: b, set: (sequence) => store.set({ b: sequence }) }),
            h('button', { type: 'button', class: 'small', disabled: a === null, title: 'Exchange A and B', onClick: () => store.set({ a: to, b: a }) }, '⇄ Swap'),
            h(ProjectionChoice, { store }),
        ),
        !ready
            ? h(
                  Empty,
                  { title: 'Which two states differ?' },
                  h('p', null, 'Move the playhead to an event and set mark A. Then move it to another event, and set mark B. Without a mark B, the playhead is the second state.'),
                  at >= 0 && h('button', { type: 'button', onClick: () => store.set({ a: at }) }, `Set A to the playhead, event #${at}`),
              )
            : pending(answer, 'The difference'),
        ready && data !== null && h(Incomplete, { store, answer: data, offer: 'Shown is the difference of the states that the events that exist result in.' }),
        ready && data !== null && h(Differences, { store, data, names: [`At A, #${data.a}`, b === null ? `At the playhead, #${data.b}` : `At B, #${data.b}`], none: 'The two states are equal.' }),
    );
}

/**
 * @param {object} props
 * @param {Store} props.store
 * @param {string} props.name
 * @param {number} props.at
 * @param {number | null} props.sequence
 * @param {(sequence: number | null) => void} props.set
 */
function Mark({ store, name, at, sequence, set }) {
    return h(
        'span',
        { class: 'mark-setting' },
        h('span', { class: `mark-badge mark-badge-${name.toLowerCase()}` }, name),
        sequence === null ? h('span', { class: 'muted' }, name === 'A' ? 'not set' : 'the playhead') : h(EventLink, { store, id: sequence }),
        h('button', { type: 'button', class: 'small', disabled: at < 0 || sequence === at, onClick: () => set(at) }, `Set ${name} to playhead`),
        sequence !== null && h('button', { type: 'button', class: 'small', 'aria-label': `Remove mark ${name}`, title: `Remove mark ${name}`, onClick: () => set(null) }, '×'),
    );
}

/**
 * @typedef {object} Group differences of one row, or of a part that belongs to no row
 * @property {string} key
 * @property {string} title
 * @property {string} grid '' if it belongs to no grid
 * @property {Difference[]} parts
 */

/** @param {Difference[]} differences @returns {Group[]} */
function groupsOf(differences) {
    /** @type {Map<string, Group>} */
    const groups = new Map();
    for (const part of differences) {
        const grid = part.grid ?? '';
        const row = part.row ?? null;
        const path = row === null ? part.path.slice(0, Math.max(1, part.path.length - 1)) : [];
        const key = JSON.stringify([grid, row, path]);
        const group = groups.get(key);
        if (group === undefined) {
            groups.set(key, { key, grid, title: row !== null ? `Row ${visible(row)}` : pathText(grid === '' ? path : path.slice(2)) || 'Grid', parts: [part] });
        } else {
            group.parts.push(part);
        }
    }
    return [...groups.values()];
}

/**
 * A table of differences, grouped by row.
 *
 * @param {object} props
 * @param {Store} props.store
 * @param {{differences: Difference[], total?: number, refused?: any, partial?: boolean}} props.data
 * @param {[string, string]} props.names headings of the two states
 * @param {string} props.none what to say if there are no differences
 */
export function Differences({ store, data, names, none }) {
    const [shown, setShown] = useState(PAGE);
    const { differences } = data;
    const groups = useMemo(() => groupsOf(differences.slice(0, shown)), [differences, shown]);
    const total = data.total ?? differences.length;
    if (differences.length === 0) {
        return data.refused && !data.partial ? null : h('p', { class: 'result' }, none);
    }
    const tally = /** @type {const} */ (['added', 'removed', 'changed'])
        .map((kind) => ({ kind, n: differences.filter((part) => part.kind === kind).length }))
        .filter(({ n }) => n > 0);
    return h(
        'div',
        null,
        h(
            'p',
            { class: 'result' },
            h('strong', null, counted(total, 'difference')),
            total === differences.length && tally.map(({ kind, n }) => h('span', { key: kind, class: 'tally' }, ` ${n} `, h(Kind, { kind }))),
        ),
        h(
            'table',
            { class: 'table differences' },
            h('caption', { class: 'hidden' }, `Differences: ${names[0]}, and ${names[1]}`),
            h('thead', null, h('tr', null, ['Part', ...names, 'Kind'].map((name) => h('th', { key: name, scope: 'col' }, name)))),
            groups.map((group) =>
                h(
                    'tbody',
                    { key: group.key },
                    h('tr', { class: 'group-row' }, h('th', { scope: 'rowgroup', colSpan: 4 }, group.title, group.grid !== '' && h('span', { class: 'muted' }, ` in grid ${visible(group.grid)}`))),
                    group.parts.map((part) => h(DifferenceRow, { key: JSON.stringify(part.path), store, part })),
                ),
            ),
        ),
        h(Remainder, {
            shown: Math.min(shown, differences.length),
            total,
            noun: 'difference',
            more: shown < differences.length ? () => setShown(shown + PAGE) : undefined,
        }),
    );
}

/** @param {{store: Store, part: Difference}} props */
function DifferenceRow({ store, part }) {
    const text = part.row == null ? pathText(part.path.slice(-1)) : part.column == null ? 'the whole row' : pathText(part.path.slice(4));
    return h(
        'tr',
        null,
        h('th', { scope: 'row' }, h(PartLink, { store, part, text })),
        h('td', { class: 'old' }, h(Value, { value: part.kind === 'added' ? undefined : part.before })),
        h('td', { class: 'new' }, h(Value, { value: part.kind === 'removed' ? undefined : part.after })),
        h('td', null, h(Kind, { kind: part.kind })),
    );
}
