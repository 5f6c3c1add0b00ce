package dev.playhead.filter;

import java.time.Instant;
import java.util.Map;

/**
 * The number of matching events in a run of consecutive events. How the events of a history are divided into such runs
 * is not specified and may differ from call to call. No event is in two runs of one call, and no matching event is left
 * out; runs in which no event can match may be.
 *
 * @param firstSequence the sequence of the first event of the run, whether it matches or not
 * @param lastSequence the sequence of the last event of the run, whether it matches or not
 * @param minTime a time that no event of the run precedes
 * @param maxTime a time that no event of the run follows
 * @param count the number of matching events; may be 0
 * @param names the number of matching events of each type or source that has any, immutable; empty if they are divided
 *     by {@link CountBy#NOTHING}
 */
public record EventCounts(
        long firstSequence,
        long lastSequence,
        Instant minTime,
        Instant maxTime,
        long count,
        Map<String, Integer> names) {
    /**
     * Creates the counts.
     *
     * @param firstSequence the sequence of the first event of the run
     * @param lastSequence the sequence of the last event of the run
     * @param minTime a time that no event of the run precedes
     * @param maxTime a time that no event of the run follows
     * @param count the number of matching events
     * @param names the number of matching events of each type or source; copied
     */
    public EventCounts {
        names = Map.copyOf(names);
    }
}
