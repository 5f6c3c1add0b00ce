package dev.playhead.internal.recording;

import dev.playhead.storage.RetentionPolicy;
import dev.playhead.timetravel.FoldedBaseline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a store may forget. Every drop is decided here, from what is stored and from nothing else.
 *
 * <p><b>Threading.</b> Pure: no lock, clock or store; the answer follows from the arguments.
 */
final class DropPlanner {
    /*
     * Invariant. After each commit the store holds, behind everything that it ever dropped, what the policy keeps: N events,
     * or the limit's bytes, or everything that has not expired; or the history was cleared there. So a crash at any moment
     * leaves no less than the policy keeps of what was durable.
     *
     * Proof. A part is dropped only if the parts behind it, which are stored by the very commit that drops it, hold that
     * much; what is recorded and not yet stored does not count. The parts behind are dropped later by the same rule, and
     * parts are dropped from the oldest on, so no drop leaves a hole.
     *
     * What memory has evicted is an upper bound besides: readers of this process still read the rest from the store.
     *
     * With projections, a part goes only in the commit that stores the states before the sequence up to which parts go. Of
     * states that were folded further than the store may forget, the writer waits for a later commit. Therefore the oldest
     * states that are not yet stored are kept beside the latest: while events come fast, the latest are always too far.
     */
    private final long maxCount;
    private final long maxBytes;
    private final long maxAgeMillis;

    DropPlanner(RetentionPolicy policy) {
        this.maxCount = policy.maxCount().orElse(Long.MAX_VALUE);
        this.maxBytes = policy.maxBytes().orElse(Long.MAX_VALUE);
        this.maxAgeMillis = Retention.millis(policy.maxAge());
    }

    /** Whether nothing is ever dropped but what was cleared. */
    boolean keepsEverything() {
        return maxCount == Long.MAX_VALUE && maxBytes == Long.MAX_VALUE && maxAgeMillis == Long.MAX_VALUE;
    }

    /**
     * A block or tail that is stored, or will be by the commit that is planned.
     *
     * @param firstSequence the sequence of its first event
     * @param lastSequence the sequence of its last event
     * @param events how many events it has
     * @param bytes how many bytes the store has of it
     * @param recordedAtMillis the time of recording of its last event
     */
    record Part(long firstSequence, long lastSequence, int events, long bytes, long recordedAtMillis) {}

    /**
     * What bounds a plan besides the policy.
     *
     * @param nowMillis the time of recording that is now
     * @param originSequence the sequence at which the history begins; what is before it was cleared
     * @param evictedBefore the sequence before which memory has evicted everything
     * @param needsStates whether a part goes only together with the states behind it
     * @param states the states that may be stored, oldest first
     */
    record Bounds(
            long nowMillis,
            long originSequence,
            long evictedBefore,
            boolean needsStates,
            List<FoldedBaseline> states) {}

    /**
     * What a commit drops.
     *
     * @param beforeSequence the parts that end before this sequence go
     * @param events how many events of the history go, without cleared ones
     * @param states the states to store in the same commit; null for none
     */
    record Plan(long beforeSequence, long events, @Nullable FoldedBaseline states) {}

    /**
     * Plans a commit.
     *
     * @param stored what the store holds after the commit if nothing is dropped, in order, without overlaps
     * @param bounds what bounds the plan besides the policy
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

    /** The latest states that are those before a sequence or an earlier one; null if there are none. */
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
