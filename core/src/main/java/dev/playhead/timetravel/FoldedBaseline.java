package dev.playhead.timetravel;

import java.util.Map;
import java.util.function.Supplier;

/**
 * How far evicted events are folded into base states, so that they are needed no more.
 *
 * @param originSequence where the history begins that the states belong to
 * @param beforeSequence the states are those before the event of this sequence
 * @param states encodes those that can be, by the name of their projection. Called under no lock by the thread that stores
 *     them; it does not throw for what the application's code does
 */
public record FoldedBaseline(long originSequence, long beforeSequence, Supplier<Map<String, byte[]>> states) {}
