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
 *   in such an event are an old sequence, too: they refer to the last earlier event whose {@code importedSequence} is
 *   this number.
 *   <li>Any other text refers to the last event before it whose metadata has this text as the entry {@code id}. Other
 *       programs name events in this way.
 * </ul>
 *
 * <p>A cause precedes its effects. A text that refers only to the event itself or to later events names no cause. So no
 * chain has a cycle, whatever a file contains.
 *
 * <p><b>Limits.</b> If two imports in a row renumbered events, the metadata of the events has only the sequence from
 * before the second import. But the events still name their causes by the sequences from before the first import. These
 * names are resolved wrongly or not at all.
 *
 * <p><b>Threading.</b> Every public type of this package is immutable.
 */
@NullMarked
package dev.playhead.causality;

import org.jspecify.annotations.NullMarked;
