/**
 * States derived from events, and navigation among them.
 *
 * <p>Start with {@link dev.playhead.timetravel.Projection}, which defines how a state follows from events, and with
 * {@link dev.playhead.timetravel.TimelineManager}, the cursor.
 *
 * <pre>
 *   base state | e5 e6 e7 e8 e9 e10        base: the state before the oldest retained event
 *              '--fold--&gt; ^               cursor: after e8; the state is apply(... apply(base, e5) ..., e8)
 * </pre>
 *
 * <p>A fold keeps some of its intermediate states as checkpoints, from which later folds begin. A projection may have a
 * {@link dev.playhead.timetravel.StateCodec}. A codec makes checkpoints small. With a codec, a store can also keep the
 * checkpoints and the base, so that both are available when the history is opened again.
 *
 * <p>{@code TimelineManager} answers the questions {@code firstEventWhere}, {@code bisect}, {@code changesOf} and
 * {@code whatIf}. A {@link dev.playhead.timetravel.ProgressListener} receives the progress of each question and can
 * cancel it. A {@link dev.playhead.timetravel.StateDifference} describes a part in which two states differ.
 *
 * <p><b>Threading.</b> Every public type except {@link dev.playhead.timetravel.StateReader} and
 * {@link dev.playhead.timetravel.StateWriter} may be used by any number of threads. Projections, predicates and
 * listeners are called on the calling thread, without a lock.
 *
 * <p><b>Not here.</b> Nothing changes the past: a move changes only a cursor, and a what-if folds different events. The
 * package starts no threads, reads no files, uses no reflection, and has no clock of its own.
 * {@link dev.playhead.timetravel.SnapshotManager} receives a clock, which it uses only to space checkpoints. Separate
 * {@link dev.playhead.timetravel.SnapshotManager.MutualExclusion}s guard the publishing of base states, each list of
 * checkpoints, and other state. The caller of {@code SnapshotManager} supplies these exclusions. No application code
 * runs under them. A platform with one thread may implement the atomic classes, {@code ThreadLocal} and
 * {@code CopyOnWriteArrayList} without synchronization, and {@code SoftReference} as a strong reference. If
 * {@code ServiceLoader} finds no {@code RecordReader}, records are compared as a whole. One dependency on the platform
 * remains: the memory for encoded checkpoints is limited to a share of the maximum heap size that {@code Runtime}
 * reports.
 */
@NullMarked
package dev.playhead.timetravel;

import org.jspecify.annotations.NullMarked;
