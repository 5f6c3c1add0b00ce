/** Asks the server, and keeps what components show of an answer while another one is under way. */

import { h } from 'preact';
import { useEffect, useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import { visible } from './format.js';

/** Shortest time between two requests of one component while its question keeps changing (a drag, a held key). */
const PACE_MILLIS = 40;

/**
 * A question that changes faster than it is answered (a live tail, a held key) would never be answered if each request
 * ended the one before: after this number, one may finish, unless it takes too long.
 */
const MOST_GIVEN_UP = 3;
const LONGEST_FINISH_MILLIS = 5_000;

/** The server sends a line at least every 10 s: a stream that is silent for longer is lost. */
const SILENCE_MILLIS = 25_000;

const LOST = 'The connection was lost. Connecting again …';

const FIRST_WAIT_MILLIS = 500;
const LONGEST_WAIT_MILLIS = 8_000;

/** An answer that is an error. `status` is 0 if the server did not answer at all. */
export class ApiError extends Error {
    /**
     * @param {number} status
     * @param {string} message for the user
     */
    constructor(status, message) {
        super(message);
        this.name = 'ApiError';
        this.status = status;
    }
}

/**
 * @typedef {object} Api
 * @property {(path: string, params?: Params, signal?: AbortSignal) => Promise<any>} get asks `/api/v1/PATH`. The promise
 *     fails with an ApiError, or with an AbortError if the signal ended it.
 * @property {(path: string, params?: Params) => Promise<any>} post asks for a change, and fails with an ApiError
 * @property {(path: string, params: Params, signal: AbortSignal) => Promise<Response>} open begins a stream
 */

/** @typedef {Record<string, string | number | boolean | null | undefined>} Params null, undefined and '' are left out */

/**
 * Creates the access to the server's interface.
 *
 * @param {string} token
 * @returns {Api}
 */
export function createApi(token) {
    /** @type {(method: string, path: string, params: Params, signal?: AbortSignal) => Promise<Response>} */
    const send = async (method, path, params, signal) => {
        const query = new URLSearchParams();
        for (const [name, value] of Object.entries(params)) {
            if (value !== null && value !== undefined && value !== '') {
                query.set(name, String(value));
            }
        }
        const text = query.toString();
        try {
            return await fetch(`/api/v1/${path}${text === '' ? '' : `?${text}`}`, {
                method,
                headers: { Authorization: `Bearer ${token}` },
                cache: 'no-store',
                signal,
            });
        } catch (failure) {
            if (signal?.aborted) {
                throw failure;
            }
            throw new ApiError(0, 'The server does not answer. It may have been closed.');
        }
    };
    /** @type {(method: string, path: string, params: Params, signal?: AbortSignal) => Promise<any>} */
    const ask = async (method, path, params, signal) => {
        const response = await send(method, path, params, signal);
        let body;
        try {
            body = await response.json();
        } catch (failure) {
            if (signal?.aborted) {
                throw failure;
            }
            throw new ApiError(response.status, `The server's answer is broken: path=${path}`);
        }
        refuse(response, body);
        return body;
    };
    return {
        open: (path, params, signal) => send('GET', path, params, signal),
        get: (path, params = {}, signal) => ask('GET', path, params, signal),
        post: (path, params = {}) => ask('POST', path, params),
    };
}

/**
 * Throws the error that an answer states. A long answer has status 200 whatever follows, so the body decides.
 *
 * @param {Response} response
 * @param {any} body
 */
export function refuse(response, body) {
    if (response.status === 401) {
        throw new ApiError(401, 'This page has no valid token. Open the address that the server printed.');
    }
    if (body?.error) {
        throw new ApiError(body.error.status ?? response.status, body.error.message ?? 'The server gave no reason.');
    }
    if (!response.ok) {
        throw new ApiError(response.status, `The server refused: status=${response.status}`);
    }
}

/**
 * Follows the live stream until the signal ends it, and connects again whenever it breaks.
 *
 * @param {Api} api
 * @param {() => number} after sequence that the page knows, asked at each connection
 * @param {(line: any) => void} onLine called with each line but pings
 * @param {(state: 'connecting' | 'live' | 'lost' | 'closed', text: string) => void} onState
 * @param {AbortSignal} signal
 */
export async function followLive(api, after, onLine, onState, signal) {
    let wait = FIRST_WAIT_MILLIS;
    let closed = false;
    onState('connecting', '');
    while (!signal.aborted) {
        const connection = new AbortController();
        const end = () => connection.abort();
        signal.addEventListener('abort', end);
        try {
            const response = await api.open('live', { after: after() }, connection.signal);
            if (!response.ok) {
                refuse(response, await response.json().catch(() => null));
            }
            // A closed history answers each connection with the line that says so, and nothing else.
            const opened = () => {
                closed = false;
                wait = FIRST_WAIT_MILLIS;
                onState('live', '');
            };
            closed = await readLines(response, connection, opened, onLine);
            onState(closed ? 'closed' : 'lost', closed ? 'The history was closed.' : LOST);
        } catch (failure) {
            if (signal.aborted) {
                return;
            }
            const refused = failure instanceof ApiError && failure.status > 0;
            if (refused || !closed) {
                onState('lost', failure instanceof ApiError ? failure.message : LOST);
            }
            if (refused && failure.status === 401) {
                return;
            }
        } finally {
            signal.removeEventListener('abort', end);
            connection.abort();
        }
        await new Promise((resolve) => setTimeout(resolve, wait));
        wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS);
    }
}

/**
 * @param {Response} response
 * @param {AbortController} connection
 * @param {() => void} opened called at the first line, unless it says that the history is closed
 * @param {(line: any) => void} onLine
 * @returns {Promise<boolean>} whether the history was closed
 */
async function readLines(response, connection, opened, onLine) {
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    const decoder = new TextDecoder();
    let rest = '';
    let first = true;
    let silence = setTimeout(() => connection.abort(), SILENCE_MILLIS);
    try {
        for (;;) {
            const { done, value } = await reader.read();
            if (done) {
                return false;
            }
            clearTimeout(silence);
            silence = setTimeout(() => connection.abort(), SILENCE_MILLIS);
            const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
            rest = lines.pop() ?? '';
            for (const text of lines) {
                const line = text.trim() === '' ? { ping: true } : JSON.parse(text);
                if (line.closed) {
                    return true;
                }
                if (first) {
                    first = false;
                    opened();
                }
                if (!line.ping) {
                    onLine(line);
                }
            }
        }
    } finally {
        clearTimeout(silence);
    }
}

/**
 * Keeps one question: asks it, gives it up when the next one differs, and repeats it.
 *
 * @param {Api} api
 * @param {() => void} changed called whenever `state` changed
 */
export function createQuestion(api, changed) {
    /** @type {AbortController | null} */
    let running = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    let started = -PACE_MILLIS;
    let repeat = false;
    let givenUp = 0;
    let key = '';
    /** @type {() => void} */
    let start = () => {};
    const state = {
        /** @type {any} the newest answer */
        data: null,
        /** @type {string | null} key of the question that `data` answers */
        dataKey: null,
        /** @type {ApiError | null} */
        error: null,
        loading: false,
    };
    const give = () => {
        clearTimeout(timer);
        givenUp += running === null ? 0 : 1;
        running?.abort();
        running = null;
        repeat = false;
    };
    return {
        state,
        /**
         * Asks, unless the same question is answered or under way.
         *
         * @param {string | null} path null asks nothing and forgets the answer
         * @param {Params} params
         */
        ask(path, params) {
            const next = path === null ? '' : keyOf(path, params);
            if (next === key) {
                return;
            }
            const finishing =
                path !== null &&
                running !== null &&
                givenUp >= MOST_GIVEN_UP &&
                performance.now() - started < LONGEST_FINISH_MILLIS;
            if (!finishing) {
                give();
            }
            key = next;
            state.error = null;
            state.loading = path !== null;
            if (path === null) {
                state.data = null;
                state.dataKey = null;
                changed();
                return;
            }
            start = () => {
                const controller = new AbortController();
                running = controller;
                started = performance.now();
                state.loading = true;
                /** @param {() => void} store */
                const end = (store) => {
                    if (controller.signal.aborted) {
                        return;
                    }
                    running = null;
                    givenUp = 0;
                    state.loading = false;
                    store();
                    if (repeat) {
                        repeat = false;
                        start();
                    }
                    changed();
                };
                api.get(path, params, controller.signal).then(
                    (data) => end(() => Object.assign(state, { data, dataKey: next, error: null })),
                    (error) => end(() => key === next && Object.assign(state, { error: asApiError(error) })),
                );
            };
            const wait = started + PACE_MILLIS - performance.now();
            if (finishing) {
                repeat = true;
            } else if (wait <= 0) {
                start();
            } else {
                timer = setTimeout(start, wait);
            }
            changed();
        },
        /** Asks the same question again. The answer under way, if any, is waited for. */
        again() {
            if (key === '') {
                return;
            }
            if (running !== null) {
                repeat = true;
                return;
            }
            clearTimeout(timer);
            start();
            changed();
        },
        stop: give,
    };
}

/**
 * @param {unknown} error
 * @returns {ApiError}
 */
function asApiError(error) {
    return error instanceof ApiError ? error : new ApiError(0, `The answer cannot be read: ${String(error)}`);
}

/**
 * Text that is equal for equal questions.
 *
 * @param {string} path
 * @param {Params} params
 */
export function keyOf(path, params) {
    return `${path} ${JSON.stringify(params)}`;
}

/**
 * Answer of a question for a component.
 *
 * @typedef {object} Answer
 * @property {any} data the newest answer, null before the first one
 * @property {boolean} stale whether `data` answers an earlier question: show it dimmed (class `stale`)
 * @property {boolean} loading whether an answer is under way
 * @property {ApiError | null} error why the newest question has no answer; show it by `Problem`
 * @property {() => void} retry
 */

/**
 * Asks the server for a component, whenever the question changes. Superseded requests are cancelled; what was shown stays
 * until the next answer arrives.
 *
 * @param {import('./store.js').Store} store
 * @param {string | null} path below `/api/v1/`, its parts encoded; null asks nothing
 * @param {Params} [params]
 * @param {unknown} [refresh] ask the same question again whenever this value changes, e.g. `store.growth()`
 * @returns {Answer}
 */
export function useAnswer(store, path, params = {}, refresh = null) {
    const [, redraw] = useReducer((/** @type {number} */ n) => n + 1, 0);
    const question = useRef(/** @type {ReturnType<typeof createQuestion> | null} */ (null));
    question.current ??= createQuestion(store.api, () => redraw(0));
    const { ask, again, stop, state } = question.current;
    const key = path === null ? null : keyOf(path, params);
    useLayoutEffect(() => ask(path, params), [key]);
    const first = useRef(true);
    useEffect(() => {
        if (!first.current) {
            again();
        }
        first.current = false;
    }, [refresh]);
    useEffect(() => store.onReconnected(again), [store]);
    useEffect(() => stop, []);
    const data = key === null ? null : state.data;
    return {
        data,
        stale: data !== null && state.dataKey !== key,
        loading: state.loading,
        error: state.error,
        retry: again,
    };
}

/**
 * Shows why there is no answer, and offers to ask again.
 *
 * @param {{error: ApiError, retry?: () => void}} props
 */
export function Problem({ error, retry }) {
    return h(
        'div',
        { class: 'problem', role: 'alert' },
        h('span', { class: 'problem-text' }, visible(error.message, true)),
        retry && h('button', { type: 'button', class: 'small', onClick: retry }, 'Retry'),
    );
}
