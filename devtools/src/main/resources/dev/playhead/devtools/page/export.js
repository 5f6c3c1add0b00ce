/** The export of the events of the list: JSON Lines, CSV, or a JUnit test. */

import { h } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { quoted } from './address.js';
import { ApiError, refuse } from './api.js';
import { wordsOf } from './filter.js';
import { bytes, count, visible } from './format.js';

/** @typedef {import('./store.js').Store} Store */

/**
 * @typedef {object} Format
 * @property {'jsonl' | 'csv' | 'junit'} id
 * @property {string} title
 * @property {string} about
 * @property {string} file proposed name
 * @property {string} type media type
 */

/** @type {Format[]} */
const FORMATS = [
    { id: 'jsonl', title: 'JSON Lines', about: 'Everything; playhead reads it back', file: 'events.jsonl', type: 'application/x-ndjson' },
    { id: 'csv', title: 'CSV', about: 'For a spreadsheet', file: 'events.csv', type: 'text/csv' },
    { id: 'junit', title: 'JUnit test', about: 'Events up to the playhead, with a check of the cell or grid in view', file: 'EventsTest.java', type: 'text/x-java-source' },
];

/** What the page keeps in memory before it hands a file to the browser. */
const LARGEST_BLOB = 256_000_000;

/** With more events than this, the user is asked for a file to write into, if the browser supports it. */
const MANY_EVENTS = 100_000;

/** Progress is drawn at most this often. */
const DRAW_MILLIS = 200;

const BUTTON = 'export';

/** Opens the menu. */
export function openExport() {
    const button = document.getElementById(BUTTON);
    button?.focus();
    button?.click();
}

/**
 * Takes the parts of a file, one after the other.
 *
 * @typedef {object} Target
 * @property {(part: Uint8Array<ArrayBuffer>) => void | Promise<void>} write
 * @property {() => void | Promise<void>} close completes the file
 * @property {() => void | Promise<void>} abort drops the file
 */

/**
 * A file that the user chooses. It is complete or not there.
 *
 * @param {Format} format
 * @returns {Promise<Target>} fails with an AbortError if the user chooses none
 */
async function chosenFile(format) {
    const handle = await /** @type {any} */ (window).showSaveFilePicker({
        suggestedName: format.file,
        types: [{ description: format.title, accept: { [format.type]: [format.file.slice(format.file.indexOf('.'))] } }],
    });
    return handle.createWritable();
}

/**
 * A download from the memory of the page.
 *
 * @param {Format} format
 * @returns {Target}
 */
function download(format) {
    /** @type {Uint8Array<ArrayBuffer>[]} */
    let parts = [];
    let size = 0;
    return {
        write(part) {
            size += part.length;
            if (size > LARGEST_BLOB) {
                throw new TooLarge();
            }
            parts.push(part);
        },
        close() {
            const address = URL.createObjectURL(new Blob(parts, { type: format.type }));
            const link = document.createElement('a');
            link.href = address;
            link.download = format.file;
            link.click();
            // The browser reads it after this.
            setTimeout(() => URL.revokeObjectURL(address), 60_000);
        },
        abort() {
            parts = [];
        },
    };
}

class TooLarge extends Error {}

/**
 * Parameters of the request for an export: the filter, the times and, for a test, the event and the cell or grid in view.
 *
 * @param {Store} store
 * @param {Format} format
 */
function paramsOf(store, format) {
    const { filter, from, to, at, tab, projection, grid, cell } = store.view();
    const params = { format: format.id, filter, from, to };
    if (format.id !== 'junit') {
        return params;
    }
    const until = { ...params, at: at < 0 ? null : at };
    const shown = grid ?? store.history()?.grids?.[0];
    if (cell !== null && (tab === 'cell' || (tab === 'state' && cell.grid === shown))) {
        return { ...until, grid: cell.grid, row: cell.row, column: cell.column };
    }
    return tab === 'state' && projection === 'grid' ? { ...until, grid: shown } : until;
}

/**
 * Command that writes the same file.
 *
 * @param {Store} store
 * @param {Format} format
 * @returns {string | null} null if there is none: for a test, without a file, or if the command has no option for a word of the filter
 */
export function commandOf(store, format) {
    const file = store.history()?.file ?? null;
    if (file === null || format.id === 'junit') {
        return null;
    }
    const { filter, from, to } = store.view();
    const options = wordsOf(filter).map(optionOf);
    if (options.includes(null)) {
        return null;
    }
    const times = [from === null ? '' : `--since ${quoted(from)}`, to === null ? '' : `--until ${quoted(to)}`];
    return ['playhead export', quoted(file), '-o', format.file, ...options, ...times].filter((part) => part !== '').join(' ');
}

/**
 * Option of the command that means a word of a filter; null if there is none.
 *
 * @param {string} word
 */
function optionOf(word) {
    if (/^(-|NOT |["'])/.test(word)) {
        return null;
    }
    if (word.startsWith('@')) {
        return `--source ${quoted(unquoted(word.slice(1)))}`;
    }
    const equal = /^([^=<>~!\\]+)=(.+)$/s.exec(word);
    if (equal !== null) {
        const value = equal[2].startsWith("'") ? JSON.stringify(unquoted(equal[2])) : equal[2];
        return `--where ${quoted(`${equal[1]}=${value}`)}`;
    }
    return /[=<>~]/.test(word) ? null : `--type ${quoted(word)}`;
}

/** @param {string} text */
function unquoted(text) {
    if (!/^(".*"|'.*')$/s.test(text)) {
        return text;
    }
    try {
        return text.startsWith('"') ? String(JSON.parse(text)) : text.slice(1, -1);
    } catch {
        // A wrong escape: the server, too, takes such a text as it is.
        return text.slice(1, -1);
    }
}

/**
 * Receives a file, and says how far it is.
 *
 * @param {Store} store
 * @param {Format} format
 * @param {Target} target
 * @param {(lines: number, size: number) => void} progress
 * @param {AbortSignal} signal
 */
async function receive(store, format, target, progress, signal) {
    const response = await store.api.open('export', paramsOf(store, format), signal);
    if (!response.ok) {
        refuse(response, await response.json().catch(() => null));
    }
    const reader = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (response.body).getReader();
    let lines = 0;
    let size = 0;
    let drawn = 0;
    for (;;) {
        // Fails if the connection ends before the file does.
        const { done, value } = await reader.read().catch((failure) => {
            throw signal.aborted ? failure : new ApiError(0, 'The export broke off, and no file was saved. The history or the server may have been closed. Try again.');
        });
        if (done) {
            return size;
        }
        await target.write(value);
        size += value.length;
        for (let i = value.indexOf(10); i >= 0; i = value.indexOf(10, i + 1)) {
            lines++;
        }
        if (performance.now() - drawn > DRAW_MILLIS) {
            drawn = performance.now();
            progress(lines, size);
        }
    }
}

/**
 * The button with the menu of formats; the progress while a file is made.
 *
 * @param {{store: Store, total: number | null}} props
 */
export function ExportMenu({ store, total }) {
    const [open, setOpen] = useState(false);
    const [job, setJob] = useState(/** @type {{format: Format, total: number, lines: number, size: number} | null} */ (null));
    const [problem, setProblem] = useState(/** @type {{text: string, command: string | null} | null} */ (null));
    const running = useRef(/** @type {AbortController | null} */ (null));
    const tooLarge = useRef(false);
    const root = useRef(/** @type {HTMLDivElement | null} */ (null));
    const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
    const items = () => /** @type {HTMLElement[]} */ ([...(root.current?.querySelectorAll('[role=menuitem]') ?? [])]);
    useEffect(() => () => running.current?.abort(), []);
    useLayoutEffect(() => {
        if (!open) {
            return undefined;
        }
        items()[0]?.focus();
        const outside = (/** @type {Event} */ event) => {
            if (!root.current?.contains(/** @type {Node} */ (event.target))) {
                setOpen(false);
            }
        };
        document.addEventListener('pointerdown', outside);
        document.addEventListener('focusin', outside);
        return () => {
            document.removeEventListener('pointerdown', outside);
            document.removeEventListener('focusin', outside);
        };
    }, [open]);
    const reason = job !== null ? 'An export is under way' : total === null ? 'The events are being counted' : total === 0 ? 'No event matches, so there is nothing to export' : null;

    const run = async (/** @type {Format} */ format) => {
        setOpen(false);
        setProblem(null);
        button.current?.focus();
        const controller = new AbortController();
        const { signal } = controller;
        const all = total ?? 0;
        /** @type {Target | null} */
        let target = null;
        try {
            running.current = controller;
            setJob({ format, total: all, lines: 0, size: 0 });
            const asksForFile = 'showSaveFilePicker' in window && format.id !== 'junit' && (all > MANY_EVENTS || tooLarge.current);
            target = asksForFile ? await chosenFile(format) : download(format);
            const size = await receive(store, format, target, (lines, now) => setJob({ format, total: all, lines, size: now }), signal);
            await target.close();
            store.say(`${format.title} exported: ${bytes(size)}.`);
        } catch (failure) {
            controller.abort();
            await Promise.resolve(target?.abort()).catch(() => {
                // The browser has already dropped the file.
            });
            if (failure instanceof TooLarge) {
                tooLarge.current = true;
                setProblem({ text: largeText(), command: commandOf(store, format) });
            } else if (failure instanceof Error && failure.name === 'AbortError') {
                store.say('No file was saved.');
            } else {
                setProblem({ text: failure instanceof Error ? failure.message : String(failure), command: commandOf(store, format) });
            }
        } finally {
            running.current = null;
            setJob(null);
        }
    };
    return h(
        'div',
        {
            class: 'menu-root export',
            ref: root,
            onKeyDown: (/** @type {KeyboardEvent} */ event) => {
                if (event.key === 'Escape' && (open || problem !== null)) {
                    event.preventDefault();
                    event.stopPropagation();
                    setOpen(false);
                    setProblem(null);
                    button.current?.focus();
                }
            },
        },
        job !== null && h(Progress, { job, onCancel: () => [running.current?.abort(), button.current?.focus()] }),
        h(
            'button',
            {
                type: 'button',
                id: BUTTON,
                class: 'small',
                ref: button,
                'aria-haspopup': 'menu',
                'aria-expanded': open,
                // Not `disabled`: the button stays in the tab order, so that a screen reader can read why it does nothing.
                'aria-disabled': reason !== null,
                title: reason ?? 'Save the events of this list as a file (E)',
                onClick: () => reason === null && (setProblem(null), setOpen(!open)),
            },
            'Export',
            h('span', { class: 'caret', 'aria-hidden': 'true' }),
        ),
        open &&
            h(
                'div',
                { class: 'menu', role: 'menu', 'aria-label': 'Export', onKeyDown: (/** @type {KeyboardEvent} */ event) => menuKey(event, items()) },
                FORMATS.map((format) =>
                    h(
                        'button',
                        { key: format.id, type: 'button', role: 'menuitem', tabIndex: -1, 'aria-label': format.title, 'aria-describedby': `export-${format.id}`, onClick: () => run(format) },
                        h('span', null, format.title),
                        h('span', { id: `export-${format.id}`, class: 'muted' }, format.about),
                    ),
                ),
            ),
        problem !== null &&
            h(
                'div',
                { class: 'menu', role: 'alert' },
                h('p', null, visible(problem.text, true)),
                problem.command !== null && h('p', null, 'The same on the command line: ', h('code', null, visible(problem.command))),
                problem.command !== null && h('button', { type: 'button', class: 'small', onClick: () => store.copy(problem.command ?? '', 'Command') }, 'Copy command'),
                h('button', { type: 'button', class: 'small', onClick: () => [setProblem(null), button.current?.focus()] }, 'Close'),
            ),
    );
}

function largeText() {
    const limit = `The file has more than ${bytes(LARGEST_BLOB)}, which the page does not keep in memory.`;
    return 'showSaveFilePicker' in window
        ? `${limit} Export again: the browser then asks for a file, and the page writes into it.`
        : `${limit} This browser cannot write into a file. Narrow the filter or the time, or use another browser or the command line.`;
}

/** @param {{job: {format: Format, total: number, lines: number, size: number}, onCancel: () => void}} props */
function Progress({ job, onCancel }) {
    const { format, total, lines, size } = job;
    // A row of a CSV file may contain line ends, so that lines do not count events: only the size is known.
    const known = format.id === 'jsonl';
    const text = known ? `${count(Math.min(lines, total))} of ${count(total)}` : bytes(size);
    return [
        h('progress', { key: 'bar', 'aria-label': `Export of ${format.title}`, ...(known ? { value: Math.min(lines, total), max: total } : {}) }),
        h('span', { key: 'text', class: 'muted' }, text),
        h('button', { key: 'cancel', type: 'button', class: 'small', 'aria-label': 'Cancel the export', onClick: onCancel }, 'Cancel'),
    ];
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} items
 */
function menuKey(event, items) {
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    /** @type {Record<string, number>} */
    const targets = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 };
    if (event.key in targets) {
        event.preventDefault();
        event.stopPropagation();
        items[targets[event.key] % items.length]?.focus();
    }
}
