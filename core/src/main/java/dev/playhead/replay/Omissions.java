package dev.playhead.replay;

import dev.playhead.block.BufferView;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * The omissions between the events that a replay plays, and which of them the replay has passed. An omission is a
 * break, where recording was paused, or a gap, where events are lost.
 *
 * <p><b>Threading.</b> Confined to the replay's thread.
 */
final class Omissions {
    private final NavigableMap<Long, RecordingBreak> breaks = new TreeMap<>();
    private final NavigableMap<Long, SequenceRange> gaps = new TreeMap<>();
    private final Set<Long> passedBreaks = new HashSet<>();
    private final Set<Long> passedGaps = new HashSet<>();
    /** The breaks passed since the last call of {@code breaksOff}. */
    private final List<RecordingBreak> latestBreaks = new ArrayList<>();

    private boolean latestGaps;

    /** Replaces the omissions with the omissions of another view. */
    void of(BufferView held) {
        breaks.clear();
        gaps.clear();
        held.breaks().forEach(one -> breaks.put(one.sequence(), one));
        held.lostSinceOrigin().forEach(gap -> gaps.put(gap.first(), gap));
    }

    /** Returns whether there is an omission between {@code after}, exclusive, and {@code upTo}, inclusive. */
    boolean isAny(long after, long upTo) {
        Long nextBreak = breaks.higherKey(after);
        Long nextGap = gaps.higherKey(after);
        return (nextBreak != null && nextBreak <= upTo) || (nextGap != null && nextGap <= upTo);
    }

    /** Counts the omissions between {@code after}, exclusive, and {@code upTo}, inclusive, as passed. */
    void pass(long after, long upTo) {
        Set<Long> between = gaps.subMap(after, false, upTo, true).keySet();
        latestGaps |= !between.isEmpty();
        passedGaps.addAll(between);
        for (RecordingBreak one : breaks.subMap(after, false, upTo, true).values()) {
            latestBreaks.add(one);
            add(one);
        }
    }

    /** Counts a break as passed. */
    void add(RecordingBreak passed) {
        passedBreaks.add(passed.sequence());
    }

    /**
     * Returns whether a state that depends on the events of the given filter became unknown because of omissions passed
     * since the last call.
     */
    boolean breaksOff(EventFilter relevant) {
        boolean breaksOff = latestGaps || latestBreaks.stream().anyMatch(relevant::mayPassAnyOf);
        latestGaps = false;
        latestBreaks.clear();
        return breaksOff;
    }

    int breaks() {
        return passedBreaks.size();
    }

    int gaps() {
        return passedGaps.size();
    }
}
