/** Where the rows and columns of a grid are: arithmetic on pixels. */

import { h } from 'preact';

/** Height of a row in pixels; views.css has the same. */
export const ROW = 28;
/** Height of the header in pixels. */
export const HEAD = 32;
/** Rows drawn above and below those in sight. */
const MARGIN_ROWS = 6;
/** Columns drawn beside those in sight, in pixels. */
const MARGIN_PIXELS = 200;
/** Browsers do not draw boxes above some 16 million pixels: longer grids scroll by fractions of their length. */
const TALLEST = 12_000_000;
/** Key of the box before the columns pinned right. Ids of columns are strings. */
const GAP = 0;
/** Largest part of the width that fixed columns may take. */
const FIXED_SHARE = 0.6;

/** @typedef {import('./grid.js').Column} Column */

/** @typedef {{id: number, columns: Map<string, number>}} Widths of the ids of rows, and of columns, in pixels */

/**
 * Columns in sight among those that scroll: from the first to before the end.
 *
 * @typedef {{first: number, end: number}} Span
 */

/**
 * @typedef {object} Layout
 * @property {Column[]} columns in the order shown: pinned left, others, pinned right
 * @property {number[]} positions index of each of them in the answer
 * @property {number} idWidth
 * @property {number} total width in pixels
 * @property {(left: number) => Span} center columns in sight
 * @property {(index: number, span: Span) => boolean} isShown
 * @property {(index: number, left: number) => number | null} scrollOf where to scroll to see a column; null to stay
 * @property {(span: Span, cell: (column: Column, index: number, style: Record<string, string>, sticky: boolean) => any) => any[]} draw
 */

/** @param {number} rows */
export function heightOf(rows) {
    return Math.min(TALLEST, rows * ROW);
}

/**
 * The first row in sight, with a fraction.
 *
 * @param {number} rows
 * @param {number} top scrolled pixels
 * @param {number} height of the box, with the header
 */
function firstOf(rows, top, height) {
    const inside = Math.max(ROW, height - HEAD);
    const tall = heightOf(rows);
    return tall < rows * ROW ? (Math.min(1, top / (tall - inside)) * (rows * ROW - inside)) / ROW : top / ROW;
}

/**
 * Rows to draw.
 *
 * @param {number} rows
 * @param {number} top
 * @param {number} height
 * @returns {{first: number, last: number}} `last` is below `first` if there are none
 */
export function rowsInSight(rows, top, height) {
    const start = firstOf(rows, top, height);
    return {
        first: Math.max(0, Math.floor(start) - MARGIN_ROWS),
        last: height === 0 ? -1 : Math.min(rows - 1, Math.ceil(start + height / ROW) + MARGIN_ROWS),
    };
}

/**
 * @param {number} rows
 * @param {number} row
 * @param {number} top
 * @param {number} height
 * @returns {number} pixels from the begin of the first row
 */
export function topOfRow(rows, row, top, height) {
    return heightOf(rows) < rows * ROW ? Math.round(top + (row - firstOf(rows, top, height)) * ROW) : row * ROW;
}

/**
 * Where to scroll to see a row.
 *
 * @param {number} rows
 * @param {number} row
 * @param {number} top
 * @param {number} height
 * @returns {number | null} null if it is in sight
 */
export function scrollOfRow(rows, row, top, height) {
    const inside = Math.max(ROW, height - HEAD);
    const start = firstOf(rows, top, height);
    const fit = inside / ROW;
    if (row >= start && row + 1 <= start + fit) {
        return null;
    }
    const far = row < start - fit || row > start + 2 * fit;
    const target = Math.max(0, far ? row - fit / 2 : row < start ? row : row + 1 - fit);
    const tall = heightOf(rows);
    return tall < rows * ROW ? ((target * ROW) / (rows * ROW - inside)) * (tall - inside) : target * ROW;
}

/**
 * Arranges the columns of a grid.
 *
 * @param {Column[]} all
 * @param {Widths} widths where none is recorded
 * @param {boolean} hidden whether hidden columns are shown, too
 * @param {number} sight width of the box
 * @returns {Layout}
 */
export function layoutOf(all, widths, hidden, sight) {
    const shown = all.map((column, position) => ({ column, position })).filter(({ column }) => hidden || column.visible);
    /** @param {Column} column */
    const sideOf = (column) => (/^left$/i.test(column.pin ?? '') ? 0 : /^right$/i.test(column.pin ?? '') ? 2 : 1);
    const order = [0, 1, 2].flatMap((side) => shown.filter(({ column }) => sideOf(column) === side));
    const columns = order.map(({ column }) => column);
    /** @param {Column} column */
    const widthOf = (column) => Math.round(column.width === null ? (widths.columns.get(column.id) ?? 100) : Math.min(800, Math.max(44, column.width)));
    const size = columns.map(widthOf);
    const idWidth = Math.round(Math.min(widths.id, Math.max(56, sight * 0.4)));
    const sides = columns.map(sideOf);
    const fixed = size.reduce((sum, width, i) => (sides[i] === 1 ? sum : sum + width), idWidth);
    const sticks = fixed <= sight * FIXED_SHARE;
    const starts = sticks ? sides.filter((side) => side === 0).length : 0;
    const ends = sticks ? columns.length - sides.filter((side) => side === 2).length : columns.length;
    /** @type {number[]} */
    const lefts = [];
    let total = idWidth;
    for (const width of size) {
        lefts.push(total);
        total += width;
    }
    const leftWidth = lefts[starts] ?? total;
    const rightWidth = total - (lefts[ends] ?? total);

    /** @type {Layout['center']} */
    const center = (left) => {
        const from = left + leftWidth - MARGIN_PIXELS;
        const to = left + sight - rightWidth + MARGIN_PIXELS;
        let first = starts;
        while (first < ends && lefts[first] + size[first] < from) {
            first++;
        }
        let end = first;
        while (end < ends && lefts[end] < to) {
            end++;
        }
        return { first, end };
    };
    return {
        columns,
        positions: order.map(({ position }) => position),
        idWidth,
        total,
        center,
        isShown: (index, span) => index < starts || index >= ends || (index >= span.first && index < span.end),
        scrollOf(index, left) {
            if (index < starts || index >= ends) {
                return null;
            }
            if (lefts[index] < left + leftWidth) {
                return lefts[index] - leftWidth;
            }
            const right = lefts[index] + size[index];
            return right > left + sight - rightWidth ? Math.min(lefts[index] - leftWidth, right - sight + rightWidth) : null;
        },
        draw(span, cell) {
            const cells = [];
            /** @param {number} index @param {Record<string, string>} style @param {boolean} sticky */
            const add = (index, style, sticky) => cells.push(cell(columns[index], index, { width: `${size[index]}px`, ...style }, sticky));
            for (let i = 0; i < starts; i++) {
                add(i, { left: `${lefts[i]}px` }, true);
            }
            // Positioned from the left, so that columns that are out of sight need no boxes.
            for (let i = span.first; i < span.end; i++) {
                add(i, i === span.first ? { marginLeft: `${lefts[i] - leftWidth}px` } : {}, false);
            }
            for (let i = ends; i < columns.length; i++) {
                if (i === ends) {
                    // A box rather than a margin: a column sticks no further left than its margin reaches.
                    const gap = lefts[i] - (span.end > span.first ? lefts[span.end - 1] + size[span.end - 1] : leftWidth);
                    cells.push(h('div', { key: GAP, class: 'grid-gap', role: 'presentation', style: { width: `${gap}px` } }));
                }
                add(i, { right: `${total - lefts[i] - size[i]}px` }, true);
            }
            return cells;
        },
    };
}
