/** The page as a whole: header, timeline, list of events, and the views. */

import { h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { TABS } from './address.js';
import { Problem } from './api.js';
import { CellView } from './cell.js';
import { ApplicationBar } from './control.js';
import { DifferenceView } from './difference.js';
import { EventView } from './event.js';
import { EventList } from './events.js';
import { FilterBar } from './filter.js';
import { clock, dateTime, nanosOf, timeParts, visible } from './format.js';
import { connectKeys, copyLink, KeysDialog, setMark } from './keys.js';
import { ReplayBar } from './replay.js';
import { SessionsView } from './sessions.js';
import { StateView } from './state.js';
import { StatisticsView } from './statistics.js';
import { useStore } from './store.js';
import { Timeline } from './timeline.js';
import { WhatIfView } from './whatif.js';

/** @typedef {import('./store.js').Store} Store */

/** @type {Record<import('./types.js').Tab, {title: string, view: (props: {store: Store}) => any}>} */
const VIEWS = {
    state: { title: 'State', view: StateView },
    event: { title: 'Event', view: EventView },
    cell: { title: 'Cell', view: CellView },
    difference: { title: 'Difference', view: DifferenceView },
    whatif: { title: 'What if', view: WhatIfView },
    statistics: { title: 'Statistics', view: StatisticsView },
    sessions: { title: 'Sessions', view: SessionsView },
};

const CONNECTIONS = {
    connecting: 'Connecting',
    live: 'Live',
    fixed: 'Recorded',
    lost: 'Not connected',
    closed: 'Closed',
};

const SPLIT_KEY = 'playhead.split';

/**
 * @param {{store: Store}} props
 */
export function App({ store }) {
    const [name, known, error, note] = useStore(store, (s) => [
        s.history()?.name,
        s.history() !== null,
        s.historyError(),
        s.note(),
    ]);
    const [help, setHelp] = useState(false);
    useEffect(() => connectKeys(store, () => setHelp(true)), [store]);
    useEffect(() => {
        document.title = name ? `${visible(name)} – Playhead` : 'Playhead';
    }, [name]);
    return h(
        'div',
        { class: 'app' },
        h(Header, { store, onHelp: () => setHelp(true) }),
        error !== null && h(Problem, { error, retry: store.reload }),
        !known && error === null && h('p', { class: 'starting' }, 'Opening the history …'),
        known && h(Timeline, { store }),
        known && h(Panes, { store }),
        h('footer', { class: 'status', role: 'status' }, note),
        help && h(KeysDialog, { onClose: () => setHelp(false) }),
    );
}

/**
 * @param {{store: Store, onHelp: () => void}} props
 */
function Header({ store, onHelp }) {
    const [history, view, connection, event] = useStore(store, (s) => [
        s.history(),
        s.view(),
        s.connection(),
        s.current().answer?.event ?? null,
    ]);
    const empty = history === null || history.last < 0;
    return h(
        'header',
        { class: 'bar header' },
        h('h1', { title: history?.file == null ? undefined : visible(history.file) }, visible(history?.name ?? 'Playhead')),
        h(
            'span',
            { class: `connection ${connection.state}`, title: visible(connection.text) || undefined },
            CONNECTIONS[connection.state],
        ),
        connection.text !== '' && h('span', { class: 'connection-text' }, visible(connection.text)),
        history !== null && history.problems.length > 0 && h(Problems, { history }),
        h(
            'span',
            { class: 'group', role: 'group', 'aria-label': 'Step' },
            h('button', { type: 'button', class: 'icon back', 'aria-label': 'Event before', title: 'Event before (K)', disabled: empty || view.at <= history.first, onClick: () => store.step(-1) }),
            h('button', { type: 'button', class: 'icon forward', 'aria-label': 'Next event', title: 'Next event (J)', disabled: empty || view.at >= history.last, onClick: () => store.step(1) }),
        ),
        h(
            'span',
            { class: 'current', title: event === null ? undefined : `${dateTime(event.time)} UTC` },
            view.at < 0 ? '' : [h('strong', null, `#${view.at}`), event !== null && event.sequence === view.at ? ` ${clock(event.time)}` : ''],
        ),
        h(ReplayBar, { store }),
        h(GoTo, { store }),
        h(ApplicationBar, { store }),
        h('span', { class: 'spring' }),
        h(
            'span',
            { class: 'group' },
            h(Mark, { store, mark: 'a', at: view.a }),
            h(Mark, { store, mark: 'b', at: view.b }),
            h('button', { type: 'button', title: 'Copy what opens this view elsewhere (C)', disabled: history === null, onClick: () => copyLink(store) }, 'Copy link'),
            h('button', { type: 'button', title: 'Keys and words of the filter (?)', 'aria-label': 'Keys', onClick: onHelp }, '?'),
        ),
    );
}

/**
 * A mark: set it where the playhead is, go to it, or remove it.
 *
 * @param {{store: Store, mark: 'a' | 'b', at: number | null}} props
 */
function Mark({ store, mark, at }) {
    const name = mark.toUpperCase();
    const first = useRef(/** @type {HTMLButtonElement | null} */ (null));
    const remove = () => {
        store.set({ [mark]: null });
        // The button goes away: the focus would be lost with it.
        first.current?.focus();
    };
    return h(
        'span',
        { class: `group mark-group mark-${mark}`, role: 'group', 'aria-label': `Mark ${name}` },
        h('button', { ref: first, type: 'button', title: `Set mark ${name} at the playhead (${name})`, onClick: () => setMark(store, mark) }, `Set ${name}`),
        at !== null && h('button', { type: 'button', title: `Go to mark ${name}`, onClick: () => store.set({ at }) }, `#${at}`),
        at !== null && h('button', { type: 'button', 'aria-label': `Remove mark ${name}`, title: `Remove mark ${name}`, onClick: remove }, '×'),
    );
}

/**
 * The field for an id or a time.
 *
 * @param {{store: Store}} props
 */
function GoTo({ store }) {
    const [text, setText] = useState('');
    const [wrong, setWrong] = useState(false);
    const go = (/** @type {Event} */ event) => {
        event.preventDefault();
        const target = targetOf(text, store);
        setWrong(target === null);
        if (target === null) {
            store.say(`Neither an id nor a time: ${visible(text)}. Write e.g. 120, 09:15:04.25 or 2026-03-01 09:15.`);
        } else if (typeof target === 'number') {
            store.set({ at: target });
            setText('');
        } else {
            store.goToTime(target);
            setText('');
        }
    };
    return h(
        'form',
        { class: 'group go-to', onSubmit: go },
        h('label', { for: 'go-to' }, 'Go to'),
        h('input', {
            id: 'go-to',
            value: text,
            autocomplete: 'off',
            placeholder: 'id or time',
            title: 'An id, a time of the day of the playhead, or a date and time in UTC; then Enter (G)',
            'aria-invalid': wrong,
            onInput: (/** @type {any} */ event) => {
                setText(event.currentTarget.value);
                setWrong(false);
            },
        }),
    );
}

/**
 * What a text of the field means: an id, or a time in UTC.
 *
 * @param {string} text
 * @param {Store} store
 * @returns {number | string | null}
 */
export function targetOf(text, store) {
    const trimmed = text.trim().replace(/^#/, '');
    if (/^[\d,]{1,20}$/.test(trimmed)) {
        const id = Number(trimmed.replaceAll(',', ''));
        return Number.isSafeInteger(id) ? id : null;
    }
    const day = timeParts(store.current().answer?.event.time ?? store.history()?.from ?? '').date;
    const full = /^\d\d:\d\d/.test(trimmed) ? `${day}T${trimmed}` : trimmed.replace(' ', 'T');
    const iso = `${/T/.test(full) ? full : `${full}T00:00`}${full.endsWith('Z') ? '' : 'Z'}`.replace(',', '.');
    return nanosOf(iso) === null ? null : iso;
}

/**
 * Problems that the history reported.
 *
 * @param {{history: import('./types.js').History}} props
 */
function Problems({ history }) {
    const { problems } = history;
    return h(
        'details',
        { class: 'problems' },
        h('summary', null, problems.length === 1 ? '1 problem' : `${problems.length} problems`),
        h(
            'ul',
            { class: 'menu' },
            problems.map((problem, index) =>
                h('li', { key: index }, h('time', null, clock(problem.time)), ' ', visible(problem.message, true)),
            ),
        ),
    );
}

/** @returns {number} percent of the width that the list has */
function readShare() {
    try {
        return Number(localStorage.getItem(SPLIT_KEY)) || 50;
    } catch {
        // The browser keeps nothing.
        return 50;
    }
}

/**
 * The list of events and the views side by side.
 *
 * @param {{store: Store}} props
 */
function Panes({ store }) {
    const root = useRef(/** @type {HTMLElement | null} */ (null));
    const [share, setShare] = useState(readShare);
    const put = (/** @type {number} */ next) => {
        const inside = Math.round(Math.min(80, Math.max(20, next)) * 10) / 10;
        setShare(inside);
        try {
            localStorage.setItem(SPLIT_KEY, String(inside));
        } catch {
            // The browser keeps nothing: the width is this page's only.
        }
    };
    return h(
        'main',
        { class: 'panes', ref: root, style: { '--list': `${share}%` } },
        h('section', { class: 'pane list-pane', 'aria-label': 'Recorded events' }, h(FilterBar, { store }), h(EventList, { store })),
        h('div', {
            class: 'splitter',
            role: 'separator',
            tabIndex: 0,
            'aria-label': 'Width of the list',
            'aria-orientation': 'vertical',
            'aria-valuemin': 20,
            'aria-valuemax': 80,
            'aria-valuenow': Math.round(share),
            onKeyDown: (/** @type {KeyboardEvent} */ event) => {
                const by = event.key === 'ArrowLeft' ? -2 : event.key === 'ArrowRight' ? 2 : 0;
                if (by !== 0) {
                    event.preventDefault();
                    put(share + by);
                }
            },
            onPointerDown: (/** @type {any} */ event) => event.currentTarget.setPointerCapture(event.pointerId),
            onPointerMove: (/** @type {any} */ event) => {
                const box = root.current?.getBoundingClientRect();
                if (box !== undefined && event.currentTarget.hasPointerCapture(event.pointerId)) {
                    put(((event.clientX - box.left) / box.width) * 100);
                }
            },
            onDblClick: () => put(50),
        }),
        h('section', { class: 'pane view-pane', 'aria-label': 'Views of the playhead' }, h(Tabs, { store })),
    );
}

/**
 * @param {{store: Store}} props
 */
function Tabs({ store }) {
    const tab = useStore(store, (s) => s.view().tab);
    const list = useRef(/** @type {HTMLDivElement | null} */ (null));
    const panel = useRef(/** @type {HTMLDivElement | null} */ (null));
    const shown = useRef(tab);
    useEffect(() => {
        // What had the focus in the view before went away with it.
        if (shown.current !== tab && (document.activeElement === document.body || document.activeElement === null)) {
            panel.current?.focus({ preventScroll: true });
        }
        shown.current = tab;
    }, [tab]);
    const move = (/** @type {KeyboardEvent} */ event) => {
        const index = TABS.indexOf(tab);
        /** @type {Record<string, number>} */
        const targets = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: TABS.length - 1 };
        if (event.key in targets) {
            event.preventDefault();
            const next = TABS[(targets[event.key] + TABS.length) % TABS.length];
            store.set({ tab: next });
            /** @type {HTMLElement | null | undefined} */ (list.current?.querySelector(`#tab-${next}`))?.focus();
        }
    };
    return [
        h(
            'div',
            { class: 'tabs', role: 'tablist', 'aria-label': 'Views', ref: list, onKeyDown: move },
            TABS.map((name) =>
                h(
                    'button',
                    {
                        key: name,
                        type: 'button',
                        id: `tab-${name}`,
                        role: 'tab',
                        'aria-selected': tab === name,
                        'aria-controls': 'view',
                        tabIndex: tab === name ? 0 : -1,
                        onClick: () => store.set({ tab: name }),
                    },
                    VIEWS[name].title,
                ),
            ),
        ),
        h(
            'div',
            { ref: panel, class: 'view', id: 'view', role: 'tabpanel', 'aria-labelledby': `tab-${tab}`, tabIndex: 0, key: tab },
            h(VIEWS[tab].view, { store }),
        ),
    ];
}
