/** Geometry of the timeline: where a time is drawn, with idle time folded or not, and which times get a label. Pure. */

import { dateOf, daysOf, isoOf, nanosOf, timeParts } from './format.js';

const SECOND = 1_000_000_000n;
const MINUTE = 60n * SECOND;
const HOUR = 60n * MINUTE;
const DAY = 24n * HOUR;

/** Width of a folded stretch. */
export const BAND_PIXELS = 20;

/** A stretch is folded only if that saves at least as much as this. */
const FOLD_PIXELS = 3 * BAND_PIXELS;

/** Shortest zoom. */
export const SHORTEST_NANOS = 100n;

/** @typedef {{from: bigint, to: bigint}} Range nanoseconds since 1970; `to` is greater than `from` */

/**
 * @typedef {object} Stretch a part of the axis
 * @property {number} from share of the range at its begin
 * @property {number} to share of the range at its end
 * @property {number} left pixels
 * @property {number} right pixels
 * @property {boolean} idle whether it is folded
 */

/**
 * Range of two times. A range without an extent gets one, so that it can be drawn.
 *
 * @param {string | null | undefined} from
 * @param {string | null | undefined} to
 * @returns {Range | null} null if one of them is missing or unreadable
 */
export function rangeOf(from, to) {
    const begin = from == null ? null : nanosOf(from);
    const end = to == null ? null : nanosOf(to);
    if (begin === null || end === null) {
        return null;
    }
    return end > begin ? { from: begin, to: end } : { from: begin - 500_000n, to: begin + 500_000n };
}

/**
 * A scale from times to pixels.
 *
 * @param {Range} range
 * @param {number} width pixels
 * @param {Range[]} idle stretches to fold
 */
export function createScale(range, width, idle) {
    const span = Number(range.to - range.from);
    const stretches = stretchesOf(range, width, idle);
    /** @param {bigint} nanos */
    const shareOf = (nanos) => Number(nanos - range.from) / span;
    return {
        range,
        width,
        stretches,
        /**
         * Pixel of a time; it may be outside of the axis.
         *
         * @param {bigint} nanos
         * @returns {number}
         */
        x(nanos) {
            const share = shareOf(nanos);
            let stretch = stretches[0];
            for (const next of stretches) {
                if (next.from > share) {
                    break;
                }
                stretch = next;
            }
            const inside = stretch.to > stretch.from ? (share - stretch.from) / (stretch.to - stretch.from) : 0;
            return stretch.left + inside * (stretch.right - stretch.left);
        },
        /**
         * Time of a pixel, inside of the range.
         *
         * @param {number} x
         * @returns {bigint}
         */
        time(x) {
            let stretch = stretches[0];
            for (const next of stretches) {
                if (next.left > x) {
                    break;
                }
                stretch = next;
            }
            const inside = (x - stretch.left) / Math.max(1e-9, stretch.right - stretch.left);
            const share = Math.min(1, Math.max(0, stretch.from + inside * (stretch.to - stretch.from)));
            return range.from + BigInt(Math.round(share * span));
        },
    };
}

/** @typedef {ReturnType<typeof createScale>} Scale */

/**
 * @param {Range} range
 * @param {number} width
 * @param {Range[]} idle
 * @returns {Stretch[]}
 */
function stretchesOf(range, width, idle) {
    const span = Number(range.to - range.from);
    const most = Math.floor(width / 2 / BAND_PIXELS);
    const folded = idle
        .map((stretch) => ({
            from: Math.max(0, Number(stretch.from - range.from) / span),
            to: Math.min(1, Number(stretch.to - range.from) / span),
        }))
        .filter((stretch) => (stretch.to - stretch.from) * width >= FOLD_PIXELS)
        .sort((one, other) => other.to - other.from - (one.to - one.from))
        .slice(0, most)
        .sort((one, other) => one.from - other.from);
    const idleShare = folded.reduce((sum, stretch) => sum + stretch.to - stretch.from, 0);
    const scale = (width - folded.length * BAND_PIXELS) / Math.max(1e-12, 1 - idleShare);
    /** @type {Stretch[]} */
    const result = [];
    let share = 0;
    let left = 0;
    for (const stretch of folded) {
        const right = left + (stretch.from - share) * scale;
        if (stretch.from > share) {
            result.push({ from: share, to: stretch.from, left, right, idle: false });
        }
        result.push({ from: stretch.from, to: stretch.to, left: right, right: right + BAND_PIXELS, idle: true });
        share = stretch.to;
        left = right + BAND_PIXELS;
    }
    if (share < 1 || result.length === 0) {
        result.push({ from: share, to: 1, left, right: width, idle: false });
    }
    return result;
}

/**
 * Idle stretches of a density as times.
 *
 * @param {import('./types.js').Density} density
 * @returns {Range[]}
 */
export function idleOf(density) {
    const range = rangeOf(density.from, density.to);
    const buckets = density.lanes[0]?.counts.length ?? 0;
    if (range === null || buckets === 0) {
        return [];
    }
    return density.idle.map(([first, last]) => ({
        from: bucketTime(range, first, buckets),
        to: bucketTime(range, last + 1, buckets),
    }));
}

/**
 * Time at which a bucket begins.
 *
 * @param {Range} range
 * @param {number} bucket
 * @param {number} buckets
 * @returns {bigint}
 */
export function bucketTime(range, bucket, buckets) {
    return range.from + ((range.to - range.from) * BigInt(bucket)) / BigInt(buckets);
}

/**
 * A range that is longer or shorter by a factor, with one time at the same share of it, inside of bounds.
 *
 * @param {Range} range
 * @param {Range} bounds
 * @param {number} factor below 1 zooms in
 * @param {number} share of the range at which `centre` stays
 * @param {bigint} centre
 * @returns {Range}
 */
export function zoomed(range, bounds, factor, share, centre) {
    const span = BigInt(Math.max(Number(SHORTEST_NANOS), Math.round(Number(range.to - range.from) * factor)));
    if (span >= bounds.to - bounds.from) {
        return bounds;
    }
    return inside(centre - BigInt(Math.round(Number(span) * share)), span, bounds);
}

/**
 * A range moved by a share of its length, inside of bounds.
 *
 * @param {Range} range
 * @param {Range} bounds
 * @param {number} share
 * @returns {Range}
 */
export function moved(range, bounds, share) {
    const span = range.to - range.from;
    return inside(range.from + BigInt(Math.round(Number(span) * share)), span, bounds);
}

/**
 * @param {bigint} from
 * @param {bigint} span
 * @param {Range} bounds
 * @returns {Range}
 */
function inside(from, span, bounds) {
    let begin = from + span > bounds.to ? bounds.to - span : from;
    begin = begin < bounds.from ? bounds.from : begin;
    return { from: begin, to: begin + span };
}

/**
 * Times to label.
 *
 * @param {Scale} scale
 * @param {number} gap pixels that a label requires
 * @returns {{time: bigint, x: number, text: string, major: boolean}[]} `major` ones state the date
 */
export function ticks(scale, gap) {
    const { range, width, stretches } = scale;
    const open = stretches.filter((stretch) => !stretch.idle);
    const drawn = open.reduce((sum, stretch) => sum + stretch.right - stretch.left, 0);
    const shares = open.reduce((sum, stretch) => sum + stretch.to - stretch.from, 0);
    const nanosPerPixel = (Number(range.to - range.from) * shares) / Math.max(1, drawn);
    const step = stepOf(nanosPerPixel * gap);
    const result = [];
    let last = -gap;
    for (const stretch of open) {
        const end = scale.time(stretch.right);
        let time = firstTick(scale.time(stretch.left), step);
        for (let n = 0; time <= end && n < 200; n++) {
            const x = scale.x(time);
            if (x - last >= gap * 0.9 && x <= width) {
                result.push({ time, x, ...label(time, step) });
                last = x;
            }
            time = nextTick(time, step);
        }
    }
    return result;
}

/** @typedef {{nanos?: bigint, months?: number}} Step */

/**
 * @param {number} least nanoseconds
 * @returns {Step}
 */
function stepOf(least) {
    for (let unit = 1n; unit < SECOND; unit *= 10n) {
        for (const times of [1n, 2n, 5n]) {
            if (Number(unit * times) >= least) {
                return { nanos: unit * times };
            }
        }
    }
    for (const [unit, multiples] of /** @type {[bigint, bigint[]][]} */ ([
        [SECOND, [1n, 2n, 5n, 10n, 15n, 30n]],
        [MINUTE, [1n, 2n, 5n, 10n, 15n, 30n]],
        [HOUR, [1n, 2n, 3n, 6n, 12n]],
        [DAY, [1n, 2n, 5n, 10n]],
    ])) {
        const times = multiples.find((multiple) => Number(unit * multiple) >= least);
        if (times !== undefined) {
            return { nanos: unit * times };
        }
    }
    const month = Number(DAY) * 30.44;
    for (const months of [1, 3, 6]) {
        if (month * months >= least) {
            return { months };
        }
    }
    for (let years = 1; ; years *= 10) {
        for (const times of [1, 2, 5]) {
            if (month * 12 * years * times >= least) {
                return { months: 12 * years * times };
            }
        }
    }
}

/**
 * @param {bigint} from
 * @param {Step} step
 * @returns {bigint} the first labelled time from a time on
 */
function firstTick(from, step) {
    if (step.nanos !== undefined) {
        const over = ((from % step.nanos) + step.nanos) % step.nanos;
        return over === 0n ? from : from + step.nanos - over;
    }
    const months = step.months ?? 1;
    const { year, month } = dateOf(Number((from - (((from % DAY) + DAY) % DAY)) / DAY));
    const index = Math.floor((year * 12 + month - 1) / months) * months;
    const begin = monthBegin(index);
    return begin < from ? monthBegin(index + months) : begin;
}

/**
 * @param {bigint} time
 * @param {Step} step
 * @returns {bigint}
 */
function nextTick(time, step) {
    if (step.nanos !== undefined) {
        return time + step.nanos;
    }
    const { year, month } = dateOf(Number(time / DAY));
    return monthBegin(year * 12 + month - 1 + (step.months ?? 1));
}

/** @param {number} index months since the year 0 */
function monthBegin(index) {
    const year = Math.floor(index / 12);
    return BigInt(daysOf(year, index - year * 12 + 1, 1)) * DAY;
}

/**
 * @param {bigint} time
 * @param {Step} step
 * @returns {{text: string, major: boolean}}
 */
function label(time, step) {
    const { date, clock, fraction } = timeParts(isoOf(time));
    if (step.months !== undefined) {
        const [, year, month] = /** @type {RegExpExecArray} */ (/^([+-]?\d+)-(\d\d)/.exec(date));
        return step.months >= 12 ? { text: year, major: true } : { text: `${year}-${month}`, major: month === '01' };
    }
    const nanos = /** @type {bigint} */ (step.nanos);
    if (nanos >= DAY || (time % DAY === 0n && nanos >= MINUTE)) {
        return { text: date, major: true };
    }
    if (nanos >= MINUTE) {
        return { text: clock.slice(0, 5), major: false };
    }
    if (nanos >= SECOND) {
        return { text: clock, major: false };
    }
    // Below a second, the digits that differ are what counts: the full time is in the caption.
    const digits = nanos >= 1_000_000n ? 3 : nanos >= 1_000n ? 6 : 9;
    const padded = fraction.padEnd(9, '0').slice(0, digits);
    return /^0*$/.test(padded)
        ? { text: clock, major: true }
        : { text: `${digits === 3 ? clock.slice(6) : ''}.${padded.replace(/(\d{3})(?=\d)/g, '$1 ')}`, major: false };
}
