/** The list of events: a virtual list whose rows stay where the server says they are, among up to millions. */

import { h } from 'preact';
import { useEffect, useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import { Problem } from './api.js';
import { COLUMNS, Row } from './eventrow.js';
import { ListBar } from './filter.js';
import { digitsFor, timeParts } from './format.js';
import { layout, Position, ROW_HEIGHT } from './position.js';
import { rangeOf } from './scale.js';
import { useStore } from './store.js';
import { createWindows } from './windows.js';

/** @typedef {import('./store.js').Store} Store */

/** Browsers limit the height of an element: beyond this, the scroll bar moves more than one pixel a pixel. */
const TALLEST = 8_000_000;

/** Rows fetched before and after those in sight. */
const MARGIN = 30;

/**
 * @param {{store: Store}} props
 */
export function EventList({ store }) {
    const [view, history, growth, last] = useStore(store, (s) => [s.view(), s.history(), s.growth(), s.history()?.last ?? -1]);
    const [, redraw] = useReducer((/** @type {number} */ n) => n + 1, 0);
    const scroller = useRef(/** @type {HTMLDivElement | null} */ (null));
    const windows = useRef(/** @type {import('./windows.js').Windows | null} */ (null));
    const position = useRef(/** @type {Position | null} */ (null));
    const fresh = useRef(/** @type {import('./windows.js').Windows | null} */ (null));
    const key = JSON.stringify([view.filter, view.from, view.to]);

    windows.current ??= createWindows(store.api, { filter: view.filter, from: view.from, to: view.to }, () => redraw(0));
    position.current ??= new Position(() => /** @type {import('./windows.js').Windows} */ (windows.current));
    const list = position.current;

    // Another subject: what is shown stays, dimmed, until the first rows of the new one are there.
    useEffect(() => {
        const { subject } = /** @type {import('./windows.js').Windows} */ (windows.current);
        fresh.current?.stop();
        fresh.current = null;
        if (JSON.stringify([subject.filter, subject.from, subject.to]) !== key) {
            fresh.current = createWindows(store.api, { filter: view.filter, from: view.from, to: view.to }, () => redraw(0));
        }
    }, [key]);

    // The windows of another subject are shown once their first rows are there.
    const show = (/** @type {import('./windows.js').Windows} */ next) => {
        if (fresh.current === next) {
            windows.current?.stop();
            windows.current = next;
            fresh.current = null;
        }
    };

    // Whenever the playhead or the subject changes: find the playhead's row. One request at a time, so that a playhead
    // that moves quickly does not end them all.
    const finding = useRef(/** @type {{windows: import('./windows.js').Windows | null, again: boolean | null}} */ ({ windows: null, again: null }));
    const find = (reveal = true) => {
        const { at, follow } = store.view();
        const next = fresh.current ?? windows.current;
        if (next === null || at < 0 || follow || list.wanted !== null) {
            return;
        }
        const known = fresh.current === null ? next.rankOf(at) : undefined;
        if (known !== undefined) {
            list.put(known, known, reveal);
            redraw(0);
            return;
        }
        if (finding.current.windows === next) {
            finding.current.again ||= reveal;
            return;
        }
        finding.current = { windows: next, again: null };
        next.around(at).then((found) => {
            if (finding.current.windows !== next) {
                return;
            }
            const { again } = finding.current;
            finding.current.windows = null;
            if (found !== null) {
                show(next);
                list.put(found.rank, found.near, reveal);
                redraw(0);
            }
            if (again !== null) {
                find(again);
            }
        });
    };
    useEffect(() => {
        if (history !== null) {
            find();
        }
    }, [view.at, key, history === null]);

    // Eviction gives other ranks to all events: the first row in sight stays there.
    useEffect(() => {
        const current = windows.current;
        const rank = Math.floor(list.top);
        const anchor = current?.row(rank);
        if (current === null || anchor === undefined) {
            return;
        }
        current.renew(anchor.sequence).then((found) => {
            if (found !== null && current === windows.current && !store.view().follow) {
                list.moveTo(list.top + found.near - rank);
                redraw(0);
                find(false);
            }
        });
    }, [history?.first]);

    // Growth: the last rows if the list follows, the total otherwise.
    const busy = useRef({ running: false, again: false });
    const grow = () => {
        if (busy.current.running) {
            busy.current.again = true;
            return;
        }
        busy.current.running = true;
        const current = /** @type {import('./windows.js').Windows} */ (fresh.current ?? windows.current);
        current.tail().then((answer) => {
            busy.current.running = false;
            const { follow, at } = store.view();
            if ((follow || at < 0) && answer !== null) {
                show(current);
                redraw(0);
            } else if (current === fresh.current) {
                // The user has held the list while this was asked: the rows around the playhead are shown instead.
                find(false);
            }
            if (follow && current === windows.current) {
                // The playhead may be ahead of the rows by a request.
                const newest = current.subject.filter === '' && list.total() > 0 ? list.total() - 1 : null;
                list.cursor = current.rankOf(at) ?? newest;
                list.near = list.cursor ?? list.total();
                list.moveTo(list.maxTop());
                redraw(0);
            }
            if (busy.current.again) {
                busy.current.again = false;
                grow();
            }
        });
    };
    useEffect(() => {
        if (history !== null && (view.follow || view.at < 0)) {
            grow();
        }
    }, [last, key, view.follow, history === null]);
    useEffect(() => {
        if (history?.live && !view.follow) {
            grow();
        }
    }, [growth]);
    useEffect(() => () => [windows.current, fresh.current].forEach((one) => one?.stop()), []);

    useLayoutEffect(() => {
        const element = scroller.current;
        if (element === null) {
            return undefined;
        }
        const observer = new ResizeObserver(() => {
            const seen = list.height === 0 || layout(list).some(({ rank }) => rank === list.cursor);
            list.height = element.clientHeight;
            list.moveTo(list.top);
            if (store.view().follow) {
                list.moveTo(list.maxTop());
            } else if (seen) {
                list.reveal(list.cursor ?? list.near);
            }
            redraw(0);
        });
        observer.observe(element);
        const wheel = (/** @type {WheelEvent} */ event) => {
            if (event.ctrlKey || list.total() * ROW_HEIGHT <= TALLEST) {
                return;
            }
            // A scroll bar that stands for more than its height is too coarse for the wheel.
            event.preventDefault();
            hold(store, event.deltaY);
            list.moveBy(event.deltaY * (event.deltaMode === 1 ? ROW_HEIGHT : 1));
            redraw(0);
        };
        element.addEventListener('wheel', wheel, { passive: false });
        return () => {
            observer.disconnect();
            element.removeEventListener('wheel', wheel);
        };
    }, []);

    const shown = windows.current;
    const total = shown.total();
    const rows = layout(list);
    const firstRank = rows[0]?.rank ?? 0;
    const lastRank = rows.at(-1)?.rank ?? 0;
    useLayoutEffect(() => {
        const element = scroller.current;
        if (element !== null) {
            const most = element.scrollHeight - element.clientHeight;
            const maxTop = list.maxTop();
            const expected = maxTop > 0 ? Math.round((list.top / maxTop) * most) : 0;
            if (Math.abs(element.scrollTop - expected) >= 1) {
                element.scrollTop = expected;
            }
            list.settled = element.scrollTop;
        }
        if (total !== null && total > 0) {
            shown.want(firstRank - MARGIN, lastRank + MARGIN);
        }
    });

    const error = fresh.current?.error() ?? shown.error();
    const retry = () => {
        const next = /** @type {import('./windows.js').Windows} */ (fresh.current ?? windows.current);
        next.renew(Math.max(0, store.view().at)).then((found) => {
            if (found !== null) {
                show(next);
                list.put(found.rank, found.near);
                redraw(0);
            }
        });
    };
    useEffect(() => store.onReconnected(retry), [store]);
    const dates = dateLength(history);
    const span = rangeOf(view.from ?? history?.from, view.to ?? history?.to);
    const digits = digitsFor(span === null ? 0 : Number(span.to - span.from));
    const select = (/** @type {number} */ rank) => selectRank(store, shown, list, rank, () => redraw(0));
    return h(
        'div',
        { class: 'events' },
        h(ListBar, { store, total }),
        error !== null && h(Problem, { error, retry: error.status === 400 ? undefined : retry }),
        total === 0 && fresh.current === null && h(Nothing, { store }),
        h(
            'div',
            {
                ref: scroller,
                class: `event-grid${fresh.current === null ? '' : ' stale'}${['', ' days', ' years'][dates]} digits-${digits}`,
                style: { '--id': `${Math.max(5, String(history?.last ?? 0).length)}ch` },
                role: 'grid',
                tabIndex: 0,
                'aria-label': 'Events',
                'aria-rowcount': (total ?? 0) + 1,
                'aria-colcount': COLUMNS.length,
                'aria-busy': fresh.current !== null || total === null,
                'aria-activedescendant': rows.some(({ rank }) => rank === list.cursor) ? `event-${list.cursor}` : undefined,
                onScroll: () => {
                    const element = /** @type {HTMLDivElement} */ (scroller.current);
                    if (Math.abs(element.scrollTop - list.settled) < 1) {
                        return;
                    }
                    const most = element.scrollHeight - element.clientHeight;
                    if (element.scrollTop < most - 1) {
                        // A list that became shorter is scrolled, too, but to its end, and by nobody.
                        hold(store, element.scrollTop - list.settled);
                    }
                    list.moveTo(most > 0 ? (element.scrollTop / most) * list.maxTop() : 0);
                    redraw(0);
                },
                onKeyDown: (/** @type {KeyboardEvent} */ event) => listKey(event, list, select),
            },
            h(
                'div',
                { class: 'event-window', role: 'rowgroup', style: { height: `${list.height}px` } },
                h(
                    'div',
                    { class: 'event-row head', role: 'row', 'aria-rowindex': 1 },
                    COLUMNS.map((title) =>
                        h(
                            'span',
                            title === 'Distance'
                                ? { key: title, role: 'columnheader', 'aria-label': 'Distance', title: 'Time since the event before it in this list' }
                                : { key: title, role: 'columnheader' },
                            title === 'Distance' ? 'Δ' : title,
                        ),
                    ),
                ),
                rows.map((item) => h(Row, { ...item, key: item.rank, view, list, dates, digits, onSelect: select })),
            ),
            h('div', {
                class: 'event-spacer',
                role: 'presentation',
                style: { height: `${Math.max(0, Math.min((total ?? 0) * ROW_HEIGHT + ROW_HEIGHT, TALLEST) - list.height)}px` },
            }),
        ),
    );
}

/**
 * How much of a date tells the days of a history apart.
 *
 * @param {import('./types.js').History | null} history
 * @returns {0 | 1 | 2} nothing, month and day, the whole date
 */
function dateLength(history) {
    const [first, last] = [history?.from, history?.to].map((time) => timeParts(time ?? '').date);
    return first === last ? 0 : first.slice(0, -6) === last.slice(0, -6) ? 1 : 2;
}

/**
 * Ends following when the list is scrolled upwards.
 *
 * @param {Store} store
 * @param {number} delta
 */
function hold(store, delta) {
    if (delta < 0 && store.view().follow) {
        store.set({ follow: false });
    }
}

/**
 * Moves the playhead to the event of a rank, once its row is there.
 *
 * @param {Store} store
 * @param {import('./windows.js').Windows} windows
 * @param {Position} list
 * @param {number} rank
 * @param {() => void} changed
 */
function selectRank(store, windows, list, rank, changed) {
    const target = Math.min(list.total() - 1, Math.max(0, rank));
    if (target < 0) {
        return;
    }
    list.cursor = target;
    list.near = target;
    list.reveal(target);
    changed();
    const row = windows.row(target);
    if (row !== undefined) {
        list.wanted = null;
        store.set({ at: row.sequence });
        return;
    }
    const signal = store.seek();
    const end = () => {
        list.wanted = list.wanted === target ? null : list.wanted;
    };
    signal.addEventListener('abort', end);
    list.wanted = target;
    windows.fetchRow(target).then((fetched) => {
        end();
        if (!signal.aborted && fetched !== undefined) {
            store.set({ at: fetched.sequence });
        }
    });
}

/**
 * @param {KeyboardEvent} event
 * @param {Position} list
 * @param {(rank: number) => void} select
 */
function listKey(event, list, select) {
    if (event.ctrlKey || event.metaKey || event.altKey) {
        return;
    }
    const page = Math.max(1, Math.floor(list.room() / ROW_HEIGHT) - 1);
    const before = list.cursor ?? list.near;
    const after = list.cursor ?? list.near - 1;
    /** @type {Record<string, number>} */
    const targets = {
        ArrowDown: after + 1,
        ArrowUp: before - 1,
        PageDown: after + page,
        PageUp: before - page,
        Home: 0,
        End: list.total() - 1,
        Enter: before,
    };
    if (event.key in targets) {
        event.preventDefault();
        event.stopPropagation();
        select(targets[event.key]);
    }
}

/** @param {{store: Store}} props */
function Nothing({ store }) {
    const [view, any] = useStore(store, (s) => [s.view(), (s.history()?.count ?? 0) > 0]);
    const zoomed = view.from !== null || view.to !== null;
    return h(
        'div',
        { class: 'nothing' },
        h('p', null, any ? 'No event matches.' : 'No events were recorded yet.'),
        any && /[=<>~]/.test(view.filter) && h('p', { class: 'muted' }, 'A comparison such as price>100 is with a field of the payload. The value of a grid\u2019s cell is in other fields, such as columnId=price newValue>100.'),
        any && view.filter !== '' && h('button', { type: 'button', onClick: () => store.set({ filter: '' }) }, 'Clear the filter'),
        any && zoomed && h('button', { type: 'button', onClick: () => store.set({ from: null, to: null }) }, 'Show all times'),
    );
}
