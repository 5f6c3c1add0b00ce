/**
 * Events, and the data model of their payloads.
 */
@NullMarked
package dev.playhead.event;

import org.jspecify.annotations.NullMarked;
