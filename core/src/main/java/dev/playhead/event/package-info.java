/**
 * What is recorded: events, and the data that their payloads are made of.
 *
 * <p>Start with {@link dev.playhead.event.GridEvent}, what an application publishes, and {@link
 * dev.playhead.event.RecordedEvent}, what a history gives back. {@link dev.playhead.event.PlainData} is the data model
 * between them.
 *
 * <pre>
 *   GridEvent                     RecordedEvent
 *   type, timestamp, source  --&gt;  sequence + the same, by value
 *   payload: any object           payload: plain data
 *   metadata: any values          metadata: plain data
 * </pre>
 *
 * <p><b>Threading.</b> Everything here is immutable and may be shared freely.
 *
 * <p><b>Not here.</b> Turning application objects into plain data needs reflection and lives in {@code
 * dev.playhead.capture}. This package has no lock, thread, file or reflection, and one look at a clock: {@link
 * dev.playhead.event.GridEvent#of(String, Object)}.
 */
@NullMarked
package dev.playhead.event;

import org.jspecify.annotations.NullMarked;
