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
 * The events that a replay publishes, in order: the events held when the replay began, and, if the replay continues
 * live, the events recorded since then. Events that the application must derive itself are not published, but only
 * compared with the derived events.
 *
 * <p><b>Threading.</b> Confined to the replay's thread, except {@link #run} and {@link #get}, which any thread may
 * call.
 */
/*
 * The transition to live events: the playlist plays the events of one run after another. Playing a run begins after the
 * last sequence of the previous run. A run contains every event up to its last event, and sequences never repeat. So no
 * event is missed or duplicated, regardless of what is recorded at the same time. The only exceptions are events that
 * retention evicts between two runs. They are counted.
 *
 * A block of a store may turn out to be damaged, or to be missing because the store has dropped it. The current view of
 * the same events, without that block, then replaces the run. The missing events are counted, too.
 */
final class Playlist {
    private final EventReplayer.Source source;
    private final EventFilter toPublish;
    private final @Nullable Derivation derivation;
    /** The filter for events to publish and for events that are only compared with derived events. */
    private final EventFilter toPlay;

    private final long recordedBefore;
    private final boolean live;
    private BufferView held;
    private volatile EventSlice run;
    /** The last sequence of the run. It does not change if blocks turn out to be missing. */
    private long end;
    /** The search for the next event starts after this sequence. */
    private long position = -1;
    /** The events after {@code position}; null if a new search is required. */
    private @Nullable Iterator<RecordedEvent> events;

    /** The sequence of the event played last; -1 if none was played, or none since the last seek. */
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

    /** {@return the run that is played now} */
    EventSlice run() {
        return run;
    }

    /** {@return the ranges of lost events, as far as they are known now} */
    List<SequenceRange> lost() {
        return held.lost();
    }

    /** {@return the event with the given sequence, if the run contains it} */
    Optional<RecordedEvent> get(long sequence) {
        EventSlice played = run;
        try {
            return played.get(sequence);
        } catch (MissingBlockException e) { // the current view no longer contains the missing block
            return sequence > played.lastSequence()
                    ? Optional.empty()
                    : source.held().run().get(sequence);
        }
    }

    /** Returns the number of those events of the run that are to be published. */
    long count() {
        while (true) {
            try {
                return new EventSearcher(run).count(toPublish);
            } catch (MissingBlockException e) {
                leaveOut(e);
            }
        }
    }

    /** Returns whether the playlist continues live. Such a playlist never ends by itself. */
    boolean isLive() {
        return live;
    }

    /** Returns whether an event was recorded after the replay began. */
    boolean isLive(RecordedEvent event) {
        return event.sequence() > recordedBefore;
    }

    /** {@return the next event to publish, or null if there is currently no such event} */
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

    /** Passes the omissions after the last event, unless further events may follow. */
    private void passTheEnd() {
        if (!live && lastPlayed >= 0 && omissions.isAny(lastPlayed, Long.MAX_VALUE)) {
            pass(lastPlayed, held.keptAfter(lastPlayed));
        }
    }

    private void pass(long after, long upTo) {
        omissions.pass(after, upTo);
        if (derivation != null && omissions.isAny(after, upTo)) {
            derivation.breakOff(); // derived events may correspond to missing events
        }
    }

    /** {@return the omissions between the played events} */
    Omissions omissions() {
        return omissions;
    }

    /** Continues the run without a block that turned out to be missing. */
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
            derivation.forget(); // the missing block may contain recorded derived events
        }
    }

    /**
     * Returns how many events after {@code after} and up to {@code to} are not held, although they were recorded and
     * not cleared.
     */
    private static long gone(BufferView held, long after, long to) {
        long from = Math.max(after + 1, held.originSequence()); // cleared events are not missed
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

    /** {@return the sequence of the last event that the application had to derive, or -1} */
    long lastDerived() {
        return lastDerived;
    }

    /** Moves to the event with the given sequence. */
    void seek(long sequence) {
        position = sequence - 1;
        lastPlayed = -1;
        events = null;
        if (derivation != null) {
            derivation.forget(); // derived events no longer match the recorded events
        }
    }

    /**
     * Continues with the events recorded since the run was taken. Returns whether there are such events. Called after
     * all events of the run were played.
     */
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

    /** {@return the number of events that were no longer available when the replay reached them} */
    long missed() {
        return missed;
    }
}
