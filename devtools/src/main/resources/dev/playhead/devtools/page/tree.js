/**
 * A value as a tree that can be read and copied by pointer and by keyboard. Only the lines in sight are in the document, so
 * ten thousand entries cost as much as ten.
 */

import { h } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { counted, count, keyName, special, toJson, visible } from './format.js';
import { Value, dottedPath, outline } from './parts.js';

/** Height of a line in pixels; views.css has the same. */
const LINE = 24;
/** Lines of a tree before it scrolls. */
const LONGEST = 18;
/** Lines drawn above and below those in sight. */
const MARGIN = 8;
/** Lists and maps below the first level are open at first if they have at most this many entries. */
const SMALL = 12;
/** "Expand all" opens level by level while the tree has at most this many lines. */
const MOST_OPEN = 5_000;

/**
 * @typedef {object} Root
 * @property {string} name
 * @property {any} value
 * @property {string[]} path steps before those of the value, in copied paths
 */

/**
 * @typedef {object} Line
 * @property {string} key
 * @property {string} name
 * @property {(string | number)[]} path as copied
 * @property {any} value
 * @property {number} depth from 0
 * @property {number} entries
 * @property {boolean} open
 * @property {number} position among its siblings, from 1
 * @property {number} siblings
 * @property {string} parent key of the line above in the tree, '' for a root
 */

/** Least width of a line behind its indentation, in pixels. */
const NARROWEST = 180;

/** Number of the tree, for ids of lines. */
let trees = 0;

/**
 * @param {any} value
 * @returns {[string | number, any][]} the entries of a list or map; none for other values
 */
function entriesOf(value) {
    if (value === null || typeof value !== 'object' || special(value) !== null) {
        return [];
    }
    if (Array.isArray(value)) {
        return value.map((item, i) => [i, item]);
    }
    // A key $playhead of the data itself is escaped: this one says how many entries are left out.
    return Object.entries(value).map(([key, item]) => [key, key === '$playhead' ? { $playhead: item } : item]);
}

/**
 * Number of entries, those left out by the server included.
 *
 * @param {[string | number, any][]} entries
 */
function sizeOf(entries) {
    const more = special(entries.at(-1)?.[1]);
    return more?.kind === 'more' ? entries.length - 1 + (more.count ?? 0) : entries.length;
}

/**
 * @param {Root[]} roots
 * @param {(key: string, depth: number, entries: number) => boolean} isOpen
 * @param {number} most lines
 * @returns {Line[]}
 */
function linesOf(roots, isOpen, most = Infinity) {
    /** @type {Line[]} */
    const lines = [];
    /** @type {(name: string, path: (string | number)[], value: any, depth: number, among: [number, number], key: string, parent: string) => void} */
    const add = (name, path, value, depth, [position, siblings], key, parent) => {
        const entries = entriesOf(value);
        const open = entries.length > 0 && isOpen(key, depth, entries.length);
        lines.push({ key, name, path, value, depth, entries: sizeOf(entries), open, position, siblings, parent });
        if (open) {
            entries.forEach(([step, item], i) => {
                if (lines.length < most) {
                    const more = special(item)?.kind === 'more';
                    const label = more ? '…' : typeof step === 'number' ? String(step) : keyName(step);
                    const inner = more ? path : [...path, typeof step === 'number' ? step : keyName(step)];
                    add(label, inner, item, depth + 1, [i + 1, entries.length], `${key}\u0000${step}`, key);
                }
            });
        }
    };
    roots.forEach((root, i) => add(root.name, root.path, root.value, 0, [i + 1, roots.length], root.name, ''));
    return lines;
}

/**
 * Text of a leaf in full, null if its line shows all of it.
 *
 * @param {any} value
 */
function longText(value) {
    const mark = special(value);
    const text = typeof value === 'string' ? value : mark?.kind === 'cut' ? (mark.text ?? '') : null;
    if (text === null || (text.length <= 60 && !/[\n\t]/.test(text))) {
        return null;
    }
    const rest = mark === null ? '' : `… (the first ${count(text.length)} of ${count(mark.length ?? 0)} characters)`;
    return visible(text, true) + rest;
}

/**
 * A tree of values.
 *
 * @param {object} props
 * @param {import('./store.js').Store} props.store
 * @param {string} props.label accessible name of the tree
 * @param {Root[]} props.roots
 * @param {string} [props.filterRoot] name of the root whose leaves can be searched for by a filter
 * @param {(path: (string | number)[], value: any) => void} [props.onFilter]
 * @param {ReadonlySet<string>} [props.changed] JSON of the paths that changed
 */
export function Tree({ store, label, roots, filterRoot, onFilter, changed }) {
    const [toggled, setToggled] = useState(/** @type {ReadonlyMap<string, boolean>} */ (new Map()));
    const [activeKey, setActiveKey] = useState('');
    const [top, setTop] = useState(0);
    const box = useRef(/** @type {HTMLElement | null} */ (null));
    const moved = useRef(false);
    const id = useMemo(() => `tree${++trees}`, []);
    const inside = useMemo(() => ancestorsOf(changed), [changed]);
    const lines = useMemo(() => {
        /** @type {(key: string, depth: number, entries: number) => boolean} */
        const isOpen = (key, depth, entries) => toggled.get(key) ?? (depth === 0 || (depth < 4 && entries <= SMALL));
        return linesOf(roots, isOpen);
    }, [roots, toggled]);
    const found = lines.findIndex((line) => line.key === activeKey);
    const active = Math.max(0, found);
    const line = lines[active];

    /** @param {number} index */
    const activate = (index) => {
        const to = Math.min(lines.length - 1, Math.max(0, index));
        setActiveKey(lines[to].key);
        moved.current = true;
        const scroller = box.current;
        if (scroller !== null) {
            if (to * LINE < scroller.scrollTop) {
                scroller.scrollTop = to * LINE;
            } else if ((to + 1) * LINE > scroller.scrollTop + scroller.clientHeight) {
                scroller.scrollTop = (to + 1) * LINE - scroller.clientHeight;
            }
        }
    };
    /** @param {Line} item @param {boolean} open */
    const toggle = (item, open) => item.entries > 0 && setToggled(new Map(toggled).set(item.key, open));

    /** @param {KeyboardEvent} event */
    const onKeyDown = (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || line === undefined) {
            return;
        }
        /** @type {Record<string, () => void>} */
        const keys = {
            ArrowDown: () => activate(active + 1),
            ArrowUp: () => activate(active - 1),
            Home: () => activate(0),
            End: () => activate(lines.length - 1),
            PageDown: () => activate(active + LONGEST - 2),
            PageUp: () => activate(active - LONGEST + 2),
            ArrowRight: () => (line.open ? activate(active + 1) : toggle(line, true)),
            ArrowLeft: () => (line.open ? toggle(line, false) : activate(parentOf(lines, active))),
            Enter: () => toggle(line, !line.open),
            ' ': () => toggle(line, !line.open),
            '*': () => {
                const next = new Map(toggled);
                lines.filter((item) => item.parent === line.parent).forEach((item) => next.set(item.key, true));
                setToggled(next);
            },
        };
        const action = keys[event.key];
        if (action !== undefined) {
            event.preventDefault();
            event.stopPropagation();
            action();
        }
    };

    const first = Math.max(0, Math.floor(top / LINE) - MARGIN);
    const shown = lines.slice(first, first + LONGEST + 2 * MARGIN);
    useEffect(() => {
        if (box.current !== null) {
            setTop(box.current.scrollTop);
        }
    }, [lines.length]);
    const activeId = `${id}-${active}`;
    useEffect(() => {
        // The tree itself may be partly out of sight.
        const element = moved.current ? document.getElementById(activeId) : null;
        if (element !== null) {
            moved.current = false;
            element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
        }
    });
    return h(
        'div',
        { class: 'tree-box' },
        h(TreeTools, { store, line, lines, onFilter: line && rootOf(line) === filterRoot ? onFilter : undefined, onExpand: () => setToggled(expanded(roots)), onCollapse: () => setToggled(collapsed(roots)) }),
        h(
            'div',
            {
                class: 'tree',
                role: 'tree',
                'aria-label': label,
                'aria-activedescendant': shown.includes(line) ? activeId : undefined,
                tabIndex: 0,
                ref: box,
                style: { height: `${Math.min(LONGEST, Math.max(1, lines.length)) * LINE + 2}px` },
                onKeyDown,
                onScroll: (/** @type {any} */ event) => setTop(event.currentTarget.scrollTop),
            },
            h(
                'div',
                { class: 'tree-inner', role: 'presentation', style: { height: `${lines.length * LINE}px`, minWidth: `${indentOf(shown.reduce((depth, item) => Math.max(depth, item.depth), 0)) + NARROWEST}px` } },
                shown.map((item, i) =>
                    h(TreeLine, {
                        key: item.key,
                        line: item,
                        id: `${id}-${first + i}`,
                        top: (first + i) * LINE,
                        active: first + i === active,
                        mark: markOf(item, changed, inside),
                        onPick: () => setActiveKey(item.key),
                        onToggle: () => toggle(item, !item.open),
                    }),
                ),
            ),
        ),
        line !== undefined && h(LongText, { value: line.value }),
    );
}

/** @param {{value: any}} props */
function LongText({ value }) {
    const text = longText(value);
    return text === null ? null : h('pre', { class: 'long-text', tabIndex: 0, 'aria-label': 'Selected text' }, text);
}

/**
 * @param {{line: Line, id: string, top: number, active: boolean, mark: 'changed' | 'inside' | null, onPick: () => void, onToggle: () => void}} props
 */
function TreeLine({ line, id, top, active, mark, onPick, onToggle }) {
    const branch = line.entries > 0;
    return h(
        'div',
        {
            id,
            class: `tree-line${active ? ' tree-active' : ''}${mark === null ? '' : ` tree-${mark}`}`,
            role: 'treeitem',
            'aria-level': line.depth + 1,
            'aria-setsize': line.siblings,
            'aria-posinset': line.position,
            'aria-selected': active,
            'aria-expanded': branch ? line.open : undefined,
            style: { top: `${top}px`, paddingLeft: `${indentOf(line.depth)}px` },
            onClick: onPick,
            onDblClick: onToggle,
        },
        h('span', { class: 'tree-toggle', 'aria-hidden': 'true', onClick: onToggle }, branch ? (line.open ? '▾' : '▸') : ''),
        mark !== null && h('span', { class: 'tree-mark', title: mark === 'changed' ? 'Changed by this event' : 'Has a part changed by this event' }, mark === 'changed' ? '●' : '○'),
        h('span', { class: 'tree-name' }, visible(line.name)),
        h(TreeValue, { line }),
    );
}

/** @param {{line: Line}} props */
function TreeValue({ line }) {
    const { value, entries } = line;
    const mark = special(value);
    if (mark?.kind === 'more') {
        return h('span', { class: 'value value-marker' }, `${count(mark.count ?? 0)} more, not shown`);
    }
    if (entries === 0) {
        const empty = value !== null && typeof value === 'object' && mark === null;
        return empty ? h('span', { class: 'value value-list' }, Array.isArray(value) ? '[]' : '{}') : h(Value, { value, longest: 300 });
    }
    const size = counted(entries, Array.isArray(value) ? 'item' : 'field');
    return h(
        'span',
        { class: 'value tree-size' },
        size,
        !line.open && h('span', { class: 'tree-outline' }, ` ${outline(value, 120)}`),
    );
}

/**
 * Path of the active line, and what can be done with it.
 *
 * @param {object} props
 * @param {import('./store.js').Store} props.store
 * @param {Line | undefined} props.line
 * @param {Line[]} props.lines
 * @param {((path: (string | number)[], value: any) => void) | undefined} props.onFilter
 * @param {() => void} props.onExpand
 * @param {() => void} props.onCollapse
 */
function TreeTools({ store, line, lines, onFilter, onExpand, onCollapse }) {
    if (line === undefined) {
        return null;
    }
    const path = dottedPath(line.path);
    const leaf = line.entries === 0 && (line.value === null || typeof line.value !== 'object' || special(line.value)?.kind === 'number');
    return h(
        'div',
        { class: 'tree-tools' },
        h('code', { class: 'tree-path', title: 'Path of the selected line' }, visible(path === '' ? line.name : path)),
        button('Copy JSON', () => store.copy(toJson(line.value, 2), 'JSON')),
        path !== '' && button('Copy path', () => store.copy(path, 'Path')),
        onFilter !== undefined && leaf && path !== '' && button('Filter by it', () => onFilter(line.path, line.value)),
        lines.some((item) => item.entries > 0 && !item.open) ? button('Expand all', onExpand) : button('Collapse', onCollapse),
    );
}

/** @param {number} depth @returns {number} pixels; deep lines are indented less, so that they stay in sight */
function indentOf(depth) {
    return 6 + Math.min(depth, 12) * 14 + Math.max(0, depth - 12) * 4;
}

/** @param {string} text @param {() => void} onClick */
function button(text, onClick) {
    return h('button', { type: 'button', class: 'small', onClick }, text);
}

/** @param {Line} line */
function rootOf(line) {
    return line.key.split('\u0000', 1)[0];
}

/** @param {Line[]} lines @param {number} index */
function parentOf(lines, index) {
    const parent = lines.findIndex((line) => line.key === lines[index].parent);
    return parent < 0 ? index : parent;
}

/** @param {Root[]} roots @returns {Map<string, boolean>} the whole tree open, or as many levels as are not too long */
function expanded(roots) {
    let best = linesOf(roots, (_, depth) => depth === 0, MOST_OPEN);
    for (let levels = 2; ; levels++) {
        const lines = linesOf(roots, (_, depth) => depth < levels, MOST_OPEN + 1);
        if (lines.length > MOST_OPEN || lines.length === best.length) {
            return new Map(best.filter((line) => line.entries > 0).map((line) => [line.key, line.open]));
        }
        best = lines;
    }
}

/** @param {Root[]} roots @returns {Map<string, boolean>} only the roots open */
function collapsed(roots) {
    const lines = linesOf(roots, (_, depth) => depth === 0, MOST_OPEN);
    return new Map(lines.filter((line) => line.entries > 0).map((line) => [line.key, line.depth === 0]));
}

/**
 * @param {ReadonlySet<string> | undefined} changed
 * @returns {Set<string>} JSON of the paths that lead to changed parts
 */
function ancestorsOf(changed) {
    const all = new Set();
    for (const text of changed ?? []) {
        const path = JSON.parse(text);
        while (path.length > 0) {
            path.pop();
            all.add(JSON.stringify(path));
        }
    }
    return all;
}

/**
 * @param {Line} line
 * @param {ReadonlySet<string> | undefined} changed
 * @param {Set<string>} inside
 */
function markOf(line, changed, inside) {
    if (changed === undefined || changed.size === 0) {
        return null;
    }
    const path = JSON.stringify(line.path.map(String));
    return changed.has(path) ? 'changed' : inside.has(path) ? 'inside' : null;
}
