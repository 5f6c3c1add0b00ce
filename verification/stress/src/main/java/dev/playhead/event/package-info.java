/** Races of events that are decoded when they are accessed, each with its legal outcomes. Only jcstress runs them. */
package dev.playhead.event;
