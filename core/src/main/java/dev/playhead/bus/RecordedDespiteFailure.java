package dev.playhead.bus;

/** What an exception of a {@linkplain EventBus#recordWith recorder} is if the event was recorded all the same. */
public interface RecordedDespiteFailure {
    /**
     * The event that was recorded.
     *
     * @return its sequence, by which the events that follow from it name their cause
     */
    long sequence();
}
