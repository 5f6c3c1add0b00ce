/** The timeline: density of the events in lanes, the zoom, marks, and the playhead as a slider. */

import { h } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Problem, useAnswer } from './api.js';
import { clock, counted, dateTime, digitsFor, duration, isoOf, nanosOf, timeParts, visible } from './format.js';
import { draw, heightOf, pixelOf, RULER_HEIGHT } from './plot.js';
import { createScale, idleOf, rangeOf } from './scale.js';
import { useStore } from './store.js';
import { plotKey, resetZoom, usePointer, ZOOM_STEP, zoomBy, zoomOf } from './zoom.js';

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./scale.js').Range} Range */

/** @typedef {{x: number, y: number, lines: string[]}} Tip what is under the pointer, which is at x and y of the window */

/** Times of more lost ranges are not asked for. */
const MOST_LOST = 50;

/** A time that was not answered, e.g. by a busy server, is asked for again after this. */
const RETRY_MILLIS = 5_000;

/**
 * Times of events, asked one after the other and kept.
 *
 * @param {Store} store
 * @param {number[]} sequences
 * @returns {Map<number, string>}
 */
function useTimes(store, sequences) {
    const [times, setTimes] = useState(/** @type {Map<number, string>} */ (new Map()));
    const [turn, setTurn] = useState(0);
    const missing = sequences.find((sequence) => !times.has(sequence));
    useEffect(() => {
        if (missing === undefined) {
            return undefined;
        }
        const controller = new AbortController();
        /** @type {ReturnType<typeof setTimeout> | undefined} */
        let timer;
        const keep = (/** @type {string} */ time) => setTimes((known) => new Map(known).set(missing, time));
        store.api.get('events', { around: missing, limit: 1 }, controller.signal).then(
            // Without an event there, the mark is not drawn: its time is unknown.
            (answer) => keep(answer.events.find((/** @type {any} */ event) => event.sequence === missing)?.time ?? ''),
            () => {
                if (!controller.signal.aborted) {
                    timer = setTimeout(() => setTurn(turn + 1), RETRY_MILLIS);
                }
            },
        );
        return () => {
            clearTimeout(timer);
            controller.abort();
        };
    }, [missing, turn]);
    return times;
}

/**
 * @param {{store: Store}} props
 */
export function Timeline({ store }) {
    const [view, history, at, playhead, known, growth] = useStore(store, (s) => [
        s.view(),
        s.history(),
        s.view().at,
        s.current().error === null ? (s.current().answer?.event.time ?? null) : null,
        s.current().answer?.event.sequence === s.view().at,
        s.growth(),
    ]);
    const [width, setWidth] = useState(0);
    const [local, setLocal] = useState(/** @type {Range | null} */ (null));
    const [chosen, setChosen] = useState(/** @type {[number, number] | null} */ (null));
    const [tip, setTip] = useState(/** @type {Tip | null} */ (null));
    const plot = useRef(/** @type {HTMLDivElement | null} */ (null));
    const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
    const [theme, setTheme] = useState(0);

    useLayoutEffect(() => {
        const element = /** @type {HTMLDivElement} */ (plot.current);
        const observer = new ResizeObserver(() => setWidth(element.clientWidth));
        observer.observe(element);
        const dark = matchMedia('(prefers-color-scheme: dark)');
        const repaint = () => setTheme((n) => n + 1);
        dark.addEventListener('change', repaint);
        return () => {
            observer.disconnect();
            dark.removeEventListener('change', repaint);
        };
    }, [history === null]);
    useEffect(() => setLocal(null), [view.from, view.to]);

    const buckets = Math.min(1200, Math.max(60, Math.round(width / 60) * 20));
    const ready = history !== null && history.from !== null && width > 0;
    const zoom = zoomOf(store);
    // A range without an extent is drawn with one: then the events of this one are counted.
    const widened = zoom !== null && zoom.range.from !== nanosOf(view.from ?? history?.from ?? '') ? zoom.range : null;
    const answer = useAnswer(
        store,
        ready ? 'timeline' : null,
        {
            from: widened === null ? view.from : isoOf(widened.from),
            to: widened === null ? view.to : isoOf(widened.to),
            buckets,
            by: view.lanes,
            filter: view.filter,
        },
        growth,
    );
    // At the end of the history, no event follows what is lost.
    const lost = (history?.lost ?? []).slice(0, MOST_LOST).map(({ from, to }) => (to < (history?.last ?? -1) ? to + 1 : from - 1));
    const marks = [view.a, view.b, ...lost.filter((sequence) => sequence >= 0)];
    const times = useTimes(store, /** @type {number[]} */ (marks.filter((mark) => mark !== null)));

    const range = local ?? zoom?.range ?? null;
    /** @type {import('./types.js').Density | null} */
    const density = answer.data;
    const scale =
        range === null || width === 0
            ? null
            : createScale(range, width, view.fold && density !== null ? idleOf(density) : []);
    const laneCount = density?.lanes.length ?? 1;
    const laneHeight = laneCount > 8 ? 14 : laneCount > 4 ? 18 : 24;
    const scene =
        scale === null || history === null
            ? null
            : { scale, density, laneHeight, laneCount, history, times, playhead, a: view.a, b: view.b };
    const latest = useRef({ scene, zoom, range });
    latest.current = { scene, zoom, range };
    useLayoutEffect(() => {
        if (scene !== null && canvas.current !== null) {
            draw(canvas.current, scene);
        }
    }, [view, history, playhead, width, range?.from, range?.to, density, times, theme]);
    usePointer(store, plot, latest, { setLocal, setChosen, setTip });

    if (history === null) {
        return null;
    }
    const total = density?.lanes.reduce((sum, lane) => lane.counts.reduce((n, one) => n + one, sum), 0) ?? null;
    const height = heightOf({ laneHeight, laneCount, history });
    const x = scale === null || playhead === null ? null : pixelOf(scale, playhead);
    return h(
        'section',
        { class: 'timeline', 'aria-label': 'Timeline' },
        h(TimelineBar, { store, range, total, zoomed: view.from !== null || view.to !== null }),
        answer.error !== null && answer.error.status !== 400 && h(Problem, { error: answer.error, retry: answer.retry }),
        h(
            'div',
            { class: 'timeline-body' },
            h(
                'ul',
                { class: 'lane-names', 'aria-label': view.lanes === 'source' ? 'Sources' : 'Families of types' },
                (density?.lanes ?? []).map((lane) =>
                    h(
                        'li',
                        { key: lane.name, style: { height: `${laneHeight}px`, lineHeight: `${laneHeight}px` }, title: visible(lane.name) },
                        visible(lane.name) || '(none)',
                    ),
                ),
            ),
            h(
                'div',
                {
                    ref: plot,
                    class: `plot${answer.stale && local === null ? ' stale' : ''}`,
                    style: { height: `${height}px` },
                    tabIndex: 0,
                    role: 'group',
                    'aria-label': 'Density of events. Plus and minus zoom, arrow keys move, Escape shows everything.',
                    onKeyDown: (/** @type {KeyboardEvent} */ event) => plotKey(store, event),
                },
                h('canvas', { ref: canvas, 'aria-hidden': 'true' }),
                chosen !== null &&
                    h('div', {
                        class: 'chosen',
                        style: { left: `${Math.min(...chosen)}px`, width: `${Math.abs(chosen[1] - chosen[0])}px` },
                    }),
                h(Slider, { store, history, at, playhead, known, x, width }),
                tip !== null &&
                    h(
                        'div',
                        {
                            class: 'tip',
                            'aria-hidden': 'true',
                            style: {
                                top: `${tip.y + 16}px`,
                                left: tip.x < innerWidth / 2 ? `${tip.x + 12}px` : 'auto',
                                right: tip.x < innerWidth / 2 ? 'auto' : `${innerWidth - tip.x + 12}px`,
                            },
                        },
                        tip.lines.map((line, index) => h('div', { key: index }, line)),
                    ),
            ),
        ),
    );
}

/**
 * The playhead: the grip of the slider in the ruler. It stays at the border while the playhead is outside of the zoom.
 *
 * @param {object} props
 * @param {Store} props.store
 * @param {import('./types.js').History} props.history
 * @param {number} props.at
 * @param {string | null} props.playhead time of the newest answer
 * @param {boolean} props.known whether it is the time of the event `at`
 * @param {number | null} props.x
 * @param {number} props.width
 */
function Slider({ store, history, at, playhead, known, x, width }) {
    const range = rangeOf(playhead, playhead);
    const zoom = zoomOf(store);
    const before = range !== null && zoom !== null && range.to <= zoom.range.from;
    const left = x ?? (before ? 0 : width - 1);
    return h(
        'div',
        {
            class: `playhead${x === null ? ' outside' : ''}`,
            style: { left: `${left}px`, height: `${RULER_HEIGHT}px` },
            role: 'slider',
            tabIndex: 0,
            'aria-label': 'Playhead',
            'aria-orientation': 'horizontal',
            'aria-valuemin': Math.max(0, history.first),
            'aria-valuemax': Math.max(0, history.last),
            'aria-valuenow': Math.max(0, at),
            'aria-valuetext': playhead === null || !known ? `#${at}` : `#${at}, ${dateTime(playhead)} UTC`,
            title: x === null ? 'The playhead is outside of the zoom' : 'Playhead: drag, or use the arrow keys',
            onKeyDown: (/** @type {KeyboardEvent} */ event) => sliderKey(store, event),
        },
        h('span', { class: 'grip' }),
    );
}

/**
 * @param {{store: Store, range: Range | null, total: number | null, zoomed: boolean}} props
 */
function TimelineBar({ store, range, total, zoomed: narrowed }) {
    const [lanes, fold] = useStore(store, (s) => [s.view().lanes, s.view().fold]);
    return h(
        'div',
        { class: 'bar timeline-bar' },
        h('span', { class: 'range', title: 'Times are in UTC' }, range === null ? 'There are no events yet' : rangeText(range)),
        total !== null && h('span', { class: 'muted' }, counted(total, 'event')),
        h('span', { class: 'spring' }),
        h(
            'label',
            { class: 'choice' },
            h('span', null, 'Lanes'),
            h(
                'select',
                {
                    value: lanes,
                    onChange: (/** @type {any} */ event) => store.set({ lanes: event.currentTarget.value }),
                },
                h('option', { value: 'source' }, 'by source'),
                h('option', { value: 'family' }, 'by type'),
            ),
        ),
        h(
            'label',
            { class: 'check' },
            h('input', {
                type: 'checkbox',
                checked: fold,
                onChange: (/** @type {any} */ event) => store.set({ fold: event.currentTarget.checked }),
            }),
            'Fold idle time',
        ),
        h(
            'span',
            { class: 'group', role: 'group', 'aria-label': 'Zoom' },
            h('button', { type: 'button', onClick: () => zoomBy(store, ZOOM_STEP), 'aria-label': 'Zoom out', title: 'Zoom out (−)', disabled: !narrowed }, '−'),
            h('button', { type: 'button', onClick: () => zoomBy(store, 1 / ZOOM_STEP), 'aria-label': 'Zoom in', title: 'Zoom in (+)' }, '+'),
            h('button', { type: 'button', onClick: () => resetZoom(store), title: 'Show the whole history (0)', disabled: !narrowed }, 'Show all'),
        ),
    );
}

/** @param {Range} range */
function rangeText({ from, to }) {
    const begin = isoOf(from);
    const end = isoOf(to);
    const sameDay = timeParts(begin).date === timeParts(end).date;
    const digits = digitsFor(Number(to - from));
    return `${dateTime(begin, digits)} – ${(sameDay ? clock : dateTime)(end, digits)} UTC · ${duration(Number(to - from))}`;
}

/**
 * @param {Store} store
 * @param {KeyboardEvent} event
 */
function sliderKey(store, event) {
    const history = store.history();
    if (history === null || event.ctrlKey || event.metaKey || event.altKey) {
        return;
    }
    const page = Math.max(10, Math.round((history.last - history.first) / 100));
    /** @type {Record<string, () => void>} */
    const moves = {
        ArrowRight: () => store.step(1),
        ArrowUp: () => store.step(1),
        ArrowLeft: () => store.step(-1),
        ArrowDown: () => store.step(-1),
        PageUp: () => store.step(page),
        PageDown: () => store.step(-page),
        Home: () => store.set({ at: history.first }),
        End: () => store.set({ at: history.last }),
    };
    const move = moves[event.key];
    if (move !== undefined) {
        event.preventDefault();
        event.stopPropagation();
        move();
    }
}
