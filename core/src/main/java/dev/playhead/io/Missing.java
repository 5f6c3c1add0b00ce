package dev.playhead.io;

import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A break or a gap between the events of a file. A break lies before the event that has the sequence of the break.
 * Exactly one of the two components is null.
 */
record Missing(
        @Nullable RecordingBreak recordingBreak, @Nullable SequenceRange gap) {
    static final Comparator<Missing> ORDER = Comparator.comparingLong(Missing::first);

    static Missing of(RecordingBreak recordingBreak) {
        return new Missing(recordingBreak, null);
    }

    static Missing of(SequenceRange gap) {
        return new Missing(null, gap);
    }

    /** Returns the sequence of the event after the break, or of the first lost event. */
    long first() {
        return recordingBreak != null ? recordingBreak.sequence() : gap == null ? 0 : gap.first();
    }

    /** Returns the minimum sequence of an event after this break or gap. */
    long next() {
        return gap == null ? first() : gap.last() + 1;
    }

    void passTo(EventSerializer.Sink sink) {
        if (recordingBreak != null) {
            sink.recordingBreak(recordingBreak);
        } else if (gap != null) {
            sink.gap(gap);
        }
    }

    /**
     * Returns breaks and gaps in the order of a file. Adjacent and overlapping gaps are joined, and so are breaks
     * between the same two events. A break before or among lost events is moved after these events.
     */
    static List<Missing> inOrder(List<RecordingBreak> breaks, List<SequenceRange> gaps) {
        List<SequenceRange> joined = joined(gaps);
        List<RecordingBreak> moved = new ArrayList<>();
        List<RecordingBreak> sorted = new ArrayList<>(breaks);
        sorted.sort(Comparator.comparingLong(RecordingBreak::sequence));
        int g = 0;
        for (RecordingBreak one : sorted) {
            while (g < joined.size() && joined.get(g).last() < one.sequence()) {
                g++;
            }
            boolean isBehind = g < joined.size() && joined.get(g).first() <= one.sequence();
            RecordingBreak at = isBehind ? one.at(joined.get(g).last() + 1) : one;
            int last = moved.size() - 1;
            if (last >= 0 && moved.get(last).sequence() == at.sequence()) {
                moved.set(last, moved.get(last).and(at));
            } else {
                moved.add(at);
            }
        }
        List<Missing> all = new ArrayList<>();
        joined.forEach(gap -> all.add(of(gap)));
        moved.forEach(one -> all.add(of(one)));
        all.sort(ORDER);
        return all;
    }

    private static List<SequenceRange> joined(List<SequenceRange> gaps) {
        List<SequenceRange> sorted = new ArrayList<>(gaps);
        sorted.sort(Comparator.comparingLong(SequenceRange::first));
        List<SequenceRange> joined = new ArrayList<>();
        for (SequenceRange gap : sorted) {
            int last = joined.size() - 1;
            if (last >= 0 && joined.get(last).last() >= gap.first() - 1) {
                long end = Math.max(joined.get(last).last(), gap.last());
                joined.set(last, new SequenceRange(joined.get(last).first(), end));
            } else {
                joined.add(gap);
            }
        }
        return joined;
    }
}
