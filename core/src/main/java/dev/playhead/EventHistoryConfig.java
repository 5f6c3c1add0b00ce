package dev.playhead;

import dev.playhead.capture.SensitiveData;
import dev.playhead.event.TypePattern;
import dev.playhead.storage.RetentionPolicy;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Those settings of a history that an application may keep in a configuration file. Start with {@link #defaults()}.
 *
 * @param enabled whether events are recorded at all
 * @param retention the retention policy
 * @param compression whether encoded blocks are compressed; otherwise their columns are stored uncompressed
 * @param record the types to record; empty for all
 * @param exclude the types not to record
 * @param excludeSensitive the rules for data to remove from payloads and metadata; empty for none
 */
public record EventHistoryConfig(
        boolean enabled,
        RetentionPolicy retention,
        boolean compression,
        List<TypePattern> record,
        List<TypePattern> exclude,
        Optional<SensitiveData> excludeSensitive) {
    /** The default maximum number of events that a history in memory retains. */
    public static final long DEFAULT_CAPACITY = 1_000;

    /**
     * The default retention policy. It is compared by identity, to distinguish it from an equal policy that an
     * application sets explicitly.
     */
    private static final RetentionPolicy DEFAULT_RETENTION =
            RetentionPolicy.unlimited().withMaxCount(DEFAULT_CAPACITY);

    private static final EventHistoryConfig DEFAULTS =
            new EventHistoryConfig(true, DEFAULT_RETENTION, true, List.of(), List.of(), Optional.empty());

    /**
     * Creates a configuration.
     *
     * @param enabled whether events are recorded at all
     * @param retention the retention policy
     * @param compression whether encoded blocks are compressed
     * @param record the types to record; empty for all; copied
     * @param exclude the types not to record; copied
     * @param excludeSensitive the rules for data to remove from payloads and metadata
     */
    public EventHistoryConfig {
        Objects.requireNonNull(retention, "retention");
        Objects.requireNonNull(excludeSensitive, "excludeSensitive");
        record = List.copyOf(record);
        exclude = List.copyOf(exclude);
    }

    /**
     * Returns the default configuration: recording is enabled, the last {@value #DEFAULT_CAPACITY} events are retained,
     * blocks are compressed, all types are recorded, and no data is removed. The default limit on the number of events
     * does not apply to a history with a file or a store.
     *
     * @return the defaults of a history in memory
     */
    public static EventHistoryConfig defaults() {
        return DEFAULTS;
    }

    /**
     * Returns a copy with another value of {@code enabled}.
     *
     * @param enabled whether events are recorded at all
     * @return the configuration
     */
    public EventHistoryConfig withEnabled(boolean enabled) {
        return new EventHistoryConfig(enabled, retention, compression, record, exclude, excludeSensitive);
    }

    /**
     * Returns a copy with another value of {@code retention}. The policy applies in memory as well as with a file or a
     * store.
     *
     * @param retention the retention policy
     * @return the configuration
     */
    public EventHistoryConfig withRetention(RetentionPolicy retention) {
        Objects.requireNonNull(retention, "retention");
        // A copy, so that even the default policy counts as set explicitly.
        RetentionPolicy given = new RetentionPolicy(retention.maxCount(), retention.maxAge(), retention.maxBytes());
        return new EventHistoryConfig(enabled, given, compression, record, exclude, excludeSensitive);
    }

    /** Returns whether an application has set the retention policy explicitly, even if it equals the default policy. */
    @SuppressWarnings("ReferenceEquality") // a policy that equals the default but is another object was set explicitly
    boolean isRetentionGiven() {
        return retention != DEFAULT_RETENTION;
    }

    /**
     * Returns a copy with another value of {@code compression}.
     *
     * @param compression whether encoded blocks are compressed
     * @return the configuration
     */
    public EventHistoryConfig withCompression(boolean compression) {
        return new EventHistoryConfig(enabled, retention, compression, record, exclude, excludeSensitive);
    }

    /**
     * Returns a copy with another value of {@code record}.
     *
     * @param record the types to record; empty for all
     * @return the configuration
     */
    public EventHistoryConfig withRecord(List<TypePattern> record) {
        return new EventHistoryConfig(enabled, retention, compression, record, exclude, excludeSensitive);
    }

    /**
     * Returns a copy with another value of {@code exclude}.
     *
     * @param exclude the types not to record
     * @return the configuration
     */
    public EventHistoryConfig withExclude(List<TypePattern> exclude) {
        return new EventHistoryConfig(enabled, retention, compression, record, exclude, excludeSensitive);
    }

    /**
     * Returns a copy with another value of {@code excludeSensitive}.
     *
     * @param rules the rules for data to remove from payloads and metadata
     * @return the configuration
     */
    public EventHistoryConfig withExcludeSensitive(SensitiveData rules) {
        return new EventHistoryConfig(enabled, retention, compression, record, exclude, Optional.of(rules));
    }
}
