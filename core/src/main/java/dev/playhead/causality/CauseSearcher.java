package dev.playhead.causality;

import dev.playhead.block.Block;
import dev.playhead.block.EventSlice;
import dev.playhead.causality.EventName.Kind;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
import dev.playhead.timetravel.ProgressListener;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A searcher for the causes and effects of events in a run of events.
 *
 * <p><b>Threading.</b> Immutable. <b>Limits.</b> Results hold at most as many events as the caller permits.
 */
public final class CauseSearcher {
    private final EventSlice run;

    /**
     * Creates a searcher for a run of events.
     *
     * @param run the events to search
     */
    public CauseSearcher(EventSlice run) {
        this.run = run;
    }

    /**
     * Returns the chain of causes of an event.
     *
     * <p><b>Cost.</b> One lookup by sequence for each cause. If an import renumbered the events, or if other programs
     * assigned their ids, each lookup is a search in the index of blocks instead.
     *
     * @param event an event of the run
     * @param limit the maximum number of causes
     * @return the chain
     */
    public CauseChain causesOf(RecordedEvent event, int limit) {
        List<RecordedEvent> causes = new ArrayList<>();
        RecordedEvent last = event;
        while (true) {
            EventName name = EventName.ofCauseOf(last);
            if (name == null || causes.size() == limit) {
                return new CauseChain(event, causes, null, name != null);
            }
            Optional<RecordedEvent> cause = find(name, last.sequence());
            if (cause.isEmpty()) {
                return new CauseChain(event, causes, name.text(), false);
            }
            last = cause.orElseThrow(); // the sequence of a cause is lower, so the chain has an end
            causes.add(last);
        }
    }

    private Optional<RecordedEvent> find(EventName name, long before) {
        if (name.kind() == Kind.SEQUENCE) {
            return name.sequence() < before ? run.get(name.sequence()) : Optional.empty();
        }
        return before == 0
                ? Optional.empty()
                : new EventSearcher(run.upTo(before - 1))
                        .latest(name.filter(), 1).stream().findFirst();
    }

    /**
     * Returns the effects of an event, direct and indirect.
     *
     * <p><b>Cost.</b> One pass over the events that follow the event, regardless of the depth of the tree. A block is
     * skipped if its header or the index of blocks rules out the ids of the event and of the effects found so far.
     *
     * @param event an event of the run
     * @param limit the maximum number of effects
     * @param watch receives the progress, in sequences, before each block that is read
     * @return the tree of effects
     */
    public EffectTree effectsOf(RecordedEvent event, int limit, ProgressListener watch) {
        return new EffectSearch(run, event, limit).run(watch);
    }

    /**
     * Returns the other events of the chain or the trace of an event: the events with the same correlation id, the
     * event that this correlation id names, and the events whose {@link TraceParent} has the same trace id. If the
     * event has no correlation id, its own id counts as its correlation id.
     *
     * <p><b>Cost.</b> A search in the index of blocks. If the event has a {@link TraceParent}, the column of trace
     * parents is read in all blocks, until the limit is reached.
     *
     * @param event an event of the run
     * @param limit the maximum number of events
     * @return the first of these events, in the order of recording; without the event itself
     */
    public List<RecordedEvent> relatedTo(RecordedEvent event, int limit) {
        EventFilter others =
                EventFilter.sequenceBetween(event.sequence(), event.sequence()).negate();
        EventSearcher searcher = new EventSearcher(run);
        List<RecordedEvent> related = new ArrayList<>();
        EventName correlation = EventName.ofCorrelationOf(event);
        if (correlation == null) { // the event may be the root, whose id is the correlation id
            for (EventName name : EventName.of(event)) {
                related.addAll(searcher.first(name.correlated().and(others), limit));
            }
        } else {
            find(correlation, event.sequence()).ifPresent(related::add);
            related.addAll(searcher.first(correlation.correlated().and(others), limit));
        }
        TraceParent.of(event).ifPresent(trace -> addInTrace(trace.traceId(), event, limit, related));
        SortedMap<Long, RecordedEvent> ordered = new TreeMap<>();
        related.forEach(one -> ordered.put(one.sequence(), one));
        return ordered.values().stream().limit(limit).toList();
    }

    /**
     * Adds the first events with the given trace id, up to the limit and without the event {@code except}. To find
     * them, only the column of trace parents is read.
     */
    private void addInTrace(String traceId, RecordedEvent except, int limit, List<RecordedEvent> found) {
        int before = found.size();
        for (int b = 0; b < run.blocks().size(); b++) {
            Block block = run.blocks().get(b);
            BitSet inTrace = BitSet.valueOf(block.metadataMatching(TraceParent.KEY, value -> isIn(traceId, value)));
            int position = inTrace.nextSetBit(run.begin(b));
            while (position >= 0 && position < run.end(b)) {
                if (found.size() - before >= limit) {
                    return;
                }
                if (block.sequence(position) != except.sequence()) {
                    found.add(block.event(position));
                }
                position = inTrace.nextSetBit(position + 1);
            }
        }
    }

    private static boolean isIn(String traceId, @Nullable Object value) {
        return value instanceof String text
                && TraceParent.parse(text)
                        .filter(parent -> parent.traceId().equals(traceId))
                        .isPresent();
    }
}
