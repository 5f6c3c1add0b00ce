package dev.playhead.replay;

import java.time.Instant;

/**
 * How far a replay is.
 *
 * @param published how many events were published
 * @param total how many there are to publish, if nothing is skipped by seeking
 * @param timestamp the timestamp of the event published last
 */
public record ReplayProgress(long published, long total, Instant timestamp) {}
