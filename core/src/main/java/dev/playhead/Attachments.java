package dev.playhead;

import dev.playhead.ModelBinding.EditPolicy;
import dev.playhead.bus.EventBus;
import dev.playhead.bus.Subscription;
import dev.playhead.timetravel.Projection;
import dev.playhead.timetravel.SnapshotManager;
import dev.playhead.timetravel.TimelineManager;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The buses attached to a history, and the model bound to it. They are detached when the history closes.
 *
 * <p><b>Threading.</b> Safe for use by any number of threads. The lock is held while a bus is attached or detached, and
 * while a model is being bound, but never while application code runs.
 */
final class Attachments {
    private final Lifecycle lifecycle;
    private final Recording recording;
    private final SnapshotManager snapshots;
    private final TimelineManager timeline;
    private final Problems problems;
    private final Object lock = new Object();
    // Both fields below are written under the lock.
    private final List<Attachment> attachments = new CopyOnWriteArrayList<>();
    private volatile @Nullable BoundModel<?> current;

    private record Attachment(EventBus bus, Subscription subscription) {}

    private record BoundModel<S>(ModelBinding<S> binding, ModelBaseline<S> baseline) {}

    Attachments(
            Lifecycle lifecycle,
            Recording recording,
            SnapshotManager snapshots,
            TimelineManager timeline,
            Problems problems) {
        this.lifecycle = lifecycle;
        this.recording = recording;
        this.snapshots = snapshots;
        this.timeline = timeline;
        this.problems = problems;
    }

    /** Returns the binding of the model, unless it is closed. */
    Optional<ModelBinding<?>> bound() {
        BoundModel<?> model = current;
        return model != null && model.binding.isOpen() ? Optional.of(model.binding) : Optional.empty();
    }

    /** Returns whether the application's model shows a past state, or is moving to or from a past state. */
    boolean isModelAway() {
        BoundModel<?> model = current;
        return model != null && model.binding.isAway();
    }

    List<EventBus> buses() {
        return attachments.stream().map(Attachment::bus).toList();
    }

    Subscription attach(EventBus bus) {
        Objects.requireNonNull(bus, "bus");
        Attachment attachment;
        synchronized (lock) {
            lifecycle.requireOpen();
            if (attachments.stream().anyMatch(attached -> attached.bus() == bus)) {
                throw new IllegalArgumentException("the bus is already attached; close that attachment first");
            }
            if (current != null) {
                current.binding.attached(bus); // first, so that no echo of a restored state is recorded
            }
            attachment = new Attachment(bus, bus.recordWith(recording::record));
            attachments.add(attachment);
        }
        return () -> detach(attachment);
    }

    private void detach(Attachment attachment) {
        BoundModel<?> model;
        synchronized (lock) {
            attachment.subscription().close();
            model = attachments.remove(attachment) ? current : null;
        }
        if (model != null) {
            model.binding.detached(attachment.bus());
        }
    }

    <S> ModelBinding<S> bind(Projection<S> projection, StateAdapter<S> adapter, EditPolicy policy) {
        synchronized (lock) {
            lifecycle.requireOpen();
            if (!timeline.isLive() || (current != null && current.binding.isOpen())) {
                throw new IllegalStateException(
                        "live=" + timeline.isLive() + "; go live and close the binding of the other model first");
            }
            ModelBinding<S> binding =
                    new ModelBinding<>(projection, adapter, policy, snapshots, timeline, problems, buses());
            current = new BoundModel<>(binding, new ModelBaseline<>(projection, adapter, snapshots, problems));
            return binding;
        }
    }

    /**
     * Captures the state of the bound model as a baseline after a break in recording. Does nothing if no model is
     * bound, if the model shows a past state or is moving to or from a past state, or if no break affects the
     * projection of the model.
     */
    void resumed() {
        BoundModel<?> model = current;
        if (model != null && model.binding.isOpen() && !model.binding.isAway()) {
            model.baseline.take();
        }
    }

    /** Detaches the buses, and ends the binding of the model without restoring a state. */
    void close() {
        BoundModel<?> model;
        synchronized (lock) {
            attachments.forEach(attachment -> attachment.subscription().close());
            attachments.clear();
            model = current;
        }
        if (model != null) {
            model.binding.abandon();
        }
    }
}
