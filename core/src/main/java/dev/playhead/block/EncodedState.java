package dev.playhead.block;

/**
 * A state of a projection, encoded to be stored.
 *
 * @param name the name under which it is stored: that of a projection, or one derived from it
 * @param sequence the state is that before the event of this sequence
 * @param bytes the encoded state; held, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record EncodedState(String name, long sequence, byte[] bytes) {}
