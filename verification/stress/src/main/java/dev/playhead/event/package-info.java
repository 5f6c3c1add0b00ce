/** Races between threads that decode the same event, each with its legal outcomes. Only jcstress runs the races. */
package dev.playhead.event;
