package dev.playhead.replay;

import java.time.Duration;

/**
 * How late events were published, against the time that their timestamps and the speed gave them. Zero where there was
 * nothing to wait for: as fast as possible, or step by step.
 *
 * @param p50 half of the events were no later
 * @param p99 99 of 100 events were no later
 * @param max the latest was this late
 */
public record Lateness(Duration p50, Duration p99, Duration max) {}
