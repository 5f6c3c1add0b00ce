package dev.playhead.block;

/**
 * What is known of a state in a store without reading it.
 *
 * @param name whose state it is: the name of a projection
 * @param sequence the state is that before the event of this sequence
 * @param bytes how many bytes it has
 */
public record StoredState(String name, long sequence, int bytes) {}
