package dev.playhead.internal.recording;

import dev.playhead.storage.RetentionPolicy;
import dev.playhead.timetravel.SnapshotManager.FoldedBaseline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A planner that applies the retention policy to a store. It plans which parts each commit drops. To satisfy the
 * policy, it counts only events that are stored or that the planned commit stores, never other recorded events.
 *
 * <p><b>Threading.</b> Pure: uses no lock, clock or store. The result depends only on the arguments.
 */
final class DropPlanner {
    /*
     * Invariant. After each commit, the stored events that follow the last dropped event satisfy the policy: their
     * number is at least maxCount, or their size is at least maxBytes, or they include every event that has not
     * expired. Events before originSequence were cleared and do not count. A crash at any time therefore leaves at
     * least the durable events that the policy retains.
     *
     * Proof. A part is dropped only if the later parts satisfy the policy without it. Those parts are already stored,
     * or are stored by the same commit; recorded events that are not yet stored do not count. Parts are dropped in
     * order, the oldest first, so no drop leaves a gap.
     *
     * A part is dropped only if memory has evicted it, because until then, readers in this process may read it from the
     * store.
     *
     * Parts with only cleared events are always dropped. With projections, other parts are dropped only by a commit
     * that also stores base states, and only up to the sequence to which those states are folded. States folded beyond
     * the parts that may be dropped wait for a later commit. The oldest unstored states are therefore kept in addition
     * to the latest states, because at a high event rate, the latest states are always folded too far.
     */
    private final long maxCount;
    private final long maxBytes;
    private final long maxAgeMillis;

    DropPlanner(RetentionPolicy policy) {
        this.maxCount = policy.maxCount().orElse(Long.MAX_VALUE);
        this.maxBytes = policy.maxBytes().orElse(Long.MAX_VALUE);
        this.maxAgeMillis = Retention.millis(policy.maxAge());
    }

    /** Returns whether the policy has no limits. In that case, only cleared events are dropped. */
    boolean keepsEverything() {
        return maxCount == Long.MAX_VALUE && maxBytes == Long.MAX_VALUE && maxAgeMillis == Long.MAX_VALUE;
    }

    /**
     * A block or tail that is stored, or will be stored by the planned commit.
     *
     * @param firstSequence the sequence of its first event
     * @param lastSequence the sequence of its last event
     * @param events the number of its events
     * @param bytes the number of its bytes in the store; 0 if it is not encoded yet
     * @param recordedAtMillis the time of recording of its last event
     */
    record Part(long firstSequence, long lastSequence, int events, long bytes, long recordedAtMillis) {}

    /**
     * The bounds on a plan, in addition to the policy.
     *
     * @param nowMillis the current recording time
     * @param originSequence the sequence at which the history begins; earlier events were cleared
     * @param evictedBefore the sequence before which memory has evicted all events
     * @param needsStates whether parts that were not cleared are dropped only by a commit that stores the base states
     *     after these parts
     * @param states the states that may be stored, oldest first
     */
    record Bounds(
            long nowMillis,
            long originSequence,
            long evictedBefore,
            boolean needsStates,
            List<FoldedBaseline> states) {}

    /**
     * The drops of a commit.
     *
     * @param beforeSequence the end of the drops: parts that end before this sequence are dropped
     * @param events the number of events dropped, without cleared events
     * @param states the states to store in the same commit; null for none
     */
    record Plan(long beforeSequence, long events, @Nullable FoldedBaseline states) {}

    /**
     * Plans a commit.
     *
     * @param stored the parts that the store holds after the commit if nothing is dropped, in order, without overlaps
     * @param bounds the bounds on the plan, in addition to the policy
     * @return the plan
     */
    Plan plan(Iterable<Part> stored, Bounds bounds) {
        long origin = bounds.originSequence();
        long events = 0;
        long bytes = 0;
        for (Part part : stored) {
            if (part.lastSequence() >= origin) {
                events += part.events();
                bytes += part.bytes();
            }
        }
        long before = origin;
        for (Part part : stored) {
            if (part.lastSequence() >= origin) {
                events -= part.events();
                bytes -= part.bytes();
                boolean isUnneeded = events >= maxCount
                        || bytes >= maxBytes
                        || bounds.nowMillis() - part.recordedAtMillis() > maxAgeMillis;
                if (!isUnneeded || part.lastSequence() >= bounds.evictedBefore()) {
                    break;
                }
                before = part.lastSequence() + 1;
            }
        }
        FoldedBaseline states = latest(bounds.states(), before);
        if (bounds.needsStates()) {
            before = states == null ? origin : states.beforeSequence();
        }
        return new Plan(before, eventsBetween(stored, origin, before), states);
    }

    /** Returns the latest states that are not folded beyond {@code sequence}; null if there are none. */
    private static @Nullable FoldedBaseline latest(List<FoldedBaseline> states, long sequence) {
        FoldedBaseline found = null;
        for (FoldedBaseline folded : states) {
            if (folded.beforeSequence() <= sequence) {
                found = folded;
            }
        }
        return found;
    }

    private static long eventsBetween(Iterable<Part> stored, long origin, long before) {
        long events = 0;
        for (Part part : stored) {
            if (part.lastSequence() >= before) {
                break;
            }
            events += part.lastSequence() < origin ? 0 : part.events();
        }
        return events;
    }
}
