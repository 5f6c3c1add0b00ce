package dev.playhead.block;

/**
 * The properties of a stored state that are known without reading the state.
 *
 * @param name the name under which the state is stored: the name of a projection, or a name derived from that name
 * @param sequence the sequence of the first event that the state does not include
 * @param bytes the size of the state in bytes
 */
public record StoredState(String name, long sequence, int bytes) {}
