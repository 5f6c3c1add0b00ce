/**
 * The recorded data: events, and the data model of their payloads.
 *
 * <p>Start with {@link dev.playhead.event.GridEvent}, which an application publishes, and
 * {@link dev.playhead.event.RecordedEvent}, which a history returns. {@link dev.playhead.event.PlainData} is the data
 * model between them.
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
 * <p><b>Not here.</b> Converting application objects to plain data needs reflection; see {@code dev.playhead.capture}.
 * This package uses no lock, thread, file or reflection. It reads a clock in one method only: {@link
 * dev.playhead.event.GridEvent#of(String, Object)}.
 */
@NullMarked
package dev.playhead.event;

import org.jspecify.annotations.NullMarked;
