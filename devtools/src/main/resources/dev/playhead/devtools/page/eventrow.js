/** A row of the list of events, with the row of its own for what is missing before it. */

import { h } from 'preact';
import { clock, count, counted, dateTime, duration, nanosOf, timeParts, visible } from './format.js';
import { ROW_HEIGHT } from './position.js';

/** @typedef {import('./types.js').EventRow} EventRow */

export const COLUMNS = ['Id', 'Time', 'Distance', 'Source', 'Type', 'Summary'];

/**
 * @param {{rank: number, y: number, row: EventRow | undefined, view: import('./types.js').View, list: import('./position.js').Position, dates: 0 | 1 | 2, digits: number, onSelect: (rank: number) => void}} props
 */
export function Row({ rank, y, row, view, list, dates, digits, onSelect }) {
    const selected = list.cursor === rank;
    const style = (/** @type {number} */ top) => ({ transform: `translateY(${top}px)` });
    if (row === undefined) {
        return h(
            'div',
            { class: 'event-row loading', role: 'row', id: `event-${rank}`, 'aria-rowindex': rank + 2, style: style(y) },
            h('span', { role: 'gridcell', 'aria-colspan': COLUMNS.length }, '…'),
        );
    }
    const names = ['event-row'];
    names.push(selected ? 'selected' : '');
    names.push(list.cursor === null && list.near === rank ? 'after-playhead' : '');
    names.push(view.a === row.sequence ? 'mark-a' : '', view.b === row.sequence ? 'mark-b' : '');
    const cell = (/** @type {string} */ name, /** @type {string} */ text, /** @type {string} */ title = text) =>
        h('span', { role: 'gridcell', class: name, title }, text);
    const { date } = timeParts(row.time);
    const day = dates === 0 ? '' : `${dates === 1 ? date.slice(-5) : date} `;
    const event = h(
        'div',
        {
            key: 'event',
            id: `event-${rank}`,
            class: names.filter((name) => name !== '').join(' '),
            role: 'row',
            'aria-rowindex': rank + 2,
            'aria-selected': selected,
            style: style(row.missing ? y + ROW_HEIGHT : y),
            onClick: () => onSelect(rank),
        },
        cell('id', row.id),
        cell('time', day + clock(row.time, digits), `${dateTime(row.time)} UTC`),
        h(
            'span',
            { role: 'gridcell', class: `gap${row.gapNanos !== null && row.gapNanos < 0 ? ' backwards' : ''}` },
            row.gapNanos === null ? '' : duration(row.gapNanos),
        ),
        cell('source', visible(row.source)),
        cell('type', visible(row.type)),
        cell('summary', visible(row.summary)),
    );
    return row.missing
        ? [h('div', { key: 'missing', class: `event-row missing ${row.missing.lost ? 'lost' : 'paused'}`, role: 'row', style: style(y) }, h('span', { role: 'gridcell', 'aria-colspan': COLUMNS.length }, missingText(row.missing))), event]
        : event;
}

/** @param {NonNullable<EventRow['missing']>} missing */
function missingText({ lost, break: pause }) {
    if (lost) {
        return `Lost: #${lost[0]} to #${lost[1]}, ${counted(lost[1] - lost[0] + 1, 'event')}`;
    }
    if (!pause) {
        return 'Events are missing here';
    }
    const offered = Object.entries(pause.counts).sort((one, other) => other[1] - one[1]);
    const all = offered.reduce((sum, [, n]) => sum + n, 0);
    const length = (nanosOf(pause.to) ?? 0n) - (nanosOf(pause.from) ?? 0n);
    const types = offered.slice(0, 3).map(([type, n]) => `${visible(type)} ${count(n)}`);
    return `Recording paused for ${duration(Number(length))}: ${counted(all, 'event')} not recorded${types.length > 0 ? ` (${types.join(', ')}${offered.length > 3 ? ', …' : ''})` : ''}`;
}
