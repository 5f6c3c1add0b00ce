package dev.playhead;

/**
 * The few events that are left of many: see {@link EventHistory#minimize}.
 *
 * @param history a history in memory with the events that are left, each with its sequence. It is searched, exported and
 *     replayed like any other, and is the caller's to close
 * @param isMinimal whether leaving out any single one of them was seen to be too much; not so if the search was ended early
 * @param tests how many times the predicate was asked
 */
public record Minimized(EventHistory history, boolean isMinimal, int tests) {}
