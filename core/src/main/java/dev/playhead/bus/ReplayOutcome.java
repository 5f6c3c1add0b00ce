package dev.playhead.bus;

/**
 * What came of replaying one event.
 *
 * @param failed how many calls failed: of handlers of the event itself, of handlers of nested events, and of the replay's
 *     listener; each went to the bus's error listener as well
 * @param suppressed how many nested events were dropped
 */
public record ReplayOutcome(int failed, int suppressed) {}
