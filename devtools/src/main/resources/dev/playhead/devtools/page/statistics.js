/** Statistics: volume over time, types and sources, memory, storage, and what is missing. */

import { h } from 'preact';
import { useState } from 'preact/hooks';
import { useAnswer } from './api.js';
import { sourceWord, typeWord } from './filter.js';
import { bytes, count, counted, visible } from './format.js';
import { Notice, Remainder, pending, withWord } from './parts.js';
import { useStore } from './store.js';
import { Volume } from './volume.js';

/** @typedef {import('./store.js').Store} Store */

/** Types or sources listed at first, and more with each "Show more". */
const PAGE = 25;
const BUCKETS = 200;

/** @param {{store: Store}} props */
export function StatisticsView({ store }) {
    const growth = useStore(store, (s) => s.growth());
    const answer = useAnswer(store, 'statistics', {}, growth);
    const { data } = answer;
    return h(
        'div',
        { class: 'content statistics-view' },
        h(VolumeOverTime, { store, volume: data?.volume ?? null, growth }),
        pending(answer, 'The statistics'),
        data !== null &&
            h(
                'div',
                { class: 'statistics-columns' },
                h(Shares, { store, title: 'Types', noun: 'type', items: data.types, wordOf: typeWord }),
                h(Shares, { store, title: 'Sources', noun: 'source', items: data.sources, wordOf: sourceWord }),
            ),
        data !== null && h(Figures, { store, data }),
    );
}

/** @param {{store: Store, volume: import('./types.js').Density | null, growth: number}} props */
function VolumeOverTime({ store, volume, growth }) {
    const [by, setBy] = useState(/** @type {'family' | 'source'} */ ('family'));
    const sources = useAnswer(store, by === 'source' ? 'timeline' : null, { by, buckets: BUCKETS }, growth);
    const density = by === 'source' ? sources.data : volume;
    /** @param {'family' | 'source'} value @param {string} text */
    const choice = (value, text) => h('label', { class: 'check' }, h('input', { type: 'radio', name: 'volume-by', checked: by === value, onChange: () => setBy(value) }), text);
    const empty = density !== null && density.lanes.length === 0;
    return h(
        'section',
        { class: 'block' },
        h('div', { class: 'block-head' }, h('h2', null, 'Volume over time'), h('div', { class: 'tools', role: 'radiogroup', 'aria-label': 'Volume by' }, choice('family', 'by type'), choice('source', 'by source'))),
        by === 'source' && pending(sources, 'The volume'),
        empty && h('p', { class: 'muted' }, 'There are no events yet.'),
        density !== null &&
            !empty &&
            h(Volume, {
                density,
                label: `Events over time by ${by === 'source' ? 'source' : 'type'}`,
                onZoom: (from, to) => {
                    store.set({ from, to });
                    store.say('Zoomed to the chosen part.');
                },
            }),
    );
}

/**
 * Types or sources with their shares. Choosing one adds it to the filter.
 *
 * @param {object} props
 * @param {Store} props.store
 * @param {string} props.title
 * @param {string} props.noun
 * @param {import('./types.js').Named[]} props.items by descending count
 * @param {(name: string) => string} props.wordOf
 */
function Shares({ store, title, noun, items, wordOf }) {
    const [shown, setShown] = useState(PAGE);
    const most = items[0]?.count ?? 1;
    const all = items.reduce((sum, item) => sum + item.count, 0);
    return h(
        'section',
        { class: 'block' },
        h('h3', null, title),
        h(
            'table',
            { class: 'table shares' },
            h('caption', { class: 'hidden' }, `${title} by number of events`),
            h('thead', null, h('tr', null, h('th', { scope: 'col' }, noun[0].toUpperCase() + noun.slice(1)), h('th', { scope: 'col', class: 'number' }, 'Events'), h('th', { scope: 'col', class: 'number' }, 'Share'), h('th', { scope: 'col', class: 'bar-head' }, h('span', { class: 'hidden' }, 'Bar')))),
            h(
                'tbody',
                null,
                items.slice(0, shown).map(({ name, count: n }) =>
                    h(
                        'tr',
                        { key: name },
                        h(
                            'th',
                            { scope: 'row' },
                            h('button', { type: 'button', class: 'link', title: `Show only events of this ${noun}`, onClick: () => store.set({ filter: withWord(store.view().filter, wordOf(name)) }) }, visible(name)),
                        ),
                        h('td', { class: 'number' }, count(n)),
                        h('td', { class: 'number muted' }, percent(n / Math.max(1, all))),
                        h('td', { class: 'bar-cell' }, h('span', { class: 'share-bar', style: { width: `${Math.max(1, (100 * n) / most)}%` } })),
                    ),
                ),
            ),
        ),
        h(Remainder, { shown: Math.min(shown, items.length), total: items.length, noun, more: () => setShown(shown + 4 * PAGE) }),
    );
}

/** @param {number} share */
function percent(share) {
    const value = 100 * share;
    return value > 0 && value < 0.1 ? '< 0.1 %' : `${value >= 10 ? Math.round(value) : value.toFixed(1)} %`;
}

/** @param {{store: Store, data: any}} props */
function Figures({ data }) {
    const lost = /** @type {{from: number, to: number}[]} */ (data.lost);
    const lostCount = lost.reduce((sum, range) => sum + range.to - range.from + 1, 0);
    const replaced = /** @type {[string, number][]} */ (Object.entries(data.replaced));
    const perEvent = data.stored > 0 && data.bytes > 0 ? `${bytes(data.bytes / data.stored)} an event` : '';
    /** @param {string} name @param {any} value @param {any} [remark] @param {boolean} [warn] */
    const fact = (name, value, remark, warn = false) => [
        h('dt', { key: `${name} name` }, name),
        h('dd', { key: name, class: warn ? 'warn' : '' }, warn && h('span', { 'aria-hidden': 'true' }, '⚠ '), value, remark ? h('span', { class: 'muted' }, ` ${remark}`) : null),
    ];
    return h(
        'section',
        { class: 'block' },
        h('h3', null, 'Memory, storage and losses'),
        data.storeFailure && h(Notice, { tone: 'warning' }, h('p', null, h('strong', null, 'The store fails. '), visible(data.storeFailure, true))),
        h(
            'dl',
            { class: 'facts figures' },
            fact('Recorded', counted(data.recorded, 'event')),
            fact('Retained', counted(data.stored, 'event')),
            fact('Evicted', data.evicted > 0 ? counted(data.evicted, 'event') : 'none', data.shed > 0 ? `${count(data.shed)} of them because the heap was too full` : '', data.shed > 0),
            fact('Excluded', data.dropped > 0 ? counted(data.dropped, 'event') : 'none', data.dropped > 0 ? 'by the patterns and rules of the history' : ''),
            fact('Memory of events', bytes(data.bytes), perEvent),
            fact('Memory of checkpoints', bytes(data.checkpointBytes)),
            fact('Store', !data.durable ? 'none, in memory only' : data.storeBytes === null ? 'durable' : bytes(data.storeBytes)),
            data.durable && fact('Lag', data.lag > 0 ? `${counted(data.lag, 'event')} not durable yet` : 'none'),
            fact('Lost', lostCount === 0 ? 'none' : counted(lostCount, 'event'), lostCount === 0 ? '' : lost.slice(0, 5).map((range) => (range.from === range.to ? `#${range.from}` : `#${range.from} to #${range.to}`)).join(', ') + (lost.length > 5 ? ` and ${count(lost.length - 5)} more ranges` : ''), lostCount > 0),
            fact('Values replaced', replaced.length === 0 ? 'none' : replaced.map(([reason, n]) => `${visible(reason)}: ${count(n)}`).join(', '), replaced.length === 0 ? '' : 'Markers in payloads show where.', replaced.length > 0),
        ),
    );
}
