/**
 * The event bus: what an application publishes passes through here, and here a history listens.
 *
 * <p>Start with {@link dev.playhead.bus.EventBus}.
 *
 * <pre>
 *   publish --&gt; middleware --&gt; cause --&gt; recorders --&gt; handlers
 *               in order of    metadata   histories     by priority, then in order
 *               use(); null    is added   recordWith()  of subscription; each one
 *               cancels                                 isolated from the others
 *                                                          ^
 *   replay ------------------------------------------------+   liveOnly() ones left out
 * </pre>
 *
 * <p>A handler that publishes is the cause of what it publishes: {@link dev.playhead.bus.CauseScope} says how that is
 * noted, and carries it over executors. {@link dev.playhead.bus.ReplayContext} tells a replay from the real thing.
 *
 * <p>While an application shows a past state, its bus is on an {@link dev.playhead.bus.PastView}, and only what is published
 * {@link dev.playhead.bus.PublishOption#asLive() as live} is.
 *
 * <p><b>Threading.</b> Every type here may be used from any thread. Middleware, recorders and handlers run on the thread
 * that publishes; several threads may run the same handler at once, unless the bus is {@linkplain
 * dev.playhead.bus.EventBus.Builder#serialized() serialized}. No lock is held while any of them runs.
 *
 * <p><b>Naming.</b> A <em>handler</em> gets events after the fact and cannot change them; <em>middleware</em> can change
 * and cancel them; a <em>recorder</em> keeps them. A <em>nested</em> event is one that a handler publishes while it
 * handles another. A <em>live</em> event is one that is not replayed.
 *
 * <p><b>Not here.</b> Threads of its own, delivery between processes, replies, delivery that is retried, and histories: see
 * {@code dev.playhead.EventHistory}.
 */
@NullMarked
package dev.playhead.bus;

import org.jspecify.annotations.NullMarked;
