package dev.playhead.capture;

/**
 * How much of one payload is kept.
 *
 * @param values values of all kinds, lists and maps included
 * @param chars characters in all strings and keys together
 */
record Limits(int values, int chars) {
    static final Limits DEFAULT = new Limits(2_000_000, 64 << 20);
}
