package dev.playhead.timetravel;

import dev.playhead.internal.folding.SharedStateCodec;

/**
 * The distance between the checkpoints of one projection, and the limit of their memory. Guarded by the exclusion of
 * {@link Checkpoints}.
 */
final class CheckpointSpacing {
    /*
     * A checkpoint is made if folding the events since the previous checkpoint would take longer than a target time.
     * The target is a quarter of a millisecond or, for large states, the time to decode a state, because closer
     * checkpoints would save no time. The time to fold an event is measured. Only the fastest of several batches
     * counts, because the other batches may have been interrupted.
     *
     * The memory of checkpoints is limited to a share of the memory of the events: for small states, about a twentieth;
     * for large states, somewhat more than a fifth; and for large states in a process that only reads the store, half.
     * There is always room for three whole states, up to a limit. So checkpoints are further apart if states are large
     * and events are small. A checkpoint for which there is no room is not made.
     *
     * Without a codec, the size of a state is unknown; see ReferencedCheckpointStore. Each CheckpointStore also has a
     * maximum size. If a store has reached this size, every second state or chain of states is dropped, and from then
     * on checkpoints are made half as often.
     */
    private static final long TARGET_NANOS = 250_000;
    private static final long DECODING_NANOS_PER_BYTE = 16;
    /** The time per byte if most of a state is shared with a state that is already decoded, see DecodedStates. */
    private static final long SHARING_NANOS_PER_BYTE = 8;

    private static final int MIN_EVENTS = 2 * Folding.BATCH;
    /** The assumed time per event before the first measurement. */
    private static final long ASSUMED_NANOS_PER_EVENT = 1_000;

    /** The number of batches in one measurement. Only the fastest batch counts. */
    private static final int MEASURED_BATCHES = 8;
    /** The inverse of the weight of a new measurement. */
    private static final int INERTIA = 8;

    private static final long SMALL_STATE_BYTES = 1_536;
    private static final double SMALL_SHARE = 0.047;
    private static final double SHARE = 0.23;
    /** The share in a process that reads the store of another process, and therefore holds no events. */
    private static final double READER_SHARE = 0.5;
    /**
     * The number of whole states for which there is room in addition to the share of the memory of the events, up to
     * {@link #MAX_DEBT_BYTES}.
     */
    private static final int WHOLES_BEFORE = 3;

    private static final long MIN_ROOM_BYTES = 4 << 10;
    private static final long MAX_DEBT_BYTES = 4 << 20;

    private final CheckpointStore<?> store;
    private final long decodingNanosPerByte;
    private int scale = 1;
    private double nanosPerEvent = ASSUMED_NANOS_PER_EVENT;
    private double quickest = Double.MAX_VALUE;
    private int batches;
    private double largeShare = SHARE;

    CheckpointSpacing(Projection<?> projection, CheckpointStore<?> store) {
        this.store = store;
        this.decodingNanosPerByte = projection.codec().orElse(null) instanceof SharedStateCodec<?>
                ? SHARING_NANOS_PER_BYTE
                : DECODING_NANOS_PER_BYTE;
    }

    /** Sets whether this process only reads the event store of the checkpoints, which another process writes. */
    void keptInStore(boolean reader) {
        largeShare = reader ? READER_SHARE : SHARE;
    }

    /** Records the folding time per event of a batch. */
    void measured(double nanos) {
        quickest = Math.min(quickest, nanos);
        if (++batches == MEASURED_BATCHES) {
            // If the clock did not advance during a batch, nothing was measured.
            nanosPerEvent += quickest > 0 ? (quickest - nanosPerEvent) / INERTIA : 0;
            quickest = Double.MAX_VALUE;
            batches = 0;
        }
    }

    /** Returns the minimum number of events from one checkpoint to the next. */
    long events() {
        long targetNanos = Math.max(TARGET_NANOS, store.stateBytes() * decodingNanosPerByte);
        return Math.max(MIN_EVENTS, (long) (targetNanos * scale / nanosPerEvent));
    }

    /** Returns the number of events that can be folded in the time needed to decode a state. */
    long decodingEvents() {
        return (long) (store.stateBytes() * decodingNanosPerByte / nanosPerEvent);
    }

    /** Returns whether the checkpoints up to the given sequence may take {@code more} bytes in addition. */
    boolean hasRoom(CheckpointScope scope, long sequence, long more) {
        double share = store.stateBytes() <= SMALL_STATE_BYTES ? SMALL_SHARE : largeShare;
        long debt = Math.max(MIN_ROOM_BYTES, Math.min(MAX_DEBT_BYTES, WHOLES_BEFORE * store.expectedBytes(null, true)));
        return store.bytes() + more <= scope.bytesUpTo(sequence) * share / scale + debt;
    }

    /** Doubles the distance between later checkpoints, and halves their share of the memory of the events. */
    void widen() {
        scale *= 2;
    }
}
