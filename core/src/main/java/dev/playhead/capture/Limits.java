package dev.playhead.capture;

/**
 * The limits on the captured data of one payload.
 *
 * @param values the maximum number of values of all kinds, including lists and maps
 * @param chars the maximum number of characters in all strings and keys together
 */
record Limits(int values, int chars) {
    static final Limits DEFAULT = new Limits(2_000_000, 64 << 20);
}
