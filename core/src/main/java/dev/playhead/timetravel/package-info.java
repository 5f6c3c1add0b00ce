/**
 * States, and moving among them: what follows from the events up to a place.
 *
 * <p>Start with {@link dev.playhead.timetravel.Projection}, how a state follows from events, and {@link
 * dev.playhead.timetravel.TimelineManager}, the cursor.
 *
 * <pre>
 *   base state | e5 e6 e7 e8 e9 e10        base: the state before the oldest event held
 *              '--fold--&gt; ^               position: 8; the state there is apply(apply(... base, e5 ...), e8)
 * </pre>
 *
 * <p>States on the way of a fold are kept as checkpoints, from which later folds begin. A {@link
 * dev.playhead.timetravel.StateCodec}, which a projection may have, makes them small, and lets a store keep them and the base for
 * the next session.
 *
 * <p>Questions, of {@code TimelineManager}: {@code firstEventWhere}, {@code bisect}, {@code changesOf} and {@code whatIf}, all of
 * which a {@link dev.playhead.timetravel.ProgressListener} may follow and end. {@link
 * dev.playhead.timetravel.StateDifference} tells where two states differ.
 *
 * <p><b>Threading.</b> Every public type may be used from any thread. Projections, predicates and listeners are called on
 * the calling thread, under no lock.
 *
 * <p><b>Not here.</b> Nothing changes the past: moving changes a cursor, and a what-if folds other events. No thread, clock,
 * file or reflection: time is told to {@link dev.playhead.timetravel.SnapshotManager}, and used only to space checkpoints.
 * The publishing of base states and the lists of checkpoints are under a {@link
 * dev.playhead.timetravel.SnapshotManager.MutualExclusion} each, which the platform gives; no code of the application's runs under it. Where there is one thread, atomic references, thread locals and
 * copied lists are plain ones, soft references strong ones, and no {@code ServiceLoader} finds a {@code
 * RecordReader}, without which records are compared as a whole.
 * One look at the platform remains: the room for encoded checkpoints is at most a share of the heap that {@code Runtime} tells.
 */
@NullMarked
package dev.playhead.timetravel;

import org.jspecify.annotations.NullMarked;
