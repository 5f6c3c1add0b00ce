package dev.playhead.storage;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The limits on how much of the past is retained: on the number of events, on their age and on the number of bytes.
 * Each limit is optional. The strictest limit applies. Events that exceed this limit are evicted, oldest first.
 *
 * <p>The limit on the number of events is exact. The limits on age and bytes evict whole blocks. Age is measured from
 * the time of <em>recording</em>, so that imported old events do not expire immediately. For events in memory, the
 * number of bytes is an estimate. In a store, it is the size of the blocks.
 *
 * @param maxCount the maximum number of events
 * @param maxAge the maximum time since recording
 * @param maxBytes the maximum number of bytes
 */
public record RetentionPolicy(OptionalLong maxCount, Optional<Duration> maxAge, OptionalLong maxBytes) {
    private static final RetentionPolicy UNLIMITED =
            new RetentionPolicy(OptionalLong.empty(), Optional.empty(), OptionalLong.empty());

    /**
     * Creates a policy.
     *
     * @param maxCount the maximum number of events, positive
     * @param maxAge the maximum time since recording, positive
     * @param maxBytes the maximum number of bytes, positive
     * @throws IllegalArgumentException if a limit is not positive
     */
    public RetentionPolicy {
        maxCount.ifPresent(count -> requirePositive("maxCount", count, count > 0));
        maxBytes.ifPresent(bytes -> requirePositive("maxBytes", bytes, bytes > 0));
        maxAge.ifPresent(age -> requirePositive("maxAge", age, !age.isNegative() && !age.isZero()));
    }

    private static void requirePositive(String name, Object value, boolean positive) {
        if (!positive) {
            throw new IllegalArgumentException(name + "=" + value + " is not positive; leave it out for no limit");
        }
    }

    /**
     * Returns a policy that retains everything.
     *
     * @return the policy without limits
     */
    public static RetentionPolicy unlimited() {
        return UNLIMITED;
    }

    /**
     * Returns this policy with a limit on the number of events.
     *
     * @param events the maximum number of events, positive
     * @return the policy
     * @throws IllegalArgumentException if the limit is not positive
     */
    public RetentionPolicy withMaxCount(long events) {
        return new RetentionPolicy(OptionalLong.of(events), maxAge, maxBytes);
    }

    /**
     * Returns this policy with a limit on the time since recording.
     *
     * @param age the maximum age, positive
     * @return the policy
     * @throws IllegalArgumentException if the limit is not positive
     */
    public RetentionPolicy withMaxAge(Duration age) {
        return new RetentionPolicy(maxCount, Optional.of(age), maxBytes);
    }

    /**
     * Returns this policy with a limit on the number of bytes.
     *
     * @param bytes the maximum number of bytes, positive
     * @return the policy
     * @throws IllegalArgumentException if the limit is not positive
     */
    public RetentionPolicy withMaxBytes(long bytes) {
        return new RetentionPolicy(maxCount, maxAge, OptionalLong.of(bytes));
    }
}
