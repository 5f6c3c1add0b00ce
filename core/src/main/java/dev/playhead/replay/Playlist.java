package dev.playhead.replay;

import dev.playhead.block.EventRun;
import dev.playhead.block.Held;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What a replay publishes, in order: the events that were held when it began, then, if it goes on live, those recorded
 * since. What the application is to derive by itself is passed over here, and noted.
 *
 * <p><b>Threading.</b> For the replay's thread; {@link #run} for any.
 */
/*
 * The join: the events of one run after another, each from behind the last sequence of the run before. A run has every
 * event up to its last, and sequences never come again, so none is missed or doubled, whatever is recorded meanwhile; but
 * for what retention evicted between two runs, which is counted.
 */
final class Playlist {
    private final ReplaySource source;
    private final EventFilter toPublish;
    private final @Nullable Derivation derivation;
    /** What to publish, and what is only compared with what is derived. */
    private final EventFilter toPlay;

    private final long recordedBefore;
    private final boolean live;
    private volatile EventRun run;
    private Iterator<RecordedEvent> events;
    private long lastDerived = -1;
    private long missed;

    Playlist(ReplaySource source, EventFilter filter, @Nullable Derivation derivation, boolean live) {
        this.source = source;
        this.derivation = derivation;
        this.toPublish = derivation == null ? filter : filter.and(EventFilter.matching(Derivation::isRoot));
        this.toPlay = derivation == null ? filter : derivation.rootsAndEffects(filter);
        this.live = live;
        this.run = source.held().run();
        this.recordedBefore = run.lastSequence();
        this.events = new EventSearcher(run).after(-1, toPlay);
    }

    /** What is played now. */
    EventRun run() {
        return run;
    }

    /** How many events there are to publish, of those there were at the beginning. */
    long count() {
        return new EventSearcher(run).count(toPublish);
    }

    /** Whether it never ends by itself. */
    boolean isLive() {
        return live;
    }

    /** Whether an event was recorded after the beginning. */
    boolean isLive(RecordedEvent event) {
        return event.sequence() > recordedBefore;
    }

    /** The next event to publish; null if there is none, for now. */
    @Nullable
    RecordedEvent next() {
        while (events.hasNext()) {
            RecordedEvent event = events.next();
            if (derivation == null || Derivation.isRoot(event)) {
                return event;
            }
            derivation.expect(event);
            lastDerived = Math.max(lastDerived, event.sequence());
        }
        return null;
    }

    /** The last event that the application was to derive, or -1. */
    long lastDerived() {
        return lastDerived;
    }

    /** Goes to an event of the run. */
    void seek(long sequence) {
        events = new EventSearcher(run).after(sequence - 1, toPlay);
        if (derivation != null) {
            derivation.forget(); // what was derived no longer meets what was recorded
        }
    }

    /** Takes what was recorded since, when all before is played. Returns whether there is any. */
    boolean more() {
        long last = Math.max(recordedBefore, run.lastSequence());
        Held held = source.held();
        EventRun fresh = held.run();
        if (fresh.lastSequence() <= last) {
            return false;
        }
        long first = Math.max(last + 1, held.originSequence()); // what was cleared is not missed
        if (!held.complete() && fresh.firstSequence() > first) {
            missed += fresh.firstSequence() - first;
        }
        run = fresh;
        events = new EventSearcher(fresh).after(last, toPlay);
        return true;
    }

    long missed() {
        return missed;
    }
}
