/** The event under the playhead: its fields, its payload and metadata, what it changed, its causes and effects. */

import { h } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { Problem, useAnswer } from './api.js';
import { sourceWord, typeWord } from './filter.js';
import { counted, dateTime, duration, nanosOf, toJson, visible } from './format.js';
import { Empty, EventLink, Incomplete, Kind, Notice, PartLink, ProjectionChoice, Remainder, Value, filterPath, pending, withWord } from './parts.js';
import { useStore } from './store.js';
import { Tree } from './tree.js';

/** @typedef {import('./store.js').Store} Store */

/** Causes or effects listed at first, and more with each "Show more". */
const RELATIVES = 50;

/**
 * An event in a list of causes or effects.
 *
 * @typedef {object} Relative
 * @property {string} id
 * @property {string} time
 * @property {string} source
 * @property {string} type
 * @property {string} summary
 * @property {number} [depth] how many causes are between, from 1
 */

/** @param {{store: Store}} props */
export function EventView({ store }) {
    const { at, answer, loading, error, last } = useStore(store, (s) => ({ ...s.current(), last: s.history()?.last }));
    if (at < 0) {
        return h(Empty, { title: last === -1 ? 'There is no event yet.' : 'No event is selected.' }, h('p', null, 'Choose an event in the list, or move the playhead.'));
    }
    if (error !== null) {
        return h('div', { class: 'content' }, h(Problem, { error }));
    }
    if (answer === null) {
        return h('div', { class: 'content' }, h('p', { class: 'pending' }, loading ? `Event ${at} is being read …` : ''));
    }
    const stale = answer.event.sequence !== at;
    return h(
        'div',
        { class: `content event-view${stale ? ' stale' : ''}` },
        h(Head, { store, answer }),
        h(Content, { store, event: answer.event }),
        h(Changes, { store, id: answer.event.id }),
        h(Relatives, { store, event: answer.event }),
    );
}

/** @param {{store: Store, answer: import('./types.js').EventAnswer}} props */
function Head({ store, answer }) {
    const { event, previous, next } = answer;
    const last = useStore(store, (s) => s.history()?.last ?? -1);
    /** @param {string} word @param {string} what */
    const narrow = (word, what) => {
        store.set({ filter: withWord(store.view().filter, word) });
        store.say(`The list shows ${what}.`);
    };
    /** @param {(() => void) | null} go @param {string} label @param {string} sign */
    const step = (go, label, sign) => h('button', { type: 'button', class: 'small', disabled: go === null, 'aria-label': label, title: label, onClick: () => go?.() }, sign);
    // The answer does not know of events that were recorded after it.
    const forwards = next !== null ? () => store.set({ at: next }) : last > event.sequence ? () => store.step(1) : null;
    return h(
        'header',
        { class: 'event-head' },
        h('h2', { class: 'event-title' }, h('span', { class: 'event-type' }, visible(event.type)), h('span', { class: 'event-id' }, `#${event.id}`)),
        h(
            'div',
            { class: 'tools' },
            step(previous === null ? null : () => store.set({ at: previous }), 'Previous event', '‹'),
            step(forwards, 'Next event', '›'),
            h('button', { type: 'button', class: 'small', onClick: () => store.copy(eventJson(event), 'Event') }, 'Copy event as JSON'),
            h('button', { type: 'button', class: 'small', onClick: () => narrow(typeWord(event.type), `events of the type ${visible(event.type)}`) }, 'Only this type'),
            h('button', { type: 'button', class: 'small', onClick: () => narrow(sourceWord(event.source), `events of the source ${visible(event.source)}`) }, 'Only this source'),
        ),
        h(
            'dl',
            { class: 'facts' },
            h('dt', null, 'Time'),
            h('dd', null, h('time', { dateTime: event.time }, dateTime(event.time)), h('span', { class: 'muted' }, ' UTC')),
            h('dt', null, 'Source'),
            h('dd', null, visible(event.source)),
        ),
    );
}

/**
 * The event as a line of an event file.
 *
 * @param {import('./types.js').EventAnswer['event']} event
 */
function eventJson(event) {
    const { type, payload, time, source, metadata } = event;
    const whole = { type, payload, timestamp: time, source, ...(isEmpty(metadata) ? {} : { metadata }) };
    return toJson(whole, 2);
}

/** @param {any} map */
function isEmpty(map) {
    return map === null || map === undefined || (typeof map === 'object' && Object.keys(map).length === 0);
}

/** @param {{store: Store, event: import('./types.js').EventAnswer['event']}} props */
function Content({ store, event }) {
    const roots = useMemo(
        () => [
            { name: 'payload', value: event.payload, path: [] },
            ...(isEmpty(event.metadata) ? [] : [{ name: 'metadata', value: event.metadata, path: ['metadata'] }]),
        ],
        [event],
    );
    return h(
        'section',
        { class: 'block' },
        h('h3', null, 'Payload', roots.length > 1 && ' and metadata'),
        h(Tree, {
            store,
            label: 'Payload and metadata',
            roots,
            filterRoot: 'payload',
            onFilter: (path, value) => {
                const word = `${filterPath(path)}=${quotedValue(value)}`;
                store.set({ filter: withWord(store.view().filter, word) });
                store.say(`The list shows events with ${visible(word)}.`);
            },
        }),
    );
}

/** @param {any} value a leaf */
function quotedValue(value) {
    return typeof value === 'string' && !/[\s"'\\\p{Cs}]/u.test(value) && !/^(-?\d|null$|true$|false$|$)/.test(value) ? value : toJson(value);
}

/** @param {{store: Store, id: string}} props */
function Changes({ store, id }) {
    const projection = useStore(store, (s) => s.view().projection);
    const answer = useAnswer(store, `events/${encodeURIComponent(id)}/changes`, { projection });
    const { data, stale } = answer;
    const changes = /** @type {import('./parts.js').Difference[]} */ (data?.changes ?? []);
    return h(
        'section',
        { class: `block${stale ? ' stale' : ''}` },
        h('div', { class: 'block-head' }, h('h3', null, 'What it changed'), h(ProjectionChoice, { store })),
        pending(answer, 'The change'),
        data !== null && h(Incomplete, { store, answer: data }),
        data !== null && changes.length === 0 && !data.refused && h('p', { class: 'muted' }, 'It changed nothing in this state.'),
        changes.length > 0 &&
            h(
                'table',
                { class: 'table changes' },
                h('caption', { class: 'hidden' }, 'Parts of the state that this event changed'),
                h('thead', null, h('tr', null, ['Part', 'Before', 'After', 'Kind'].map((name) => h('th', { key: name, scope: 'col' }, name)))),
                h(
                    'tbody',
                    null,
                    changes.map((change) =>
                        h(
                            'tr',
                            { key: JSON.stringify(change.path) },
                            h('th', { scope: 'row' }, h(PartLink, { store, part: change })),
                            h('td', { class: 'old' }, h(Value, { value: change.kind === 'added' ? undefined : change.before })),
                            h('td', { class: 'new' }, h(Value, { value: change.kind === 'removed' ? undefined : change.after })),
                            h('td', null, h(Kind, { kind: change.kind })),
                        ),
                    ),
                ),
            ),
        data !== null && h(Remainder, { shown: changes.length, total: data.total ?? changes.length, noun: 'change' }),
    );
}

/** @param {{store: Store, event: import('./types.js').EventAnswer['event']}} props */
function Relatives({ store, event }) {
    const growth = useStore(store, (s) => s.growth());
    const answer = useAnswer(store, `events/${encodeURIComponent(event.id)}/causes`, {}, growth);
    const [shown, setShown] = useState(RELATIVES);
    const { data, stale } = answer;
    const causes = /** @type {Relative[]} */ (data?.causes ?? []);
    const effects = /** @type {Relative[]} */ (data?.effects ?? []);
    /** @param {string} name @param {string} noun @param {Relative[]} all */
    const list = (name, noun, all) => [
        h('h4', { key: `${name} title` }, counted(all.length, noun)),
        h('ol', { key: name, class: 'relatives', 'aria-label': name }, all.slice(0, shown).map((item) => h(RelativeItem, { key: item.id, store, item, event }))),
        h(Remainder, { key: `${name} more`, shown: Math.min(shown, all.length), total: all.length, noun, more: () => setShown(shown + RELATIVES) }),
    ];
    return h(
        'section',
        { class: `block${stale ? ' stale' : ''}` },
        h('h3', null, 'Causes and effects'),
        pending(answer, 'The search'),
        data?.note && h(Notice, null, visible(data.note, true)),
        data !== null && causes.length + effects.length === 0 && h('p', { class: 'muted' }, 'The history names no cause and no effect of this event.'),
        causes.length > 0 && list('Causes', 'cause', causes),
        effects.length > 0 && list('Effects', 'effect', effects),
    );
}

/** @param {{store: Store, item: Relative, event: import('./types.js').EventAnswer['event']}} props */
function RelativeItem({ store, item, event }) {
    const depth = Math.min(8, Math.max(1, item.depth ?? 1));
    return h(
        'li',
        { class: 'relative', style: { paddingLeft: `${(depth - 1) * 16}px` } },
        h(EventLink, { store, id: item.id }),
        h('span', { class: 'event-type' }, visible(item.type)),
        h('span', { class: 'relative-summary' }, visible(item.summary ?? '')),
        h('span', { class: 'muted relative-gap' }, distance(event.time, item.time)),
    );
}

/** @param {string} from @param {string} to */
function distance(from, to) {
    const start = nanosOf(from);
    const end = nanosOf(to);
    if (start === null || end === null) {
        return '';
    }
    const nanos = Number(end - start);
    return nanos === 0 ? 'at the same time' : nanos < 0 ? `${duration(-nanos)} before` : `${duration(nanos)} after`;
}
