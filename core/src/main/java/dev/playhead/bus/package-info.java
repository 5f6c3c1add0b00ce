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
 * <p>A handler that publishes is the cause of the events that it publishes. {@link dev.playhead.bus.CauseScope}
 * describes how the cause is recorded, and carries it over executors. {@link dev.playhead.bus.ReplayContext}
 * distinguishes a replay from live operation.
 *
 * <p>While an application shows a past state, its bus is in a {@link dev.playhead.bus.PastView}. Only events that are
 * published {@link dev.playhead.bus.PublishOption#asLive() as live} are then recorded.
 *
 * <p><b>Threading.</b> Every type here may be used from any thread. Middleware, recorders and handlers run on the
 * thread that publishes. Several threads may run the same handler at once, unless the bus is {@linkplain
 * dev.playhead.bus.EventBus.Builder#serialized() serialized}. No lock is held while any of them runs.
 *
 * <p><b>Naming.</b> A <em>handler</em> receives events after they are recorded and cannot change them.
 * <em>Middleware</em> can change and cancel events. A <em>recorder</em> records them. A <em>nested</em> event is one
 * that a handler publishes while it handles another event. A <em>live</em> event is one that is not replayed.
 *
 * <p><b>Not here.</b> This package has no threads of its own, no delivery between processes, no replies and no retries.
 * For histories, see {@code dev.playhead.EventHistory}.
 */
@NullMarked
package dev.playhead.bus;

import org.jspecify.annotations.NullMarked;
