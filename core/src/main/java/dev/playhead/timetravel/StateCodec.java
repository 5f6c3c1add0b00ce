package dev.playhead.timetravel;

import dev.playhead.event.PlainData;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A codec that encodes the states of a projection as bytes and decodes them. With a codec, checkpoints are small, their
 * size is known exactly, and a durable history can store them. Implementations use {@link StateWriter} and {@link
 * StateReader}. {@link #ofData} creates a codec for states that can be represented as plain data.
 *
 * <p>Folding events into a decoded state must have exactly the same results as folding them into the state that was
 * encoded. Implementations need not compress the bytes, because they are compressed before they are kept or stored.
 *
 * <p><b>Threading.</b> Called concurrently by several threads, without a lock. <b>Limits.</b> A decoder must not trust
 * any length, count or offset. Whatever the bytes are, a decoder must return a state or throw an exception quickly,
 * with little memory.
 *
 * @param <S> the type of the state
 */
public interface StateCodec<S> {
    /**
     * Returns the version of the encoding. The version must change whenever the meaning or the encoding of a state
     * changes, including changes to the fold of the projection. Stored states of another version are not used, except
     * those that {@link #decodeEarlier} reads.
     *
     * @return the version, such as {@code 2}
     */
    String version();

    /**
     * Encodes a state.
     *
     * @param state the state
     * @return the bytes, which the caller owns
     */
    byte[] encode(S state);

    /**
     * Encodes the change from one state to a later state. This is worthwhile for large states of which only small parts
     * change. Small states need no encoding of changes: an encoded state is compressed relative to an earlier one, so
     * the bytes that both have in common take almost no space.
     *
     * @param before a state
     * @param after a later state
     * @return the bytes, which the caller owns; empty if this codec does not encode changes, which is the default
     */
    default Optional<byte[]> encodeChange(S before, S after) {
        return Optional.empty();
    }

    /**
     * Decodes a state.
     *
     * @param whole bytes that {@link #encode} returned
     * @param changes bytes that {@link #encodeChange} returned for the changes after that state, each relative to the
     *     state after the previous change; often there are none
     * @return the state after the last change
     * @throws CorruptStateException if the bytes are not an encoded state
     */
    S decode(byte[] whole, List<byte[]> changes);

    /**
     * Decodes a state that an earlier version of this codec encoded, if states computed from that state are still
     * useful. The history continues from that state. It reports this as a problem, because the earlier version of the
     * projection computed the effects of the earlier events.
     *
     * @param version another {@link #version}
     * @param whole bytes that {@code encode} of that version returned
     * @return the state; empty if the state must not be used, which is the default
     * @throws CorruptStateException if the bytes are not an encoded state
     */
    default Optional<S> decodeEarlier(String version, byte[] whole) {
        return Optional.empty();
    }

    /**
     * Creates a codec for states that can be represented as plain data ({@link PlainData}).
     *
     * @param version the version of the encoding, see {@link #version}
     * @param toData converts a state to values that {@link PlainData#of} accepts, such as maps, lists, strings and
     *     numbers
     * @param fromData converts plain data back to a state; all maps and lists in the data are immutable, and whole
     *     numbers are {@code Long}
     * @param <S> the type of the state
     * @return the codec
     */
    static <S> StateCodec<S> ofData(
            String version,
            Function<? super S, ? extends @Nullable Object> toData,
            Function<@Nullable Object, S> fromData) {
        return new DataCodec<>(version, toData, fromData);
    }
}
