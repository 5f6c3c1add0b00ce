/**
 * Event history and time travel: records what passes through an application's event bus, keeps it, finds anything in it,
 * restores the state at any moment, and replays it.
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
 * <p><b>Threading.</b> An {@code EventHistory} may be used by any number of threads. Handlers, predicates and projections of
 * the application's run on the thread that calls, listeners on the history's executor; no lock is held over any of them.
 *
 * <p><b>Durable when.</b> A history in memory never is. One in a file or a store is as {@link
 * dev.playhead.storage.Durability} says: by default each event within 50 ms, in every mode all of them when {@code flush()} or
 * {@code close()} returns. {@code durableSequence()} tells up to where; what the store does not take is tried again, and told.
 *
 * <p><b>Naming.</b> <em>Sequence</em> is the order of recording, <em>id</em> its text, <em>timestamp</em> the time that an
 * event claims. <em>Kept</em> events are those not evicted. <em>Plain data</em> is what payloads become.
 *
 * <p><b>Not supported.</b> Synchronization among processes, encryption, a query language, user interfaces.
 */
@NullMarked
package dev.playhead;

import org.jspecify.annotations.NullMarked;
