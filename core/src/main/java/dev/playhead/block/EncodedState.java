package dev.playhead.block;

/**
 * A state of a projection, encoded for a store.
 *
 * @param name the name under which the state is stored: the name of a projection, or a name derived from that name
 * @param sequence the sequence of the first event that the state does not include
 * @param bytes the encoded state; held, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record EncodedState(String name, long sequence, byte[] bytes) {}
