/** Small parts that several views use: values, links to events and cells, notices, and the choice of a projection. */

import { h } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Problem } from './api.js';
import { wordsOf } from './filter.js';
import { count, counted, keyName, shorten, special, toJson, valueText, visible } from './format.js';
import { useStore } from './store.js';

/** @typedef {import('./store.js').Store} Store */

/**
 * Part of a state that changed, as the server describes it.
 *
 * @typedef {object} Difference
 * @property {string[]} path steps from the state to the part; those of a cell are grids, the grid, rows, the row, the column
 * @property {string | null} [grid] id of the grid, if the part belongs to one
 * @property {string | null} [row] id of the row, if the part belongs to one
 * @property {string | null} [column] id of the column, if the part is a cell
 * @property {'added' | 'removed' | 'changed'} kind
 * @property {any} [before]
 * @property {any} [after]
 */

const KINDS = {
    added: { sign: '+', word: 'added' },
    removed: { sign: '−', word: 'removed' },
    changed: { sign: '≠', word: 'changed' },
};

/**
 * Kind of a value, for its colour and alignment.
 *
 * @param {any} value
 * @returns {'absent' | 'null' | 'number' | 'text' | 'boolean' | 'list' | 'map' | 'marker'}
 */
export function kindOf(value) {
    if (value === undefined) {
        return 'absent';
    }
    if (value === null) {
        return 'null';
    }
    switch (special(value)?.kind) {
        case 'number':
            return 'number';
        case 'cut':
            return 'text';
        case 'marker':
        case 'more':
            return 'marker';
        default:
    }
    if (Array.isArray(value)) {
        return 'list';
    }
    switch (typeof value) {
        case 'number':
            return 'number';
        case 'boolean':
            return 'boolean';
        case 'string':
            return 'text';
        default:
            return 'map';
    }
}

/**
 * A value as one line. Text has quotes only where it could be mistaken for something else: "12", "null", "" and text that
 * begins or ends with a blank.
 *
 * @param {any} value
 * @param {number} [longest] characters
 * @returns {string}
 */
export function plainText(value, longest = 200) {
    const kind = kindOf(value);
    if (kind === 'list' || kind === 'map') {
        return outline(value, longest);
    }
    const number = special(value);
    if (number?.kind === 'number') {
        return visible(number.text);
    }
    const text = valueText(value, longest);
    const ambiguous =
        typeof value === 'string' && (value.trim() !== value || value === '' || /^(-?\d+(\.\d+)?([eE][+-]?\d+)?|null|true|false)$/.test(value));
    return ambiguous ? `"${text}"` : text;
}

/**
 * The begin of a list or map as JSON. Looks only at what fits, however large the value is.
 *
 * @param {any} value a list or map
 * @param {number} longest characters
 * @returns {string}
 */
export function outline(value, longest) {
    const list = Array.isArray(value);
    const [open, close] = list ? '[]' : '{}';
    let text = open;
    let first = true;
    for (const key in value) {
        if (text.length > longest) {
            break;
        }
        // A key $playhead of the data itself is escaped.
        const item = key === '$playhead' ? { $playhead: value[key] } : value[key];
        const name = list || key === '$playhead' ? '' : `${visible(shorten(keyName(key), 60))}: `;
        const nested = kindOf(item) === 'list' || kindOf(item) === 'map';
        const left = Math.max(8, longest - text.length);
        const inner = nested
            ? outline(item, Math.min(left, 60))
            : typeof item === 'string'
              ? `"${visible(shorten(item, left))}"`
              : special(item)?.kind === 'more'
                ? '…'
                : special(item) === null
                  ? toJson(item)
                  : valueText(item, left);
        text += `${first ? '' : ', '}${name}${inner}`;
        first = false;
    }
    return shorten(text + close, longest);
}

/**
 * A value on one line, in the colour of its kind.
 *
 * @param {{value: any, longest?: number}} props
 */
export function Value({ value, longest = 200 }) {
    const kind = kindOf(value);
    return kind === 'absent'
        ? h('span', { class: 'value value-absent', title: 'There is no value' }, 'none')
        : h('span', { class: `value value-${kind}` }, plainText(value, longest));
}

/**
 * A button that moves the playhead to an event.
 *
 * @param {{store: Store, id: string | number, children?: any}} props
 */
export function EventLink({ store, id, children }) {
    return h(
        'button',
        {
            type: 'button',
            class: 'link',
            title: `Move the playhead to event ${id}`,
            onClick: () => store.set({ at: Number(id) }),
        },
        children ?? `#${id}`,
    );
}

/**
 * Shows the history of a cell.
 *
 * @param {Store} store
 * @param {string} grid
 * @param {string} row
 * @param {string} column
 */
export function goToCell(store, grid, row, column) {
    store.set({ grid, cell: { grid, row, column }, tab: 'cell' });
}

/**
 * The kind of a difference: a sign and a word.
 *
 * @param {{kind: 'added' | 'removed' | 'changed'}} props
 */
export function Kind({ kind }) {
    const { sign, word } = KINDS[kind] ?? KINDS.changed;
    return h(
        'span',
        { class: `kind kind-${kind}` },
        h('span', { class: 'kind-sign', 'aria-hidden': 'true' }, sign),
        word,
    );
}

/**
 * A part of a state: a button that leads to its cell, or its path if it is no cell.
 *
 * @param {{store: Store, part: Difference, text?: string}} props
 */
export function PartLink({ store, part, text }) {
    const { grid, row, column } = part;
    if (grid == null || row == null || column == null) {
        const path = grid == null ? part.path : [grid, ...part.path.slice(2)];
        return h('span', { class: 'path' }, text ?? (path.length === 0 ? 'the whole state' : pathText(path)));
    }
    return h(
        'button',
        {
            type: 'button',
            class: 'link path',
            title: `History of the cell ${pathText([row, column])} of ${visible(grid)}`,
            onClick: () => goToCell(store, grid, row, column),
        },
        text ?? pathText([grid, row, ...part.path.slice(4)]),
    );
}

/**
 * Steps of a path for people: separated by ›.
 *
 * @param {(string | number)[]} path
 */
export function pathText(path) {
    return path.map((step) => visible(shorten(String(step), 80))).join(' › ');
}

/**
 * Path in the form that filters and the command read: steps separated by dots; a backslash precedes dots and backslashes
 * of a step.
 *
 * @param {(string | number)[]} path
 */
export function dottedPath(path) {
    return path.map((step) => String(step).replace(/[\\.]/g, '\\$&')).join('.');
}

/**
 * Path as the filter reads it: a backslash precedes what would end the path or begin something else.
 *
 * @param {(string | number)[]} path
 */
export function filterPath(path) {
    return dottedPath(path)
        .replace(/[\s=!<>~]/g, '\\$&')
        .replace(/^[-@"']/, '\\$&');
}

/**
 * Adds a word to the text of a filter, unless it is there.
 *
 * @param {string} filter
 * @param {string} word
 */
export function withWord(filter, word) {
    const words = wordsOf(filter);
    return words.includes(word) ? filter : [...words, word].join(' ');
}

/**
 * A remark beside the content: a sign, a text, and what can be done.
 *
 * @param {{tone?: 'info' | 'warning', children?: any}} props
 */
export function Notice({ tone = 'info', children }) {
    return h(
        'div',
        { class: `notice notice-${tone}`, role: 'note' },
        h('span', { class: 'notice-sign', 'aria-hidden': 'true' }, tone === 'warning' ? '⚠' : 'ℹ'),
        h('div', { class: 'notice-text' }, children),
    );
}

/**
 * Says that a state is refused or partial, and where complete states begin again.
 *
 * @param {{store: Store, answer: any, offer?: string}} props `offer`: what is shown nevertheless
 */
export function Incomplete({ store, answer, offer = 'Shown is what the events that exist result in.' }) {
    const { refused, partial } = answer;
    if (!refused && !partial) {
        return null;
    }
    const lost = refused?.from != null && refused?.to != null;
    return h(
        Notice,
        { tone: 'warning' },
        h('p', null, h('strong', null, refused ? 'This state is incomplete. ' : 'This state is partial. '), refused && visible(refused.message, true)),
        partial && h('p', null, offer),
        lost &&
            h(
                'p',
                null,
                `Events ${refused.from} to ${refused.to} are lost. `,
                refused.from > 0 && h(EventLink, { store, id: refused.from - 1 }, 'Go to the last event before them'),
            ),
    );
}

/**
 * What a view shows where it has nothing to show: what to do.
 *
 * @param {{title: string, children?: any}} props
 */
export function Empty({ title, children }) {
    return h('div', { class: 'empty' }, h('p', { class: 'empty-title' }, title), children);
}

/**
 * The state of an answer: an error, or that the first answer is under way. Null if there is something to show.
 *
 * @param {import('./api.js').Answer} answer
 * @param {string} what e.g. "The state"
 */
export function pending(answer, what) {
    if (answer.error !== null) {
        return h(Problem, { error: answer.error, retry: answer.retry });
    }
    return answer.data === null ? h('p', { class: 'pending' }, answer.loading ? `${what} is being computed …` : '') : null;
}

/**
 * The choice of a projection, if there is one to make.
 *
 * @param {{store: Store}} props
 */
export function ProjectionChoice({ store }) {
    const { projections, projection } = useStore(store, (s) => ({
        projections: s.history()?.projections,
        projection: s.view().projection,
    }));
    if (projections === undefined || (projections.length < 2 && projections.includes(projection))) {
        return null;
    }
    const known = projections.includes(projection);
    return h(
        'label',
        { class: 'labelled' },
        h('span', null, 'Projection'),
        h(
            'select',
            {
                value: projection,
                onChange: (/** @type {any} */ event) => store.set({ projection: event.currentTarget.value }),
            },
            !known && h('option', { value: projection }, visible(projection)),
            projections.map((name) => h('option', { key: name, value: name }, visible(name))),
        ),
    );
}

/**
 * How many of all items a table shows, and a button for more.
 *
 * @param {{shown: number, total: number, noun: string, more?: () => void}} props
 */
export function Remainder({ shown, total, noun, more }) {
    if (shown >= total) {
        return null;
    }
    return h(
        'p',
        { class: 'remainder' },
        `${count(shown)} of ${counted(total, noun)} shown. `,
        more && h('button', { type: 'button', class: 'small', onClick: more }, 'Show more'),
    );
}

/**
 * Width of an element, measured again whenever it changes.
 *
 * @returns {[import('preact').RefObject<any>, number]} to give to the element; its width in pixels, 0 at first
 */
export function useWidth() {
    const ref = useRef(/** @type {HTMLElement | null} */ (null));
    const [width, setWidth] = useState(0);
    useLayoutEffect(() => {
        const element = ref.current;
        if (element === null) {
            return undefined;
        }
        const measure = () => setWidth(Math.floor(element.clientWidth));
        measure();
        const observer = new ResizeObserver(measure);
        observer.observe(element);
        return () => observer.disconnect();
    }, []);
    return [ref, width];
}
