package dev.playhead.causality;

import dev.playhead.block.Block;
import dev.playhead.block.BlockHeader;
import dev.playhead.block.EventSlice;
import dev.playhead.bus.CauseScope;
import dev.playhead.causality.EffectTree.Effect;
import dev.playhead.causality.EventName.Kind;
import dev.playhead.event.RecordedEvent;
import dev.playhead.timetravel.ProgressListener;
import dev.playhead.timetravel.QuestionCancelledException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A search for all effects of an event, in one pass over the events after this event. Effects have higher sequences
 * than their causes. Therefore the name of a cause is known before any event refers to it.
 *
 * <p>Blocks that certainly contain no known name are skipped ({@link CandidateBlocks}). In any other block, the column
 * with the names of causes is read first. Then the events are read, beginning with the first event that refers to a
 * known name. An imported sequence or a foreign id may occur again as the name of a later event, and then refers to
 * that event. If such a name is known, all events of the block are read instead.
 */
final class EffectSearch {
    /** The number of names up to which a comparison for each name is faster than reading all values. */
    private static final int FEW = 32;

    private static final List<String> PATH = List.of(CauseScope.CAUSATION_ID);

    private record Known(RecordedEvent event, int depth) {}

    private final EventSlice run;
    private final RecordedEvent root;
    private final int limit;
    private final CandidateBlocks candidates;
    private final Map<EventName, Known> known = new HashMap<>();
    private final List<EventName> ambiguous = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    /** The texts of all names that are or were known, of any kind. */
    private final Set<String> texts = new HashSet<>();
    /** Whether a later event may also have one of the known names. */
    private boolean hasAmbiguous;

    EffectSearch(EventSlice run, RecordedEvent root, int limit) {
        this.run = run;
        this.root = root;
        this.limit = limit;
        this.candidates = new CandidateBlocks(run, CauseScope.CAUSATION_ID);
        know(root, 0);
    }

    private void know(RecordedEvent event, int depth) {
        Known cause = new Known(event, depth);
        for (EventName name : EventName.of(event)) {
            if (known.put(name, cause) == null) {
                texts.add(name.text());
                candidates.add(name.text());
                if (name.kind() == Kind.IMPORTED_SEQUENCE) {
                    candidates.add(name.sequence()); // to find another event that takes over the name
                }
            }
            if (name.kind() != Kind.SEQUENCE) {
                hasAmbiguous = true;
                candidates.acceptAnyField(); // a later event that takes over the name may have no cause
            }
        }
    }

    EffectTree run(ProgressListener watch) {
        long total = run.lastSequence() - root.sequence();
        int begin = run.blockAfter(root.sequence());
        for (int block = candidates.next(begin); block < run.blocks().size(); block = candidates.next(block + 1)) {
            long done = Math.max(0, run.blocks().get(block).sequence(0) - root.sequence());
            if (!watch.goOn(done, total)) {
                throw new QuestionCancelledException(
                        "the progress listener ended the search at done=" + done + " of total=" + total);
            }
            int from = block == begin ? run.positionAfter(block, root.sequence()) : run.begin(block);
            if (!searched(run.blocks().get(block), from, run.end(block))) {
                return new EffectTree(root, effects, true);
            }
        }
        return new EffectTree(root, effects, false);
    }

    /** Adds the effects in a block. Returns false if the limit is reached before all effects in the block are added. */
    private boolean searched(Block block, int from, int to) {
        int first = hasAmbiguous ? from : firstReference(block, from);
        if (first < 0) {
            return true;
        }
        Block.Walk events = block.walk();
        for (int position = first; position < to; position++) {
            RecordedEvent event = events.event(position);
            EventName named = EventName.ofCauseOf(event);
            Known cause = named == null ? null : known.get(named);
            if (cause == null) {
                takeNames(event);
            } else if (effects.size() == limit) {
                return false;
            } else {
                effects.add(new Effect(event, cause.event(), cause.depth() + 1));
                know(event, cause.depth() + 1);
            }
        }
        return true;
    }

    /** Returns the first position at or after {@code from} that refers to a known name; -1 if there is none. */
    private int firstReference(Block block, int from) {
        BlockHeader header = block.knownHeader();
        List<String> possible = header == null ? null : possible(header);
        long[] referring;
        if (possible == null) {
            referring = block.metadataMatching(CauseScope.CAUSATION_ID, texts::contains);
        } else {
            referring = new long[0];
            for (String text : possible) {
                long[] more = block.metadataEquals(PATH, text);
                for (int i = 0; i < referring.length; i++) {
                    more[i] |= referring[i];
                }
                referring = more;
            }
        }
        return BitSet.valueOf(referring).nextSetBit(from);
    }

    /** Returns the known names that a block may contain; null if there are more than {@value #FEW}. */
    private @Nullable List<String> possible(BlockHeader header) {
        List<String> possible = new ArrayList<>();
        for (String text : texts) {
            if (header.mayHaveValue(text)) {
                possible.add(text);
                if (possible.size() > FEW) {
                    return null;
                }
            }
        }
        return possible;
    }

    /**
     * Removes the known names that an event outside of the tree also has: in later events, they refer to that event.
     */
    private void takeNames(RecordedEvent event) {
        if (hasAmbiguous) {
            ambiguous.clear();
            EventName.addAmbiguous(event, ambiguous);
            ambiguous.forEach(known::remove);
        }
    }
}
