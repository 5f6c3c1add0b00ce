package dev.playhead.block;

import dev.playhead.event.RecordedEvent;
import java.time.Instant;

/**
 * Some events in the order of recording. Positions count from 0; sequences increase with them, with gaps or without.
 *
 * <p><b>Threading.</b> Safe for any number of readers, up to the size that the reader knows from its {@link EventRun}.
 */
public interface Block {
    /**
     * How many events there are.
     *
     * @return the number of events
     */
    int size();

    /**
     * The sequence of an event.
     *
     * @param position from 0
     * @return the sequence
     */
    long sequence(int position);

    /**
     * When an event happened.
     *
     * @param position from 0
     * @return the timestamp
     */
    Instant timestamp(int position);

    /**
     * The type of an event.
     *
     * @param position from 0
     * @return the type
     */
    String type(int position);

    /**
     * The source of an event.
     *
     * @param position from 0
     * @return the source
     */
    String source(int position);

    /**
     * An event, its payload as plain data.
     *
     * @param position from 0
     * @return the event
     */
    RecordedEvent event(int position);
}
