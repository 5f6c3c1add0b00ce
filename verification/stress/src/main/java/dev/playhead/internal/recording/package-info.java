/**
 * Races of the classes that record events, each with the outcomes that are legal. They lie in the package of what they race,
 * which is not public, and run by jcstress alone.
 */
package dev.playhead.internal.recording;
