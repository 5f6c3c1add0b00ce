/**
 * The event bus, which delivers and records the events that an application publishes.
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
 * <p>The event that a handler handles is the cause of the events that the handler publishes. {@link
 * dev.playhead.bus.CauseScope} describes how the cause is recorded, and carries the cause to other threads. {@link
 * dev.playhead.bus.ReplayContext} distinguishes a replay from live operation.
 *
 * <p>While an application shows a past state, its bus is in a {@link dev.playhead.bus.PastView}. Only events that are
 * published {@link dev.playhead.bus.PublishOption#asLive() as live} are then recorded.
 *
 * <p><b>Threading.</b> Every public type here, except the builder of buses, may be used from any thread. Middleware,
 * recorders and handlers run on the thread that publishes, and several threads may run the same handler at once. A bus
 * that is {@linkplain dev.playhead.bus.EventBus.Builder#serialized() serialized} runs them on one thread at a time,
 * possibly on another thread than the one that publishes. No lock is held while any of them runs.
 *
 * <p><b>Naming.</b> A <em>handler</em> receives events after they are recorded and cannot change them.
 * <em>Middleware</em> can replace and cancel events. A <em>recorder</em> records them. A <em>nested</em> event is one
 * that a handler publishes while it handles another event. A <em>live</em> event is one that is not replayed.
 *
 * <p><b>Not here.</b> This package has no threads of its own, no delivery between processes, no replies and no retries.
 * For histories, see {@code dev.playhead.EventHistory}.
 */
@NullMarked
package dev.playhead.bus;

import org.jspecify.annotations.NullMarked;
