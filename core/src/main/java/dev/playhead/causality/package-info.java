/**
 * Causes and effects of events, from the metadata in which a bus records them.
 *
 * <p>Start with {@code EventHistory.causesOf} and {@code EventHistory.effectsOf}. {@link
 * dev.playhead.causality.CauseSearcher} answers the same questions about any run of events.
 *
 * <pre>
 *   causesOf(5):  5 --&gt; 4 --&gt; 1         nearest first
 *   effectsOf(1):       1
 *                      / \
 *                     2   4              in the order of recording: 2, 4, 5
 *                          \
 *                           5
 * </pre>
 *
 * <p>An event names its cause in the entry {@code causationId} of its metadata, as text (see {@link
 * dev.playhead.bus.CauseScope}). The text is resolved as follows:
 *
 * <ul>
 *   <li>Decimal digits are the id of an event of the same history.
 *   <li>If an import gave the event a new sequence, its metadata has the old one, as {@code importedSequence}. Digits
 *       are then an old sequence, too: that of the last event before it with this {@code importedSequence}.
 *   <li>Any other text refers to the last event before it whose metadata has this text as the entry {@code id}. Other
 *       programs name events in this way.
 * </ul>
 *
 * <p>A cause precedes its effects. A name of the event itself, or only of later events, names no cause, so that no
 * chain has a cycle, whatever a file contains.
 *
 * <p><b>Limits.</b> If events were renumbered by two imports in a row, their metadata has the sequence before the
 * second one only. The names of their causes, which are from before the first, are then resolved wrongly or not at all.
 *
 * <p><b>Threading.</b> Every public type of this package is immutable.
 */
@NullMarked
package dev.playhead.causality;

import org.jspecify.annotations.NullMarked;
