/** The history of a cell: each change of its value, a line of its numbers, and the first time that a condition held. */

import { h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAnswer } from './api.js';
import { count, counted, dateTime, special, visible } from './format.js';
import { Empty, EventLink, Incomplete, Remainder, Value, goToCell, pathText, pending, plainText, useWidth } from './parts.js';
import { same, useStore } from './store.js';

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./types.js').Cell} Cell */

/**
 * A change of the value of a cell.
 *
 * @typedef {object} Change
 * @property {string} id
 * @property {number} sequence
 * @property {string} time
 * @property {string} source
 * @property {string | null} user
 * @property {string} type
 * @property {any} [from]
 * @property {any} [to]
 */

/** Changes that the table shows at first, and more with each "Show …". */
const PAGE = 200;
const LINE_HEIGHT = 72;
/** More changes are drawn as a line only. */
const MOST_DOTS = 120;
const OPERATORS = { '=': 'is', '!=': 'is not', '>': 'is greater than', '>=': 'is at least', '<': 'is less than', '<=': 'is at most', '~': 'contains' };

/** @param {{store: Store}} props */
export function CellView({ store }) {
    const { cell, grids } = useStore(store, (s) => ({ cell: s.view().cell, grids: s.history()?.grids }));
    if (cell === null) {
        return h(
            'div',
            { class: 'content' },
            h(Empty, { title: 'No cell is chosen.' }, h('p', null, 'Click a cell in State, or name one:'), h(Chooser, { store, cell: null, grids: grids ?? [] })),
        );
    }
    return h(History, { key: JSON.stringify(cell), store, cell, grids: grids ?? [] });
}

/** @param {{store: Store, cell: Cell, grids: string[]}} props */
function History({ store, cell, grids }) {
    const growth = useStore(store, (s) => s.growth());
    const answer = useAnswer(store, 'cell', { ...cell, limit: 1000 }, growth);
    // An error is the answer to this question: what answered another one is not shown beside it.
    const data = answer.error === null ? answer.data : null;
    const changes = /** @type {Change[]} */ (data?.changes ?? []);
    return h(
        'div',
        { class: `content cell-view${answer.stale ? ' stale' : ''}` },
        h(
            'header',
            { class: 'block-head' },
            h('h2', { class: 'cell-title' }, pathText([cell.row, cell.column]), h('span', { class: 'muted' }, ` in grid ${visible(cell.grid)}`)),
            h('button', { type: 'button', class: 'small', onClick: () => store.set({ tab: 'state', grid: cell.grid }) }, 'Show in State'),
        ),
        h('details', { class: 'other-cell' }, h('summary', null, 'Another cell'), h(Chooser, { store, cell, grids })),
        pending(answer, 'The history of the cell'),
        data !== null && h(Incomplete, { store, answer: data, offer: 'Shown are the changes by the events that exist.' }),
        data !== null && changes.length === 0 && !data.refused && h('p', { class: 'muted' }, 'No event changed this cell.'),
        data?.numeric && changes.some((change) => Number.isFinite(numberOf(change.to))) && h(Line, { store, changes }),
        changes.length > 0 && h(First, { store, cell }),
        changes.length > 0 && h(Changes, { store, changes, total: data.total ?? changes.length }),
    );
}

/**
 * A form that names a cell.
 *
 * @param {{store: Store, cell: Cell | null, grids: string[]}} props
 */
function Chooser({ store, cell, grids }) {
    const [typed, setNamed] = useState(/** @type {Partial<Cell>} */ (cell ?? {}));
    // The grids may become known only after the form is shown.
    const named = { grid: store.view().grid ?? grids[0] ?? '', row: '', column: '', ...typed };
    /** @param {keyof Cell} part @param {string} label */
    const field = (part, label) =>
        h(
            'label',
            { class: 'labelled' },
            h('span', null, label),
            h('input', {
                type: 'text',
                value: named[part],
                list: part === 'grid' ? 'known-grids' : undefined,
                required: true,
                onInput: (/** @type {any} */ event) => setNamed({ ...typed, [part]: event.currentTarget.value }),
            }),
        );
    return h(
        'form',
        {
            class: 'form',
            onSubmit: (/** @type {Event} */ event) => {
                event.preventDefault();
                goToCell(store, named.grid, named.row, named.column);
            },
        },
        field('grid', 'Grid'),
        h('datalist', { id: 'known-grids' }, grids.map((id) => h('option', { key: id, value: id, label: visible(id) }))),
        field('row', 'Row'),
        field('column', 'Column'),
        h('button', { type: 'submit', class: 'small' }, 'Show its history'),
    );
}

/** @param {any} value @returns {number} NaN if it is no number */
function numberOf(value) {
    const mark = special(value);
    return typeof value === 'number' ? value : mark?.kind === 'number' ? Number(mark.text) : NaN;
}

/**
 * The numbers of the cell over time, as steps. The table below has the same for those who do not see it.
 *
 * @param {{store: Store, changes: Change[]}} props `changes`: at least one is to a number
 */
function Line({ store, changes }) {
    const [box, width] = useWidth();
    const { at, time } = useStore(store, (s) => ({ at: s.view().at, time: s.current().answer?.event.time }));
    const points = changes.map((change) => ({ ...change, ms: Date.parse(change.time), y: numberOf(change.to) }));
    const numbers = points.map((point) => point.y).filter((y) => Number.isFinite(y));
    const low = Math.min(...numbers);
    const high = Math.max(...numbers);
    const begin = Math.min(...points.map((point) => point.ms));
    const end = Math.max(...points.map((point) => point.ms));
    // Times that are all equal, or beyond those of JavaScript, say nothing: then each change is as far from the next.
    const byTime = end > begin;
    const inner = Math.max(1, width - 16);
    /** @param {number} ms @param {number} i */
    const x = (ms, i) => 8 + inner * (byTime ? (ms - begin) / (end - begin) : i / Math.max(1, points.length - 1));
    /** @param {number} value */
    const y = (value) => LINE_HEIGHT - 10 - (high > low ? ((value - low) / (high - low)) * (LINE_HEIGHT - 20) : (LINE_HEIGHT - 20) / 2);
    let path = '';
    let drawing = false;
    points.forEach((point, i) => {
        const left = x(point.ms, i).toFixed(1);
        if (drawing) {
            path += `H${left}`;
        }
        const drawn = Number.isFinite(point.y);
        if (drawn) {
            path += drawing ? `V${y(point.y).toFixed(1)}` : `M${left} ${y(point.y).toFixed(1)}`;
        }
        drawing = drawn;
    });
    const now = lastUntil(changes, at);
    const position = byTime && time !== undefined ? Math.min(end, Math.max(begin, Date.parse(time))) : NaN;
    const head = Number.isFinite(position) ? x(position, 0) : now >= 0 ? x(points[now].ms, now) : NaN;
    /** @param {any} event */
    const jump = (event) => {
        const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
        let best = 0;
        points.forEach((point, i) => {
            if (Math.abs(x(point.ms, i) - left) < Math.abs(x(points[best].ms, best) - left)) {
                best = i;
            }
        });
        store.set({ at: points[best].sequence });
    };
    // The recorded values: those that are drawn are rounded.
    const [least, most] = [low, high].map((value) => plainText(points.find((point) => point.y === value)?.to));
    const summary = `${counted(numbers.length, 'number')} from ${least} to ${most}`;
    return h(
        'figure',
        { class: 'spark', ref: box },
        width > 0 &&
            h(
                'svg',
                { width, height: LINE_HEIGHT, role: 'img', 'aria-label': summary, onClick: jump },
                Number.isFinite(head) && h('line', { class: 'spark-head', x1: head, x2: head, y1: 0, y2: LINE_HEIGHT }),
                h('path', { class: 'spark-line', d: path }),
                points.map(
                        (point, i) =>
                            Number.isFinite(point.y) &&
                            (i === now || points.length <= MOST_DOTS) &&
                            h('circle', { key: point.id, class: i === now ? 'spark-now' : 'spark-dot', cx: x(point.ms, i), cy: y(point.y), r: i === now ? 5 : 3 }, h('title', null, `${plainText(point.to)} at ${dateTime(point.time)}, event ${point.id}`)),
                    ),
            ),
        h('figcaption', { class: 'muted' }, `${summary}. Click the line to go to a change.`),
    );
}

/**
 * Index of the last change until a sequence, -1 if there is none.
 *
 * @param {Change[]} changes
 * @param {number} at
 */
function lastUntil(changes, at) {
    let found = -1;
    changes.forEach((change, i) => {
        if (change.sequence <= at) {
            found = i;
        }
    });
    return found;
}

/** @param {{store: Store, cell: Cell}} props */
function First({ store, cell }) {
    const [asked, setAsked] = useState({ op: '=', value: '' });
    const [result, setResult] = useState(/** @type {{text: string, id?: string, back?: number} | null} */ (null));
    const [running, setRunning] = useState(false);
    const asking = useRef(/** @type {AbortController | null} */ (null));
    useEffect(() => () => asking.current?.abort(), []);
    /** @param {Event} event */
    const ask = async (event) => {
        event.preventDefault();
        asking.current?.abort();
        const mine = new AbortController();
        asking.current = mine;
        const seek = store.seek();
        setRunning(true);
        setResult(null);
        const condition = `the cell ${OPERATORS[/** @type {keyof OPERATORS} */ (asked.op)]} ${visible(asked.value)}`;
        try {
            const { event: found, refused } = await store.api.get('first', { ...cell, ...asked, value: asked.value === '' ? '""' : asked.value }, mine.signal);
            // The user may have gone elsewhere while the search ran.
            const back = seek.aborted ? undefined : store.view().at;
            const limits = refused ? ' (Some events are missing.)' : '';
            setResult(found === null ? { text: `At no time ${condition}.${limits}` } : { text: `First time that ${condition}: event `, id: found.id, back });
            store.say(found === null ? `At no time ${condition}.` : `Event ${found.id} is the first at which ${condition}.`);
            if (found !== null && !seek.aborted) {
                store.set({ at: Number(found.id) });
            }
        } catch (failure) {
            if (!mine.signal.aborted) {
                setResult({ text: visible(failure instanceof Error ? failure.message : failure, true) });
            }
        } finally {
            if (asking.current === mine) {
                setRunning(false);
            }
        }
    };
    return h(
        'form',
        { class: 'form first-form', onSubmit: ask, 'aria-label': 'First time that' },
        h('span', { class: 'form-lead' }, 'First time that the cell'),
        h(
            'select',
            { 'aria-label': 'Operator', value: asked.op, onChange: (/** @type {any} */ event) => setAsked({ ...asked, op: event.currentTarget.value }) },
            Object.entries(OPERATORS).map(([op, text]) => h('option', { key: op, value: op }, `${op}  ${text}`)),
        ),
        h('input', { type: 'text', 'aria-label': 'Value', placeholder: 'value', value: asked.value, onInput: (/** @type {any} */ event) => setAsked({ ...asked, value: event.currentTarget.value }) }),
        h('button', { type: 'submit', class: 'small', disabled: running }, running ? 'Searching …' : 'Go to it'),
        result !== null &&
            h(
                'p',
                { class: 'form-result' },
                result.text,
                result.id !== undefined && h(EventLink, { store, id: result.id }),
                result.back !== undefined && result.id !== String(result.back) && h('span', null, '. Back to ', h(EventLink, { store, id: result.back })),
            ),
    );
}

/**
 * Scrolls the row of the playhead into sight, in its box only.
 *
 * @param {HTMLElement | null} box
 */
function bring(box) {
    const row = /** @type {HTMLElement | null | undefined} */ (box?.querySelector('[aria-current]'));
    if (box !== null && row && (row.offsetTop < box.scrollTop + row.offsetHeight || row.offsetTop + row.offsetHeight > box.scrollTop + box.clientHeight)) {
        box.scrollTop = row.offsetTop - box.clientHeight / 2;
    }
}

/** @param {{store: Store, changes: Change[], total: number}} props */
function Changes({ store, changes, total }) {
    const at = useStore(store, (s) => s.view().at);
    const now = lastUntil(changes, at);
    const [range, setRange] = useState({ from: 0, to: 0 });
    const box = useRef(/** @type {HTMLElement | null} */ (null));
    const inside = now < 0 || (range.from <= now && now < range.to);
    const from = range.to === 0 || !inside ? Math.max(0, now - PAGE / 2) : range.from;
    const to = Math.min(changes.length, Math.max(from + PAGE, inside ? range.to : 0));
    useEffect(() => {
        if (!same(range, { from, to })) {
            setRange({ from, to });
        }
    }, [now, from, to]);
    useEffect(() => bring(box.current), [now]);
    const users = changes.some((change) => change.user !== null && change.user !== undefined);
    return h(
        'section',
        { class: 'block' },
        h('h3', null, counted(total, 'change')),
        from > 0 && h('button', { type: 'button', class: 'small', onClick: () => setRange({ from: Math.max(0, from - PAGE), to }) }, `Show ${count(Math.min(PAGE, from))} earlier`),
        h(
            'div',
            { class: 'history-box', ref: box, tabIndex: 0, role: 'region', 'aria-label': 'Changes' },
            h(
                'table',
                { class: 'table history' },
                h('caption', { class: 'hidden' }, 'Changes of the cell, the earliest first'),
                h('thead', null, h('tr', null, ['Event', 'When', 'Who', 'From', 'To', 'Type'].map((name) => h('th', { key: name, scope: 'col' }, name)))),
                h(
                    'tbody',
                    null,
                    changes.slice(from, to).map((change, i) =>
                        h(
                            'tr',
                            {
                                key: change.id,
                                class: `clickable${from + i === now ? ' now' : from + i > now ? ' later' : ''}`,
                                'aria-current': from + i === now ? 'true' : undefined,
                                onClick: () => store.set({ at: change.sequence }),
                            },
                            h('td', null, h('span', { class: 'now-sign', title: 'The value at the playhead', 'aria-hidden': 'true' }, from + i === now ? '▶' : ''), h(EventLink, { store, id: change.id })),
                            h('td', { class: 'time' }, dateTime(change.time)),
                            h('td', null, users && change.user ? `${visible(change.user)} ` : '', h('span', { class: users && change.user ? 'muted' : '' }, visible(change.source))),
                            h('td', { class: 'old' }, h(Value, { value: change.from })),
                            h('td', { class: 'new' }, h(Value, { value: change.to })),
                            h('td', { class: 'event-type' }, visible(change.type)),
                        ),
                    ),
                ),
            ),
        ),
        to < changes.length && h('button', { type: 'button', class: 'small', onClick: () => setRange({ from, to: Math.min(changes.length, to + PAGE) }) }, `Show ${count(Math.min(PAGE, changes.length - to))} later`),
        h(Remainder, { shown: changes.length, total, noun: 'change' }),
    );
}
