package dev.playhead.cli.input;

import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The gaps and breaks of a file, each passed on before the event that follows it. Before the same event, gaps are
 * passed on first.
 */
public final class MissingFeed {
    private final Consumer<? super SequenceRange> gaps;
    private final Consumer<? super RecordingBreak> breaks;
    private List<SequenceRange> allGaps = List.of();
    private List<RecordingBreak> allBreaks = List.of();
    private int gap;
    private int one;
    private long nextSequence;
    private long nextBreak;

    public MissingFeed(Consumer<? super SequenceRange> gaps, Consumer<? super RecordingBreak> breaks) {
        this.gaps = gaps;
        this.breaks = breaks;
    }

    /** Sets all missing events that are known, including those that were passed on. */
    public void known(MissingEvents missing) {
        allGaps = new ArrayList<>(missing.gaps());
        allGaps.sort(Comparator.comparingLong(SequenceRange::first));
        allBreaks = new ArrayList<>(missing.breaks());
        allBreaks.sort(Comparator.comparingLong(RecordingBreak::sequence));
        gap = 0;
        one = 0;
    }

    /** Passes on the missing events before the event with the given sequence; for {@code Long.MAX_VALUE}, all. */
    public void before(long sequence) {
        for (; gap < allGaps.size() && allGaps.get(gap).first() < sequence; gap++) {
            SequenceRange range = allGaps.get(gap);
            if (range.last() >= nextSequence) {
                gaps.accept(new SequenceRange(Math.max(range.first(), nextSequence), range.last()));
                nextSequence = range.last() + 1;
            }
        }
        for (; one < allBreaks.size() && allBreaks.get(one).sequence() <= sequence; one++) {
            if (allBreaks.get(one).sequence() >= nextBreak) {
                breaks.accept(allBreaks.get(one));
                nextBreak = allBreaks.get(one).sequence() + 1;
            }
        }
        nextSequence = sequence == Long.MAX_VALUE ? sequence : Math.max(nextSequence, sequence + 1);
    }
}
