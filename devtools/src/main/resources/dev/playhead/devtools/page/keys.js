/** The keys of the page, and the dialog that lists them. */

import { h } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { linkOf, TABS } from './address.js';
import { BACK_TO_LIVE, TOGGLE_CONTROL } from './control.js';
import { openExport } from './export.js';
import { toggleFollow } from './filter.js';
import { TOGGLE } from './replay.js';
import { stepMatching } from './windows.js';
import { resetZoom, ZOOM_STEP, zoomBy } from './zoom.js';

/** @typedef {import('./store.js').Store} Store */

/**
 * Keys that work everywhere but in fields.
 *
 * @type {{keys: string[], text: string, run: (store: Store) => void}[]}
 */
const EVERYWHERE = [
    { keys: ['J'], text: 'Next event', run: (store) => store.step(1) },
    { keys: ['K'], text: 'Event before', run: (store) => store.step(-1) },
    { keys: ['N'], text: 'Next event that matches the filter', run: (store) => stepMatching(store, 1) },
    { keys: ['Shift N'], text: 'Event before that matches the filter', run: (store) => stepMatching(store, -1) },
    { keys: ['P'], text: 'Play or pause', run: () => document.dispatchEvent(new Event(TOGGLE)) },
    { keys: ['M'], text: 'Move the application with the playhead, or not', run: () => document.dispatchEvent(new Event(TOGGLE_CONTROL)) },
    { keys: ['L'], text: 'Take the application back to live', run: () => document.dispatchEvent(new Event(BACK_TO_LIVE)) },
    { keys: ['F'], text: 'Follow the newest event, or hold', run: toggleFollow },
    { keys: ['G'], text: 'Go to an id or a time', run: () => document.getElementById('go-to')?.focus() },
    { keys: ['/'], text: 'Filter', run: () => document.getElementById('filter')?.focus() },
    { keys: ['A'], text: 'Set mark A', run: (store) => setMark(store, 'a') },
    { keys: ['B'], text: 'Set mark B', run: (store) => setMark(store, 'b') },
    { keys: ['+', '='], text: 'Zoom in', run: (store) => zoomBy(store, 1 / ZOOM_STEP) },
    { keys: ['-'], text: 'Zoom out', run: (store) => zoomBy(store, ZOOM_STEP) },
    { keys: ['0'], text: 'Show the whole history', run: resetZoom },
    { keys: ['E'], text: 'Export the events of the list', run: openExport },
    { keys: ['C'], text: 'Copy a link to this view', run: copyLink },
];

/** Keys of single parts, for the dialog. */
const ELSEWHERE = /** @type {[string, [string, string][]][]} */ ([
    ['Views', [['1 to 7', 'State, Event, Cell, Difference, What if, Statistics, Sessions'], ['← →', 'In the tabs: the next view']]],
    ['List of events', [['↑ ↓', 'Event before, next event'], ['Page Up, Page Down', 'A page'], ['Home, End', 'First and last event'], ['Enter', 'Move the playhead to the row']]],
    ['Playhead in the timeline', [['← →', 'Event before, next event'], ['Page Up, Page Down', 'A hundredth of the history'], ['Home, End', 'First and last event']]],
    ['Timeline', [['← →', 'Move the zoom'], ['+ −', 'Zoom'], ['Escape', 'Show the whole history'], ['Wheel', 'Zoom around the pointer; with Shift, move'], ['Drag', 'Zoom to what is dragged over']]],
]);

const FILTER_WORDS = /** @type {[string, string][]} */ ([
    ['cell:edit', 'events of a type; cell:* a family of types'],
    ['@user, @"my app"', 'events from a source'],
    ['price=12', 'a value in the payload; also != > >= < <='],
    ['name~ada', 'a text in the payload contains ada'],
    ['"total price"', 'contained anywhere in the event'],
    ['-cell:edit, NOT @user', 'anything but that'],
]);

/**
 * Sets a mark at the playhead.
 *
 * @param {Store} store
 * @param {'a' | 'b'} mark
 */
export function setMark(store, mark) {
    const { at } = store.view();
    if (at >= 0) {
        store.set({ [mark]: at });
        store.say(`Mark ${mark.toUpperCase()} is at #${at}.`);
    }
}

/** @param {Store} store */
export function copyLink(store) {
    store.copy(linkOf(store), store.history()?.file === null ? 'Address' : 'Command');
}

/**
 * Connects the keys until the page ends.
 *
 * @param {Store} store
 * @param {() => void} openHelp
 * @returns {() => void} disconnects them
 */
export function connectKeys(store, openHelp) {
    const listener = (/** @type {KeyboardEvent} */ event) => {
        const target = /** @type {HTMLElement} */ (event.target);
        const typing = target.matches?.('input:not([type=checkbox]), textarea, select, [contenteditable]');
        if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) {
            return;
        }
        if (typing) {
            if (event.key === 'Escape') {
                target.blur();
            }
            return;
        }
        const tab = /^[1-7]$/.test(event.key) ? TABS[Number(event.key) - 1] : undefined;
        const pressed = /^[a-z]$/i.test(event.key) ? (event.shiftKey ? 'Shift ' : '') + event.key.toUpperCase() : event.key;
        const key = EVERYWHERE.find(({ keys }) => keys.includes(pressed));
        if (event.key === '?') {
            openHelp();
        } else if (tab !== undefined) {
            store.set({ tab });
        } else if (key !== undefined) {
            key.run(store);
        } else {
            return;
        }
        event.preventDefault();
    };
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
}

/**
 * The dialog that lists the keys.
 *
 * @param {{onClose: () => void}} props
 */
export function KeysDialog({ onClose }) {
    const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
    useEffect(() => dialog.current?.showModal(), []);
    const rows = (/** @type {[string, string][]} */ pairs, code = 'kbd') =>
        h(
            'dl',
            null,
            pairs.map(([keys, text]) => [h('dt', { key: keys }, h(code, null, keys)), h('dd', { key: `${keys} text` }, text)]),
        );
    return h(
        'dialog',
        { ref: dialog, class: 'keys', 'aria-labelledby': 'keys-title', onClose },
        h(
            'form',
            { method: 'dialog' },
            h('h2', { id: 'keys-title' }, 'Keys'),
            h('button', { class: 'small', autofocus: true }, 'Close'),
        ),
        h(
            'div',
            { class: 'keys-body', tabIndex: 0, role: 'group', 'aria-label': 'List of keys' },
            h('section', null, h('h3', null, 'Everywhere'), rows([...EVERYWHERE.map(({ keys, text }) => /** @type {[string, string]} */ ([keys[0].replace('-', '−'), text])), ['?', 'This list']])),
            ELSEWHERE.map(([title, pairs]) => h('section', { key: title }, h('h3', null, title), rows(pairs))),
            h(
                'section',
                null,
                h('h3', null, 'Words of the filter'),
                h('p', null, 'All words must hold. Several types, or several sources, mean any of them.'),
                rows(FILTER_WORDS, 'code'),
            ),
        ),
    );
}
