package dev.playhead.timetravel;

import dev.playhead.block.EncodedState;
import dev.playhead.block.StoredState;
import dev.playhead.event.RecordedEvent;
import dev.playhead.timetravel.SnapshotManager.MutualExclusion;
import dev.playhead.timetravel.SnapshotManager.NewStates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Intermediate states of one projection, kept so that later folds begin closer to the requested state.
 *
 * <p><b>Threading.</b> Safe for any number of threads. Encoding, decoding and folding are done without a lock.
 */
final class Checkpoints<S> {
    private final Projection<S> projection;
    /** The version of the codec; null if there is none. */
    private final @Nullable String version;

    private final LongSupplier nanoTime;
    private final FoldingReports reports;

    private final MutualExclusion exclusion;
    // All fields below are guarded by the exclusion.
    private final CheckpointStore<S> store;
    private final CheckpointSpacing spacing;
    private long originSequence;
    private int epoch;
    private boolean failed;
    /**
     * Whether the checkpoints are also kept in an event store. If so, room is reserved for whole states, because a
     * process that reads the store later has not decoded any state yet, and must decode all changes since the last
     * whole state.
     */
    private boolean inStore;
    /**
     * The size of the latest encoded state if there was no room for this state; 0 otherwise. The next state is assumed
     * to have at least this size.
     */
    private long refusedBytes;

    private @Nullable Known<S> latest;
    /** Chains that are only in the store. The key is the sequence of the last state of a chain, plus one. */
    private final NavigableMap<Long, StoredState> unread = new TreeMap<>();

    private List<StoredState> lookedAt = List.of();
    /** Chains in the store that cannot be used. */
    private final List<StoredState> useless = new ArrayList<>();

    /**
     * A state, and the distance from the last checkpoint to the state.
     *
     * @param state the state
     * @param sequence the sequence up to which the events are folded into the state
     * @param events the number of events between the checkpoint and the state
     * @param checkpoint the last checkpoint at or before the state, or null if there is none
     */
    record Known<S>(S state, long sequence, long events, CheckpointStore.@Nullable Kept<S> checkpoint) {}

    /**
     * The nearest states at or before a sequence: the latest folded state, and a checkpoint if a fold from the
     * checkpoint ends sooner.
     */
    private record Candidates<S>(
            @Nullable Known<S> latest, @Nullable Supplier<CheckpointStore.Kept<S>> kept) {}

    Checkpoints(Projection<S> projection, LongSupplier nanoTime, FoldingReports reports, MutualExclusion exclusion) {
        this.exclusion = exclusion;
        this.projection = projection;
        this.nanoTime = nanoTime;
        this.reports = reports;
        this.version = projection.codec().map(StateCodec::version).orElse(null);
        this.store = projection
                .codec()
                .<CheckpointStore<S>>map(EncodedCheckpointStore::new)
                .orElseGet(ReferencedCheckpointStore::new);
        this.spacing = new CheckpointSpacing(projection, store);
    }

    /** Marks the checkpoints as kept in a store. If {@code reader} is true, another process writes the store. */
    void keptInStore(boolean reader) {
        exclusion.run(() -> {
            inStore = true;
            spacing.keptInStore(reader);
        });
    }

    boolean isOf(Projection<?> other) {
        return projection.equals(other);
    }

    /**
     * Returns the known state from which a fold to {@code sequence} ends soonest, among those from {@code least} to
     * {@code sequence}; null if there is none.
     */
    @Nullable
    Known<S> nearest(CheckpointScope scope, long least, long sequence) {
        Candidates<S> near = exclusion.get(() -> candidates(scope, least, sequence));
        Supplier<CheckpointStore.Kept<S>> kept = near.kept;
        if (kept != null) {
            CheckpointStore.Kept<S> found = fetched(kept);
            if (found != null) {
                return new Known<>(found.state(), found.sequence(), 0, found);
            }
        }
        return near.latest;
    }

    private Candidates<S> candidates(CheckpointScope scope, long least, long sequence) {
        if (!isOn(scope)) {
            return new Candidates<>(null, null);
        }
        Known<S> known = latest;
        if (known != null && (known.sequence < least || known.sequence > sequence)) {
            known = null;
        }
        // A checkpoint is useless if it is so close to the latest state that decoding takes longer than folding.
        long from = known == null ? least : Math.max(least, known.sequence + 1 + spacing.decodingEvents());
        return new Candidates<>(known, failed ? null : store.floor(from, sequence));
    }

    /** Records which chains of this projection a store has. */
    @SuppressWarnings("ReferenceEquality") // the list stays the same object as long as no state in it changes
    private void look(List<StoredState> states) {
        if (states == lookedAt) {
            return;
        }
        Set<StoredState> known = new HashSet<>(lookedAt);
        lookedAt = states;
        String name = StateEnvelope.chainName(projection);
        for (StoredState state : states) {
            if (state.name().equals(name) && !known.contains(state)) {
                unread.put(state.sequence(), state);
            }
        }
    }

    /**
     * Fetches the stored chains that may have states from {@code least} to {@code most}. If {@code all} is false,
     * fetches only those that may have the last of these states.
     */
    void fetch(CheckpointScope scope, Stored stored, long least, long most, boolean all) {
        String stateVersion = version;
        if (stateVersion == null) {
            return;
        }
        while (true) {
            StoredState next = exclusion.get(() -> next(scope, stored, least, most, all));
            if (next == null) {
                return;
            }
            Optional<DeltaChain> chain = Optional.empty();
            try {
                chain = stored.read(next)
                        .flatMap(bytes ->
                                StateEnvelope.openChain(bytes, stateVersion, scope.originSequence(), scope.epoch()));
            } catch (CorruptStateException e) { // states are folded instead
                reports.failed(new ProjectionException(
                        "projection=" + projection.name() + " has checkpoints in the store that cannot be read: " + e,
                        e));
            }
            DeltaChain read = chain.orElse(null);
            exclusion.run(() -> adopt(scope, next, read));
        }
    }

    private void adopt(CheckpointScope scope, StoredState from, @Nullable DeltaChain chain) {
        if (chain == null) {
            useless.add(from);
        } else if (isOn(scope)) {
            chain.store(from);
            store.adopt(chain);
        }
    }

    /** Returns the next chain to fetch, and removes it from the chains that are only in the store. */
    private @Nullable StoredState next(CheckpointScope scope, Stored stored, long least, long most, boolean all) {
        look(stored.states());
        if (!isOn(scope) || failed || store.isFull()) {
            return null;
        }
        // It is not known where a stored chain begins. So a chain that ends after "most" may begin before "most",
        // unless another chain ends in between.
        Map.Entry<Long, StoredState> entry = unread.higherEntry(most);
        if (entry == null || store.endsWithin(most, entry.getKey() - 1)) {
            entry = unread.floorEntry(most);
            boolean helps = entry != null
                    && entry.getKey() > least
                    && (all || store.floor(entry.getKey() - 1, most) == null)
                    && (all || latest == null || latest.sequence > most || latest.sequence < entry.getKey() - 1);
            entry = helps ? entry : null;
        }
        if (entry != null) {
            unread.remove(entry.getKey());
        }
        return entry == null ? null : entry.getValue();
    }

    /**
     * Returns the states to add to the store, and the states to drop from it. If {@code all} is false, no states are
     * added from a chain that still grows.
     */
    NewStates toStore(long upTo, boolean all) {
        String stateVersion = version;
        return stateVersion == null ? NewStates.NONE : exclusion.get(() -> toStore(stateVersion, upTo, all));
    }

    private NewStates toStore(String stateVersion, long upTo, boolean all) {
        List<EncodedState> added = new ArrayList<>();
        Map<DeltaChain, StoredState> chains = new HashMap<>();
        String name = StateEnvelope.chainName(projection);
        List<StoredState> dropped = new ArrayList<>(useless);
        for (DeltaChain chain : store.unstored(all)) {
            int count = chain.countToStore(upTo);
            // With "all", the beginning of a chain is stored even if the chain continues after "upTo".
            if (count > 0 && (all || count == chain.size())) {
                StoredState before = chain.stored();
                byte[] bytes = StateEnvelope.seal(stateVersion, originSequence, epoch, chain, count);
                EncodedState state = new EncodedState(name, chain.sequence(count - 1) + 1, bytes);
                if (before != null) {
                    dropped.add(before);
                }
                added.add(state);
                chains.put(chain, new StoredState(name, state.sequence(), bytes.length));
            }
        }
        Runnable onStored = () -> {
            chains.forEach(DeltaChain::store);
            useless.removeAll(dropped);
        };
        return new NewStates(added, dropped, false, () -> exclusion.run(onStored));
    }

    /**
     * Returns whether the states kept here belong to a scope. If the scope is newer, first drops the states, and then
     * adopts this scope.
     */
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
        } catch (Throwable e) { // states are folded instead, without checkpoints
            fail("cannot decode the state that it encoded", e);
            return null;
        }
    }

    private void fail(String what, Throwable cause) {
        if (exclusion.get(this::giveUp)) {
            reports.failed(new ProjectionException(
                    "projection=" + projection.name() + " has no checkpoints because its codec " + what + ": " + cause,
                    cause));
        }
    }

    /** Stops keeping states. Returns whether states were kept until now. */
    private boolean giveUp() {
        boolean first = !failed;
        failed = true;
        store.clear();
        return first;
    }

    /**
     * Folds the events up to the given sequence into the given state, keeps intermediate states, and returns the last
     * state.
     */
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
            double nanos = (double) (now - begin) / count;
            long behind = since;
            if (exclusion.get(() -> isDue(nanos, behind))) {
                CheckpointStore.Kept<S> made = keep(scope, state, sequence, checkpoint);
                since = made == null ? since : 0;
                checkpoint = made == null ? checkpoint : made;
                now = nanoTime.getAsLong();
            }
            begin = now;
        }
        Known<S> known = new Known<>(state, Math.max(sequence, toSequence), since, checkpoint);
        exclusion.run(() -> latest = isOn(scope) ? known : latest);
        reports.folded(projection, state);
        return state;
    }

    /** Records the folding time per event of a batch, and returns whether a checkpoint would be useful. */
    private boolean isDue(double nanos, long since) {
        spacing.measured(nanos);
        return !failed && since >= spacing.events();
    }

    private CheckpointStore.@Nullable Kept<S> keep(
            CheckpointScope scope, S state, long sequence, CheckpointStore.@Nullable Kept<S> before) {
        Supplier<CheckpointStore.Prepared<S>> preparing =
                exclusion.get(() -> preparation(scope, state, sequence, before));
        if (preparing == null) {
            return null;
        }
        CheckpointStore.Prepared<S> prepared;
        try {
            prepared = preparing.get();
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) { // the state is correct nevertheless
            fail("cannot encode the state after event id=" + sequence, e);
            return null;
        }
        return exclusion.get(() -> put(scope, sequence, prepared));
    }

    private @Nullable Supplier<CheckpointStore.Prepared<S>> preparation(
            CheckpointScope scope, S state, long sequence, CheckpointStore.@Nullable Kept<S> before) {
        // A checkpoint is made only at a sequence that is higher than that of the last checkpoint. There is no need for
        // a checkpoint between two others, because it was not worthwhile when they were made.
        if (!isOn(scope) || store.hasAfter(sequence)) {
            return null;
        }
        boolean whole = store.wantsWhole(before)
                && (spacing.hasRoom(scope, sequence, store.expectedBytes(before, true)) || !store.canFollow(before));
        long reserved = whole || !inStore ? 0 : store.reservedBytes(before);
        if (!spacing.hasRoom(scope, sequence, Math.max(refusedBytes, store.expectedBytes(before, whole) + reserved))) {
            return null;
        }
        return store.prepare(state, sequence, before, whole);
    }

    private CheckpointStore.@Nullable Kept<S> put(
            CheckpointScope scope, long sequence, CheckpointStore.Prepared<S> prepared) {
        if (failed || !isOn(scope)) {
            return null;
        }
        refusedBytes = spacing.hasRoom(scope, sequence, prepared.bytes()) ? 0 : prepared.bytes();
        if (refusedBytes > 0) {
            return null;
        }
        if (store.isFull()) {
            store.thin();
            spacing.widen();
        }
        return store.put(prepared);
    }

    /** Returns the sequences of the checkpoints from {@code least} to {@code most}, inclusive, in order. */
    long[] sequences(CheckpointScope scope, long least, long most) {
        return exclusion.get(() -> isOn(scope) && !failed ? store.sequences(least, most) : new long[0]);
    }

    /** Drops the states before the given sequence. */
    void dropBefore(long sequence) {
        exclusion.run(() -> {
            store.dropBefore(sequence);
            latest = latest != null && latest.sequence < sequence ? null : latest;
        });
    }

    void clear() {
        exclusion.run(() -> {
            store.clear();
            unread.clear();
            latest = null;
        });
    }

    long bytes() {
        return exclusion.get(store::bytes);
    }
}
