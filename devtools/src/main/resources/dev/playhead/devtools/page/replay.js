/** Replay on the page: the playhead moves through the events at their distances, faster or slower. */

import { h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useStore } from './store.js';

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./types.js').EventRow} EventRow */

const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 25, 100];

/** A wait that is longer than this is idle time. */
const IDLE_MILLIS = 1_000;

/** What is left of a wait that is skipped. */
const SKIPPED_MILLIS = 250;

/** A frame may come minutes late, when the page was hidden: no more time than this passes in the replay. */
const LONGEST_FRAME_MILLIS = 250;

const WINDOW = 200;

/** More rows are fetched when fewer than this are left. */
const FEW = 60;

/**
 * Plays events: moves the playhead of the store until it is stopped, reaches the end, or fails.
 *
 * @param {Store} store
 * @param {() => {speed: number, skip: boolean}} settings asked at each frame
 * @param {() => void} ended called once, unless it was stopped
 * @returns {() => void} stops
 */
export function play(store, settings, ended) {
    const end = new AbortController();
    /** @type {EventRow[]} */
    let rows = [];
    let next = store.view().at + 1;
    let fetching = false;
    let complete = false;
    /** Time of the history that has been reached, in milliseconds; it never goes back. */
    let reached = Number.NaN;
    let before = performance.now();
    let mine = store.view().at;
    let subject = '';

    const finish = () => {
        if (!end.signal.aborted) {
            end.abort();
            ended();
        }
    };

    const fetchMore = async () => {
        const { filter, from, to } = store.view();
        fetching = true;
        const asked = next;
        try {
            const answer = await store.api.get('events', { filter, from, to, around: asked, limit: WINDOW }, end.signal);
            if (asked !== next) {
                return;
            }
            /** @type {EventRow[]} */
            const later = answer.events.filter((/** @type {EventRow} */ event) => event.sequence >= asked);
            rows.push(...later);
            complete = answer.offset + answer.events.length >= answer.total;
            next = (later.at(-1)?.sequence ?? asked - 1) + 1;
        } catch (failure) {
            if (!end.signal.aborted) {
                store.say(failure instanceof Error ? failure.message : String(failure));
                finish();
            }
        } finally {
            fetching = false;
        }
    };

    const restart = (/** @type {number} */ at) => {
        rows = [];
        next = at + 1;
        mine = at;
        complete = false;
        reached = Number.NaN;
    };

    const frame = (/** @type {number} */ now) => {
        if (end.signal.aborted) {
            return;
        }
        const view = store.view();
        const wanted = JSON.stringify([view.filter, view.from, view.to]);
        if (view.at !== mine || wanted !== subject) {
            subject = wanted;
            restart(view.at);
        }
        const { speed, skip } = settings();
        const current = store.current().answer?.event;
        if (Number.isNaN(reached) && current?.sequence === mine) {
            reached = Date.parse(current.time);
        }
        if (Number.isNaN(reached) && rows.length > 0) {
            reached = rows[0].ms;
        }
        if (rows.length > 0) {
            // While rows are fetched, no time passes: their events would be skipped.
            reached += Math.min(now - before, LONGEST_FRAME_MILLIS) * speed;
        }
        before = now;
        let target = -1;
        while (rows.length > 0 && rows[0].ms <= reached) {
            target = /** @type {EventRow} */ (rows.shift()).sequence;
        }
        if (rows.length > 0 && skip && (rows[0].ms - reached) / speed > IDLE_MILLIS) {
            reached = rows[0].ms - SKIPPED_MILLIS * speed;
        }
        if (target >= 0) {
            mine = target;
            store.advance(target);
        }
        if (rows.length < FEW && !fetching && !complete) {
            fetchMore();
        }
        if (rows.length === 0 && complete) {
            finish();
            return;
        }
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    return () => end.abort();
}

/** Name of the event by which keys start and end the replay. */
export const TOGGLE = 'playhead-toggle-replay';

/**
 * Buttons of the replay.
 *
 * @param {{store: Store}} props
 */
export function ReplayBar({ store }) {
    const atEnd = useStore(store, (s) => s.view().at >= (s.history()?.last ?? -1));
    const [playing, setPlaying] = useState(false);
    const [speed, setSpeed] = useState(1);
    const [skip, setSkip] = useState(true);
    const settings = useRef({ speed, skip });
    settings.current = { speed, skip };
    useEffect(() => (playing ? play(store, () => settings.current, () => setPlaying(false)) : undefined), [playing]);
    useEffect(() => {
        const toggle = () => setPlaying((now) => !now);
        document.addEventListener(TOGGLE, toggle);
        return () => document.removeEventListener(TOGGLE, toggle);
    }, []);
    return h(
        'span',
        { class: 'group', role: 'group', 'aria-label': 'Replay' },
        h(
            'button',
            {
                type: 'button',
                class: 'play',
                title: playing ? 'Pause (P)' : 'Play the events from here, as far as they match the filter (P)',
                disabled: !playing && atEnd,
                onClick: () => setPlaying(!playing),
            },
            playing ? 'Pause' : 'Play',
        ),
        h(
            'select',
            {
                'aria-label': 'Speed',
                title: 'Speed',
                value: String(speed),
                onChange: (/** @type {any} */ event) => setSpeed(Number(event.currentTarget.value)),
            },
            SPEEDS.map((one) => h('option', { key: one, value: String(one) }, `${one}×`)),
        ),
        h(
            'label',
            { class: 'check', title: 'Do not wait for more than a second' },
            h('input', {
                type: 'checkbox',
                checked: skip,
                onChange: (/** @type {any} */ event) => setSkip(event.currentTarget.checked),
            }),
            'Skip idle',
        ),
    );
}
