/**
 * A grid of a state, as it was: rows, columns, widths, pins, sort, filter, selection, focus, errors. Only the rows and columns
 * in sight are in the document.
 */

import { h } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { visible } from './format.js';
import { HEAD, ROW, heightOf, layoutOf, rowsInSight, topOfRow, scrollOfRow } from './layout.js';
import { kindOf, plainText } from './parts.js';
import { same } from './store.js';

/**
 * @typedef {object} Column
 * @property {string} id
 * @property {string | null} title
 * @property {number | null} width
 * @property {boolean} visible
 * @property {string | null} pin
 * @property {{direction: string, priority: number} | null} sort
 * @property {string | null} filter
 */

/**
 * @typedef {object} Row
 * @property {string} id
 * @property {boolean} selected
 * @property {boolean} expanded
 * @property {any[]} cells in the order of all columns
 * @property {Record<string, string>} [error] messages by column
 * @property {string[]} [selectedCells]
 * @property {string[]} [changed] columns changed by the event
 * @property {string[]} [changedSince] columns changed since mark A
 * @property {boolean} [added]
 */

/**
 * The part of the answer of `state` that a grid shows.
 *
 * @typedef {object} GridAnswer
 * @property {string} gridId
 * @property {Column[]} columns
 * @property {number} rowCount
 * @property {number} row index of the first of `rows`
 * @property {Row[]} rows
 * @property {{rowId: string, columnId: string} | null} focus
 */

/**
 * A row, and perhaps a column, to bring into sight: once for each key.
 *
 * @typedef {{row: number, column: string | null, key: string}} Reveal
 */

/**
 * @param {object} props
 * @param {GridAnswer} props.data
 * @param {boolean} props.hidden whether hidden columns are shown, too
 * @param {import('./types.js').Cell | null} props.chosen
 * @param {Reveal | null} props.reveal
 * @param {(first: number, last: number) => void} props.onSight called with the rows in sight
 * @param {(row: string, column: string) => void} props.onCell
 */
export function Grid({ data, hidden, chosen, reveal, onSight, onCell }) {
    const box = useRef(/** @type {HTMLElement | null} */ (null));
    const [sight, setSight] = useState({ top: 0, left: 0, width: 0, height: 0 });
    const [active, setActive] = useState({ row: 0, column: 0 });
    const drawn = useRef(/** @type {Map<number, {parts: any[], node: any}>} */ (new Map()));
    const measure = () => {
        const element = box.current;
        if (element !== null) {
            setSight({ top: element.scrollTop, left: element.scrollLeft, width: element.clientWidth, height: element.clientHeight });
        }
    };
    useLayoutEffect(() => {
        measure();
        const observer = new ResizeObserver(measure);
        observer.observe(/** @type {HTMLElement} */ (box.current));
        return () => observer.disconnect();
    }, []);
    useEffect(() => {
        if (box.current !== null) {
            box.current.scrollTop = 0;
            box.current.scrollLeft = 0;
        }
        setActive({ row: 0, column: 0 });
    }, [data.gridId]);

    const widths = useWidths(data);
    const layout = useMemo(() => layoutOf(data.columns, widths, hidden, sight.width), [data.columns, widths, hidden, sight.width]);
    const { first, last } = rowsInSight(data.rowCount, sight.top, sight.height);
    useEffect(() => onSight(first, last), [first, last, data]);
    const center = layout.center(sight.left);

    /** @param {number} row @param {number} column index in the order shown, -1 for the ids of rows */
    const bring = (row, column) => {
        const element = box.current;
        if (element === null) {
            return;
        }
        const top = scrollOfRow(data.rowCount, row, element.scrollTop, element.clientHeight);
        if (top !== null) {
            element.scrollTop = top;
        }
        const left = column < 0 ? null : layout.scrollOf(column, element.scrollLeft);
        if (left !== null) {
            element.scrollLeft = left;
        }
    };
    useEffect(() => {
        if (reveal !== null && sight.height > 0) {
            bring(reveal.row, reveal.column === null ? -1 : layout.columns.findIndex((column) => column.id === reveal.column));
        }
    }, [reveal?.key, sight.height > 0]);

    const rowIndex = Math.min(active.row, Math.max(0, data.rowCount - 1));
    const columnIndex = Math.min(active.column, Math.max(0, layout.columns.length - 1));
    /** @param {KeyboardEvent} event */
    const onKeyDown = (event) => {
        if (event.altKey || event.metaKey || data.rowCount === 0 || layout.columns.length === 0) {
            return;
        }
        const page = Math.max(1, last - first - 2);
        const whole = event.ctrlKey;
        const lastColumn = layout.columns.length - 1;
        /** @type {Record<string, [number, number]>} */
        const targets = {
            ArrowDown: [whole ? data.rowCount - 1 : rowIndex + 1, columnIndex],
            ArrowUp: [whole ? 0 : rowIndex - 1, columnIndex],
            ArrowRight: [rowIndex, whole ? lastColumn : columnIndex + 1],
            ArrowLeft: [rowIndex, whole ? 0 : columnIndex - 1],
            PageDown: [rowIndex + page, columnIndex],
            PageUp: [rowIndex - page, columnIndex],
            Home: [whole ? 0 : rowIndex, 0],
            End: [whole ? data.rowCount - 1 : rowIndex, lastColumn],
        };
        const target = targets[event.key];
        if (target !== undefined) {
            const row = Math.min(data.rowCount - 1, Math.max(0, target[0]));
            const column = Math.min(lastColumn, Math.max(0, target[1]));
            setActive({ row, column });
            bring(row, column);
        } else if (event.key === 'Enter' || event.key === ' ') {
            const row = data.rows[rowIndex - data.row];
            if (row !== undefined) {
                onCell(row.id, layout.columns[columnIndex].id);
            }
        } else {
            return;
        }
        event.preventDefault();
        event.stopPropagation();
    };

    /** @type {typeof drawn.current} */
    const rows = new Map();
    for (let index = first; index <= last; index++) {
        const row = data.rows[index - data.row];
        const top = topOfRow(data.rowCount, index, sight.top, sight.height);
        const activeColumn = index === rowIndex ? columnIndex : -1;
        const parts = [row, top, layout, center.first, center.end, activeColumn, data.focus, chosen, data.gridId];
        const old = drawn.current.get(index);
        /** @param {string} id @param {number} column */
        const onPick = (id, column) => {
            setActive({ row: index, column });
            onCell(id, layout.columns[column].id);
        };
        // The same node again: its cells are not compared, so that scrolling draws new rows only.
        const node = old !== undefined && same(old.parts, parts) ? old.node : h(GridRow, { key: index, index, row, top, layout, center, active: activeColumn, focus: data.focus, chosen, onPick });
        rows.set(index, { parts, node });
    }
    drawn.current = rows;
    const activeInSight = data.rowCount > 0 && layout.columns.length > 0 && rowIndex >= first && rowIndex <= last && layout.isShown(columnIndex, center);
    return h(
        'div',
        {
            class: 'grid',
            role: 'grid',
            'aria-label': 'State',
            'aria-rowcount': data.rowCount + 1,
            'aria-colcount': layout.columns.length + 1,
            'aria-activedescendant': activeInSight ? cellId(rowIndex, columnIndex) : undefined,
            'aria-readonly': 'true',
            tabIndex: 0,
            ref: box,
            onScroll: measure,
            onKeyDown,
        },
        h(
            'div',
            { class: 'grid-inner', role: 'presentation', style: { width: `${layout.total}px`, height: `${HEAD + heightOf(data.rowCount)}px` } },
            h(Header, { layout, center }),
            [...rows.values()].map(({ node }) => node),
        ),
    );
}

/**
 * Widths where none is recorded: by title and values. They stay as long as the grid is shown.
 *
 * @param {GridAnswer} data
 * @returns {import('./layout.js').Widths}
 */
function useWidths(data) {
    const known = useRef({ gridId: '', longest: 0, widths: { id: 0, columns: new Map() } });
    if (known.current.gridId !== data.gridId) {
        known.current = { gridId: data.gridId, longest: 0, widths: { id: 0, columns: new Map() } };
    }
    const { longest, widths } = known.current;
    const ids = Math.max(3, longest, ...data.rows.map((row) => row.id.length));
    const added = data.columns.filter((column) => !widths.columns.has(column.id));
    if (ids > longest || added.length > 0) {
        const columns = new Map(widths.columns);
        for (const column of added) {
            const position = data.columns.indexOf(column);
            const texts = data.rows.slice(0, 40).map((row) => plainText(row.cells[position], 40).length);
            const head = (column.title ?? column.id).length + (column.sort ? 3 : 0) + (column.filter ? 6 : 0) + (column.pin ? 3 : 0);
            columns.set(column.id, Math.min(280, Math.max(72, 26 + 7.5 * Math.max(head, ...texts))));
        }
        known.current = { gridId: data.gridId, longest: ids, widths: { id: Math.min(220, Math.max(72, 44 + 8 * ids)), columns } };
    }
    return known.current.widths;
}

/** @param {number} row @param {number} column */
function cellId(row, column) {
    return `state-${row}-${column}`;
}

/** @typedef {import('./layout.js').Layout} Layout */
/** @typedef {import('./layout.js').Span} Span */

/** @param {{layout: Layout, center: Span}} props */
function Header({ layout, center }) {
    return h(
        'div',
        { class: 'grid-head', role: 'row', 'aria-rowindex': 1, style: { width: `${layout.total}px`, height: `${HEAD}px` } },
        h('div', { class: 'grid-cell grid-id', role: 'columnheader', 'aria-colindex': 1, style: { width: `${layout.idWidth}px` } }, 'Row'),
        layout.draw(center, (column, index, style, sticky) => {
            const { sort, filter, pin } = column;
            const descending = sort !== null && /^desc/i.test(sort.direction);
            return h(
                'div',
                {
                    key: column.id,
                    class: `grid-cell grid-column${sticky ? ' grid-sticky' : ''}${column.visible ? '' : ' grid-hidden'}`,
                    role: 'columnheader',
                    'aria-colindex': index + 2,
                    'aria-sort': sort === null ? undefined : descending ? 'descending' : 'ascending',
                    title: titleOf(column),
                    style,
                },
                pin && h('span', { class: 'grid-sign', 'aria-hidden': 'true' }, /right/i.test(pin) ? '⇥' : '⇤'),
                h('span', { class: 'grid-title' }, visible(column.title ?? column.id)),
                sort !== null && h('span', { class: 'grid-sign', 'aria-hidden': 'true' }, `${descending ? '▼' : '▲'}${sort.priority > 0 ? sort.priority + 1 : ''}`),
                filter !== null && h('span', { class: 'grid-filter' }, h('span', { 'aria-hidden': 'true' }, '∇ '), h('span', { class: 'hidden' }, 'filtered by '), visible(filter)),
                !column.visible && h('span', { class: 'hidden' }, ', hidden'),
            );
        }),
    );
}

/** @param {Column} column */
function titleOf(column) {
    const parts = [visible(column.title ?? column.id)];
    if (column.title !== null && column.title !== column.id) {
        parts.push(`id ${visible(column.id)}`);
    }
    if (column.width !== null) {
        parts.push(`width ${column.width}`);
    }
    if (column.pin) {
        parts.push(`pinned ${column.pin.toLowerCase()}`);
    }
    if (column.sort !== null) {
        parts.push(`sorted ${column.sort.direction.toLowerCase()}`);
    }
    if (column.filter !== null) {
        parts.push(`filter ${visible(column.filter)}`);
    }
    return parts.join(' · ');
}

/**
 * @param {object} props
 * @param {number} props.index
 * @param {Row | undefined} props.row undefined while it is not loaded
 * @param {number} props.top
 * @param {Layout} props.layout
 * @param {Span} props.center
 * @param {number} props.active index of the active column, -1 if another row is active
 * @param {{rowId: string, columnId: string} | null} props.focus
 * @param {import('./types.js').Cell | null} props.chosen
 * @param {(row: string, column: number) => void} props.onPick
 */
function GridRow({ index, row, top, layout, center, active, focus, chosen, onPick }) {
    const style = { top: `${HEAD + top}px`, height: `${ROW}px`, width: `${layout.total}px` };
    if (row === undefined) {
        return h('div', { class: 'grid-row grid-waiting', role: 'row', 'aria-rowindex': index + 2, 'aria-busy': 'true', style }, h('div', { class: 'grid-cell grid-id', role: 'rowheader', 'aria-colindex': 1, style: { width: `${layout.idWidth}px` } }, '…'));
    }
    return h(
        'div',
        {
            class: `grid-row${row.selected ? ' grid-selected' : ''}${row.added ? ' grid-added' : ''}`,
            role: 'row',
            'aria-rowindex': index + 2,
            'aria-selected': row.selected ? 'true' : undefined,
            style,
        },
        h(
            'div',
            { class: 'grid-cell grid-id', role: 'rowheader', 'aria-colindex': 1, style: { width: `${layout.idWidth}px` }, title: visible(row.id) },
            row.selected && h('span', { class: 'grid-sign' }, h('span', { 'aria-hidden': 'true' }, '✓'), h('span', { class: 'hidden' }, 'selected ')),
            row.added && h('span', { class: 'grid-sign grid-plus' }, h('span', { 'aria-hidden': 'true' }, '+'), h('span', { class: 'hidden' }, 'added ')),
            row.expanded && h('span', { class: 'grid-sign' }, h('span', { 'aria-hidden': 'true' }, '▾'), h('span', { class: 'hidden' }, 'expanded ')),
            h('span', { class: 'grid-text' }, visible(row.id)),
        ),
        layout.draw(center, (column, i, cellStyle, sticky) =>
            h(GridCell, {
                key: column.id,
                id: cellId(index, i),
                value: row.cells[layout.positions[i]],
                column: i,
                style: cellStyle,
                sticky,
                active: i === active,
                error: row.error?.[column.id],
                selected: row.selectedCells?.includes(column.id) ?? false,
                changed: row.changed?.includes(column.id) ?? false,
                since: row.changedSince?.includes(column.id) ?? false,
                focus: focus !== null && focus.rowId === row.id && focus.columnId === column.id,
                chosen: chosen !== null && chosen.row === row.id && chosen.column === column.id,
                onPick: () => onPick(row.id, i),
            }),
        ),
    );
}

/**
 * @param {object} props
 * @param {string} props.id
 * @param {any} props.value
 * @param {number} props.column
 * @param {Record<string, string>} props.style
 * @param {boolean} props.sticky
 * @param {boolean} props.active
 * @param {string | undefined} props.error
 * @param {boolean} props.selected
 * @param {boolean} props.changed
 * @param {boolean} props.since
 * @param {boolean} props.focus
 * @param {boolean} props.chosen
 * @param {() => void} props.onPick
 */
function GridCell({ id, value, column, style, sticky, active, error, selected, changed, since, focus, chosen, onPick }) {
    const kind = kindOf(value);
    // The server writes null for an absent value, too.
    const text = value == null ? '' : plainText(value, 120);
    /** @type {string[]} */
    const marks = [];
    if (changed) {
        marks.push('changed by this event');
    } else if (since) {
        marks.push('changed since A');
    }
    if (selected) {
        marks.push('selected');
    }
    if (focus) {
        marks.push('has the focus');
    }
    const classes = ['grid-cell', 'grid-value', `value-${kind}`];
    const flags = { 'grid-sticky': sticky, 'grid-active': active, 'grid-error': error !== undefined, 'grid-chosen': chosen, 'grid-picked': selected, 'grid-changed': changed, 'grid-since': since && !changed, 'grid-focus': focus };
    for (const [name, on] of Object.entries(flags)) {
        if (on) {
            classes.push(name);
        }
    }
    const title = [text, ...(error === undefined ? [] : [`error: ${visible(error)}`]), ...marks, 'click for its history'].join(' · ');
    return h(
        'div',
        { id, class: classes.join(' '), role: 'gridcell', 'aria-colindex': column + 2, 'aria-selected': selected || undefined, 'aria-invalid': error !== undefined || undefined, title, style, onClick: onPick },
        (changed || since) && h('span', { class: 'grid-mark', 'aria-hidden': 'true' }, changed ? '●' : '◇'),
        h('span', { class: 'grid-text' }, text),
        error !== undefined && h('span', { class: 'grid-message' }, h('span', { 'aria-hidden': 'true' }, '⚠ '), h('span', { class: 'hidden' }, ' error: '), visible(error)),
        marks.length > 0 && h('span', { class: 'hidden' }, `, ${marks.join(', ')}`),
    );
}
