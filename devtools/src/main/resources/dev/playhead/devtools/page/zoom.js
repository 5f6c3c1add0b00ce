/** The zoom of the timeline: what buttons, keys, the wheel and drags do with it. */

import { useEffect } from 'preact/hooks';
import { isoOf } from './format.js';
import { describe, RULER_HEIGHT } from './plot.js';
import { moved, rangeOf, SHORTEST_NANOS, zoomed } from './scale.js';

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./scale.js').Range} Range */

/** Factor of a press of + or −. */
export const ZOOM_STEP = 1.6;

/** The wheel turns in many small steps: the server is asked when it rests for this long. */
const COMMIT_MILLIS = 120;

/** A press that moves less than this is a click. */
const CLICK_PIXELS = 4;

/**
 * Zoom of the timeline, the whole history if there is none.
 *
 * @param {Store} store
 * @returns {{range: Range, bounds: Range} | null}
 */
export function zoomOf(store) {
    const history = store.history();
    const { from, to } = store.view();
    const bounds = rangeOf(history?.from, history?.to);
    const range = rangeOf(from ?? history?.from, to ?? history?.to);
    return bounds === null || range === null ? null : { range, bounds };
}

/**
 * @param {Store} store
 * @param {Range} range
 * @param {Range} bounds
 */
function commit(store, range, bounds) {
    if (range.to - range.from < SHORTEST_NANOS) {
        return;
    }
    const whole = range.from <= bounds.from && range.to >= bounds.to;
    // Digits below a pixel would only make the address long.
    const digit = 10n ** BigInt(Math.max(0, Math.floor(Math.log10(Number(range.to - range.from) / 5_000))));
    const from = range.from - (((range.from % digit) + digit) % digit);
    const to = range.to + ((digit - (((range.to % digit) + digit) % digit)) % digit);
    store.set(whole ? { from: null, to: null } : { from: isoOf(from), to: isoOf(to) });
}

/**
 * Zooms around the playhead, or around the middle if the playhead is outside.
 *
 * @param {Store} store
 * @param {number} factor below 1 zooms in
 */
export function zoomBy(store, factor) {
    const zoom = zoomOf(store);
    if (zoom !== null) {
        const { range, bounds } = zoom;
        const at = rangeOf(store.current().answer?.event.time, store.current().answer?.event.time);
        const time = at === null ? range.from - 1n : (at.from + at.to) / 2n;
        const within = range.from <= time && time <= range.to;
        const centre = within ? time : (range.from + range.to) / 2n;
        // A playhead at the border moves inwards, so that what is around it comes into sight.
        const share = Math.min(0.9, Math.max(0.1, Number(centre - range.from) / Number(range.to - range.from)));
        commit(store, zoomed(range, bounds, factor, share, centre), bounds);
    }
}

/**
 * Moves the zoom by a share of its length.
 *
 * @param {Store} store
 * @param {number} share
 */
export function panBy(store, share) {
    const zoom = zoomOf(store);
    if (zoom !== null) {
        commit(store, moved(zoom.range, zoom.bounds, share), zoom.bounds);
    }
}

/** @param {Store} store */
export function resetZoom(store) {
    store.set({ from: null, to: null });
}

/**
 * @param {Store} store
 * @param {KeyboardEvent} event
 */
export function plotKey(store, event) {
    if (event.ctrlKey || event.metaKey || event.altKey) {
        return;
    }
    /** @type {Record<string, () => void>} */
    const actions = {
        ArrowLeft: () => panBy(store, -0.1),
        ArrowRight: () => panBy(store, 0.1),
        PageUp: () => panBy(store, -0.9),
        PageDown: () => panBy(store, 0.9),
        '+': () => zoomBy(store, 1 / ZOOM_STEP),
        '=': () => zoomBy(store, 1 / ZOOM_STEP),
        '-': () => zoomBy(store, ZOOM_STEP),
        Escape: () => resetZoom(store),
    };
    const action = actions[event.key];
    if (action !== undefined) {
        event.preventDefault();
        event.stopPropagation();
        action();
    }
}

/**
 * Connects the mouse: a press in the ruler moves the playhead, a click in the lanes too; a drag in the lanes chooses the
 * zoom; the wheel zooms around the pointer, and pans with Shift.
 *
 * @param {Store} store
 * @param {{current: HTMLDivElement | null}} plot
 * @param {{current: {scene: import('./plot.js').Scene | null, zoom: {range: Range, bounds: Range} | null, range: Range | null}}} latest
 * @param {{setLocal: (range: Range | null) => void, setChosen: (pixels: [number, number] | null) => void, setTip: (tip: import('./timeline.js').Tip | null) => void}} show
 */
export function usePointer(store, plot, latest, { setLocal, setChosen, setTip }) {
    useEffect(() => {
        const element = plot.current;
        if (element === null) {
            return undefined;
        }
        /** @type {{x: number, scrub: boolean} | null} */
        let press = null;
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        let committing;
        const end = new AbortController();
        const position = (/** @type {MouseEvent} */ event) => {
            const box = element.getBoundingClientRect();
            return { x: Math.min(box.width, Math.max(0, event.clientX - box.left)), y: event.clientY - box.top };
        };
        const seek = (/** @type {number} */ x) => {
            const { scene } = latest.current;
            if (scene !== null) {
                store.goToTime(isoOf(scene.scale.time(x)));
            }
        };
        /** @type {(type: string, listener: (event: any) => void) => void} */
        const on = (type, listener) => element.addEventListener(type, listener, { signal: end.signal, passive: false });

        on('pointerdown', (event) => {
            if (event.button !== 0 || latest.current.scene === null) {
                return;
            }
            const { x, y } = position(event);
            press = { x, scrub: y < RULER_HEIGHT };
            element.setPointerCapture(event.pointerId);
            if (press.scrub) {
                seek(x);
            }
        });
        on('pointermove', (event) => {
            const { x } = position(event);
            const { scene } = latest.current;
            if (press?.scrub) {
                seek(x);
            } else if (press !== null && Math.abs(x - press.x) > CLICK_PIXELS) {
                setChosen([press.x, x]);
            }
            setTip(scene === null ? null : { x: event.clientX, y: event.clientY, lines: describe(scene, x, isoOf(scene.scale.time(x))) });
        });
        on('pointerup', (event) => {
            const { x } = position(event);
            const { scene, zoom } = latest.current;
            if (press !== null && !press.scrub && scene !== null && zoom !== null) {
                if (Math.abs(x - press.x) > CLICK_PIXELS) {
                    const [left, right] = [press.x, x].sort((one, other) => one - other);
                    commit(store, { from: scene.scale.time(left), to: scene.scale.time(right) }, zoom.bounds);
                } else {
                    seek(x + 1);
                }
            }
            press = null;
            setChosen(null);
        });
        on('pointercancel', () => {
            press = null;
            setChosen(null);
        });
        on('pointerleave', () => setTip(null));
        on('dblclick', () => resetZoom(store));
        on('wheel', (event) => {
            const { scene, zoom, range } = latest.current;
            if (scene === null || zoom === null || range === null || event.ctrlKey) {
                return;
            }
            event.preventDefault();
            const { x } = position(event);
            const lines = event.deltaMode === 1 ? 16 : 1;
            const along = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
            const next =
                Math.abs(along) > Math.abs(event.shiftKey ? 0 : event.deltaY)
                    ? moved(range, zoom.bounds, (along * lines) / scene.scale.width)
                    : zoomed(range, zoom.bounds, Math.exp(event.deltaY * lines * 0.0015), x / scene.scale.width, scene.scale.time(x));
            latest.current.range = next;
            setLocal(next);
            clearTimeout(committing);
            committing = setTimeout(() => {
                const now = latest.current.zoom;
                if (now !== null) {
                    commit(store, next, now.bounds);
                }
                setLocal(null);
            }, COMMIT_MILLIS);
        });
        return () => {
            end.abort();
            clearTimeout(committing);
        };
    }, [store, store.history() === null]);
}
