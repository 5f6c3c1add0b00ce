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
 * A comparison of the events that an application derives during a replay with the recorded events. The application
 * derives events from roots, which are events without a cause. A chain contains a root and its effects. Within each
 * chain, events are compared in order, by type and payload.
 *
 * <p><b>Threading.</b> Derived events may come from any thread. <b>Limits.</b> At most 100,000 events wait for their
 * counterparts. If there are more, the comparison ends, and the waiting events count as differences, as at the end of
 * the replay.
 */
final class Derivation {
    static final int MAX_WAITING = 100_000;

    private final EventFilter roots;
    private final boolean everyRoot;
    private final Function<GridEvent, @Nullable GridEvent> asRecorded;
    // All fields below are guarded by the monitor.
    /**
     * The chains that have begun. If every root is published, chains that are identified by their root are not in this
     * set: {@code firstRoot} and {@code lastRoot} represent them.
     */
    private final Set<String> chains = new HashSet<>();
    /**
     * The sequence of the first root without a correlation id whose chain has begun, or -1. This field and {@code
     * lastRoot} are only used if every root is published.
     */
    private long firstRoot = -1;

    private long lastRoot = -1;
    private final Map<String, Deque<RecordedEvent>> recorded = new HashMap<>();
    private final Map<String, Deque<GridEvent>> derived = new LinkedHashMap<>();
    /** The number of events in the two maps. */
    private int waiting;

    private boolean brokenOff;
    private boolean settled;
    private @Nullable EventMismatch first;

    /**
     * Creates a comparison for the roots that match a filter. The function maps an event to the form in which the
     * history would record it, or to null if the history would not record it.
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

    /**
     * {@return a filter for the matching roots, and for all effects in chains that have begun, whether or not the
     * effects match}
     */
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

    /** Begins the chain of a root that will be published next. */
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

    /**
     * Discards the chains that have begun and all waiting events, because some events of these chains may now be
     * skipped or repeated.
     */
    synchronized void forget() {
        chains.clear();
        firstRoot = -1;
        lastRoot = -1;
        forgetWaiting();
    }

    /**
     * Ends the chains that have begun, because the events that follow are missing. Discards the derived events that
     * wait. Further derived events of these chains may correspond to missing events. So they do not count as
     * differences, except in a chain in which recorded events still wait.
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

    /** Adds a recorded event that the application should derive. */
    synchronized void expect(RecordedEvent event) {
        String chain = chain(event.event());
        if (chain != null && !settled) {
            recorded.computeIfAbsent(chain, any -> new ArrayDeque<>()).addLast(event);
            waiting++;
            compare(chain);
        }
    }

    /** Adds an event that the application derived. */
    void found(GridEvent event) {
        GridEvent plain = asRecorded.apply(event); // without the monitor, because this runs the application's getters
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

    /** {@return the number of chains and waiting events, which may grow with the length of the replay} */
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

    /** Keeps the difference whose event was recorded first, regardless of the order in which differences are found. */
    private void note(RecordedEvent was, @Nullable GridEvent is) {
        boolean earlier = first == null
                || first.recorded()
                        .filter(known -> known.sequence() <= was.sequence())
                        .isEmpty();
        if (earlier) {
            first = new EventMismatch(Optional.of(was), Optional.ofNullable(is));
        }
    }

    /** Returns the first difference, if there is any. Called at the end of the comparison. */
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
