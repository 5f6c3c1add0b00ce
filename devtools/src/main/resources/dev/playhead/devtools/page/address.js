/**
 * The address of the page: `#at=120&tab=state&filter=cell:edit+@ada`. It holds the view and nothing else; a token in it is
 * taken out at once.
 */

import { nanosOf } from './format.js';
import { INITIAL_VIEW } from './store.js';

const TOKEN_KEY = 'playhead.token';

/** Browsers limit how often a page may change its address. */
const WRITE_MILLIS = 250;

/** @type {readonly import('./types.js').Tab[]} */
export const TABS = ['state', 'event', 'cell', 'difference', 'whatif', 'statistics', 'sessions'];

/**
 * Takes the token out of the address, and keeps it for this tab, so that a reload works.
 *
 * @returns {string} '' if there is none
 */
export function takeToken() {
    const match = /^#token=([^&]*)&?(.*)$/.exec(location.hash);
    if (match === null) {
        return keptToken();
    }
    const token = decode(match[1]);
    history.replaceState(null, '', location.pathname + (match[2] === '' ? '' : `#${match[2]}`));
    try {
        sessionStorage.setItem(TOKEN_KEY, token);
    } catch {
        // The browser keeps nothing: a reload needs the address that the server printed.
    }
    return token;
}

function keptToken() {
    try {
        return sessionStorage.getItem(TOKEN_KEY) ?? '';
    } catch {
        // The browser keeps nothing, so there is no token.
        return '';
    }
}

/**
 * View that the address holds.
 *
 * @returns {Partial<import('./types.js').View>}
 */
export function readView() {
    return viewOf(location.hash.slice(1));
}

/**
 * Writes the view to the address whenever it changes, and follows an address that the user changes.
 *
 * @param {import('./store.js').Store} store
 */
export function keepAddress(store) {
    /** @type {ReturnType<typeof setTimeout> | null} */
    let writing = null;
    let written = textOf(store.view());
    store.subscribe(() => {
        writing ??= setTimeout(() => {
            writing = null;
            const text = textOf(store.view());
            if (text !== written) {
                written = text;
                history.replaceState(null, '', location.pathname + (text === '' ? '' : `#${text}`));
            }
        }, WRITE_MILLIS);
    });
    addEventListener('hashchange', () => {
        if (location.hash.startsWith('#token=')) {
            takeToken();
            location.reload();
            return;
        }
        const next = readView();
        const live = store.history()?.live ?? false;
        store.set({ ...INITIAL_VIEW, at: store.history()?.last ?? -1, follow: next.at === undefined && live, ...next });
    });
}

/**
 * Command that opens the same view elsewhere; the address if the history comes from no file.
 *
 * @param {import('./store.js').Store} store
 * @returns {string}
 */
export function linkOf(store) {
    const text = textOf(store.view());
    const file = store.history()?.file ?? null;
    if (file === null) {
        return `${location.origin}/${text === '' ? '' : `#${text}`}`;
    }
    return `playhead open ${quoted(file)}${text === '' ? '' : ` --view ${quoted(text)}`}`;
}

/** @param {string} word for a POSIX shell */
export function quoted(word) {
    return /^[A-Za-z0-9_.,:/@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * Text of a view. What is as in the beginning is left out.
 *
 * @param {import('./types.js').View} view
 * @returns {string}
 */
export function textOf(view) {
    /** @type {[string, string | number | null][]} */
    const pairs = [
        ['at', view.follow || view.at < 0 ? null : view.at],
        ['tab', view.tab === INITIAL_VIEW.tab ? null : view.tab],
        ['filter', view.filter],
        ['from', view.from],
        ['to', view.to],
        ['projection', view.projection === INITIAL_VIEW.projection ? null : view.projection],
        ['grid', view.grid],
        ['cell-grid', view.cell?.grid ?? null],
        ['row', view.cell?.row ?? null],
        ['column', view.cell?.column ?? null],
        ['a', view.a],
        ['b', view.b],
        ['without', view.without],
        ['lanes', view.lanes === INITIAL_VIEW.lanes ? null : view.lanes],
        ['fold', view.fold ? 'yes' : null],
    ];
    return pairs
        .filter(([, value]) => value !== null && value !== '')
        .map(([name, value]) => `${name}=${encode(String(value))}`)
        .join('&');
}

/**
 * View of a text. What cannot be read is left out.
 *
 * @param {string} text
 * @returns {Partial<import('./types.js').View>}
 */
export function viewOf(text) {
    /** @type {Map<string, string>} */
    const values = new Map();
    for (const pair of text.split('&')) {
        const end = pair.indexOf('=');
        if (end > 0) {
            values.set(pair.slice(0, end), decode(pair.slice(end + 1)));
        }
    }
    /** @type {Partial<import('./types.js').View>} */
    const view = {};
    for (const name of /** @type {const} */ (['at', 'a', 'b'])) {
        const value = values.get(name) ?? '';
        if (/^\d{1,16}$/.test(value)) {
            view[name] = Number(value);
        }
    }
    for (const name of /** @type {const} */ (['filter', 'projection', 'grid', 'without'])) {
        const value = values.get(name);
        if (value !== undefined) {
            view[name] = value;
        }
    }
    for (const name of /** @type {const} */ (['from', 'to'])) {
        const value = values.get(name) ?? '';
        if (nanosOf(value) !== null) {
            view[name] = value;
        }
    }
    const tab = TABS.find((known) => known === values.get('tab'));
    if (tab !== undefined) {
        view.tab = tab;
    }
    const row = values.get('row');
    const column = values.get('column');
    if (row !== undefined && column !== undefined) {
        view.cell = { grid: values.get('cell-grid') ?? values.get('grid') ?? '', row, column };
    }
    if (values.get('lanes') === 'family') {
        view.lanes = 'family';
    }
    if (values.get('fold') === 'yes') {
        view.fold = true;
    }
    return view;
}

/**
 * Readable escapes: blanks are plus signs, and only what would end the text or be changed by a browser or a shell is
 * escaped.
 *
 * @param {string} value
 */
function encode(value) {
    // A lone surrogate has no escape.
    return encodeURIComponent(value.replace(/\p{Cs}/gu, '\uFFFD'))
        .replace(/%(3A|40|3D|2F|2C|3B|3E|24|3F|5B|5D)/g, (escape) => decodeURIComponent(escape))
        .replaceAll('%20', '+')
        .replaceAll("'", '%27');
}

/** @param {string} text */
function decode(text) {
    try {
        return decodeURIComponent(text.replaceAll('+', ' '));
    } catch {
        // A stray % sign: the text stands for itself.
        return text;
    }
}
