package dev.playhead.storage;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much of the past is kept: a number of events, an age, a number of bytes, each optional. The strictest wins; what
 * exceeds it is evicted from the oldest on.
 *
 * <p>The count is exact to the event. Age and bytes evict whole blocks: age by the time of <em>recording</em>, so that an
 * import of old events does not expire at once; bytes by estimate.
 *
 * @param maxCount the greatest number of events
 * @param maxAge the greatest time since recording
 * @param maxBytes the greatest estimated number of bytes in memory
 */
public record RetentionPolicy(OptionalLong maxCount, Optional<Duration> maxAge, OptionalLong maxBytes) {
    private static final RetentionPolicy UNLIMITED =
            new RetentionPolicy(OptionalLong.empty(), Optional.empty(), OptionalLong.empty());

    /**
     * Makes a policy.
     *
     * @param maxCount the greatest number of events, positive
     * @param maxAge the greatest time since recording, positive
     * @param maxBytes the greatest estimated number of bytes in memory, positive
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
     * Keeps everything.
     *
     * @return the policy without limits
     */
    public static RetentionPolicy unlimited() {
        return UNLIMITED;
    }

    /**
     * The same with a limit on the number of events.
     *
     * @param events the greatest number of events, positive
     * @return the policy
     */
    public RetentionPolicy withMaxCount(long events) {
        return new RetentionPolicy(OptionalLong.of(events), maxAge, maxBytes);
    }

    /**
     * The same with a limit on the time since recording.
     *
     * @param age the greatest age, positive
     * @return the policy
     */
    public RetentionPolicy withMaxAge(Duration age) {
        return new RetentionPolicy(maxCount, Optional.of(age), maxBytes);
    }

    /**
     * The same with a limit on memory.
     *
     * @param bytes the greatest estimated number of bytes, positive
     * @return the policy
     */
    public RetentionPolicy withMaxBytes(long bytes) {
        return new RetentionPolicy(maxCount, maxAge, OptionalLong.of(bytes));
    }
}
