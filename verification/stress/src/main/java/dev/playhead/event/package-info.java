/** Races of events that are decoded as they are looked at, each with the outcomes that are legal. They run by jcstress alone. */
package dev.playhead.event;
