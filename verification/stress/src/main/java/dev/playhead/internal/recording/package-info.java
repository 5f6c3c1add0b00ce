/**
 * Races of the classes that record events, each with its legal outcomes. They are in the package of the classes they test,
 * which is not public. Only jcstress runs them.
 */
package dev.playhead.internal.recording;
