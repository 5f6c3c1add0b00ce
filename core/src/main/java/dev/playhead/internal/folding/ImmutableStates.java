package dev.playhead.internal.folding;

/**
 * A projection whose states nobody can change, since their class has no way to. So no sample of them is looked at before and
 * after an event, which for large states takes longer than folding.
 */
public interface ImmutableStates {}
