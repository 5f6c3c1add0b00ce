package dev.playhead.storage.spi;

import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A period during which a store was open for writing, and the application's description of this period.
 *
 * @param number the number of the session in its store, counted from 1
 * @param startedAt the time at which the session began; a store may truncate this time to milliseconds
 * @param firstSequence the sequence of the first event that the session could record
 * @param end the end of the session; empty while the session lasts, and permanently empty if the session was not closed
 * @param context the application's description of the session, such as its version and user
 * @param recordingBreak the break after the last event in the store, as long as no block contains the break; empty if
 *     there is none
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
     * @param at the time at which the session was closed; a store may truncate this time to milliseconds
     * @param nextSequence the sequence after the last event of the session
     */
    public record End(Instant at, long nextSequence) {}

    /**
     * Creates a session with a copy of the context.
     *
     * @param number the number of the session, counted from 1
     * @param startedAt the time at which the session began
     * @param firstSequence the sequence of the first event that the session could record
     * @param end the end of the session
     * @param context the application's description of the session
     * @param recordingBreak the break after the last event in the store
     * @throws IllegalArgumentException if the number or the sequence is out of range
     */
    public StoredSession {
        if (number < 1 || firstSequence < 0) {
            throw new IllegalArgumentException("number=" + number + ", firstSequence=" + firstSequence
                    + ": sessions are counted from 1, and sequences from 0");
        }
        context = Collections.unmodifiableMap(new TreeMap<>(context));
    }

    /**
     * Creates a session without a break after the last event in the store.
     *
     * @param number the number of the session, counted from 1
     * @param startedAt the time at which the session began
     * @param firstSequence the sequence of the first event that the session could record
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
     * @param nextSession the first sequence of the next session; {@link Long#MAX_VALUE} if there is no next session
     * @return the sequences; empty if the session could record no event
     */
    public Optional<SequenceRange> range(long nextSession) {
        long next = end.map(End::nextSequence).orElse(nextSession);
        long last = next == Long.MAX_VALUE ? next : next - 1;
        return last < firstSequence ? Optional.empty() : Optional.of(new SequenceRange(firstSequence, last));
    }

    /**
     * Returns the same session with an end.
     *
     * @param at the time at which the session was closed
     * @param nextSequence the sequence after the last event of the session
     * @return the session with an end
     */
    public StoredSession ended(Instant at, long nextSequence) {
        End ended = new End(at, nextSequence);
        return new StoredSession(number, startedAt, firstSequence, Optional.of(ended), context, recordingBreak);
    }

    /**
     * Returns the same session with another break after the last event in the store.
     *
     * @param pending the break; empty for none
     * @return the session with the break
     */
    public StoredSession with(Optional<RecordingBreak> pending) {
        return new StoredSession(number, startedAt, firstSequence, end, context, pending);
    }
}
