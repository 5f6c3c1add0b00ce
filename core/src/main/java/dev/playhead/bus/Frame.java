package dev.playhead.bus;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The context of the innermost handlers that run on a thread: the event that the handlers handle and, if this event is
 * replayed, the replay. The handled event is the cause of the events that the handlers publish.
 *
 * <p>Ids are valid within one bus only. If handlers of another bus are further out on the call stack of the thread,
 * {@code others} has a frame for that bus, too. There is never more than one frame for a bus. If there were more, the
 * number of frames would grow without bound when each task of a series passes its scope to the next task with {@link
 * CauseScope}.
 *
 * <p><b>Threading.</b> Filled, used and cleared by one thread. A captured frame does not change any more, and any
 * thread may use it.
 */
final class Frame {
    private static final String[] KEYS = {CauseScope.CAUSATION_ID, CauseScope.CORRELATION_ID};

    private @Nullable EventBus bus;
    private @Nullable GridEvent event;
    private @Nullable ReplayRun replay;
    private @Nullable Frame others;
    /** The sequence of the event, or of the nearest ancestor that was recorded; negative if there is none. */
    private long causeSequence;

    private boolean captured;

    /**
     * Fills this frame for a delivery that begins, possibly inside another delivery.
     *
     * @param sequence the sequence of the event, negative if it was not recorded
     * @param outer the current frame of the thread, or null
     */
    void fill(EventBus bus, GridEvent event, long sequence, @Nullable ReplayRun replay, @Nullable Frame outer) {
        this.bus = bus;
        this.event = event;
        this.replay = replay;
        Frame ancestor = outer == null ? null : outer.of(bus);
        this.causeSequence = sequence >= 0 || ancestor == null ? sequence : ancestor.causeSequence;
        this.others = outer == null ? null : outer.without(bus);
    }

    void clear() {
        bus = null;
        event = null;
        replay = null;
        others = null;
    }

    /** Marks this frame, and the frames it refers to, as captured, so that they are not reused. */
    void capture() {
        for (Frame frame = this; frame != null && !frame.captured; frame = frame.others) {
            frame.captured = true;
        }
    }

    boolean isCaptured() {
        return captured;
    }

    @Nullable
    ReplayRun replay() {
        return replay;
    }

    private @Nullable Frame of(EventBus wanted) {
        for (Frame frame = this; frame != null; frame = frame.others) {
            if (frame.bus == wanted) {
                return frame;
            }
        }
        return null;
    }

    private @Nullable Frame without(EventBus unwanted) {
        if (of(unwanted) == null) {
            return this;
        }
        if (bus == unwanted || others == null) {
            return others;
        }
        Frame copy = new Frame();
        copy.bus = bus;
        copy.event = event;
        copy.replay = replay;
        copy.causeSequence = causeSequence;
        copy.others = others.without(unwanted);
        return copy;
    }

    /**
     * Returns the event with the metadata about its cause, as far as the cause is known and the event does not have
     * this metadata itself.
     */
    GridEvent withCause(EventBus publishedOn, GridEvent published) {
        Frame frame = of(publishedOn);
        return frame == null ? published : frame.withCause(published);
    }

    private GridEvent withCause(GridEvent published) {
        String causation = causeSequence < 0 ? null : Long.toString(causeSequence);
        Object correlation = event == null ? null : event.metadata().get(CauseScope.CORRELATION_ID);
        if (correlation == null) {
            // The handled event has no correlation id, so the cause is the first recorded event of the chain of causes.
            correlation = causation;
        }
        Map<String, @Nullable Object> metadata = published.metadata();
        if (metadata.isEmpty() && causation != null && PlainData.isPlain(correlation)) {
            return GridEvent.of(
                    published.type(),
                    published.payload(),
                    published.timestamp(),
                    published.source(),
                    PlainData.ofPlain(KEYS, new Object[] {causation, correlation}));
        }
        GridEvent caused = published;
        if (causation != null && !metadata.containsKey(CauseScope.CAUSATION_ID)) {
            caused = caused.with(CauseScope.CAUSATION_ID, causation);
        }
        if (correlation != null && !metadata.containsKey(CauseScope.CORRELATION_ID)) {
            caused = caused.with(CauseScope.CORRELATION_ID, correlation);
        }
        return caused;
    }
}
