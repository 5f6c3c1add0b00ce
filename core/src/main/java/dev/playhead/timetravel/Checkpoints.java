package dev.playhead.timetravel;

import dev.playhead.block.EncodedState;
import dev.playhead.block.StoredState;
import dev.playhead.event.RecordedEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * States of one projection kept on the way while events are folded, so that later folds begin near their end.
 *
 * <p><b>Threading.</b> Safe for any number of threads; encoding, decoding and folding are done under no lock.
 */
final class Checkpoints<S> {
    /*
     * Where a checkpoint is made: when folding on from the one before would take longer than a target. The target is a
     * quarter of a millisecond, but for large states as long as decoding one takes, since it makes no sense to be nearer.
     * How long an event takes is measured: of some batches the quickest one counts, as the others may have been interrupted.
     *
     * How much room they may take: of small states a twentieth of what the events take, of others a good fifth, and always
     * one whole state. So they are further apart where states are large and events small, and none is made that would not
     * fit.
     *
     * Without a codec nobody knows what a state takes: see ReferencedCheckpointStore. When a store is full after all, every other state
     * goes, and from then on they are made half as often.
     */
    private static final long TARGET_NANOS = 250_000;
    private static final long DECODING_NANOS_PER_BYTE = 16;
    private static final int MIN_EVENTS = 2 * Folding.BATCH;

    /** Until there is a measurement. */
    private static final long ASSUMED_NANOS_PER_EVENT = 1_000;

    /** Of so many batches the quickest one counts. */
    private static final int MEASURED_BATCHES = 8;
    /** How slowly the measurement follows. */
    private static final int INERTIA = 8;

    private static final long SMALL_STATE_BYTES = 1_536;
    private static final double SMALL_SHARE = 0.047;
    private static final double SHARE = 0.23;
    private static final long MIN_ROOM_BYTES = 4 << 10;
    private static final long MAX_DEBT_BYTES = 4 << 20;

    private final Projection<S> projection;
    /** Of the codec; null if there is none. */
    private final @Nullable String version;

    private final LongSupplier nanoTime;
    private final Consumer<ProjectionException> onFailure;

    private final Object lock = new Object();
    // All below are guarded by the lock.
    private final CheckpointStore<S> store;
    private long originSequence;
    private int epoch;
    private int scale = 1;
    private double nanosPerEvent = ASSUMED_NANOS_PER_EVENT;
    private double quickest = Double.MAX_VALUE;
    private int batches;
    private boolean failed;
    /** What the last state would have taken, if there was no room for it: the next one will take no less. */
    private long refusedBytes;

    private @Nullable Known<S> latest;
    /** Chains that only the store has, by the place after their last state. */
    private final NavigableMap<Long, StoredState> inStore = new TreeMap<>();

    private List<StoredState> lookedAt = List.of();
    /** Chains in the store that cannot be used. */
    private final List<StoredState> useless = new ArrayList<>();

    /**
     * A state, and what is known of the way to it.
     *
     * @param state the state
     * @param sequence it is the state after the event of this sequence
     * @param events how many events lie between the checkpoint and it
     * @param checkpoint the last checkpoint on the way, if there is one
     */
    record Known<S>(S state, long sequence, long events, CheckpointStore.@Nullable Kept<S> checkpoint) {}

    Checkpoints(Projection<S> projection, LongSupplier nanoTime, Consumer<ProjectionException> onFailure) {
        this.projection = projection;
        this.nanoTime = nanoTime;
        this.onFailure = onFailure;
        this.version = projection.codec().map(StateCodec::version).orElse(null);
        this.store = projection
                .codec()
                .<CheckpointStore<S>>map(EncodedCheckpointStore::new)
                .orElseGet(ReferencedCheckpointStore::new);
    }

    boolean isOf(Projection<?> other) {
        return projection.equals(other);
    }

    /** The state known from which folding to a place ends soonest; null if none is, between two places. */
    @Nullable
    Known<S> nearest(CheckpointScope scope, long least, long sequence) {
        Known<S> known;
        Supplier<CheckpointStore.Kept<S>> kept;
        synchronized (lock) {
            if (!isOn(scope)) {
                return null;
            }
            known = latest;
            if (known != null && (known.sequence < least || known.sequence > sequence)) {
                known = null;
            }
            // One that is so near to the latest state that folding takes less than decoding does not help.
            long from = known == null ? least : Math.max(least, known.sequence + 1 + decodingEvents());
            kept = failed ? null : store.floor(from, sequence);
        }
        if (kept != null) {
            CheckpointStore.Kept<S> found = fetched(kept);
            if (found != null) {
                return new Known<>(found.state(), found.sequence(), 0, found);
            }
        }
        return known;
    }

    /** Notes which chains are in a store. */
    @SuppressWarnings("ReferenceEquality") // the list is the same as long as nothing of it has changed
    private void look(List<StoredState> states) {
        if (states == lookedAt) {
            return;
        }
        Set<StoredState> known = new HashSet<>(lookedAt);
        lookedAt = states;
        String name = StateEnvelope.chainName(projection);
        for (StoredState state : states) {
            if (state.name().equals(name) && !known.contains(state)) {
                inStore.put(state.sequence(), state);
            }
        }
    }

    /** Fetches the chains in the store that may have states within two places, or only what is needed for the last of these. */
    void fetch(CheckpointScope scope, Stored stored, long least, long most, boolean all) {
        String stateVersion = version;
        if (stateVersion == null) {
            return;
        }
        for (StoredState next = next(scope, stored, least, most, all);
                next != null;
                next = next(scope, stored, least, most, all)) {
            Optional<DeltaChain> chain = Optional.empty();
            try {
                chain = stored.read(next)
                        .flatMap(bytes ->
                                StateEnvelope.openChain(bytes, stateVersion, scope.originSequence(), scope.epoch()));
            } catch (CorruptStateException e) { // states are folded instead
                onFailure.accept(new ProjectionException(
                        "projection=" + projection.name() + " has checkpoints in the store that cannot be read: " + e,
                        e));
            }
            synchronized (lock) {
                if (chain.isEmpty()) {
                    useless.add(next);
                } else if (isOn(scope)) {
                    store.adopt(chain.get());
                }
            }
        }
    }

    /** The next chain to fetch, which is no longer among those that only the store has. */
    private @Nullable StoredState next(CheckpointScope scope, Stored stored, long least, long most, boolean all) {
        synchronized (lock) {
            look(stored.states());
            if (!isOn(scope) || failed || store.isFull()) {
                return null;
            }
            // One that ends behind the place may begin before it, unless another one does; its first place is not
            // known.
            Map.Entry<Long, StoredState> entry = inStore.higherEntry(most);
            if (entry == null || store.endsWithin(most, entry.getKey() - 1)) {
                entry = inStore.floorEntry(most);
                boolean helps = entry != null
                        && entry.getKey() > least
                        && (all || store.floor(entry.getKey() - 1, most) == null)
                        && (all || latest == null || latest.sequence > most || latest.sequence < entry.getKey() - 1);
                entry = helps ? entry : null;
            }
            if (entry != null) {
                inStore.remove(entry.getKey());
            }
            return entry == null ? null : entry.getValue();
        }
    }

    /** What the store is to get and to drop; all states of the chain that still grows are only asked for at the end. */
    NewStates toStore(long upTo, boolean all) {
        String stateVersion = version;
        if (stateVersion == null) {
            return NewStates.NONE;
        }
        List<EncodedState> added = new ArrayList<>();
        List<DeltaChain> chains = new ArrayList<>();
        List<StoredState> dropped;
        synchronized (lock) {
            dropped = List.copyOf(useless);
            for (DeltaChain chain : store.unstored(all)) {
                if (chain.lastPlace() <= upTo) {
                    chains.add(chain);
                    added.add(new EncodedState(
                            StateEnvelope.chainName(projection),
                            chain.lastPlace() + 1,
                            StateEnvelope.seal(stateVersion, originSequence, epoch, chain)));
                }
            }
        }
        return new NewStates(added, dropped, () -> stored(chains, dropped));
    }

    private void stored(List<DeltaChain> chains, List<StoredState> dropped) {
        synchronized (lock) {
            chains.forEach(DeltaChain::store);
            useless.removeAll(dropped);
        }
    }

    /** Whether this is about the states that begin there; newer ones begin anew. */
    private boolean isOn(CheckpointScope scope) {
        boolean sameOrigin = scope.originSequence() == originSequence;
        if (scope.originSequence() > originSequence || (sameOrigin && scope.epoch() > epoch)) {
            originSequence = scope.originSequence();
            epoch = scope.epoch();
            store.clear();
            latest = null;
            return true;
        }
        return sameOrigin && scope.epoch() == epoch;
    }

    private CheckpointStore.@Nullable Kept<S> fetched(Supplier<CheckpointStore.Kept<S>> kept) {
        try {
            return kept.get();
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) { // states are folded instead, from the beginning
            fail("cannot decode the state that it encoded", e);
            return null;
        }
    }

    private void fail(String what, Throwable cause) {
        boolean first;
        synchronized (lock) {
            first = !failed;
            failed = true;
            store.clear();
        }
        if (first) {
            onFailure.accept(new ProjectionException(
                    "projection=" + projection.name() + " keeps no checkpoints, since its codec " + what + ": " + cause,
                    cause));
        }
    }

    /** Folds events onto a state up to a place, and keeps states on the way. */
    S fold(CheckpointScope scope, Known<S> from, Iterator<RecordedEvent> events, long toSequence) {
        @Nullable RecordedEvent[] batch = new RecordedEvent[Folding.BATCH];
        S state = from.state;
        long sequence = from.sequence;
        long since = from.events;
        CheckpointStore.Kept<S> checkpoint = from.checkpoint;
        long begin = nanoTime.getAsLong();
        while (true) {
            int count = Folding.read(events, toSequence, batch);
            RecordedEvent last = count == 0 ? null : batch[count - 1];
            if (last == null) {
                break;
            }
            state = Folding.apply(projection, state, batch, count);
            sequence = last.sequence();
            since += count;
            long now = nanoTime.getAsLong();
            if (isDue(now - begin, count, since)) {
                CheckpointStore.Kept<S> made = keep(scope, state, sequence, checkpoint);
                since = made == null ? since : 0;
                checkpoint = made == null ? checkpoint : made;
                now = nanoTime.getAsLong();
            }
            begin = now;
        }
        synchronized (lock) {
            if (isOn(scope)) {
                latest = new Known<>(state, Math.max(sequence, toSequence), since, checkpoint);
            }
        }
        return state;
    }

    /** Notes how long some events took, and says whether a checkpoint would be of use. */
    private boolean isDue(long nanos, int events, long since) {
        synchronized (lock) {
            quickest = Math.min(quickest, (double) nanos / events);
            if (++batches == MEASURED_BATCHES) {
                // A clock that stands still is none.
                nanosPerEvent += quickest > 0 ? (quickest - nanosPerEvent) / INERTIA : 0;
                quickest = Double.MAX_VALUE;
                batches = 0;
            }
            return !failed && since >= spacingEvents();
        }
    }

    private long spacingEvents() {
        long targetNanos = Math.max(TARGET_NANOS, store.stateBytes() * DECODING_NANOS_PER_BYTE);
        return Math.max(MIN_EVENTS, (long) (targetNanos * scale / nanosPerEvent));
    }

    /** How many events are folded in the time that decoding a state takes. */
    private long decodingEvents() {
        return (long) (store.stateBytes() * DECODING_NANOS_PER_BYTE / nanosPerEvent);
    }

    private CheckpointStore.@Nullable Kept<S> keep(
            CheckpointScope scope, S state, long sequence, CheckpointStore.@Nullable Kept<S> before) {
        Supplier<CheckpointStore.Prepared<S>> preparing;
        synchronized (lock) {
            // Behind the last one only: what lies between two others was not worth it when they were made.
            if (!isOn(scope) || store.hasAfter(sequence)) {
                return null;
            }
            boolean whole = store.wantsWhole(before)
                    && (hasRoom(scope, sequence, store.expectedBytes(before, true)) || !store.canFollow(before));
            if (!hasRoom(scope, sequence, Math.max(refusedBytes, store.expectedBytes(before, whole)))) {
                return null;
            }
            preparing = store.prepare(state, sequence, before, whole);
        }
        CheckpointStore.Prepared<S> prepared;
        try {
            prepared = preparing.get();
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) { // the state is right all the same
            fail("cannot encode the state after event id=" + sequence, e);
            return null;
        }
        synchronized (lock) {
            if (failed || !isOn(scope)) {
                return null;
            }
            refusedBytes = hasRoom(scope, sequence, prepared.bytes()) ? 0 : prepared.bytes();
            if (refusedBytes > 0) {
                return null;
            }
            if (store.isFull()) {
                store.thin();
                scale *= 2;
            }
            return store.put(prepared);
        }
    }

    private boolean hasRoom(CheckpointScope scope, long sequence, long more) {
        double share = store.stateBytes() <= SMALL_STATE_BYTES ? SMALL_SHARE : SHARE;
        long debt = Math.max(MIN_ROOM_BYTES, Math.min(MAX_DEBT_BYTES, store.expectedBytes(null, true)));
        return store.bytes() + more <= scope.bytesUpTo(sequence) * share / scale + debt;
    }

    /** The places of the checkpoints between two places, in order. */
    long[] places(CheckpointScope scope, long least, long most) {
        synchronized (lock) {
            return isOn(scope) && !failed ? store.places(least, most) : new long[0];
        }
    }

    /** Lets go of the states before a place. */
    void dropBefore(long sequence) {
        synchronized (lock) {
            store.dropBefore(sequence);
            latest = latest != null && latest.sequence < sequence ? null : latest;
        }
    }

    void clear() {
        synchronized (lock) {
            store.clear();
            inStore.clear();
            latest = null;
        }
    }

    int count() {
        synchronized (lock) {
            return store.count();
        }
    }

    long bytes() {
        synchronized (lock) {
            return store.bytes();
        }
    }
}
