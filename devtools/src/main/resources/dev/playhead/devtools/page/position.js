/** Geometry of the list of events. Pure, but for the windows that it reads. */

export const ROW_HEIGHT = 22;

/** @typedef {import('./types.js').EventRow} EventRow */

/**
 * Where the list stands. The top is a rank with a fraction: rows of their own for gaps and breaks belong to the event
 * behind them, so that no row has to be counted that was never fetched.
 */
export class Position {
    top = 0;
    height = 0;
    /** @type {number | null} rank of the selected row */
    cursor = null;
    /** @type {number | null} rank that the user chose, while its row is fetched */
    wanted = null;
    /** @type {number} rank of the first event at or after the playhead */
    near = 0;
    /** Where the scroll bar was put last: what differs comes from the user. */
    settled = -1;

    /** @param {() => import('./windows.js').Windows} windows */
    constructor(windows) {
        this.windows = windows;
    }

    total() {
        return this.windows().total() ?? 0;
    }

    /** @param {number} rank */
    itemHeight(rank) {
        return this.windows().row(rank)?.missing ? 2 * ROW_HEIGHT : ROW_HEIGHT;
    }

    /** Height for rows: below the headings. */
    room() {
        return Math.max(ROW_HEIGHT, this.height - ROW_HEIGHT);
    }

    /** Top at which the last row is at the lower border. */
    maxTop() {
        let left = this.room();
        for (let rank = this.total() - 1; rank >= 0; rank--) {
            const height = this.itemHeight(rank);
            if (height >= left) {
                return rank + (height - left) / height;
            }
            left -= height;
        }
        return 0;
    }

    /** @param {number} top */
    moveTo(top) {
        this.top = Math.min(this.maxTop(), Math.max(0, top));
    }

    /**
     * Puts the cursor to the playhead's row, and brings it into sight.
     *
     * @param {number | null} rank null if the event under the playhead is not in the list
     * @param {number} near rank of the first event from it on
     * @param {boolean} [reveal] false leaves the list where it is
     */
    put(rank, near, reveal = true) {
        this.cursor = rank;
        this.near = near;
        if (reveal) {
            this.reveal(rank ?? near);
        }
    }

    /** @param {number} pixels */
    moveBy(pixels) {
        this.moveTo(this.top + pixels / ROW_HEIGHT);
    }

    /**
     * Brings a row into sight: at the border if it is near, in the middle otherwise.
     *
     * @param {number} rank
     */
    reveal(rank) {
        const rows = this.room() / ROW_HEIGHT;
        if (rank < this.top - rows || rank > this.top + 2 * rows) {
            this.moveTo(rank - Math.floor(rows / 2));
        } else if (rank < this.top) {
            this.moveTo(rank);
        } else {
            let needed = 0;
            for (let r = Math.floor(this.top); r <= rank; r++) {
                needed += this.itemHeight(r);
            }
            needed -= (this.top % 1) * this.itemHeight(Math.floor(this.top));
            if (needed > this.room()) {
                this.moveBy(needed - this.room());
            }
        }
    }
}

/**
 * Rows in sight.
 *
 * @param {Position} list
 * @returns {{rank: number, y: number, row: EventRow | undefined}[]}
 */
export function layout(list) {
    const rows = [];
    let rank = Math.floor(list.top);
    let y = ROW_HEIGHT - (list.top - rank) * list.itemHeight(rank);
    for (; y < list.height && rank < list.total(); rank++) {
        rows.push({ rank, y, row: list.windows().row(rank) });
        y += list.itemHeight(rank);
    }
    return rows;
}
