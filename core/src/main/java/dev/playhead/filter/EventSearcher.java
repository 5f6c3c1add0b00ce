package dev.playhead.filter;

import dev.playhead.block.Block;
import dev.playhead.block.EventRun;
import dev.playhead.event.RecordedEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a filter over a run of events, doing no more than the answer needs.
 *
 * <p><b>Threading.</b> Immutable. Predicates of the application's are called on the calling thread, under no lock.
 */
public final class EventSearcher {
    private final EventRun run;

    /**
     * A searcher of a run.
     *
     * @param run the events to search
     */
    public EventSearcher(EventRun run) {
        this.run = run;
    }

    /**
     * The matching events in order.
     *
     * @param filter the condition
     * @return a lazy stream that holds no resource and need not be closed
     */
    public Stream<RecordedEvent> events(EventFilter filter) {
        int traits = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(after(-1, filter), traits), false);
    }

    /**
     * The matching events after a place, in order.
     *
     * @param sequence the place; -1 for all events
     * @param filter the condition
     * @return a lazy iterator that holds no resource
     */
    public Iterator<RecordedEvent> after(long sequence, EventFilter filter) {
        Iterator<RecordedEvent> all = run.after(sequence);
        return filter == EventFilter.all() ? all : new Matching(all, filter);
    }

    private static final class Matching implements Iterator<RecordedEvent> {
        private final Iterator<RecordedEvent> all;
        private final EventFilter filter;
        private @Nullable RecordedEvent next;

        Matching(Iterator<RecordedEvent> all, EventFilter filter) {
            this.all = all;
            this.filter = filter;
        }

        @Override
        public boolean hasNext() {
            while (next == null && all.hasNext()) {
                RecordedEvent event = all.next();
                next = filter.test(event) ? event : null;
            }
            return next != null;
        }

        @Override
        public RecordedEvent next() {
            RecordedEvent found = hasNext() ? next : null;
            if (found == null) {
                throw new NoSuchElementException();
            }
            next = null;
            return found;
        }
    }

    /**
     * The first matching events.
     *
     * @param filter the condition
     * @param limit how many at most
     * @return the events in order
     */
    public List<RecordedEvent> first(EventFilter filter, int limit) {
        return events(filter).limit(limit).toList();
    }

    /**
     * The last matching events.
     *
     * @param filter the condition
     * @param limit how many at most
     * @return the events in order, the latest last
     */
    public List<RecordedEvent> latest(EventFilter filter, int limit) {
        List<RecordedEvent> found = new ArrayList<>();
        List<Block> blocks = run.blocks();
        for (int b = blocks.size() - 1; b >= 0 && found.size() < limit; b--) {
            for (int i = run.end(b) - 1; i >= run.begin(b) && found.size() < limit; i--) {
                RecordedEvent event = blocks.get(b).event(i);
                if (filter.test(event)) {
                    found.add(event);
                }
            }
        }
        Collections.reverse(found);
        return Collections.unmodifiableList(found);
    }

    /**
     * How many events match.
     *
     * @param filter the condition
     * @return the number of matching events
     */
    public long count(EventFilter filter) {
        return filter == EventFilter.all() ? run.size() : events(filter).count();
    }
}
