package dev.playhead.timetravel;

import dev.playhead.block.StoredState;
import java.util.List;
import java.util.Optional;

/**
 * The stored form of states. It begins with the kind of its content, the version of the codec, and the epoch, which
 * counts how often the state at the beginning of the history was replaced. There are two kinds of content. A base state
 * is one packed state, stored under the name of its projection. Checkpoints are a {@link DeltaChain} and the sequence
 * at which their history begins, stored under the name of the projection with a suffix.
 *
 * <p>A {@linkplain Baselines baseline} is stored like a base state, with two differences. Its name has a suffix. In the
 * position of the epoch, it has the number of relevant events that were offered during the break before it. An empty
 * array represents a state that could not be encoded.
 */
final class StateEnvelope {
    private static final int STATE = 1;
    private static final int CHAIN = 2;
    private static final String CHAIN_SUFFIX = "/checkpoints";
    private static final String BASELINE_SUFFIX = "/baseline";

    private StateEnvelope() {}

    /**
     * An encoded state.
     *
     * @param version the version of the codec
     * @param epoch the number of times that the state at the beginning of the history was replaced; for a baseline, the
     *     number of relevant events offered during the break before it
     * @param state the encoded state
     */
    @SuppressWarnings("ArrayRecordComponent") // the records are never compared
    record Content(String version, long epoch, byte[] state) {
        <S> S decoded(StateCodec<S> codec) {
            return codec.decode(state, List.of());
        }
    }

    static <S> byte[] seal(StateCodec<S> codec, long epoch, S state) {
        byte[] packed = Packing.pack(codec.encode(state), Packing.NO_PRESET);
        return begin(STATE, codec.version(), epoch).bytes(packed).toBytes();
    }

    private static StateWriter begin(int kind, String version, long epoch) {
        return new StateWriter().count(kind).text(version).number(epoch);
    }

    /**
     * Opens an envelope that contains a state.
     *
     * @return the state; empty if the state could not be encoded
     * @throws CorruptStateException if the bytes are not such an envelope
     */
    static Optional<Content> open(byte[] bytes) {
        if (bytes.length == 0) {
            return Optional.empty();
        }
        StateReader in = new StateReader(bytes);
        requireKind(in, STATE);
        String version = in.text();
        long epoch = in.number();
        if (epoch < 0) {
            throw in.corrupt("epoch", epoch);
        }
        byte[] packed = in.bytes();
        in.end();
        return Optional.of(new Content(version, epoch, Packing.unpack(packed, Packing.NO_PRESET)));
    }

    private static void requireKind(StateReader in, int kind) {
        int found = in.count(Byte.MAX_VALUE);
        if (found != kind) {
            throw in.corrupt("kind", found);
        }
    }

    static String chainName(Projection<?> projection) {
        return projection.name() + CHAIN_SUFFIX;
    }

    /** Returns the name under which the {@linkplain Baselines baselines} of a projection are stored. */
    static String baselineName(Projection<?> projection) {
        return projection.name() + BASELINE_SUFFIX;
    }

    static boolean isBaseline(StoredState state) {
        return state.name().endsWith(BASELINE_SUFFIX);
    }

    /**
     * Returns whether a stored state is a base state: neither a chain of checkpoints nor a baseline.
     */
    static boolean isBase(StoredState state) {
        return !state.name().endsWith(CHAIN_SUFFIX) && !isBaseline(state);
    }

    static byte[] seal(String version, long originSequence, int epoch, DeltaChain chain, int count) {
        StateWriter out = begin(CHAIN, version, epoch).number(originSequence);
        chain.writeTo(out, count);
        return out.toBytes();
    }

    /**
     * Opens an envelope that contains a chain.
     *
     * @return the chain; empty if the chain has another version, epoch or beginning of the history
     * @throws CorruptStateException if the bytes are not such an envelope
     */
    static Optional<DeltaChain> openChain(byte[] bytes, String version, long originSequence, int epoch) {
        StateReader in = new StateReader(bytes);
        requireKind(in, CHAIN);
        String itsVersion = in.text();
        long itsEpoch = in.number();
        long itsOrigin = in.number();
        DeltaChain chain = DeltaChain.readFrom(in);
        in.end();
        boolean fits = itsVersion.equals(version) && itsEpoch == epoch && itsOrigin == originSequence;
        return fits ? Optional.of(chain) : Optional.empty();
    }
}
