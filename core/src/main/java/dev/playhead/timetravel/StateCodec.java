package dev.playhead.timetravel;

import dev.playhead.event.PlainData;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns the states of a projection into bytes and back, so that checkpoints of them are small, counted exactly, and can be
 * kept in a durable history. {@link StateWriter} and {@link StateReader} do the work; {@link #ofData} makes a codec for
 * states that can be told as plain data.
 *
 * <p>States that are decoded fold on as the ones that were encoded would. Bytes need not be compressed: that is done where
 * they are kept.
 *
 * <p><b>Threading.</b> Called by several threads at once, under no lock. <b>Limits.</b> A decoder trusts no length, count
 * or offset: whatever the bytes are, it ends soon and takes little memory.
 *
 * @param <S> the state
 */
public interface StateCodec<S> {
    /**
     * Tells encodings apart: whatever changes what a state means or how it is encoded, a change of the projection's fold
     * included, changes this. Stored states of another version are not used, but for those that {@link #decodeEarlier} reads.
     *
     * @return such as {@code 2}
     */
    String version();

    /**
     * Encodes a state.
     *
     * @param state the state
     * @return its bytes, given away
     */
    byte[] encode(S state);

    /**
     * Encodes what has changed from one state to a later one, where that is worth it: for large states, of which little
     * changes. Small ones need no form of their own, since what two encodings share takes no room.
     *
     * @param before a state
     * @param after a later one
     * @return the bytes, given away; empty for none, which is what this returns unless overridden
     */
    default Optional<byte[]> encodeChange(S before, S after) {
        return Optional.empty();
    }

    /**
     * Decodes a state.
     *
     * @param whole what {@link #encode} returned
     * @param changes what {@link #encodeChange} returned from that state on, each from the state before; often none
     * @return the state after the last change
     * @throws CorruptStateException if the bytes are something else
     */
    S decode(byte[] whole, List<byte[]> changes);

    /**
     * Decodes a state that an earlier version of this codec encoded, where the states that follow from it are of use. The
     * history goes on from it, and reports a problem that says so, since earlier events did to it what the projection of
     * that version made of them.
     *
     * @param version another {@link #version}
     * @param whole what {@code encode} of that version returned
     * @return the state; empty if it is not to be used, which is what this returns unless overridden
     * @throws CorruptStateException if the bytes are something else
     */
    default Optional<S> decodeEarlier(String version, byte[] whole) {
        return Optional.empty();
    }

    /**
     * A codec for states that can be told as plain data ({@link PlainData}).
     *
     * @param version tells encodings apart, see {@link #version}
     * @param toData from a state to values that {@link PlainData#of} takes: maps, lists, strings, numbers
     * @param fromData back from plain data, where all maps and lists are immutable and whole numbers are {@code Long}
     * @param <S> the state
     * @return the codec
     */
    static <S> StateCodec<S> ofData(
            String version,
            Function<? super S, ? extends @Nullable Object> toData,
            Function<@Nullable Object, S> fromData) {
        return new DataCodec<>(version, toData, fromData);
    }
}
