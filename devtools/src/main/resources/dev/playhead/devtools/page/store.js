/**
 * The one store of the page: what is looked at (the view), what is known of the history, and the event under the playhead.
 * Components read it by `useStore` and change it by `store.set`.
 */

import { useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import { createQuestion, followLive } from './api.js';
import { visible } from './format.js';

/** The history is asked for its totals at most this often while it grows. */
const GROWTH_MILLIS = 2_000;

/** @type {import('./types.js').View} */
export const INITIAL_VIEW = Object.freeze({
    at: -1,
    follow: false,
    filter: '',
    from: null,
    to: null,
    tab: 'state',
    projection: 'grid',
    grid: null,
    cell: null,
    a: null,
    b: null,
    without: '',
    lanes: 'source',
    fold: false,
});

/**
 * @typedef {object} Store
 * @property {import('./api.js').Api} api
 * @property {() => import('./types.js').View} view the current view, immutable
 * @property {(changes: Partial<import('./types.js').View>) => void} set changes the view. `at` other than -1 without
 *     `follow` ends following.
 * @property {(listener: () => void) => () => void} subscribe calls the listener after each change; returns the end of it
 * @property {() => import('./types.js').History | null} history null before the first answer; its `last`, `count`, `to` and
 *     `application` are those of the live stream
 * @property {() => import('./api.js').ApiError | null} historyError why there is no history
 * @property {() => import('./types.js').Connection} connection
 * @property {() => number} growth a number that changes at most every 2 s while the history grows: for `useAnswer`
 * @property {() => import('./types.js').Current} current the event under the playhead (the answer of `events/ID`)
 * @property {(sequence: number) => void} advance moves the playhead without the user, as a replay does: `set` ends a
 *     search for another place, this does not
 * @property {() => AbortSignal} seek begins a search for a place of the playhead, and ends the one before. The signal is
 *     aborted when the user moves the playhead: what is found then is too late.
 * @property {(by: number) => void} step moves the playhead by a number of events, over lost ones
 * @property {(time: string) => Promise<void>} goToTime moves the playhead to the last event until a time
 * @property {() => string} note the newest note in the live region
 * @property {(text: string) => void} say puts a note into the live region
 * @property {(text: string, what: string) => Promise<void>} copy copies text, and says so: `what` is e.g. "Path"
 * @property {(listener: () => void) => () => void} onReconnected
 * @property {() => void} reload asks for the history again
 * @property {() => void} start
 */

/**
 * Creates the store. Nothing is asked before `start`.
 *
 * @param {import('./api.js').Api} api
 * @param {Partial<import('./types.js').View>} initial
 * @returns {Store}
 */
export function createStore(api, initial) {
    /** @type {import('./types.js').View} */
    let view = Object.freeze({ ...INITIAL_VIEW, ...initial });
    /** @type {import('./types.js').History | null} */
    let history = null;
    /** @type {import('./types.js').Connection} */
    let connection = { state: 'connecting', text: '' };
    let growth = 0;
    let note = '';
    let listening = false;
    let wasLost = false;
    let reconnecting = false;
    /** Whether the answer under way was asked for before the history was cleared. */
    let outdated = false;
    /** @type {any} the newest answer that was taken over */
    let adopted = null;
    /** @type {AbortController | null} */
    let seeking = null;
    /** @type {Set<() => void>} */
    const listeners = new Set();
    /** @type {Set<() => void>} */
    const reconnected = new Set();

    const notify = () => {
        for (const listener of [...listeners]) {
            listener();
        }
    };

    const historyQuestion = createQuestion(api, () => {
        const { data, error } = historyQuestion.state;
        if (data !== null && data !== adopted) {
            adopted = data;
            if (!outdated) {
                adopt(data);
            }
            outdated = false;
        } else if (error !== null) {
            outdated = false;
        }
        // While there is a stream, it says whether the page is connected.
        if (error?.status === 0 && stream === null) {
            connection = { state: 'lost', text: error.message };
        }
        notify();
    });
    const current = createQuestion(api, notify);

    /** @param {import('./types.js').History} answer */
    const adopt = (answer) => {
        // The live stream may have reported more than this answer knew when it was made.
        const application = stream === null ? answer.application : (history?.application ?? answer.application);
        const isFirst = history === null;
        history =
            history !== null && history.last > answer.last && !reconnecting
                ? { ...answer, last: history.last, count: history.count, to: history.to, application }
                : { ...answer, application };
        reconnecting = false;
        growth++;
        if (view.at === -1 && isFirst) {
            change({ at: history.last, follow: history.live });
        } else if (view.at === -1 || view.follow) {
            change({ at: history.last, follow: view.follow });
        }
        if ((history.live || history.control) && !listening) {
            listening = true;
            document.addEventListener('visibilitychange', listen);
            listen();
        } else if (!listening) {
            connection = { state: 'fixed', text: '' };
        }
    };

    // A file that was complete may be written again. The question is asked when somebody returns to the page.
    window.addEventListener('focus', () => {
        if (history !== null && !listening) {
            historyQuestion.again();
        }
    });

    // Browsers allow six connections a server, over all tabs: a hidden tab gives its stream back.
    /** @type {AbortController | null} */
    let stream = null;
    const listen = () => {
        if (document.hidden) {
            stream?.abort();
            stream = null;
        } else if (stream === null) {
            stream = new AbortController();
            followLive(api, () => history?.last ?? -1, grown, connected, stream.signal);
        }
    };

    /** @type {ReturnType<typeof setTimeout> | null} */
    let refreshing = null;
    const refreshSoon = () => {
        refreshing ??= setTimeout(() => {
            refreshing = null;
            historyQuestion.again();
        }, GROWTH_MILLIS);
    };

    /** @param {{last: number, count: number, to: string | null, application?: import('./types.js').Application}} line */
    const grown = (line) => {
        if (history === null) {
            return;
        }
        if (line.application !== undefined) {
            history = { ...history, application: line.application };
            notify();
            return;
        }
        history = { ...history, last: line.last, count: line.count, to: line.to ?? history.to };
        if (line.last < 0) {
            // The history was cleared.
            history = { ...history, first: -1, from: null, to: null };
            if (historyQuestion.state.loading) {
                outdated = true;
                historyQuestion.again();
            }
        }
        if (history.first < 0 && line.last >= 0) {
            historyQuestion.again();
        }
        refreshSoon();
        if (view.follow || view.at === -1 || line.last < 0) {
            change({ at: line.last, follow: view.follow });
        } else {
            notify();
        }
    };

    /** @type {(state: 'connecting' | 'live' | 'lost' | 'closed', text: string) => void} */
    const connected = (state, text) => {
        if (state === connection.state && text === connection.text) {
            return;
        }
        if (state === 'live' && wasLost) {
            wasLost = false;
            // The server may serve another history now, e.g. a file that was salvaged and is shorter.
            reconnecting = true;
            historyQuestion.again();
            current.again();
            [...reconnected].forEach((listener) => listener());
        }
        wasLost ||= state === 'lost' || state === 'closed';
        connection = { state, text };
        notify();
    };

    /** @type {Store['set']} */
    const set = (changes) => {
        if (changes.at !== undefined) {
            seeking?.abort();
            seeking = null;
        }
        change(changes);
    };

    /** @type {Store['set']} */
    const change = (changes) => {
        const next = { ...view, ...changes };
        if (changes.at !== undefined && changes.follow === undefined) {
            next.follow = false;
        }
        const names = /** @type {(keyof import('./types.js').View)[]} */ (Object.keys(next));
        if (names.every((name) => same(next[name], view[name]))) {
            return;
        }
        view = Object.freeze(next);
        current.ask(view.at >= 0 ? `events/${view.at}` : null, {});
        notify();
    };

    /** @type {Store['step']} */
    const step = (by) => {
        if (history === null || history.last < 0 || by === 0) {
            return;
        }
        const { first, last, lost } = history;
        const inside = (/** @type {number} */ sequence) => Math.min(last, Math.max(first, sequence));
        let target = inside(view.at + by);
        const gap = lost.find((range) => range.from <= target && target <= range.to);
        if (gap !== undefined) {
            target = by > 0 ? gap.to + 1 : gap.from - 1;
            if (target < first || target > last) {
                return;
            }
        }
        set({ at: target });
    };

    const seek = () => {
        seeking?.abort();
        seeking = new AbortController();
        return seeking.signal;
    };

    /** @type {Store['goToTime']} */
    const goToTime = async (time) => {
        const signal = seek();
        try {
            let found = await api.get('events', { to: time, offset: -1, limit: 1 }, signal);
            if (found.events.length === 0) {
                found = await api.get('events', { offset: 0, limit: 1 }, signal);
            }
            const event = found.events.at(-1);
            if (event !== undefined && !signal.aborted) {
                set({ at: event.sequence });
            }
        } catch (failure) {
            if (!signal.aborted) {
                say(failure instanceof Error ? failure.message : String(failure));
            }
        }
    };

    /** @type {Store['say']} */
    const say = (text) => {
        note = visible(text, true);
        notify();
    };

    return {
        api,
        view: () => view,
        set,
        subscribe(listener) {
            listeners.add(listener);
            return () => listeners.delete(listener);
        },
        history: () => history,
        historyError: () => historyQuestion.state.error,
        connection: () => connection,
        growth: () => growth,
        current: () => ({
            at: view.at,
            answer: current.state.data,
            loading: current.state.loading,
            error: current.state.error,
        }),
        advance: (sequence) => change({ at: sequence }),
        seek,
        step,
        goToTime,
        note: () => note,
        say,
        async copy(text, what) {
            try {
                await navigator.clipboard.writeText(text);
                say(`${what} copied.`);
            } catch (failure) {
                say(`The browser refused to copy: ${failure instanceof Error ? failure.message : String(failure)}`);
            }
        },
        onReconnected(listener) {
            reconnected.add(listener);
            return () => reconnected.delete(listener);
        },
        reload: () => historyQuestion.again(),
        start() {
            historyQuestion.ask('history', {});
            if (view.at >= 0) {
                current.ask(`events/${view.at}`, {});
            }
        },
    };
}

/**
 * Reads something from the store, and draws the component again when it changes. The selector may return a fresh array or
 * object: its members are compared.
 *
 * @template T
 * @param {Store} store
 * @param {(store: Store) => T} selector e.g. `(s) => s.view().at`
 * @returns {T}
 */
export function useStore(store, selector) {
    const selected = selector(store);
    const [, redraw] = useReducer((/** @type {number} */ n) => n + 1, 0);
    const latest = useRef({ selector, selected });
    latest.current = { selector, selected };
    useLayoutEffect(() => {
        const check = () => {
            if (!same(latest.current.selector(store), latest.current.selected)) {
                redraw(0);
            }
        };
        // The store may have changed between drawing and subscribing.
        check();
        return store.subscribe(check);
    }, [store]);
    return selected;
}

/**
 * Reports whether two values are the same, or are plain objects or arrays with the same members.
 *
 * @param {any} left
 * @param {any} right
 * @returns {boolean}
 */
export function same(left, right) {
    if (Object.is(left, right)) {
        return true;
    }
    if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
        return false;
    }
    const names = Object.keys(left);
    return names.length === Object.keys(right).length && names.every((name) => Object.is(left[name], right[name]));
}
