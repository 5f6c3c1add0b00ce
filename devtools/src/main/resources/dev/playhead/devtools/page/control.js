/** The application that the page may move: where it stands, and the switch with which it follows the playhead. */

import { h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useStore } from './store.js';

/** @typedef {import('./store.js').Store} Store */

/** Names of the DOM events that the keyboard shortcuts dispatch to these controls. */
export const TOGGLE_CONTROL = 'playhead-toggle-control';
export const BACK_TO_LIVE = 'playhead-back-to-live';

/** @param {Store} store */
function targetOf(store) {
    const { at, follow } = store.view();
    return follow || at < 0 ? null : at;
}

/**
 * Moves the application with the playhead until it is stopped. While a move is under way, only the newest target is kept:
 * a replay that is faster than the application skips events.
 *
 * Only moves of this page's playhead are sent. If another page or the application itself moves the application, this page
 * does not move it back until its own playhead moves.
 *
 * @param {Store} store
 * @returns {() => void} stops
 */
function moveAlong(store) {
    /** @type {number | null | undefined} */
    let sent;
    let moving = false;
    let stopped = false;
    const send = async () => {
        const target = targetOf(store);
        if (moving || stopped || target === sent) {
            return;
        }
        sent = target;
        moving = true;
        await move(store, target);
        moving = false;
        send();
    };
    const end = store.subscribe(send);
    send();
    return () => {
        stopped = true;
        end();
    };
}

/**
 * Moves the application.
 *
 * @param {Store} store
 * @param {number | null} at the sequence of an event; null for live
 */
async function move(store, at) {
    try {
        // The live stream reports where the application is then, to all pages in the same order.
        await (at === null ? store.api.post('control/live') : store.api.post('control/jump', { to: at }));
    } catch (failure) {
        store.say(failure instanceof Error ? failure.message : String(failure));
    }
}

/**
 * The controls of the application. Without control, only where it stands is shown, unless it is live.
 *
 * @param {{store: Store}} props
 */
export function ApplicationBar({ store }) {
    const [control, at, bound] = useStore(store, (s) => [
        s.history()?.control ?? false,
        s.history()?.application.at ?? null,
        s.history()?.application.model ?? false,
    ]);
    // Off whenever the page is opened, and not in the address: neither a reload nor a link moves an application.
    const [on, setOn] = useState(false);
    useEffect(() => (on && control ? moveAlong(store) : undefined), [on, control]);
    const back = () => {
        if (!control) {
            return;
        }
        if (on) {
            // The playhead follows, and takes the application along.
            store.set({ at: store.history()?.last ?? -1, follow: true });
        }
        move(store, null);
    };
    useEffect(() => {
        const toggle = () => control && setOn((now) => !now);
        document.addEventListener(TOGGLE_CONTROL, toggle);
        document.addEventListener(BACK_TO_LIVE, back);
        return () => {
            document.removeEventListener(TOGGLE_CONTROL, toggle);
            document.removeEventListener(BACK_TO_LIVE, back);
        };
    });
    if (!control && at === null) {
        return null;
    }
    return h(
        'span',
        { class: 'group', role: 'group', 'aria-label': 'Application' },
        control &&
            h(
                'button',
                {
                    type: 'button',
                    class: 'switch',
                    role: 'switch',
                    'aria-checked': on,
                    title: 'While on, the application shows the state at the playhead: with each step, jump and replay (M)',
                    onClick: () => setOn(!on),
                },
                'Move the application',
            ),
        h(
            'span',
            { role: 'status', 'aria-label': 'Position of the application' },
            at !== null && h('strong', { class: 'application-at' }, at < 0 ? 'Application before the first event' : `Application at event ${at}`),
            control && !bound && (on || at !== null) && h('span', { class: 'muted' }, ' No model is bound: only the timeline of the history moves.'),
        ),
        control && at !== null && h('button', { type: 'button', title: 'The application shows the present again (L)', onClick: back }, 'Back to live'),
    );
}
