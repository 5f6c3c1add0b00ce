package dev.playhead.internal.folding;

/**
 * A marker for projections whose states have an immutable class. Their states are not sampled before and after an event to
 * detect changes, because for large states that takes longer than folding.
 */
public interface ImmutableStates {}
