package dev.playhead.timetravel;

import dev.playhead.block.EncodedState;
import dev.playhead.block.StoredState;
import dev.playhead.event.RecordedEvent;
import dev.playhead.internal.folding.SharedStateCodec;
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
     * three whole states; of large ones half where a store is read. So they are further apart where states are large and events small, and none is made that would not
     * fit.
     *
     * Without a codec nobody knows what a state takes: see ReferencedCheckpointStore. When a store is full after all, every other state
     * goes, and from then on they are made half as often.
     */
    private static final long TARGET_NANOS = 250_000;
    private static final long DECODING_NANOS_PER_BYTE = 16;
    /** Where most of a state is there already, see DecodedStates. */
    private static final long SHARING_NANOS_PER_BYTE = 8;

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
    /** Of a reader, who holds no events. */
    private static final double READER_SHARE = 0.5;
    /** For how many whole states there is room before the events have grown to it. */
    private static final int WHOLES_BEFORE = 3;

    private static final long MIN_ROOM_BYTES = 4 << 10;
    private static final long MAX_DEBT_BYTES = 4 << 20;

    private final Projection<S> projection;
    /** Of the codec; null if there is none. */
    private final @Nullable String version;

    private final long decodingNanosPerByte;
    private final LongSupplier nanoTime;
    private final FoldingReports reports;

    private final MutualExclusion exclusion;
    // All below are guarded by the exclusion.
    private final CheckpointStore<S> store;
    private long originSequence;
    private int epoch;
    private int scale = 1;
    private double nanosPerEvent = ASSUMED_NANOS_PER_EVENT;
    private double quickest = Double.MAX_VALUE;
    private int batches;
    private boolean failed;
    private double largeShare = SHARE;
    /** Whether they are read again by another process, which has not decoded any. */
    private boolean inStore;
    /** What the last state would have taken, if there was no room for it: the next one will take no less. */
    private long refusedBytes;

    private @Nullable Known<S> latest;
    /** Chains that only the store has, by the place after their last state. */
    private final NavigableMap<Long, StoredState> unread = new TreeMap<>();

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

    /** What is near to a place: the latest state that helps, and a checkpoint that helps more. */
    private record Candidates<S>(
            @Nullable Known<S> latest, @Nullable Supplier<CheckpointStore.Kept<S>> kept) {}

    Checkpoints(Projection<S> projection, LongSupplier nanoTime, FoldingReports reports, MutualExclusion exclusion) {
        this.exclusion = exclusion;
        this.projection = projection;
        this.nanoTime = nanoTime;
        this.reports = reports;
        this.version = projection.codec().map(StateCodec::version).orElse(null);
        this.decodingNanosPerByte = projection.codec().orElse(null) instanceof SharedStateCodec<?>
                ? SHARING_NANOS_PER_BYTE
                : DECODING_NANOS_PER_BYTE;
        this.store = projection
                .codec()
                .<CheckpointStore<S>>map(EncodedCheckpointStore::new)
                .orElseGet(ReferencedCheckpointStore::new);
    }

    /** Says that they come into a store, of one who writes it or one who reads it. */
    void keptInStore(boolean reader) {
        exclusion.run(() -> {
            inStore = true;
            largeShare = reader ? READER_SHARE : SHARE;
        });
    }

    boolean isOf(Projection<?> other) {
        return projection.equals(other);
    }

    /** The state known from which folding to a place ends soonest; null if none is, between two places. */
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
        // One that is so near to the latest state that folding takes less than decoding does not help.
        long from = known == null ? least : Math.max(least, known.sequence + 1 + decodingEvents());
        return new Candidates<>(known, failed ? null : store.floor(from, sequence));
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
                unread.put(state.sequence(), state);
            }
        }
    }

    /** Fetches the chains in the store that may have states within two places, or only what is needed for the last of these. */
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

    /** The next chain to fetch, which is no longer among those that only the store has. */
    private @Nullable StoredState next(CheckpointScope scope, Stored stored, long least, long most, boolean all) {
        look(stored.states());
        if (!isOn(scope) || failed || store.isFull()) {
            return null;
        }
        // One that ends behind the place may begin before it, unless another one does; its first place is not known.
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

    /** What the store is to get and to drop; all states of the chain that still grows are only asked for at the end. */
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
            if (chain.lastPlace() <= upTo) {
                byte[] bytes = StateEnvelope.seal(stateVersion, originSequence, epoch, chain);
                EncodedState state = new EncodedState(name, chain.lastPlace() + 1, bytes);
                StoredState before = chain.stored();
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
        if (exclusion.get(this::giveUp)) {
            reports.failed(new ProjectionException(
                    "projection=" + projection.name() + " keeps no checkpoints, since its codec " + what + ": " + cause,
                    cause));
        }
    }

    /** Keeps no states from now on; returns whether it did until now. */
    private boolean giveUp() {
        boolean first = !failed;
        failed = true;
        store.clear();
        return first;
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

    /** Notes how long an event of a batch took, and says whether a checkpoint would be of use. */
    private boolean isDue(double nanos, long since) {
        quickest = Math.min(quickest, nanos);
        if (++batches == MEASURED_BATCHES) {
            // A clock that stands still is none.
            nanosPerEvent += quickest > 0 ? (quickest - nanosPerEvent) / INERTIA : 0;
            quickest = Double.MAX_VALUE;
            batches = 0;
        }
        return !failed && since >= spacingEvents();
    }

    private long spacingEvents() {
        long targetNanos = Math.max(TARGET_NANOS, store.stateBytes() * decodingNanosPerByte);
        return Math.max(MIN_EVENTS, (long) (targetNanos * scale / nanosPerEvent));
    }

    /** How many events are folded in the time that decoding a state takes. */
    private long decodingEvents() {
        return (long) (store.stateBytes() * decodingNanosPerByte / nanosPerEvent);
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
        } catch (Throwable e) { // the state is right all the same
            fail("cannot encode the state after event id=" + sequence, e);
            return null;
        }
        return exclusion.get(() -> put(scope, sequence, prepared));
    }

    private @Nullable Supplier<CheckpointStore.Prepared<S>> preparation(
            CheckpointScope scope, S state, long sequence, CheckpointStore.@Nullable Kept<S> before) {
        // Behind the last one only: what lies between two others was not worth it when they were made.
        if (!isOn(scope) || store.hasAfter(sequence)) {
            return null;
        }
        boolean whole = store.wantsWhole(before)
                && (hasRoom(scope, sequence, store.expectedBytes(before, true)) || !store.canFollow(before));
        long reserved = whole || !inStore ? 0 : store.reservedBytes(before);
        if (!hasRoom(scope, sequence, Math.max(refusedBytes, store.expectedBytes(before, whole) + reserved))) {
            return null;
        }
        return store.prepare(state, sequence, before, whole);
    }

    private CheckpointStore.@Nullable Kept<S> put(
            CheckpointScope scope, long sequence, CheckpointStore.Prepared<S> prepared) {
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

    private boolean hasRoom(CheckpointScope scope, long sequence, long more) {
        double share = store.stateBytes() <= SMALL_STATE_BYTES ? SMALL_SHARE : largeShare;
        long debt = Math.max(MIN_ROOM_BYTES, Math.min(MAX_DEBT_BYTES, WHOLES_BEFORE * store.expectedBytes(null, true)));
        return store.bytes() + more <= scope.bytesUpTo(sequence) * share / scale + debt;
    }

    /** The places of the checkpoints between two places, in order. */
    long[] places(CheckpointScope scope, long least, long most) {
        return exclusion.get(() -> isOn(scope) && !failed ? store.places(least, most) : new long[0]);
    }

    /** Lets go of the states before a place. */
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
