/**
 * Text of times, durations, counts and values. Times are shown in UTC, as the command shows them. All text that comes from
 * events passes through `visible`, so that no character hides or reorders others.
 */

const COUNTS = new Intl.NumberFormat('en-US');

/** Controls, joiners, bidirectional controls, byte-order marks and lone surrogates. */
const HIDDEN =
    /[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]|\uDB40[\uDC00-\uDFFF]/g;

const HIDDEN_BUT_LINES = new RegExp(HIDDEN.source.replace('\\u0000-\\u001F', '\\u0000-\\u0008\\u000B-\\u001F'), 'g');

/**
 * Text in which hidden characters are escapes such as ⟨U+202E⟩.
 *
 * @param {unknown} text
 * @param {boolean} [lines] whether line ends and tabs stay as they are
 * @returns {string}
 */
export function visible(text, lines = false) {
    return String(text).replace(lines ? HIDDEN_BUT_LINES : HIDDEN, (character) => {
        const code = /** @type {number} */ (character.codePointAt(0));
        return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
    });
}

/**
 * Text of a count, e.g. 1,234,567.
 *
 * @param {number} n
 * @returns {string}
 */
export function count(n) {
    return COUNTS.format(n);
}

/**
 * A count and its noun, e.g. "1 event", "1,234 events".
 *
 * @param {number} n
 * @param {string} noun
 * @param {string} [plural] if it is not the noun with an s
 * @returns {string}
 */
export function counted(n, noun, plural = `${noun}s`) {
    return `${count(n)} ${n === 1 ? noun : plural}`;
}

/**
 * Text of bytes, e.g. 1.4 MB.
 *
 * @param {number} n
 * @returns {string}
 */
export function bytes(n) {
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    let unit = 0;
    let value = n;
    while (Math.abs(value) >= 1000 && unit < units.length - 1) {
        value /= 1000;
        unit++;
    }
    return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/**
 * Text of a duration with about three figures, e.g. 12 ns, 1.25 ms, 3.4 s, 2 min 05 s, 3 h 04 min, 12 d 3 h.
 *
 * @param {number} nanos
 * @returns {string}
 */
export function duration(nanos) {
    if (nanos < 0) {
        return `−${duration(-nanos)}`;
    }
    const units = /** @type {[number, string][]} */ ([[1e9, 's'], [1e6, 'ms'], [1e3, 'µs']]);
    if (nanos < 60e9) {
        for (const [size, unit] of units) {
            if (nanos >= size) {
                return `${figures(nanos / size)} ${unit}`;
            }
        }
        return `${Math.round(nanos)} ns`;
    }
    const seconds = Math.floor(nanos / 1e9);
    const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
    if (seconds < 3600) {
        return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
    }
    if (seconds < 86_400) {
        return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`;
    }
    const days = Math.floor(seconds / 86_400);
    if (days < 1000) {
        return `${days} d ${Math.floor((seconds % 86_400) / 3600)} h`;
    }
    return `${count(Math.round(days / 365.2425))} years`;
}

/** @param {number} value */
function figures(value) {
    return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/**
 * Parts of an ISO time: the date, the time to the second, and the digits of the fraction ('' if none).
 *
 * @param {string} iso
 * @returns {{date: string, clock: string, fraction: string}}
 */
export function timeParts(iso) {
    const match = /^([+-]?\d+-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(?:\.(\d+))?Z$/.exec(iso);
    return match === null
        ? { date: '', clock: iso, fraction: '' }
        : { date: match[1], clock: match[2] + (match[3] ?? ':00'), fraction: match[4] ?? '' };
}

/**
 * Time of day, e.g. 09:15:04.250.
 *
 * @param {string} iso
 * @param {number} [digits] of the fraction of a second; all recorded ones, at least three, if absent
 * @returns {string}
 */
export function clock(iso, digits) {
    const { clock: time, fraction } = timeParts(iso);
    return `${time}.${fraction.slice(0, digits).padEnd(digits ?? 3, '0')}`;
}

/**
 * Date and time of day, e.g. 2026-03-01 09:15:04.250.
 *
 * @param {string} iso
 * @param {number} [digits] as for `clock`
 * @returns {string}
 */
export function dateTime(iso, digits) {
    return `${timeParts(iso).date} ${clock(iso, digits)}`;
}

/**
 * Digits of the fraction of a second that tell times apart where this much time is in sight.
 *
 * @param {number} nanos
 * @returns {3 | 6 | 9}
 */
export function digitsFor(nanos) {
    return nanos >= 10e9 ? 3 : nanos >= 10e6 ? 6 : 9;
}

/**
 * Nanoseconds since 1970 of an ISO time in UTC. Null if the text is no such time.
 *
 * @param {string} iso
 * @returns {bigint | null}
 */
export function nanosOf(iso) {
    const match = /^([+-]?\d{1,10})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?Z$/.exec(iso);
    if (match === null) {
        return null;
    }
    const [, year, month, day, hour, minute, second, fraction] = match;
    const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second ?? 0);
    const days = daysOf(Number(year), Number(month), Number(day));
    return (BigInt(days) * 86_400n + BigInt(seconds)) * 1_000_000_000n + BigInt((fraction ?? '').padEnd(9, '0'));
}

/**
 * ISO time of nanoseconds since 1970, as java.time.Instant writes it.
 *
 * @param {bigint} nanos
 * @returns {string}
 */
export function isoOf(nanos) {
    const fraction = ((nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
    const seconds = (nanos - fraction) / 1_000_000_000n;
    const inDay = Number(((seconds % 86_400n) + 86_400n) % 86_400n);
    const { year, month, day } = dateOf(Number((seconds - BigInt(inDay)) / 86_400n));
    const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
    const sign = year < 0 ? '-' : year > 9999 ? '+' : '';
    const digits = String(fraction).padStart(9, '0').replace(/(000){1,3}$/, '');
    return `${sign}${String(Math.abs(year)).padStart(4, '0')}-${two(month)}-${two(day)}T${two(Math.floor(inDay / 3600))}:${two(Math.floor(inDay / 60) % 60)}:${two(inDay % 60)}${digits === '' ? '' : `.${digits}`}Z`;
}

/**
 * Days since 1970-01-01 of a date of the proleptic Gregorian calendar. Years begin in March here, so that the leap day is
 * the last day of a year.
 *
 * @param {number} year
 * @param {number} month
 * @param {number} day
 * @returns {number}
 */
export function daysOf(year, month, day) {
    const y = month <= 2 ? year - 1 : year;
    const era = Math.floor(y / 400);
    const ofEra = y - era * 400;
    const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
    return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

/**
 * Date of days since 1970-01-01.
 *
 * @param {number} days
 * @returns {{year: number, month: number, day: number}}
 */
export function dateOf(days) {
    const shifted = days + 719_468;
    const era = Math.floor(shifted / 146_097);
    const dayOfEra = shifted - era * 146_097;
    const yearOfEra = Math.floor(
        (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
    );
    const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
    const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
    const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
    const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
    return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/**
 * What a value of the server stands for beyond plain JSON, null if it is plain JSON.
 *
 * @param {any} value
 * @returns {{kind: 'number' | 'marker' | 'cut' | 'more', text?: string, length?: number, count?: number} | null}
 */
export function special(value) {
    const inner = value !== null && typeof value === 'object' && !Array.isArray(value) ? value.$playhead : undefined;
    return inner !== undefined && typeof inner.kind === 'string' && Object.keys(value).length === 1 ? inner : null;
}

/**
 * Name of an entry of a map: the server writes `$playhead:` before the name `$playhead`, and before each name that looks
 * like one that it wrote so.
 *
 * @param {string} key
 * @returns {string}
 */
export function keyName(key) {
    return /^(?:\$playhead:)+\$playhead$/.test(key) ? key.slice('$playhead:'.length) : key;
}

/**
 * A value as one short line: text without quotes at the top, JSON below it.
 *
 * @param {any} value
 * @param {number} [longest] characters
 * @returns {string}
 */
export function valueText(value, longest = 200) {
    if (value === undefined) {
        return '';
    }
    const mark = special(value);
    if (mark?.kind === 'cut') {
        return visible(shorten(mark.text ?? '', longest));
    }
    if (mark?.kind === 'marker') {
        return `⟨${visible(mark.text)}⟩`;
    }
    return visible(shorten(typeof value === 'string' ? value : toJson(value), longest));
}

/**
 * A value as JSON text. Numbers beyond those of JavaScript keep their digits.
 *
 * @param {any} value
 * @param {number} [indent] blanks a level; 0 for one line
 * @returns {string}
 */
export function toJson(value, indent = 0) {
    return jsonOf(value, indent, '');
}

/**
 * @param {any} value
 * @param {number} indent
 * @param {string} margin
 * @returns {string}
 */
function jsonOf(value, indent, margin) {
    const mark = special(value);
    if (mark !== null) {
        return markJson(mark);
    }
    if (value === null || typeof value !== 'object') {
        return JSON.stringify(value);
    }
    const inner = margin + ' '.repeat(indent);
    const parts = Array.isArray(value)
        ? value.map((item) => jsonOf(item, indent, inner))
        : Object.entries(value).map(
              ([key, item]) =>
                  `${JSON.stringify(keyName(key))}:${indent > 0 ? ' ' : ''}${key === '$playhead' && item?.kind ? markJson(item) : jsonOf(item, indent, inner)}`,
          );
    const [open, close] = Array.isArray(value) ? '[]' : '{}';
    if (parts.length === 0) {
        return open + close;
    }
    return indent > 0 ? `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${margin}${close}` : open + parts.join(',') + close;
}

/** @param {{kind: string, text?: string, length?: number, count?: number}} mark */
function markJson(mark) {
    switch (mark.kind) {
        case 'number':
            return /^-?[0-9.eE+-]+$/.test(mark.text ?? '') ? (mark.text ?? '') : JSON.stringify(mark.text);
        case 'marker':
            return JSON.stringify(`⟨${mark.text}⟩`);
        case 'cut':
            return JSON.stringify(`${mark.text}… (${count(mark.length ?? 0)} characters)`);
        default:
            return JSON.stringify(`… ${count(mark.count ?? 0)} more`);
    }
}

/**
 * The begin of a text, with an ellipsis if it is longer. No character is cut into halves.
 *
 * @param {string} text
 * @param {number} longest
 * @returns {string}
 */
export function shorten(text, longest) {
    if (text.length <= longest) {
        return text;
    }
    const end = /[\uD800-\uDBFF]/.test(text[longest - 2]) ? longest - 2 : longest - 1;
    return `${text.slice(0, end)}…`;
}
