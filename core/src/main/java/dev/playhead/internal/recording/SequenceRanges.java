package dev.playhead.internal.recording;

import dev.playhead.event.SequenceRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** A set of sequences, as ranges in ascending order that do not overlap. */
final class SequenceRanges {
    private final List<SequenceRange> ranges;
    /** Whether all ranges that touch have been joined. */
    private boolean isJoined;

    /** Creates an empty set. */
    SequenceRanges() {
        this(List.of());
    }

    /** Creates a set of ranges that are already in order. They are kept unchanged, even if they touch. */
    SequenceRanges(List<SequenceRange> ordered) {
        this.ranges = new ArrayList<>(ordered);
        this.isJoined = ordered.isEmpty();
    }

    /** Returns the ranges, oldest first. */
    List<SequenceRange> list() {
        return List.copyOf(ranges);
    }

    /** Returns whether the set contains any sequence from {@code first} to {@code last}, both inclusive. */
    boolean overlaps(long first, long last) {
        for (SequenceRange range : ranges) {
            if (range.first() <= last && range.last() >= first) {
                return true;
            }
        }
        return false;
    }

    /** Adds a range, and joins the ranges that overlap or touch. */
    void add(SequenceRange added) {
        boolean isLast = ranges.isEmpty() || ranges.get(ranges.size() - 1).last() < added.first() - 1;
        ranges.add(added);
        if (isLast && isJoined) {
            return; // the usual case; without this return, adding ranges would take quadratic time
        }
        ranges.sort(Comparator.comparingLong(SequenceRange::first));
        int joined = 0;
        for (int i = 1; i < ranges.size(); i++) {
            SequenceRange before = ranges.get(joined);
            SequenceRange after = ranges.get(i);
            if (after.first() - 1 <= before.last()) {
                ranges.set(joined, new SequenceRange(before.first(), Math.max(before.last(), after.last())));
            } else {
                joined++;
                ranges.set(joined, after);
            }
        }
        ranges.subList(joined + 1, ranges.size()).clear();
        isJoined = true;
    }

    /** Removes the sequences from {@code first} to {@code last}, both inclusive; none if {@code last < first}. */
    void remove(long first, long last) {
        if (last < first) {
            return; // without this check, a range that contains both sequences would be split in two
        }
        for (int i = ranges.size() - 1; i >= 0; i--) {
            SequenceRange range = ranges.get(i);
            if (range.first() > last || range.last() < first) {
                continue;
            }
            ranges.remove(i);
            if (range.last() > last) {
                ranges.add(i, new SequenceRange(last + 1, range.last()));
            }
            if (range.first() < first) {
                ranges.add(i, new SequenceRange(range.first(), first - 1));
            }
        }
    }

    /** Removes whole ranges. A range that has grown since it was {@linkplain #list listed} is kept unchanged. */
    void removeUnchanged(Collection<SequenceRange> listed) {
        ranges.removeAll(listed);
    }

    void clear() {
        ranges.clear();
    }
}
