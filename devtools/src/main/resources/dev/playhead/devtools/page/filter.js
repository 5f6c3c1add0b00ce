/** The filter of the list and the timeline: the field, and menus of the types and sources that there are. */

import { h } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ExportMenu } from './export.js';
import { count, counted, visible } from './format.js';
import { useStore } from './store.js';

/** @typedef {import('./store.js').Store} Store */

/** The filter applies when typing rests for this long, or with Enter. */
const REST_MILLIS = 300;

const RECENT_KEY = 'playhead.filters';
const MOST_RECENT = 20;

/** Names that a menu shows at once. */
const MOST_NAMES = 300;

/** Words of a filter: quotes keep blanks together, at the begin of a word, directly behind an at sign, or after its operator. */
const WORDS = /-?(?:@?"(?:\\.|[^"\\])*"|@?'[^']*'|[^\s=<>~]*[=<>~]+(?:"(?:\\.|[^"\\])*"|'[^']*')|\S+)/g;

/** Words before which a minus does not mean NOT, or to which it cannot be joined. */
const NOT_BY_MINUS = /^(-|--.*|-NOT|-?\d+(\.\d+)?)$/s;

/**
 * Words of the text of a filter. NOT and its word are one word, with a minus; a NOT at the end has no word, and is left out.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function wordsOf(text) {
    /** @type {string[]} */
    const words = [];
    let not = false;
    for (const word of text.match(WORDS) ?? []) {
        if (word === 'NOT') {
            not = !not;
        } else {
            words.push(not ? negated(word) : word);
            not = false;
        }
    }
    return words;
}

/** @param {string} word */
function negated(word) {
    if (NOT_BY_MINUS.test(word)) {
        return `NOT ${word}`;
    }
    return word.startsWith('-') ? word.slice(1) : `-${word}`;
}

/**
 * Adds words to a filter, or removes them if they are there.
 *
 * @param {string} text
 * @param {string} word
 * @param {string} opposite a word that cannot stay beside it
 * @returns {string}
 */
export function toggled(text, word, opposite) {
    const words = wordsOf(text).filter((one) => one !== opposite);
    return (words.includes(word) ? words.filter((one) => one !== word) : [...words, word]).join(' ');
}

/**
 * Word that means a type. What would end or change the word is any text: types have no quotes.
 *
 * @param {string} type
 * @returns {string}
 */
export function typeWord(type) {
    return type === 'NOT' ? 'NOT*' : type.replace(/^[-@"']|[\s=<>~!]+/g, '*');
}

/**
 * Word that means a source.
 *
 * @param {string} source
 * @returns {string}
 */
export function sourceWord(source) {
    return `@${/[\s"'\p{Cs}]/u.test(source) ? JSON.stringify(source) : source}`;
}

/**
 * @param {{store: Store}} props
 */
export function FilterBar({ store }) {
    const [filter, types, sources] = useStore(store, (s) => [s.view().filter, s.history()?.types, s.history()?.sources]);
    const [text, setText] = useState(filter);
    const [recent, setRecent] = useState(readRecent);
    const field = useRef(/** @type {HTMLInputElement | null} */ (null));
    const resting = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
    const applied = useRef(filter);
    useEffect(() => {
        // What was typed stays as it is; what was set elsewhere replaces it.
        if (filter !== applied.current) {
            applied.current = filter;
            clearTimeout(resting.current);
            setText(filter);
        }
    }, [filter]);
    useEffect(() => () => clearTimeout(resting.current), []);
    const apply = (/** @type {string} */ next) => {
        clearTimeout(resting.current);
        applied.current = next.trim();
        store.set({ filter: applied.current });
    };
    const replace = (/** @type {string} */ next) => {
        setText(next);
        apply(next);
    };
    const clear = () => {
        replace('');
        // The button goes away: the focus would be lost with it.
        field.current?.focus();
    };
    const remember = () => {
        if (text.trim() !== '') {
            setRecent(writeRecent(text.trim()));
        }
    };
    return h(
        'form',
        {
            class: 'bar filter-bar',
            role: 'search',
            onSubmit: (/** @type {Event} */ event) => {
                event.preventDefault();
                apply(text);
                remember();
            },
        },
        h('label', { for: 'filter' }, 'Filter'),
        h('input', {
            id: 'filter',
            ref: field,
            type: 'search',
            value: text,
            list: 'recent-filters',
            autocomplete: 'off',
            autocapitalize: 'off',
            spellcheck: false,
            maxLength: 4000,
            placeholder: 'cell:edit  @user  rowId=7  "text"  -type',
            title: 'Types, @sources, path=value, path>n, path~text, "text"; -word or NOT word excludes. Press ? for more.',
            onInput: (/** @type {any} */ event) => {
                const next = event.currentTarget.value;
                setText(next);
                clearTimeout(resting.current);
                resting.current = setTimeout(() => apply(next), REST_MILLIS);
            },
            onBlur: remember,
        }),
        h(
            'datalist',
            { id: 'recent-filters' },
            recent.map((one) => h('option', { key: one, value: one })),
        ),
        h(NameMenu, { title: 'Types', names: types ?? [], filter, word: typeWord, onChange: replace }),
        h(NameMenu, { title: 'Sources', names: sources ?? [], filter, word: sourceWord, onChange: replace }),
        filter !== '' && h('button', { type: 'button', onClick: clear }, 'Clear'),
    );
}

/** @returns {string[]} */
function readRecent() {
    try {
        const kept = JSON.parse(localStorage.getItem(RECENT_KEY) ?? '[]');
        return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
    } catch {
        // What another version wrote, or a browser that keeps nothing: begin with an empty list.
        return [];
    }
}

/**
 * @param {string} text
 * @returns {string[]}
 */
function writeRecent(text) {
    const recent = [text, ...readRecent().filter((one) => one !== text)].slice(0, MOST_RECENT);
    try {
        localStorage.setItem(RECENT_KEY, JSON.stringify(recent));
    } catch {
        // The browser keeps nothing: the list is this page's only.
    }
    return recent;
}

/**
 * A menu of names with their counts: each can be wanted or excluded.
 *
 * @param {{title: string, names: import('./types.js').Named[], filter: string, word: (name: string) => string, onChange: (filter: string) => void}} props
 */
function NameMenu({ title, names, filter, word, onChange }) {
    const [open, setOpen] = useState(false);
    const [search, setSearch] = useState('');
    const root = useRef(/** @type {HTMLDivElement | null} */ (null));
    const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
    const words = wordsOf(filter);
    const chosen = names.filter(({ name }) => words.includes(word(name)) || words.includes(`-${word(name)}`)).length;
    useLayoutEffect(() => {
        if (!open) {
            return undefined;
        }
        /** @type {HTMLElement | null | undefined} */ (root.current?.querySelector('.menu input'))?.focus();
        const outside = (/** @type {Event} */ event) => {
            if (!root.current?.contains(/** @type {Node} */ (event.target))) {
                setOpen(false);
            }
        };
        document.addEventListener('pointerdown', outside);
        document.addEventListener('focusin', outside);
        return () => {
            document.removeEventListener('pointerdown', outside);
            document.removeEventListener('focusin', outside);
        };
    }, [open]);
    const found = names.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()));
    return h(
        'div',
        {
            class: 'menu-root',
            ref: root,
            onKeyDown: (/** @type {KeyboardEvent} */ event) => {
                if (event.key === 'Escape' && open) {
                    event.preventDefault();
                    event.stopPropagation();
                    setOpen(false);
                    button.current?.focus();
                }
            },
        },
        h(
            'button',
            {
                type: 'button',
                ref: button,
                'aria-expanded': open,
                disabled: names.length === 0,
                onClick: () => setOpen(!open),
            },
            chosen === 0 ? title : `${title} (${chosen})`,
            h('span', { class: 'caret', 'aria-hidden': 'true' }),
        ),
        open &&
            h(
                'div',
                { class: 'menu', role: 'group', 'aria-label': title },
                names.length > 10 &&
                    h('input', {
                        type: 'search',
                        'aria-label': `Find in ${title.toLowerCase()}`,
                        placeholder: counted(names.length, title.toLowerCase().slice(0, -1)),
                        value: search,
                        onInput: (/** @type {any} */ event) => setSearch(event.currentTarget.value),
                        onKeyDown: (/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && event.preventDefault(),
                    }),
                h(
                    'ul',
                    null,
                    found.slice(0, MOST_NAMES).map(({ name, count: n }) =>
                        h(
                            'li',
                            { key: name },
                            h(
                                'label',
                                { class: 'check' },
                                h('input', {
                                    type: 'checkbox',
                                    checked: words.includes(word(name)),
                                    onChange: () => onChange(toggled(filter, word(name), `-${word(name)}`)),
                                }),
                                h('span', { class: 'menu-name', title: visible(name) }, visible(name) || '(none)'),
                            ),
                            h('span', { class: 'menu-count' }, count(n)),
                            h(
                                'button',
                                {
                                    type: 'button',
                                    class: 'small',
                                    'aria-pressed': words.includes(`-${word(name)}`),
                                    'aria-label': `Exclude ${visible(name)}`,
                                    title: 'Exclude',
                                    onClick: () => onChange(toggled(filter, `-${word(name)}`, word(name))),
                                },
                                'not',
                            ),
                        ),
                    ),
                    found.length > MOST_NAMES && h('li', { class: 'muted' }, `and ${counted(found.length - MOST_NAMES, 'other')}`),
                    found.length === 0 && h('li', { class: 'muted' }, 'None found'),
                ),
            ),
    );
}

/**
 * How many events the list shows, and the live tail.
 *
 * @param {{store: Store, total: number | null}} props
 */
export function ListBar({ store, total }) {
    const [all, live, view] = useStore(store, (s) => [s.history()?.count ?? 0, s.history()?.live ?? false, s.view()]);
    const zoomed = view.from !== null || view.to !== null;
    const narrowed = zoomed || view.filter !== '';
    return h(
        'div',
        { class: 'bar list-bar' },
        h(
            'span',
            null,
            total === null ? 'Counting …' : narrowed ? `${count(total)} of ${counted(all, 'event')}` : counted(total, 'event'),
        ),
        zoomed &&
            h(
                'button',
                { type: 'button', class: 'small', title: 'The list shows the time that the timeline shows', onClick: () => store.set({ from: null, to: null }) },
                'Zoomed: show all times',
            ),
        h('span', { class: 'spring' }),
        h(ExportMenu, { store, total }),
        live &&
            h(
                'button',
                {
                    type: 'button',
                    class: 'small',
                    title: view.follow ? 'Stay where the playhead is (F)' : 'Keep the playhead at the newest event (F)',
                    onClick: () => toggleFollow(store),
                },
                view.follow ? 'Hold' : 'Follow',
            ),
    );
}

/** @param {Store} store */
export function toggleFollow(store) {
    const history = store.history();
    if (store.view().follow) {
        store.set({ follow: false });
    } else if (history !== null && history.live && history.last >= 0) {
        store.set({ at: history.last, follow: true });
    }
}
