package dev.playhead.replay;

import dev.playhead.block.BufferView;
import dev.playhead.block.EventSlice;
import dev.playhead.event.RecordedEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.filter.EventSearcher;
import dev.playhead.internal.block.MissingBlockException;
import dev.playhead.internal.block.MissingBlockRetry;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a replay publishes, in order: the events that were held when it began, then, if it goes on live, those recorded
 * since. What the application is to derive by itself is passed over here, and noted.
 *
 * <p><b>Threading.</b> For the replay's thread; {@link #run} and {@link #get} for any.
 */
/*
 * The join: the events of one run after another, each from behind the last sequence of the run before. A run has every
 * event up to its last, and sequences never come again, so none is missed or doubled, whatever is recorded meanwhile; but
 * for what retention evicted between two runs, which is counted.
 *
 * A block of a store may turn out to be damaged, or to be gone because another process has evicted it. What is left of the
 * run then takes its place, from behind the event played last, and what is missing there is counted too.
 */
final class Playlist {
    private final EventReplayer.Source source;
    private final EventFilter toPublish;
    private final @Nullable Derivation derivation;
    /** What to publish, and what is only compared with what is derived. */
    private final EventFilter toPlay;

    private final long recordedBefore;
    private final boolean live;
    private BufferView held;
    private volatile EventSlice run;
    /** Where the run ends, or ended before blocks were found missing. */
    private long end;
    /** The place behind which the next event is looked for. */
    private long position = -1;
    /** The events behind it; null to look anew. */
    private @Nullable Iterator<RecordedEvent> events;

    /** The event played last, unless it was not in order; else -1. */
    private long lastPlayed = -1;

    private final Omissions omissions = new Omissions();
    private final MissingBlockRetry retry = new MissingBlockRetry();
    private long lastDerived = -1;
    private long missed;

    Playlist(EventReplayer.Source source, EventFilter filter, @Nullable Derivation derivation, boolean live) {
        this.source = source;
        this.derivation = derivation;
        this.toPublish = derivation == null ? filter : filter.and(EventFilter.matching(Derivation::isRoot));
        this.toPlay = derivation == null ? filter : derivation.rootsAndEffects();
        this.live = live;
        this.held = source.held();
        this.run = held.run();
        this.end = run.lastSequence();
        this.recordedBefore = end;
        omissions.of(held);
    }

    /** What is played now. */
    EventSlice run() {
        return run;
    }

    /** What is lost, as far as that is known now. */
    List<SequenceRange> lost() {
        return held.lost();
    }

    /** An event of the run, if it has it. */
    Optional<RecordedEvent> get(long sequence) {
        EventSlice played = run;
        try {
            return played.get(sequence);
        } catch (MissingBlockException e) { // not so in what is held now, or it is to be told
            return sequence > played.lastSequence()
                    ? Optional.empty()
                    : source.held().run().get(sequence);
        }
    }

    /** How many events there are to publish, of those there were at the beginning. */
    long count() {
        while (true) {
            try {
                return new EventSearcher(run).count(toPublish);
            } catch (MissingBlockException e) {
                leaveOut(e);
            }
        }
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
        while (true) {
            RecordedEvent event = nextHeld();
            if (event == null || derivation == null || Derivation.isRoot(event)) {
                return event;
            }
            derivation.expect(event);
            lastDerived = Math.max(lastDerived, event.sequence());
        }
    }

    private @Nullable RecordedEvent nextHeld() {
        while (true) {
            try {
                Iterator<RecordedEvent> rest = events;
                if (rest == null) {
                    rest = new EventSearcher(run).after(position, toPlay);
                    events = rest;
                }
                if (!rest.hasNext()) {
                    passTheEnd();
                    return null;
                }
                RecordedEvent event = rest.next();
                pass(event.sequence());
                position = event.sequence();
                lastPlayed = position;
                retry.answered();
                return event;
            } catch (MissingBlockException e) {
                leaveOut(e);
            }
        }
    }

    private void pass(long sequence) {
        if (omissions.isAny(lastPlayed, sequence)) {
            pass(lastPlayed < 0 ? held.keptBefore(sequence) : lastPlayed, sequence);
        }
    }

    /** Passes what is missing behind the last event, unless others may follow. */
    private void passTheEnd() {
        if (!live && lastPlayed >= 0 && omissions.isAny(lastPlayed, Long.MAX_VALUE)) {
            pass(lastPlayed, held.keptAfter(lastPlayed));
        }
    }

    private void pass(long after, long upTo) {
        omissions.pass(after, upTo);
        if (derivation != null && omissions.isAny(after, upTo)) {
            derivation.breakOff(); // what is derived may be among what is missing
        }
    }

    /** What is missing between the events that were played. */
    Omissions omissions() {
        return omissions;
    }

    /** Goes on with what is left of the run without a block that turned out to be missing. */
    private void leaveOut(MissingBlockException missing) {
        retry.missed(missing);
        try {
            BufferView left = source.held();
            EventSlice rest = left.run().upTo(end);
            missed += gone(left, position, end) - gone(held, position, end);
            held = left;
            run = rest;
            omissions.of(held);
        } catch (MissingBlockException another) {
            leaveOut(another);
            return;
        }
        events = null;
        if (derivation != null) {
            derivation.forget(); // what was derived may have been recorded there
        }
    }

    /** How many events behind a place, up to another, were recorded and not cleared, and are not held. */
    private static long gone(BufferView held, long after, long to) {
        long from = Math.max(after + 1, held.originSequence()); // what was cleared is not missed
        long gone = 0;
        if (!held.complete()) {
            long first =
                    held.run().isEmpty() ? to + 1 : Math.min(to + 1, held.run().firstSequence());
            gone += Math.max(0, first - from);
            from = Math.max(from, first);
        }
        for (SequenceRange lost : held.lost()) {
            gone += Math.max(0, Math.min(to, lost.last()) - Math.max(from, lost.first()) + 1);
        }
        return gone;
    }

    /** The last event that the application was to derive, or -1. */
    long lastDerived() {
        return lastDerived;
    }

    /** Goes to an event of the run. */
    void seek(long sequence) {
        position = sequence - 1;
        lastPlayed = -1;
        events = null;
        if (derivation != null) {
            derivation.forget(); // what was derived no longer meets what was recorded
        }
    }

    /** Takes what was recorded since, when all before is played. Returns whether there is any. */
    boolean more() {
        while (true) {
            try {
                BufferView fresh = source.held();
                long last = fresh.run().lastSequence();
                if (last <= end) {
                    return false;
                }
                missed += gone(fresh, end, last);
                held = fresh;
                omissions.of(held);
                run = fresh.run();
                position = end;
                end = last;
                events = null;
                return true;
            } catch (MissingBlockException e) {
                retry.missed(e);
            }
        }
    }

    /** How many events were gone before it was their turn. */
    long missed() {
        return missed;
    }
}
