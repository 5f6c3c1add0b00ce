package dev.playhead;

import dev.playhead.block.BufferView;
import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The breaks and gaps that a history already holds, so that an import can recognize them in a file. Breaks are compared
 * regardless of their sequence.
 */
final class KnownBreaks {
    private final List<RecordingBreak> held;
    /**
     * The held breaks and the breaks imported so far, each with the sequence 0. They are looked up first. A break that
     * was merged into a held break is found only by the slower search of {@code held}.
     */
    private final Set<RecordingBreak> single = new HashSet<>();

    private final List<SequenceRange> lost;

    KnownBreaks(BufferView held) {
        this.held = held.breaks();
        this.lost = held.lost();
        this.held.forEach(this::add);
    }

    void add(RecordingBreak imported) {
        single.add(imported.at(0));
    }

    boolean contains(RecordingBreak one) {
        return single.contains(one.at(0)) || held.stream().anyMatch(known -> known.contains(one));
    }

    boolean contains(SequenceRange gap) {
        return lost.stream().anyMatch(range -> range.first() <= gap.first() && range.last() >= gap.last());
    }
}
