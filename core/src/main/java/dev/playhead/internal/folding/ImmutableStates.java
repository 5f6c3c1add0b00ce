package dev.playhead.internal.folding;

/**
 * A marker for projections whose states are instances of an immutable class. Such states are not compared before and
 * after an event to detect modifications, because comparing large states takes longer than folding an event.
 */
public interface ImmutableStates {}
