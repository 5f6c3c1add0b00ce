/** Draws the timeline on its canvas. */

import { counted, dateTime, digitsFor, duration, nanosOf, visible } from './format.js';
import { bucketTime, rangeOf, ticks } from './scale.js';

export const RULER_HEIGHT = 24;
export const SESSION_HEIGHT = 6;

/** Rare events stay visible beside frequent ones. */
const LEAST_BAR_PIXELS = 2;

const LABEL_GAP_PIXELS = 96;

/**
 * @typedef {object} Scene what is drawn
 * @property {import('./scale.js').Scale} scale
 * @property {import('./types.js').Density | null} density it may belong to another range than the scale
 * @property {number} laneHeight
 * @property {number} laneCount
 * @property {import('./types.js').History} history
 * @property {Map<number, string>} times times of sequences, as far as they are known
 * @property {string | null} playhead time of the event under the playhead
 * @property {number | null} a sequence of mark A
 * @property {number | null} b sequence of mark B
 */

/**
 * Draws the scene.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Scene} scene
 */
export function draw(canvas, scene) {
    const { scale } = scene;
    const height = heightOf(scene);
    const ratio = Math.max(1, window.devicePixelRatio || 1);
    const pixels = [Math.round(scale.width * ratio), Math.round(height * ratio)];
    if (canvas.width !== pixels[0] || canvas.height !== pixels[1]) {
        [canvas.width, canvas.height] = pixels;
    }
    const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, scale.width, height);
    const colours = coloursOf(canvas);
    drawBetweenMarks(g, scene, colours, height);
    drawRuler(g, scene, colours, height);
    drawLanes(g, scene, colours);
    drawFolds(g, scene, colours);
    drawMissing(g, scene, colours, height);
    drawSessions(g, scene, colours, height);
    drawMark(g, scene, colours, 'A', scene.a, colours('--mark-a'), height);
    drawMark(g, scene, colours, 'B', scene.b, colours('--mark-b'), height);
    drawPlayhead(g, scene, colours, height);
}

/** @param {Pick<Scene, 'laneHeight' | 'laneCount' | 'history'>} scene */
export function heightOf({ laneHeight, laneCount, history }) {
    return RULER_HEIGHT + laneHeight * Math.max(1, laneCount) + (history.sessions.length > 1 ? SESSION_HEIGHT : 0);
}

/** @typedef {(name: string) => string} Colours */

/**
 * @param {Element} element
 * @returns {Colours}
 */
function coloursOf(element) {
    const style = getComputedStyle(element);
    return (name) => style.getPropertyValue(name).trim();
}

/**
 * @param {CanvasRenderingContext2D} g
 * @param {Scene} scene
 * @param {Colours} colours
 */
function drawLanes(g, { scale, density, laneHeight }, colours) {
    const range = density === null ? null : rangeOf(density.from, density.to);
    if (density === null || range === null || density.lanes.length === 0) {
        return;
    }
    const most = density.lanes.reduce((max, lane) => lane.counts.reduce((m, n) => Math.max(m, n), max), 1);
    const buckets = density.lanes[0]?.counts.length ?? 0;
    const edges = Float64Array.from({ length: buckets + 1 }, (_, bucket) => scale.x(bucketTime(range, bucket, buckets)));
    density.lanes.forEach((lane, index) => {
        const bottom = RULER_HEIGHT + (index + 1) * laneHeight;
        g.fillStyle = colours('--line');
        g.fillRect(0, bottom - 1, scale.width, 1);
        g.fillStyle = colours('--bar');
        lane.counts.forEach((n, bucket) => {
            const left = edges[bucket];
            const right = edges[bucket + 1];
            if (n === 0 || right < 0 || left > scale.width) {
                return;
            }
            const width = right - left;
            const tall = Math.max(LEAST_BAR_PIXELS, Math.sqrt(n / most) * (laneHeight - 4));
            g.fillRect(left, bottom - 1 - tall, Math.max(1, width > 3 ? width - 0.5 : width), tall);
        });
    });
}

/**
 * @param {CanvasRenderingContext2D} g
 * @param {Scene} scene
 * @param {Colours} colours
 * @param {number} height
 */
function drawRuler(g, { scale }, colours, height) {
    g.fillStyle = colours('--line-strong');
    g.fillRect(0, RULER_HEIGHT - 1, scale.width, 1);
    g.font = `11px ${colours('--font')}`;
    g.textBaseline = 'middle';
    for (const tick of ticks(scale, LABEL_GAP_PIXELS)) {
        g.fillStyle = colours('--line');
        g.fillRect(Math.round(tick.x), RULER_HEIGHT - 6, 1, height);
        g.fillStyle = colours(tick.major ? '--text' : '--muted');
        const wide = g.measureText(tick.text).width;
        if (tick.x + 4 + wide <= scale.width) {
            g.fillText(tick.text, tick.x + 4, RULER_HEIGHT / 2);
        }
    }
}

/**
 * @param {CanvasRenderingContext2D} g
 * @param {Scene} scene
 * @param {Colours} colours
 */
function drawFolds(g, { scale, laneHeight, laneCount }, colours) {
    const bottom = RULER_HEIGHT + laneHeight * Math.max(1, laneCount);
    const span = Number(scale.range.to - scale.range.from);
    for (const stretch of scale.stretches.filter((one) => one.idle)) {
        g.fillStyle = colours('--surface-2');
        g.fillRect(stretch.left, RULER_HEIGHT, stretch.right - stretch.left, bottom - RULER_HEIGHT);
        hatch(g, stretch.left, stretch.right, RULER_HEIGHT, bottom, colours('--line-strong'));
        g.save();
        g.translate((stretch.left + stretch.right) / 2, (RULER_HEIGHT + bottom) / 2);
        const text = duration((stretch.to - stretch.from) * span);
        g.font = `11px ${colours('--font')}`;
        const wide = g.measureText(text).width;
        if (wide + 8 <= bottom - RULER_HEIGHT) {
            g.rotate(-Math.PI / 2);
            g.fillStyle = colours('--surface-2');
            g.fillRect(-wide / 2 - 3, -7, wide + 6, 14);
            g.fillStyle = colours('--text');
            g.textAlign = 'center';
            g.textBaseline = 'middle';
            g.fillText(text, 0, 0);
        }
        g.restore();
    }
}

/**
 * @param {CanvasRenderingContext2D} g
 * @param {Scene} scene
 * @param {Colours} colours
 * @param {number} height
 */
function drawMissing(g, { scale, history, times }, colours, height) {
    for (const pause of history.breaks) {
        const from = nanosOf(pause.from);
        const to = nanosOf(pause.to);
        if (from !== null && to !== null) {
            const begin = scale.x(from);
            const end = Math.max(begin + 3, scale.x(to));
            if (end >= 0 && begin <= scale.width) {
                // A break may be millions of times as long as what is in sight.
                const left = Math.max(-10, begin);
                const right = Math.min(scale.width + 10, end);
                hatch(g, left, right, RULER_HEIGHT, height, colours('--warn'));
                g.strokeStyle = colours('--warn');
                g.strokeRect(left + 0.5, RULER_HEIGHT - 0.5, right - left - 1, height);
            }
        }
    }
    g.fillStyle = colours('--error');
    for (const range of history.lost) {
        const time = times.get(range.to + 1) ?? times.get(range.from - 1);
        const x = time === undefined ? null : pixelOf(scale, time);
        if (x !== null) {
            g.fillRect(x - 1, RULER_HEIGHT, 2, height);
            triangle(g, x, RULER_HEIGHT - 1, 5);
        }
    }
    for (const problem of history.problems) {
        const x = pixelOf(scale, problem.time);
        if (x !== null) {
            triangle(g, x, RULER_HEIGHT - 1, 4);
        }
    }
}

/**
 * @param {CanvasRenderingContext2D} g
 * @param {Scene} scene
 * @param {Colours} colours
 * @param {number} height
 */
function drawSessions(g, { scale, history }, colours, height) {
    if (history.sessions.length < 2) {
        return;
    }
    history.sessions.forEach((session, index) => {
        const from = nanosOf(session.from);
        const next = history.sessions[index + 1];
        const to = nanosOf(session.to ?? next?.from ?? history.to ?? session.from);
        if (from === null || to === null) {
            return;
        }
        const left = Math.max(0, scale.x(from));
        const right = Math.min(scale.width, scale.x(to));
        if (right >= left) {
            g.fillStyle = colours(index % 2 === 0 ? '--bar' : '--line-strong');
            g.fillRect(left, height - SESSION_HEIGHT + 2, Math.max(2, right - left - 1), SESSION_HEIGHT - 3);
        }
    });
}

/**
 * @param {CanvasRenderingContext2D} g
 * @param {Scene} scene
 * @param {Colours} colours
 * @param {number} height
 */
function drawBetweenMarks(g, { scale, times, a, b }, colours, height) {
    const one = a === null ? null : nanosOf(times.get(a) ?? '');
    const other = b === null ? null : nanosOf(times.get(b) ?? '');
    if (one === null || other === null) {
        return;
    }
    const [left, right] = [scale.x(one), scale.x(other)].sort((m, n) => m - n);
    g.fillStyle = colours('--between');
    g.fillRect(left, RULER_HEIGHT, right - left, height);
}

/**
 * @param {CanvasRenderingContext2D} g
 * @param {Scene} scene
 * @param {Colours} colours
 * @param {string} name
 * @param {number | null} sequence
 * @param {string} colour
 * @param {number} height
 */
function drawMark(g, { scale, times }, colours, name, sequence, colour, height) {
    const time = sequence === null ? undefined : times.get(sequence);
    const x = time === undefined ? null : pixelOf(scale, time);
    if (x === null) {
        return;
    }
    g.fillStyle = colour;
    g.fillRect(Math.round(x), 2, 1.5, height);
    g.beginPath();
    g.roundRect(Math.min(x, scale.width - 13), 2, 13, 13, 2);
    g.fill();
    g.fillStyle = colours('--on-accent');
    g.font = `bold 10px ${colours('--font')}`;
    g.textAlign = 'center';
    g.textBaseline = 'middle';
    g.fillText(name, Math.min(x, scale.width - 13) + 6.5, 9);
    g.textAlign = 'start';
}

/**
 * @param {CanvasRenderingContext2D} g
 * @param {Scene} scene
 * @param {Colours} colours
 * @param {number} height
 */
function drawPlayhead(g, { scale, playhead }, colours, height) {
    const x = playhead === null ? null : pixelOf(scale, playhead);
    if (x !== null) {
        g.fillStyle = colours('--accent');
        g.fillRect(Math.round(x) - 1, RULER_HEIGHT - 8, 2, height);
    }
}

/**
 * Pixel of a time, null if it is outside of the axis.
 *
 * @param {import('./scale.js').Scale} scale
 * @param {string} time
 * @returns {number | null}
 */
export function pixelOf(scale, time) {
    const nanos = nanosOf(time);
    if (nanos === null) {
        return null;
    }
    const x = scale.x(nanos);
    return x < -0.5 || x > scale.width + 0.5 ? null : Math.min(scale.width - 1, Math.max(1, x));
}

/**
 * @param {CanvasRenderingContext2D} g
 * @param {number} left
 * @param {number} right
 * @param {number} top
 * @param {number} bottom
 * @param {string} colour
 */
function hatch(g, left, right, top, bottom, colour) {
    g.save();
    g.beginPath();
    g.rect(left, top, right - left, bottom - top);
    g.clip();
    g.strokeStyle = colour;
    g.lineWidth = 1;
    g.beginPath();
    for (let x = left - (bottom - top); x < right; x += 6) {
        g.moveTo(x, bottom);
        g.lineTo(x + bottom - top, top);
    }
    g.stroke();
    g.restore();
}

/**
 * @param {CanvasRenderingContext2D} g
 * @param {number} x
 * @param {number} bottom
 * @param {number} size
 */
function triangle(g, x, bottom, size) {
    g.beginPath();
    g.moveTo(x - size, bottom - 1.6 * size);
    g.lineTo(x + size, bottom - 1.6 * size);
    g.lineTo(x, bottom);
    g.fill();
}

/**
 * Lines about one pixel of the timeline: its time and what happened around it.
 *
 * @param {Scene} scene
 * @param {number} x
 * @param {string} time
 * @returns {string[]}
 */
export function describe({ scale, density, history, times }, x, time) {
    const digits = digitsFor(Number(scale.range.to - scale.range.from));
    const lines = [`${dateTime(time, digits)} UTC`];
    const nanos = /** @type {bigint} */ (nanosOf(time));
    const range = density === null ? null : rangeOf(density.from, density.to);
    if (density !== null && density.lanes.length > 0 && range !== null && range.from <= nanos && nanos <= range.to) {
        const buckets = density.lanes[0]?.counts.length ?? 0;
        const share = Number(nanos - range.from) / Number(range.to - range.from);
        const bucket = Math.min(buckets - 1, Math.floor(share * buckets));
        const here = density.lanes
            .map((lane) => ({ name: lane.name, count: lane.counts[bucket] }))
            .filter((lane) => lane.count > 0);
        const length = duration(Number(range.to - range.from) / Math.max(1, buckets));
        lines.push(here.length === 0 ? `No events within ${length}` : `Within ${length}:`);
        lines.push(...here.slice(0, 8).map((lane) => `${visible(lane.name)}  ${counted(lane.count, 'event')}`));
    }
    const idle = scale.stretches.find((stretch) => stretch.idle && stretch.left <= x && x <= stretch.right);
    if (idle !== undefined) {
        lines.splice(1, lines.length, `Idle for ${duration((idle.to - idle.from) * Number(scale.range.to - scale.range.from))}`);
    }
    for (const pause of history.breaks) {
        const left = scale.x(nanosOf(pause.from) ?? 0n);
        if (left - 4 <= x && x <= Math.max(left + 4, scale.x(nanosOf(pause.to) ?? 0n))) {
            const offered = Object.values(pause.counts).reduce((sum, n) => sum + n, 0);
            lines.push(`Recording was paused: ${counted(offered, 'event')} not recorded`);
        }
    }
    for (const lost of history.lost) {
        const at = times.get(lost.to + 1) ?? times.get(lost.from - 1);
        if (at !== undefined && Math.abs((pixelOf(scale, at) ?? -99) - x) <= 4) {
            lines.push(`Lost: #${lost.from} to #${lost.to}`);
        }
    }
    for (const problem of history.problems.slice(0, 100)) {
        if (Math.abs((pixelOf(scale, problem.time) ?? -99) - x) <= 4) {
            lines.push(`Problem: ${visible(problem.message)}`);
        }
    }
    return lines;
}
