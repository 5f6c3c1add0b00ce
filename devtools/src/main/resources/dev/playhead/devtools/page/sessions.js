/** Sessions of recording, breaks between and in them, lost events, and problems. */

import { h } from 'preact';
import { counted, count, dateTime, duration, nanosOf, visible } from './format.js';
import { Empty, EventLink } from './parts.js';
import { useStore } from './store.js';

/** @typedef {import('./store.js').Store} Store */

/** @param {{store: Store}} props */
export function SessionsView({ store }) {
    const { history, from, to, at } = useStore(store, (s) => ({ history: s.history(), from: s.view().from, to: s.view().to, at: s.view().at }));
    if (history === null) {
        return null;
    }
    const { sessions, breaks, lost, problems } = history;
    return h(
        'div',
        { class: 'content sessions-view' },
        h(
            'div',
            { class: 'block-head' },
            h('h2', null, counted(sessions.length, 'session')),
            (from !== null || to !== null) && h('button', { type: 'button', class: 'small', onClick: () => store.set({ from: null, to: null }) }, 'Zoom out to all'),
        ),
        sessions.length === 0
            ? h(Empty, { title: 'This history has no sessions.' }, h('p', null, 'A session is one opening of a durable history for recording. Histories in memory, and files of other forms, have none.'))
            : h(Sessions, { store, history, from, to, at }),
        breaks.length > 0 && h(Breaks, { store, breaks }),
        lost.length > 0 && h(Lost, { store, lost }),
        problems.length > 0 && h(Problems, { problems }),
    );
}

/** @param {string} from @param {string | null} to */
function lasting(from, to) {
    const start = nanosOf(from);
    const end = to === null ? null : nanosOf(to);
    return start === null || end === null ? '' : duration(Number(end - start));
}

/**
 * @param {object} props
 * @param {Store} props.store
 * @param {import('./types.js').History} props.history
 * @param {string | null} props.from
 * @param {string | null} props.to
 * @param {number} props.at
 */
function Sessions({ store, history, from, to, at }) {
    return h(
        'table',
        { class: 'table sessions' },
        h('caption', { class: 'hidden' }, 'Sessions, the earliest first'),
        h('thead', null, h('tr', null, ['Session', 'From', 'To', 'Duration', 'Events', ''].map((name, i) => h('th', { key: i, scope: 'col', class: name === 'Events' ? 'number' : '' }, name === '' ? h('span', { class: 'hidden' }, 'Actions') : name)))),
        h(
            'tbody',
            null,
            history.sessions.map((session, index, all) => {
                const events = session.last < session.first ? 0 : session.last - session.first + 1;
                // A session that was not closed lasts until the next one. The latest one may have no event yet.
                const known = session.to ?? all[index + 1]?.from ?? history.to ?? session.from;
                const end = (nanosOf(known) ?? 0n) < (nanosOf(session.from) ?? 0n) ? session.from : known;
                const zoomed = from === session.from && to === end;
                const here = session.first <= at && at <= session.last;
                const choose = () => {
                    store.set({ from: session.from, to: end, ...(here || events === 0 ? {} : { at: session.first }) });
                    store.say(`Zoomed to session ${session.number}.`);
                };
                return h(
                    'tr',
                    { key: session.number, class: `clickable${here ? ' now' : ''}`, 'aria-current': here ? 'true' : undefined, onClick: choose },
                    h('th', { scope: 'row' }, h('span', { class: 'now-sign', 'aria-hidden': 'true', title: 'The playhead is in this session' }, here ? '▶' : ''), `Session ${session.number}`, h(Context, { context: session.context })),
                    h('td', { class: 'time' }, dateTime(session.from)),
                    h('td', { class: 'time' }, session.to === null ? h('em', null, index === all.length - 1 ? 'open' : 'not closed') : dateTime(session.to)),
                    h('td', null, lasting(session.from, end)),
                    h('td', { class: 'number' }, count(events), events > 0 && h('span', { class: 'muted' }, ` (#${session.first} to #${session.last})`)),
                    h('td', null, h('button', { type: 'button', class: 'small', 'aria-pressed': zoomed ? 'true' : 'false', onClick: (/** @type {Event} */ event) => (event.stopPropagation(), choose()) }, zoomed ? 'Zoomed' : 'Zoom to it')),
                );
            }),
        ),
    );
}

/** @param {{context: Record<string, unknown> | undefined}} props what the application said about the session, e.g. its version */
function Context({ context }) {
    const entries = Object.entries(context ?? {});
    return entries.length === 0 ? null : h('div', { class: 'muted' }, entries.map(([key, value]) => `${visible(key)}: ${visible(value)}`).join(', '));
}

/** @param {{store: Store, breaks: import('./types.js').Break[]}} props */
function Breaks({ store, breaks }) {
    return h(
        'section',
        { class: 'block' },
        h('h3', null, counted(breaks.length, 'break')),
        h('p', { class: 'muted' }, 'Recording was paused. The events of these times were offered and not recorded.'),
        h(
            'table',
            { class: 'table' },
            h('caption', { class: 'hidden' }, 'Breaks of recording'),
            h('thead', null, h('tr', null, ['From', 'To', 'Duration', 'Not recorded', 'Next event'].map((name) => h('th', { key: name, scope: 'col' }, name)))),
            h(
                'tbody',
                null,
                breaks.map((pause) => {
                    const counts = Object.entries(pause.counts);
                    return h(
                        'tr',
                        { key: `${pause.before} ${pause.from}` },
                        h('td', { class: 'time' }, dateTime(pause.from)),
                        h('td', { class: 'time' }, dateTime(pause.to)),
                        h('td', null, lasting(pause.from, pause.to)),
                        h('td', null, counts.length === 0 ? 'no events' : counts.map(([type, n]) => `${count(n)} ${visible(type)}`).join(', ')),
                        h('td', null, h(EventLink, { store, id: pause.before })),
                    );
                }),
            ),
        ),
    );
}

/** @param {{store: Store, lost: {from: number, to: number}[]}} props */
function Lost({ store, lost }) {
    return h(
        'section',
        { class: 'block' },
        h('h3', null, 'Lost events'),
        h('p', { class: 'muted' }, 'These events were recorded and cannot be read any more.'),
        h(
            'ul',
            { class: 'plain' },
            lost.map(({ from, to }) =>
                h('li', { key: from }, h('span', { class: 'warn' }, '⚠ '), from === to ? `#${from}` : `#${from} to #${to}`, ` (${counted(to - from + 1, 'event')}) `, from > 0 && h(EventLink, { store, id: from - 1 }, 'Go to the event before')),
            ),
        ),
    );
}

/** @param {{problems: {time: string, message: string}[]}} props */
function Problems({ problems }) {
    return h(
        'section',
        { class: 'block' },
        h('h3', null, counted(problems.length, 'problem')),
        h(
            'ul',
            { class: 'plain' },
            problems.map(({ time, message }, i) => h('li', { key: i }, h('span', { class: 'warn' }, '⚠ '), h('span', { class: 'time muted' }, dateTime(time)), ' ', visible(message, true))),
        ),
    );
}
