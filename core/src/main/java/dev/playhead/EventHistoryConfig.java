package dev.playhead;

import dev.playhead.capture.SensitiveData;
import dev.playhead.event.TypePattern;
import dev.playhead.storage.RetentionPolicy;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an application may want to put into a configuration file about a history. Begin with {@link #defaults()}.
 *
 * @param enabled whether events are recorded at all
 * @param retention what is kept
 * @param compression whether full blocks are made small; otherwise their columns are stored plain
 * @param record the types to record; none for all
 * @param exclude the types to leave out
 * @param excludeSensitive what to cut out of payloads and metadata; empty for nothing
 */
public record EventHistoryConfig(
        boolean enabled,
        RetentionPolicy retention,
        boolean compression,
        List<TypePattern> record,
        List<TypePattern> exclude,
        Optional<SensitiveData> excludeSensitive) {
    /** How many events a history in memory keeps unless told otherwise. */
    public static final long DEFAULT_CAPACITY = 1_000;

    /** What is kept where nothing is given. An equal policy that an application gives is another object. */
    private static final RetentionPolicy DEFAULT_RETENTION =
            RetentionPolicy.unlimited().withMaxCount(DEFAULT_CAPACITY);

    private static final EventHistoryConfig DEFAULTS =
            new EventHistoryConfig(true, DEFAULT_RETENTION, true, List.of(), List.of(), Optional.empty());

    /**
     * Makes a configuration.
     *
     * @param enabled whether events are recorded at all
     * @param retention what is kept
     * @param compression whether full blocks are compressed
     * @param record the types to record; copied
     * @param exclude the types to leave out; copied
     * @param excludeSensitive what to cut out of payloads and metadata
     */
    public EventHistoryConfig {
        Objects.requireNonNull(retention, "retention");
        Objects.requireNonNull(excludeSensitive, "excludeSensitive");
        record = List.copyOf(record);
        exclude = List.copyOf(exclude);
    }

    /**
     * Enabled, the last {@value #DEFAULT_CAPACITY} events, compressed, all types, nothing cut out. With a file or a store, the
     * limit of events holds only if it is given, by another policy or by one that is equal.
     *
     * @return the defaults of a history in memory
     */
    public static EventHistoryConfig defaults() {
        return DEFAULTS;
    }

    /**
     * The same with another value of {@code enabled}.
     *
     * @param enabled whether events are recorded at all
     * @return the configuration
     */
    public EventHistoryConfig withEnabled(boolean enabled) {
        return new EventHistoryConfig(enabled, retention, compression, record, exclude, excludeSensitive);
    }

    /**
     * The same with another value of {@code retention}, which holds wherever events are kept.
     *
     * @param retention what is kept
     * @return the configuration
     */
    public EventHistoryConfig withRetention(RetentionPolicy retention) {
        Objects.requireNonNull(retention, "retention");
        // A copy, so that the default one counts as given here.
        RetentionPolicy given = new RetentionPolicy(retention.maxCount(), retention.maxAge(), retention.maxBytes());
        return new EventHistoryConfig(enabled, given, compression, record, exclude, excludeSensitive);
    }

    /** Returns whether an application has given what is kept, be it equal to the default. */
    @SuppressWarnings("ReferenceEquality") // the very default, not one that is equal
    boolean isRetentionGiven() {
        return retention != DEFAULT_RETENTION;
    }

    /**
     * The same with another value of {@code compression}.
     *
     * @param compression whether full blocks are compressed
     * @return the configuration
     */
    public EventHistoryConfig withCompression(boolean compression) {
        return new EventHistoryConfig(enabled, retention, compression, record, exclude, excludeSensitive);
    }

    /**
     * The same with another value of {@code record}.
     *
     * @param record the types to record; none for all
     * @return the configuration
     */
    public EventHistoryConfig withRecord(List<TypePattern> record) {
        return new EventHistoryConfig(enabled, retention, compression, record, exclude, excludeSensitive);
    }

    /**
     * The same with another value of {@code exclude}.
     *
     * @param exclude the types to leave out
     * @return the configuration
     */
    public EventHistoryConfig withExclude(List<TypePattern> exclude) {
        return new EventHistoryConfig(enabled, retention, compression, record, exclude, excludeSensitive);
    }

    /**
     * The same with another value of {@code excludeSensitive}.
     *
     * @param rules what to cut out of payloads and metadata
     * @return the configuration
     */
    public EventHistoryConfig withExcludeSensitive(SensitiveData rules) {
        return new EventHistoryConfig(enabled, retention, compression, record, exclude, Optional.of(rules));
    }
}
