/** What if: the state at the playhead, compared with the state had some events not happened. */

import { h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useAnswer } from './api.js';
import { Differences } from './difference.js';
import { sourceWord, typeWord } from './filter.js';
import { counted, visible } from './format.js';
import { Empty, Incomplete, ProjectionChoice, pending } from './parts.js';
import { useStore } from './store.js';

/** @typedef {import('./store.js').Store} Store */

/** @param {{store: Store}} props */
export function WhatIfView({ store }) {
    const { at, without, projection } = useStore(store, (s) => {
        const view = s.view();
        return { at: view.at, without: view.without, projection: view.projection };
    });
    const asked = at >= 0 && without !== '';
    const answer = useAnswer(store, asked ? 'whatif' : null, { at, without, projection });
    // An error is the answer to this question: what answered another one is not shown beside it.
    const data = answer.error === null ? answer.data : null;
    return h(
        'div',
        { class: 'content whatif-view' },
        h('div', { class: 'block-head' }, h('h2', null, `What if … had not happened, by event #${Math.max(0, at)}?`), h(ProjectionChoice, { store })),
        h(Choice, { store, at, without }),
        asked
            ? pending(answer, 'The state without these events')
            : h(Empty, { title: 'Which events should not have happened?' }, h('p', null, 'Choose the event at the playhead, its type, its source, or write a filter. The cells that would differ are listed here. Nothing in the history changes.')),
        asked && data !== null && h(Result, { store, data, without, stale: answer.stale }),
    );
}

/** @param {{store: Store, data: any, without: string, stale: boolean}} props */
function Result({ store, data, without, stale }) {
    return h(
        'div',
        { class: stale ? 'stale' : '' },
        h(Incomplete, { store, answer: data, offer: 'Compared is what the events that exist result in.' }),
        h('p', { class: 'muted' }, stale ? 'The state without these events is being computed …' : `Without ${describe(without)}: ${counted(data.left, 'event')} left out.`),
        h(Differences, { store, data, names: ['As it was', 'Without them'], none: data.left === 0 ? 'No event until the playhead is left out.' : 'Nothing in this state would differ.' }),
    );
}

/** @param {string} without */
function describe(without) {
    const id = /^id:(\d+)$/.exec(without);
    return id === null ? visible(without) : `event #${id[1]}`;
}

/** @param {{store: Store, at: number, without: string}} props */
function Choice({ store, at, without }) {
    const event = useStore(store, (s) => s.current().answer?.event ?? null);
    const [text, setText] = useState(without);
    const field = useRef(/** @type {HTMLInputElement | null} */ (null));
    const clear = () => {
        store.set({ without: '' });
        // The button goes away: the focus would be lost with it.
        field.current?.focus();
    };
    useEffect(() => setText(without), [without]);
    /** @param {string} value @param {any} children */
    const option = (value, children) =>
        h('button', { key: value, type: 'button', class: 'choice-button', 'aria-pressed': value === without ? 'true' : 'false', onClick: () => store.set({ without: value === without ? '' : value }) }, children);
    const known = event !== null && event.sequence === at;
    return h(
        'div',
        { class: 'whatif-choice' },
        h(
            'div',
            { class: 'tools', role: 'group', 'aria-label': 'Events to leave out' },
            at >= 0 && option(`id:${at}`, `This event, #${at}`),
            known && option(typeWord(event.type), ['Its type, ', h('code', { key: 'type' }, visible(event.type))]),
            known && option(sourceWord(event.source), ['Its source, ', h('code', { key: 'source' }, visible(event.source))]),
        ),
        h(
            'form',
            {
                class: 'form',
                onSubmit: (/** @type {Event} */ submit) => {
                    submit.preventDefault();
                    store.set({ without: text.trim() });
                },
            },
            h(
                'label',
                { class: 'labelled wide' },
                h('span', null, 'Events that match'),
                h('input', { ref: field, type: 'text', value: text, spellcheck: false, placeholder: 'cell:edit @user price>10', onInput: (/** @type {any} */ input) => setText(input.currentTarget.value) }),
            ),
            h('button', { type: 'submit', class: 'small' }, 'Leave them out'),
            without !== '' && h('button', { type: 'button', class: 'small', onClick: clear }, 'Clear'),
        ),
    );
}
