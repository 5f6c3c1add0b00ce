package dev.playhead.timetravel;

/**
 * A move of a timeline's cursor that is about to be made. See {@link TimelineManager#follow}.
 *
 * @param number counts the moves in the order in which they were begun; of two, the one with the greater number is the later
 * @param target where the cursor goes
 * @param live whether it goes live
 */
public record Move(long number, EventSnapshot target, boolean live) {}
