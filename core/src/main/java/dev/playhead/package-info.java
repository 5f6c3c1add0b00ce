/**
 * Event history and time travel. Records the events published on an application's event bus, retains them, answers
 * queries, restores the state at any point in time, and replays events.
 *
 * <p>Start with {@link dev.playhead.EventHistory}, the facade.
 *
 * <pre>
 *   application --publish--&gt; EventBus --middleware--&gt; recorder --&gt; handlers
 *                                                      |
 *                                                 EventHistory
 *          getEvents, count, events       getEventSnapshot, timeline       replay, export, import
 * </pre>
 *
 * <p><b>Threading.</b> An {@code EventHistory} may be used by any number of threads. The application's handlers,
 * predicates and projections run on the calling thread or, in a replay, on the thread of the replay or on its executor.
 * The history's executor runs listeners, and projections that fold evicted events. No lock is held while any of them
 * runs.
 *
 * <p><b>Durability.</b> A history in memory is never durable. A history in a file or a store is durable as specified by
 * {@link dev.playhead.storage.Durability}: by default, each event within 50 ms, and in every mode, all events when
 * {@code flush()} or {@code close()} returns. {@code durableSequence()} returns the last durable sequence. If the store
 * does not accept events, the failure is reported and the write is retried.
 *
 * <p><b>Naming.</b> <em>Sequence</em> is the number of an event in the order of recording. <em>Id</em> is the text of
 * the sequence. <em>Timestamp</em> is the time given in the event. <em>Retained</em> events are events that were
 * neither evicted nor cleared. <em>Plain data</em> is the form in which payloads are stored.
 *
 * <p><b>Not supported.</b> Synchronization among processes, encryption, a query language, user interfaces.
 */
@NullMarked
package dev.playhead;

import org.jspecify.annotations.NullMarked;
