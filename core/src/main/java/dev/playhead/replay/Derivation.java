package dev.playhead.replay;

import dev.playhead.bus.CauseScope;
import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.replay.ReplayReport.EventMismatch;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compares what an application derives from replayed root events with what was recorded: for each chain of cause and
 * effect that began with a replayed root, in order, by type and payload.
 *
 * <p><b>Threading.</b> Derived events may come from any thread. <b>Limits.</b> At most 100,000 events wait for the one they
 * are to be compared with; where there are more, the first of them counts as different, and nothing is compared any more.
 */
final class Derivation {
    static final int MAX_WAITING = 100_000;

    private final EventFilter roots;
    private final boolean everyRoot;
    private final Function<GridEvent, @Nullable GridEvent> asRecorded;
    // All below are guarded by the monitor.
    /** The chains that have begun, but for those that are named by their root where every root is published. */
    private final Set<String> chains = new HashSet<>();
    /** Where every root is published: the first one and the last one that have begun, or -1. */
    private long firstRoot = -1;

    private long lastRoot = -1;
    private final Map<String, Deque<RecordedEvent>> recorded = new HashMap<>();
    private final Map<String, Deque<GridEvent>> derived = new LinkedHashMap<>();
    /** How many events are in these two. */
    private int waiting;

    private boolean brokenOff;
    private boolean settled;
    private @Nullable EventMismatch first;

    /**
     * A derivation from the roots that a filter lets pass. It gets events as the history would have kept them from a
     * function; null if it would not have.
     */
    Derivation(EventFilter roots, Function<GridEvent, @Nullable GridEvent> asRecorded) {
        this.roots = roots;
        this.everyRoot = roots.equals(EventFilter.all());
        this.asRecorded = asRecorded;
    }

    static boolean isRoot(RecordedEvent event) {
        return !event.metadata().containsKey(CauseScope.CAUSATION_ID);
    }

    private static @Nullable String chain(GridEvent event) {
        Object chain = event.metadata().get(CauseScope.CORRELATION_ID);
        return chain == null ? null : chain.toString();
    }

    /** The roots that the filter lets pass, and whatever followed from those that have begun, filtered or not. */
    EventFilter rootsAndEffects() {
        return EventFilter.matching(event -> isRoot(event) ? roots.test(event) : hasBegun(event.event()));
    }

    private synchronized boolean hasBegun(GridEvent event) {
        String chain = chain(event);
        return chain != null && (chains.contains(chain) || (everyRoot && isOfRootBegun(chain)));
    }

    private boolean isOfRootBegun(String chain) {
        try {
            long root = Long.parseLong(chain);
            return firstRoot >= 0 && firstRoot <= root && root <= lastRoot;
        } catch (NumberFormatException namedByTheApplication) {
            return false;
        }
    }

    /** Notes that a root is about to be published. */
    synchronized void begin(RecordedEvent root) {
        String chain = chain(root.event());
        if (chain != null) {
            chains.add(chain);
        } else if (everyRoot) {
            firstRoot = firstRoot < 0 ? root.sequence() : firstRoot;
            lastRoot = root.sequence();
        } else {
            chains.add(root.id());
        }
    }

    /** Forgets the chains that have begun: some of their events may now be skipped, or come again. */
    synchronized void forget() {
        chains.clear();
        firstRoot = -1;
        lastRoot = -1;
        forgetWaiting();
    }

    /**
     * Breaks off the chains that have begun, since events are missing from here on: what else is derived in these may be among
     * them, and is no difference.
     */
    synchronized void breakOff() {
        brokenOff = true;
        chains.clear();
        firstRoot = -1;
        lastRoot = -1;
        derived.values().forEach(more -> waiting -= more.size());
        derived.clear();
    }

    private void forgetWaiting() {
        recorded.clear();
        derived.clear();
        waiting = 0;
    }

    /** Notes a recorded event that the application should derive by itself. */
    synchronized void expect(RecordedEvent event) {
        String chain = chain(event.event());
        if (chain != null && !settled) {
            recorded.computeIfAbsent(chain, any -> new ArrayDeque<>()).addLast(event);
            waiting++;
            compare(chain);
        }
    }

    /** Notes an event that the application derived. */
    void found(GridEvent event) {
        GridEvent plain = asRecorded.apply(event); // runs the application's getters, so under no lock
        String chain = plain == null ? null : chain(plain);
        if (plain == null || chain == null) {
            return;
        }
        synchronized (this) {
            boolean isPassed = brokenOff && !hasBegun(plain) && !recorded.containsKey(chain);
            if (!settled && !isPassed) {
                derived.computeIfAbsent(chain, any -> new ArrayDeque<>()).addLast(plain);
                waiting++;
                compare(chain);
            }
        }
    }

    /** How much is held that grows with what is replayed. */
    synchronized int held() {
        return chains.size() + waiting;
    }

    private void compare(String chain) {
        Deque<RecordedEvent> expected = recorded.get(chain);
        Deque<GridEvent> actual = derived.get(chain);
        if (expected == null || actual == null) {
            settleIfTooManyWait();
            return;
        }
        while (!expected.isEmpty() && !actual.isEmpty()) {
            RecordedEvent was = expected.removeFirst();
            GridEvent is = actual.removeFirst();
            waiting -= 2;
            if (!was.type().equals(is.type()) || !PlainData.equal(was.payload(), is.payload())) {
                note(was, is);
            }
        }
        if (expected.isEmpty()) {
            recorded.remove(chain);
        }
        if (actual.isEmpty()) {
            derived.remove(chain);
        }
    }

    private void settleIfTooManyWait() {
        if (waiting > MAX_WAITING) {
            Optional<EventMismatch> unused = firstDifference();
            settled = true;
            forgetWaiting();
        }
    }

    /** Keeps the difference that was recorded first, whenever it is noticed. */
    private void note(RecordedEvent was, @Nullable GridEvent is) {
        boolean earlier = first == null
                || first.recorded()
                        .filter(known -> known.sequence() <= was.sequence())
                        .isEmpty();
        if (earlier) {
            first = new EventMismatch(Optional.of(was), Optional.ofNullable(is));
        }
    }

    /** The first difference, now that all events have been played. */
    synchronized Optional<EventMismatch> firstDifference() {
        recorded.values().stream()
                .map(Deque::getFirst)
                .min(Comparator.comparingLong(RecordedEvent::sequence))
                .ifPresent(was -> note(was, null));
        if (first == null && !derived.isEmpty()) {
            GridEvent more = derived.values().iterator().next().getFirst();
            first = new EventMismatch(Optional.empty(), Optional.of(more));
        }
        return Optional.ofNullable(first);
    }
}
