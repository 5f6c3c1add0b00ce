/**
 * Races of the classes that record events, each with its legal outcomes. They are in the package of the tested classes,
 * which are package-private. Only jcstress runs them.
 */
package dev.playhead.internal.recording;
