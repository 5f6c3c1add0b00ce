/** The cost of states at random times, and of queries for the events that led to states. */
@NullMarked
package dev.playhead.benchmarks.travel;

import org.jspecify.annotations.NullMarked;
