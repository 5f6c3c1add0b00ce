package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.block.SealedBlock;
import dev.playhead.event.RecordedEvent;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.InMemoryEventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * An in-memory store that checks itself after each commit. It reads the contents that would remain after a crash, and
 * compares them with a naive model of all events that were ever stored. Failed checks are collected in {@link #wrong},
 * because an exception would end the storing thread.
 */
final class CommittedStore {
    static final String SIMULATED_FAILURE = "simulated by the test";

    private final InMemoryEventStore store;
    private final RetentionPolicy policy;
    private final Optional<String> projection;
    private final NavigableMap<Long, Stored> ever;
    final List<String> wrong = new ArrayList<>();
    /** Decides from the number of a commit, counted from 0, whether this commit fails before it stores anything. */
    volatile LongPredicate fails = number -> false;
    /** An action that runs before each commit, outside of the store. */
    volatile Runnable beforeCommit = () -> {};

    /** The clock by which events expire, in milliseconds. */
    volatile LongSupplier clock = () -> Long.MIN_VALUE;

    private long commits;
    private long keptFrom;

    /** A stored event: the number in its payload, and the time at which the last event of its block was recorded. */
    record Stored(long number, long recordedAtMillis) {}

    CommittedStore(RetentionPolicy policy, Optional<String> projection) {
        this(InMemoryEventStore.create(), policy, projection, new TreeMap<>(), 0);
    }

    private CommittedStore(
            InMemoryEventStore store,
            RetentionPolicy policy,
            Optional<String> projection,
            NavigableMap<Long, Stored> ever,
            long keptFrom) {
        this.store = store;
        this.policy = policy;
        this.projection = projection;
        this.ever = ever;
        this.keptFrom = keptFrom;
    }

    /** Returns a store for the next session. It has the contents that are stored at the time of the call. */
    CommittedStore reopened(RetentionPolicy next) {
        return new CommittedStore(store.reopen(EventStore.Mode.WRITE), next, projection, ever, keptFrom);
    }

    RetentionPolicy policy() {
        return policy;
    }

    /** Lets all further commits fail and closes the history, as if the process had crashed. */
    void crash(EventHistory history) {
        fails = number -> true;
        try {
            history.close();
        } catch (StoreException e) {
            assertThat(e).hasMessageContaining(SIMULATED_FAILURE);
        }
    }

    EventStore store() {
        return (EventStore) Proxy.newProxyInstance(
                EventStore.class.getClassLoader(), new Class<?>[] {EventStore.class}, (proxy, method, arguments) -> {
                    boolean commit = method.getName().equals("commit");
                    if (commit) {
                        beforeCommit.run();
                        if (fails.test(commits++)) {
                            throw new StoreException(StoreException.Reason.FULL, SIMULATED_FAILURE, null);
                        }
                    }
                    Object result;
                    try {
                        result = method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (commit) {
                        check((StoreBatch) arguments[0]);
                    }
                    return result;
                });
    }

    /** Returns the stored events by sequence. */
    NavigableMap<Long, Stored> readable() {
        NavigableMap<Long, Stored> found = new TreeMap<>();
        try (EventStore reader = store.reopen(EventStore.Mode.READ)) {
            StoreContents contents = reader.contents(-1);
            for (StoredBlock block : contents.blocks()) {
                add(reader.block(block).orElseThrow(), found);
            }
            contents.tail().forEach(tail -> add(tail, found));
        }
        return found;
    }

    private static void add(SealedBlock block, NavigableMap<Long, Stored> to) {
        for (int i = 0; i < block.size(); i++) {
            RecordedEvent event = block.event(i);
            long number = (Long) ((Map<?, ?>) event.payload()).get("n");
            to.put(event.sequence(), new Stored(number, block.header().maxRecordedAtMillis()));
        }
    }

    private void check(StoreBatch batch) {
        try {
            NavigableMap<Long, Stored> now = readable();
            StoreContents contents = store.contents(-1);
            ever.putAll(now);
            long origin = contents.history().originSequence();
            NavigableMap<Long, Stored> history = ever.tailMap(origin, true);
            long firstKept = now.isEmpty() ? contents.history().nextSequence() : now.firstKey();
            NavigableMap<Long, Stored> dropped = history.headMap(firstKept, false);
            assertThat(now.keySet())
                    .as("the sequences from the first kept event on, without a gap")
                    .isEqualTo(history.tailMap(firstKept, true).keySet());
            // The number of evicted events includes events that were never stored.
            assertThat(contents.history().evictedEvents()).isEqualTo(firstKept - origin);
            // Events before this sequence were dropped by earlier commits, perhaps by the policy of an earlier session.
            long from = Math.max(origin, keptFrom);
            boolean drops = firstKept > from && !history.subMap(from, firstKept).isEmpty();
            keptFrom = firstKept;
            if (!drops) {
                return;
            }
            long bytes =
                    contents.blocks().stream().mapToLong(StoredBlock::bytes).sum()
                            + contents.tail().stream()
                                    .mapToLong(tail -> tail.bytes().length)
                                    .sum();
            boolean expired = policy.maxAge().isPresent()
                    && !dropped.isEmpty()
                    && dropped.lastEntry().getValue().recordedAtMillis()
                            < clock.getAsLong() - policy.maxAge().get().toMillis();
            assertThat(now.size() >= policy.maxCount().orElse(Long.MAX_VALUE)
                            || bytes >= policy.maxBytes().orElse(Long.MAX_VALUE)
                            || expired)
                    .as(
                            "%d events and %d bytes are left of %d events after %s",
                            now.size(), bytes, ever.size(), batch.dropBefore())
                    .isTrue();
            projection.ifPresent(name -> checkState(name, history, firstKept, contents));
        } catch (AssertionError | RuntimeException e) {
            wrong.add("commit " + commits + ": " + e);
        }
    }

    /** Checks that the store has the state of the projection before the first kept sequence. */
    private void checkState(String name, NavigableMap<Long, Stored> history, long firstKept, StoreContents contents) {
        boolean known = contents.states().stream()
                .filter(state -> state.name().equals(name))
                .anyMatch(state -> state.sequence() <= firstKept
                        && history.subMap(state.sequence(), firstKept).isEmpty());
        assertThat(known)
                .as("a base state before %d among %s", firstKept, contents.states())
                .isTrue();
    }
}
