/**
 * Shapes that the modules of the page share. This module has no code: it gives names to what the server answers and to
 * what the store keeps.
 *
 * Sequences, counts and ids are numbers; times are ISO-8601 text (up to nanoseconds); `ms` fields are milliseconds since
 * 1970 for drawing only.
 */

/**
 * What the page shows: all of it is in the address.
 *
 * @typedef {object} View
 * @property {number} at sequence of the event under the playhead, -1 while there is none
 * @property {boolean} follow whether the playhead keeps to the last event as the history grows
 * @property {string} filter text of the filter field
 * @property {string | null} from begin of the zoom, null for the begin of the history
 * @property {string | null} to end of the zoom, null for the end of the history
 * @property {Tab} tab
 * @property {string} projection name of the projection that State, Difference and What if show
 * @property {string | null} grid id of the grid that State shows, null for the first one
 * @property {Cell | null} cell the cell whose history is shown
 * @property {number | null} a sequence of mark A
 * @property {number | null} b sequence of mark B
 * @property {string} without text of the field of What if
 * @property {'source' | 'family'} lanes what a lane of the timeline stands for
 * @property {boolean} fold whether idle time is folded away
 */

/** @typedef {'state' | 'event' | 'cell' | 'difference' | 'whatif' | 'statistics' | 'sessions'} Tab */

/**
 * @typedef {object} Cell
 * @property {string} grid
 * @property {string} row
 * @property {string} column
 */

/**
 * @typedef {object} Named
 * @property {string} name
 * @property {number} count
 */

/**
 * Events that were offered but not recorded, because recording was paused.
 *
 * @typedef {object} Break
 * @property {number} before sequence of the event that follows
 * @property {string} from
 * @property {string} to
 * @property {Record<string, number>} counts by type
 */

/**
 * @typedef {object} Session
 * @property {number} number
 * @property {string} from
 * @property {string | null} to
 * @property {number} first
 * @property {number} last
 * @property {Record<string, unknown>} [context]
 */

/**
 * The answer of `history`.
 *
 * @typedef {object} History
 * @property {string} name
 * @property {boolean} live whether it may grow
 * @property {boolean} control whether the page may move the application
 * @property {Application} application
 * @property {number} first
 * @property {number} last
 * @property {number} count
 * @property {string | null} from
 * @property {string | null} to
 * @property {number} fromMs
 * @property {number} toMs
 * @property {Named[]} types by descending count
 * @property {Named[]} sources by descending count
 * @property {{from: number, to: number}[]} lost sequences that were recorded and are lost
 * @property {Break[]} breaks
 * @property {Session[]} sessions
 * @property {string[]} projections
 * @property {string[] | null} grids ids of the grids at the end, null if they are not known soon
 * @property {string} version
 * @property {string | null} file
 * @property {{time: string, message: string}[]} problems
 */

/**
 * Where the application stands.
 *
 * @typedef {object} Application
 * @property {number | null} at sequence of the event after which it is; null if it is live
 * @property {boolean} model whether a model follows the timeline
 */

/**
 * An event as a row of the list.
 *
 * @typedef {object} EventRow
 * @property {string} id
 * @property {number} sequence
 * @property {string} time
 * @property {number} ms
 * @property {number | null} gapNanos time since the matching event before it
 * @property {string} source
 * @property {string} type
 * @property {string} summary
 * @property {{lost?: [number, number], break?: Break} | null} missing what is missing directly before it
 */

/**
 * The answer of `events/ID`.
 *
 * @typedef {object} EventAnswer
 * @property {{id: string, sequence: number, time: string, source: string, type: string, payload: any, metadata: any}} event
 * @property {number | null} previous
 * @property {number | null} next
 */

/**
 * The answer of `timeline`.
 *
 * @typedef {object} Density
 * @property {string} from
 * @property {string} to
 * @property {number} fromMs
 * @property {number} toMs
 * @property {string} by
 * @property {{name: string, counts: number[]}[]} lanes
 * @property {[number, number][]} idle runs of empty buckets: the first and the last of each
 */

/**
 * The event under the playhead, as far as it is known.
 *
 * @typedef {object} Current
 * @property {number} at the sequence asked for
 * @property {EventAnswer | null} answer the newest answer; it may belong to an earlier sequence while `loading`
 * @property {boolean} loading
 * @property {import('./api.js').ApiError | null} error
 */

/**
 * How the page is connected.
 *
 * @typedef {object} Connection
 * @property {'connecting' | 'live' | 'fixed' | 'lost' | 'closed'} state `fixed`: the history cannot grow
 * @property {string} text a sentence about it, '' if there is nothing to add
 */

export {};
