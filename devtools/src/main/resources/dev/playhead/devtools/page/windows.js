/** Windows of the list of events: fetched by rank, kept while they are likely to be seen again. */

import { ApiError } from './api.js';

/** Events of one request. */
const WINDOW = 200;

/** Windows that are kept: about 2 MB of summaries. */
const MOST_KEPT = 40;

/** Shortest time between requests while the list is scrolled. */
const PACE_MILLIS = 40;

/** @typedef {import('./types.js').EventRow} EventRow */

/**
 * What the list is a list of.
 *
 * @typedef {object} Subject
 * @property {string} filter
 * @property {string | null} from
 * @property {string | null} to
 */

/**
 * Creates the windows of one subject. Nothing is asked before the first call.
 *
 * @param {import('./api.js').Api} api
 * @param {Subject} subject
 * @param {() => void} changed called when rows, the total or the error changed
 */
export function createWindows(api, subject, changed) {
    /** @type {Map<number, (EventRow | undefined)[]>} by index, the least recently used first */
    const kept = new Map();
    /** @type {Map<number, AbortController>} by index */
    const running = new Map();
    /** @type {Map<number, number>} */
    const ranks = new Map();
    const all = new AbortController();
    /** @type {number | null} */
    let total = null;
    /** @type {ApiError | null} */
    let error = null;
    let started = -PACE_MILLIS;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    let wanted = [0, 0];
    let asked = 0;
    /** Number of the request whose answer gave other ranks to all events: what was asked for before it is outdated. */
    let renewed = 0;
    /** The rows whose request failed: they are not asked for again before others are, or the user wants it. */
    let failed = '';
    /** @type {Map<number, number>} totals at which windows were answered, so that a short answer is not asked for again */
    const answered = new Map();

    /** @param {number} index */
    const windowAt = (index) => {
        const rows = kept.get(index) ?? [];
        kept.delete(index);
        kept.set(index, rows);
        for (const oldest of kept.keys()) {
            if (kept.size <= MOST_KEPT) {
                break;
            }
            kept.get(oldest)?.forEach((row) => row !== undefined && ranks.delete(row.sequence));
            kept.delete(oldest);
        }
        return rows;
    };

    /** @param {{total: number, offset: number, events: EventRow[]}} answer */
    const keep = (answer) => {
        total = answer.total;
        error = null;
        answer.events.forEach((event, i) => {
            const rank = answer.offset + i;
            windowAt(Math.floor(rank / WINDOW))[rank % WINDOW] = event;
            ranks.set(event.sequence, rank);
        });
        changed();
    };

    /**
     * @param {import('./api.js').Params} params
     * @param {AbortSignal} signal
     * @param {boolean} [renews] whether all other rows are forgotten when the answer is there
     * @returns {Promise<any>} null if it failed, was given up or is outdated; if it failed, `error` says why
     */
    const ask = async (params, signal, renews = false) => {
        const number = ++asked;
        try {
            const answer = await api.get('events', { ...subject, ...params }, signal);
            if (signal.aborted || number < renewed) {
                return null;
            }
            if (renews) {
                renewed = number;
                forget();
            }
            keep(answer);
            return answer;
        } catch (failure) {
            if (!signal.aborted && !all.signal.aborted) {
                failed = String(wanted);
                error = failure instanceof ApiError ? failure : new ApiError(0, String(failure));
                changed();
            }
            return null;
        }
    };

    const forget = () => {
        running.forEach((controller) => controller.abort());
        running.clear();
        kept.clear();
        ranks.clear();
        answered.clear();
    };

    /**
     * @param {number} sequence
     * @param {boolean} renews
     * @returns {Promise<{rank: number | null, near: number} | null>}
     */
    const find = async (sequence, renews) => {
        const answer = await ask({ around: sequence, limit: WINDOW }, all.signal, renews);
        if (answer === null) {
            return null;
        }
        const later = answer.events.findIndex((/** @type {EventRow} */ event) => event.sequence >= sequence);
        const near = answer.offset + (later < 0 ? answer.events.length : later);
        return { rank: answer.events[later]?.sequence === sequence ? near : null, near };
    };

    /** @param {number} rank */
    const rowOf = (rank) => kept.get(Math.floor(rank / WINDOW))?.[rank % WINDOW];

    /** @param {number} index */
    const isComplete = (index) => {
        const first = Math.max(wanted[0], index * WINDOW);
        const last = Math.min(wanted[1], (total ?? 0) - 1, index * WINDOW + WINDOW - 1);
        for (let rank = first; rank <= last; rank++) {
            if (rowOf(rank) === undefined) {
                return false;
            }
        }
        return true;
    };

    const fetchWanted = () => {
        if (error !== null && failed === String(wanted)) {
            return;
        }
        const [low, high] = wanted.map((rank) => Math.floor(rank / WINDOW));
        for (const [index, controller] of running) {
            if (index < low || index > high) {
                controller.abort();
                running.delete(index);
            }
        }
        for (let index = low; index <= high; index++) {
            const short = kept.has(index) && answered.get(index) === total;
            if (isComplete(index) || short || running.has(index)) {
                continue;
            }
            const controller = new AbortController();
            running.set(index, controller);
            started = performance.now();
            ask({ offset: index * WINDOW, limit: WINDOW }, controller.signal).then((answer) => {
                if (answer !== null) {
                    answered.set(index, answer.total);
                }
                if (running.get(index) === controller) {
                    running.delete(index);
                }
            });
        }
    };

    return {
        subject,
        /** Number of events of the subject, null before the first answer. */
        total: () => total,
        error: () => error,
        row: rowOf,
        /**
         * Rank of an event in the rows that are kept.
         *
         * @param {number} sequence
         * @returns {number | undefined}
         */
        rankOf: (sequence) => ranks.get(sequence),
        /**
         * Sees to it that rows are fetched, and gives up requests for others.
         *
         * @param {number} first rank
         * @param {number} last rank
         */
        want(first, last) {
            wanted = [Math.max(0, first), Math.max(0, Math.min(last, (total ?? 1) - 1))];
            clearTimeout(timer);
            const wait = started + PACE_MILLIS - performance.now();
            if (wait <= 0) {
                fetchWanted();
            } else {
                timer = setTimeout(fetchWanted, wait);
            }
        },
        /**
         * Fetches the rows around an event.
         *
         * @param {number} sequence
         * @returns {Promise<{rank: number | null, near: number} | null>} `rank` is null if the event does not match;
         *     `near` is the rank of the first event that matches, from it on
         */
        around: (sequence) => find(sequence, false),
        /**
         * Fetches the rows around an event, and forgets all others once these are there: after eviction, or in another
         * history, other events have their ranks.
         *
         * @param {number} sequence
         * @returns {Promise<{rank: number | null, near: number} | null>} as of `around`
         */
        renew: (sequence) => find(sequence, true),
        /**
         * Fetches the last rows, and with them the total.
         *
         * @returns {Promise<any>}
         */
        tail: () => ask({ offset: -1, limit: WINDOW }, all.signal),
        /**
         * Fetches one row.
         *
         * @param {number} rank
         * @returns {Promise<EventRow | undefined>}
         */
        async fetchRow(rank) {
            if (rowOf(rank) === undefined) {
                await ask({ offset: Math.floor(rank / WINDOW) * WINDOW, limit: WINDOW }, all.signal);
            }
            return rowOf(rank);
        },
        stop() {
            clearTimeout(timer);
            all.abort();
            running.forEach((controller) => controller.abort());
        },
    };
}

/** @typedef {ReturnType<typeof createWindows>} Windows */

/** @type {{signal: AbortSignal, text: string} | null} the step under way, and what it asks for */
let stepping = null;

/**
 * Moves the playhead to the next event, or the one before, that matches the filter and the zoom. While the same step is
 * under way, as with a held key, nothing happens.
 *
 * @param {import('./store.js').Store} store
 * @param {1 | -1} direction
 */
export async function stepMatching(store, direction) {
    const { at, filter, from, to } = store.view();
    const text = JSON.stringify([direction, filter, from, to]);
    if (stepping?.signal.aborted === false && stepping.text === text) {
        return;
    }
    const mine = { signal: store.seek(), text };
    stepping = mine;
    try {
        const around = direction > 0 ? at + 1 : at;
        const answer = await store.api.get('events', { filter, from, to, around, limit: 4 }, mine.signal);
        if (mine.signal.aborted) {
            return;
        }
        /** @type {EventRow[]} */
        const events = answer.events;
        const found = direction > 0 ? events.find((e) => e.sequence > at) : events.filter((e) => e.sequence < at).at(-1);
        if (found === undefined) {
            store.say(direction > 0 ? 'No later event matches.' : 'No earlier event matches.');
        } else {
            store.set({ at: found.sequence });
        }
    } catch (failure) {
        if (!mine.signal.aborted) {
            store.say(failure instanceof Error ? failure.message : String(failure));
        }
    } finally {
        if (stepping === mine) {
            stepping = null;
        }
    }
}
