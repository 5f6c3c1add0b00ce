package dev.playhead.internal.recording;

import dev.playhead.event.RecordingBreak;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The breaks of a buffer, by the sequence of the event after each break; and the current pause, which may become a
 * break. Guarded by the buffer's lock.
 *
 * <p>A break is <em>pending</em> until an event is recorded after it. Until then, the session's row in the store
 * contains the break. Afterwards, the header of the block with that event contains the break.
 */
final class Breaks {
    private final NavigableMap<Long, RecordingBreak> known = new TreeMap<>();
    /** The number of offered events by type, since the pause began or since the latest import during the pause. */
    private final Map<String, Long> offered = new HashMap<>();

    private @Nullable Instant pausedAt;
    private Instant lastOfferedAt = Instant.EPOCH;

    void pause(Instant now) {
        if (pausedAt == null) {
            pausedAt = now;
        }
    }

    boolean isPaused() {
        return pausedAt != null;
    }

    /** Counts an event that was offered during the pause. */
    void count(String type, Instant now) {
        boolean single = offered.size() < RecordingBreak.MAX_TYPES || offered.containsKey(type);
        offered.merge(single ? type : RecordingBreak.OTHER_TYPES, 1L, Long::sum);
        lastOfferedAt = now.isAfter(lastOfferedAt) ? now : lastOfferedAt; // threads may call this method out of order
    }

    boolean hasOffered() {
        return !offered.isEmpty();
    }

    /** Converts the events offered so far into a break, if there are any. */
    void settle(long nextSequence) {
        RecordingBreak current = current(nextSequence);
        if (current != null) {
            add(current);
            offered.clear();
            pausedAt = lastOfferedAt;
        }
    }

    /** Ends the pause, and converts it into a break if events were offered during the pause. */
    void resume(long nextSequence) {
        settle(nextSequence);
        pausedAt = null;
    }

    private @Nullable RecordingBreak current(long nextSequence) {
        Instant from = pausedAt;
        if (from == null || offered.isEmpty()) {
            return null;
        }
        Instant to = lastOfferedAt.isBefore(from) ? from : lastOfferedAt;
        return new RecordingBreak(nextSequence, from, to, offered);
    }

    /** Adds a break, or combines it with the existing break at the same sequence. */
    void add(RecordingBreak added) {
        known.merge(added.sequence(), added, RecordingBreak::and);
    }

    /** Sets a break that was read from the store. */
    void put(RecordingBreak stored) {
        known.put(stored.sequence(), stored);
    }

    /**
     * Moves the pending breaks to {@code sequence} and combines them, because no event will be recorded between them.
     *
     * @param nextSequence the lowest sequence that the next event could have had before
     * @param sequence the lowest sequence that the next event can have now
     * @return the combined break; null if no break is pending
     */
    @Nullable
    RecordingBreak moveTo(long nextSequence, long sequence) {
        RecordingBreak moved = null;
        NavigableMap<Long, RecordingBreak> pending = known.subMap(nextSequence, true, sequence, true);
        for (RecordingBreak one : pending.values()) {
            moved = moved == null ? one.at(sequence) : moved.and(one);
        }
        if (moved != null) {
            pending.clear();
            known.put(sequence, moved);
        }
        return moved;
    }

    /** Returns whether there is a break after the last event. */
    boolean isPending(long nextSequence) {
        return known.ceilingKey(nextSequence) != null;
    }

    /** Removes the break before the event with the given sequence. */
    void remove(long sequence) {
        known.remove(sequence);
    }

    /** Removes the breaks before events that are no longer held. */
    void forgetBefore(long firstHeld) {
        known.headMap(firstHeld, false).clear();
    }

    /** Returns all breaks in order, including the break that the current pause would become if it ended now. */
    List<RecordingBreak> list(long nextSequence) {
        if (known.isEmpty() && offered.isEmpty()) {
            return List.of();
        }
        List<RecordingBreak> all = new ArrayList<>(known.values());
        RecordingBreak current = current(nextSequence);
        if (current != null) {
            RecordingBreak last = all.isEmpty() ? null : all.get(all.size() - 1);
            if (last != null && last.sequence() == nextSequence) {
                all.set(all.size() - 1, last.and(current));
            } else {
                all.add(current);
            }
        }
        return List.copyOf(all);
    }

    /** Removes all breaks, because the history is cleared. A pause continues. */
    void clear() {
        known.clear();
        offered.clear();
    }
}
