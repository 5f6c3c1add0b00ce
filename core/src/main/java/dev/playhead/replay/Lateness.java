package dev.playhead.replay;

import java.time.Duration;

/**
 * The lateness of published events, relative to the times that their timestamps and the speed determine. Events that
 * are replayed as fast as possible or step by step do not count. All values are zero if no event counts.
 *
 * @param p50 the lateness that half of the events did not exceed
 * @param p99 the lateness that 99 of 100 events did not exceed
 * @param max the maximum lateness
 */
public record Lateness(Duration p50, Duration p99, Duration max) {}
