/** Volume over time: events by type or source, stacked, as a plot that zooms by dragging. */

import { h } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { count, counted, dateTime, visible } from './format.js';
import { useWidth } from './parts.js';

/** @typedef {import('./types.js').Density} Density */

/** Lanes with a colour of their own; views.css has as many colours, and one for the others. */
const COLOURS = 7;
const HEIGHT = 240;
/** Times beyond those of JavaScript's dates, in milliseconds. */
const LATEST_MILLIS = 8.64e15;

/**
 * @typedef {object} Series
 * @property {string} name
 * @property {number[]} counts
 * @property {string} colour name of a custom property
 */

/** @param {Density} density @returns {Series[]} the most frequent lanes, and the sum of the others */
function seriesOf(density) {
    const whole = density.lanes.map((lane) => ({ lane, sum: lane.counts.reduce((a, b) => a + b, 0) })).filter(({ sum }) => sum > 0);
    const others = whole.filter(({ lane }, i) => i >= COLOURS || lane.name === '(others)').map(({ lane }) => lane);
    const series = whole
        .filter(({ lane }, i) => i < COLOURS && lane.name !== '(others)')
        .map(({ lane }, i) => ({ name: lane.name, counts: lane.counts, colour: `--series-${i}` }));
    if (others.length > 0) {
        const counts = others[0].counts.map((_, i) => others.reduce((sum, lane) => sum + lane.counts[i], 0));
        series.push({ name: '(others)', counts, colour: '--series-others' });
    }
    return series;
}

/**
 * @param {object} props
 * @param {Density} props.density
 * @param {string} props.label
 * @param {(from: string, to: string) => void} props.onZoom
 */
export function Volume({ density, label, onZoom }) {
    const [box, width] = useWidth();
    const target = useRef(/** @type {HTMLElement | null} */ (null));
    const plot = useRef(/** @type {uPlot | null} */ (null));
    const [index, setIndex] = useState(/** @type {number | null} */ (null));
    const [theme, setTheme] = useState(0);
    const series = useMemo(() => seriesOf(density), [density]);
    const zoom = useRef(onZoom);
    zoom.current = onZoom;
    useEffect(() => {
        const dark = matchMedia('(prefers-color-scheme: dark)');
        const redraw = () => setTheme((n) => n + 1);
        dark.addEventListener('change', redraw);
        return () => dark.removeEventListener('change', redraw);
    }, []);
    const names = series.map(({ name }) => name).join('\u0000');
    useLayoutEffect(() => {
        const element = target.current;
        if (element === null || width === 0) {
            return undefined;
        }
        const made = new uPlot(optionsOf(element, series, density, width, { setIndex, zoom }), dataOf(series, density), element);
        plot.current = made;
        return () => {
            plot.current = null;
            made.destroy();
        };
    }, [names, theme, width > 0, isDated(density)]);
    useLayoutEffect(() => plot.current?.setData(dataOf(series, density)), [density]);
    useLayoutEffect(() => {
        if (width > 0) {
            plot.current?.setSize({ width, height: HEIGHT });
        }
    }, [width]);
    const buckets = density.lanes[0]?.counts.length ?? 0;
    const shown = index === null || buckets === 0 ? null : Math.min(index, buckets - 1);
    return h(
        'figure',
        { class: 'volume', ref: box },
        h('div', { class: 'volume-plot', role: 'img', 'aria-label': label, ref: target }),
        h(
            'figcaption',
            null,
            h(
                'ul',
                { class: 'volume-legend' },
                series.map(({ name, colour, counts }) =>
                    h(
                        'li',
                        { key: name },
                        h('span', { class: 'swatch', style: { background: `var(${colour})` }, 'aria-hidden': 'true' }),
                        visible(name),
                        shown !== null && h('strong', { class: 'volume-count' }, count(counts[shown])),
                    ),
                ),
            ),
            h('p', { class: 'muted volume-span' }, shown === null ? 'Drag over a part of the plot to zoom the page to it.' : spanText(density, series, shown)),
        ),
    );
}

/** @param {Density} density @param {Series[]} series @param {number} index */
function spanText(density, series, index) {
    const [times] = dataOf(series, density);
    const sum = series.reduce((total, { counts }) => total + counts[index], 0);
    const from = /** @type {number} */ (times[index]);
    return `${isDated(density) ? `${dateTime(new Date(from).toISOString())} UTC: ` : ''}${counted(sum, 'event')}`;
}

/** @param {Density} density */
function isDated(density) {
    return Math.abs(density.fromMs) < LATEST_MILLIS && Math.abs(density.toMs) < LATEST_MILLIS && density.toMs > density.fromMs;
}

/**
 * Times of the buckets, and for each series the counts on top of those below it. The first series is the uppermost.
 *
 * @param {Series[]} series
 * @param {Density} density
 * @returns {uPlot.AlignedData}
 */
function dataOf(series, density) {
    const buckets = density.lanes[0]?.counts.length ?? 0;
    const step = (density.toMs - density.fromMs) / Math.max(1, buckets);
    // One point more than buckets: the last bucket has an end, too.
    const times = Array.from({ length: buckets + 1 }, (_, i) => (isDated(density) ? density.fromMs + i * step : i));
    /** @type {number[][]} */
    const stacked = [];
    let below = new Array(buckets).fill(0);
    for (const { counts } of [...series].reverse()) {
        below = counts.map((n, i) => n + below[i]);
        stacked.unshift([...below, below[buckets - 1] ?? 0]);
    }
    return [times, ...stacked];
}

/**
 * Label of the axis of time, in UTC: as fine as the steps, with the date at the first one and at midnight.
 *
 * @param {number} ms
 * @param {number} step milliseconds
 * @param {boolean} first
 */
function timeLabel(ms, step, first) {
    const [date, clock] = new Date(ms).toISOString().slice(0, -1).split('T');
    const time = step < 1000 ? clock : step < 60_000 ? clock.slice(0, 8) : clock.slice(0, 5);
    if (step >= 86_400_000) {
        return date;
    }
    return first || ms % 86_400_000 === 0 ? `${time}\n${date}` : time;
}

/**
 * @param {HTMLElement} element
 * @param {Series[]} series
 * @param {Density} density
 * @param {number} width
 * @param {{setIndex: (index: number | null) => void, zoom: {current: (from: string, to: string) => void}}} actions
 * @returns {uPlot.Options}
 */
function optionsOf(element, series, density, width, { setIndex, zoom }) {
    const style = getComputedStyle(element);
    /** @param {string} name */
    const colour = (name) => style.getPropertyValue(name).trim();
    const dated = isDated(density);
    const axis = { stroke: colour('--muted'), font: `11px ${colour('--font')}`, grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line'), width: 1 } };
    return {
        width,
        height: HEIGHT,
        ms: 1,
        tzDate: (ms) => uPlot.tzDate(new Date(ms), 'Etc/UTC'),
        legend: { show: false },
        cursor: { y: false, points: { show: false }, drag: { x: dated, y: false, setScale: false } },
        scales: { x: { time: dated }, y: { range: (_, __, max) => [0, Math.max(1, max * 1.05)] } },
        axes: [dated ? { ...axis, space: 80, values: (_, times, __, ___, step) => times.map((ms, i) => timeLabel(ms, step, i === 0)) } : axis, { ...axis, size: 56, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 2e6, 5e6, 1e7, 2e7, 5e7, 1e8], values: (_, ticks) => ticks.map((n) => count(n)) }],
        series: [
            {},
            ...series.map(({ name, colour: property }) => ({
                label: name,
                stroke: colour(property),
                fill: colour(property),
                width: 0,
                points: { show: false },
                paths: /** @type {any} */ (uPlot.paths).stepped({ align: 1 }),
            })),
        ],
        hooks: {
            setCursor: [(self) => setIndex(self.cursor.idx ?? null)],
            setSelect: [
                (self) => {
                    const { left, width: wide } = self.select;
                    if (wide > 3) {
                        const from = self.posToVal(left, 'x');
                        const to = self.posToVal(left + wide, 'x');
                        zoom.current(new Date(Math.floor(from)).toISOString(), new Date(Math.ceil(to)).toISOString());
                        self.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
                    }
                },
            ],
        },
    };
}
