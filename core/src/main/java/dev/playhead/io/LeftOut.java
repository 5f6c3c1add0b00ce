package dev.playhead.io;

import dev.playhead.event.RecordingBreak;
import dev.playhead.event.SequenceRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The counts of what a file leaves out or changes because of limits of its format. */
final class LeftOut {
    private final String format;
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private int breaks;
    private int gaps;

    /** @param format the name of the format, for notes */
    LeftOut(String format) {
        this.format = format;
    }

    /** Sets the breaks and gaps, which the format cannot represent. */
    void missing(List<RecordingBreak> breaks, List<SequenceRange> gaps) {
        this.breaks = breaks.size();
        this.gaps = gaps.size();
    }

    /**
     * Counts one thing that is left out or changed.
     *
     * @param note the note on all things of this kind, with {@code %d} for their number
     */
    void count(String note) {
        counts.merge(note, 1L, Long::sum);
    }

    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (breaks > 0 || gaps > 0) {
            notes.add(format + " has no form for breaks and gaps; breaks=" + breaks + " and gaps=" + gaps
                    + " are not in the file");
        }
        counts.forEach((note, count) -> notes.add(note.replace("%d", Long.toString(count))));
        return notes;
    }
}
