package dev.playhead.io;

import dev.playhead.event.GridEvent;

/** What {@link EventReader} hands events and problems to, in the order of the file. */
public interface EventSink {
    /**
     * Takes an event.
     *
     * @param event the event, made of plain data
     * @param sequence the sequence that it has in the file, or -1
     */
    void event(GridEvent event, long sequence);

    /**
     * Takes note of something that is no event.
     *
     * @param problem what is wrong, and where
     */
    void problem(ImportProblem problem);
}
