package dev.playhead.storage.spi;

import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A period during which a store was open for writing, from opening to closing, with its context.
 *
 * @param number the number of the session in its store, counted from 1
 * @param startedAt the time at which it began; kept in milliseconds
 * @param firstSequence the sequence of the first event that it could record
 * @param end the end of the session; empty while it lasts, and permanently if it was not closed
 * @param context the application's description of the session, such as its version and user
 * @param recordingBreak the break behind the last event in the store, which no block carries yet; empty if there is none
 */
public record StoredSession(
        long number,
        Instant startedAt,
        long firstSequence,
        Optional<End> end,
        Map<String, String> context,
        Optional<RecordingBreak> recordingBreak) {
    /**
     * The end of a session that was closed.
     *
     * @param at the time at which it was closed; kept in milliseconds
     * @param nextSequence the sequence after its last event
     */
    public record End(Instant at, long nextSequence) {}

    /**
     * Copies the context.
     *
     * @param number the number of the session, counted from 1
     * @param startedAt the time at which it began
     * @param firstSequence the sequence of the first event that it could record
     * @param end the end of the session
     * @param context the application's description of the session
     * @param recordingBreak the break behind the last event in the store
     * @throws IllegalArgumentException if the number or the sequence is out of range
     */
    public StoredSession {
        if (number < 1 || firstSequence < 0) {
            throw new IllegalArgumentException("number=" + number + ", firstSequence=" + firstSequence
                    + ": sessions count from 1, sequences from 0");
        }
        context = Collections.unmodifiableMap(new TreeMap<>(context));
    }

    /**
     * Describes a session without a break behind its last event.
     *
     * @param number the number of the session, counted from 1
     * @param startedAt the time at which it began
     * @param firstSequence the sequence of the first event that it could record
     * @param end the end of the session
     * @param context the application's description of the session
     * @throws IllegalArgumentException if the number or the sequence is out of range
     */
    public StoredSession(
            long number, Instant startedAt, long firstSequence, Optional<End> end, Map<String, String> context) {
        this(number, startedAt, firstSequence, end, context, Optional.empty());
    }

    /**
     * Returns the sequences that the session could record.
     *
     * @param nextSession the first sequence of the session after it; {@link Long#MAX_VALUE} if there is none
     * @return the sequences; empty if there are none
     */
    public Optional<SequenceRange> range(long nextSession) {
        long next = end.map(End::nextSequence).orElse(nextSession);
        long last = next == Long.MAX_VALUE ? next : next - 1;
        return last < firstSequence ? Optional.empty() : Optional.of(new SequenceRange(firstSequence, last));
    }

    /**
     * Returns the same session, closed.
     *
     * @param at the time at which it was closed
     * @param nextSequence the sequence after its last event
     * @return the session with an end
     */
    public StoredSession ended(Instant at, long nextSequence) {
        End ended = new End(at, nextSequence);
        return new StoredSession(number, startedAt, firstSequence, Optional.of(ended), context, recordingBreak);
    }

    /**
     * Returns the same session with another break behind the last event in the store.
     *
     * @param pending the break; empty for none
     * @return the session with the break
     */
    public StoredSession with(Optional<RecordingBreak> pending) {
        return new StoredSession(number, startedAt, firstSequence, end, context, pending);
    }
}
