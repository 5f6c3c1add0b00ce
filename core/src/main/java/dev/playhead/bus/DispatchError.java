package dev.playhead.bus;

import dev.playhead.event.GridEvent;

/**
 * Something that failed while an event passed through a bus. The event went on to everything else.
 *
 * @param event the event, as the part that failed was given it
 * @param handler what failed: the pattern of the handler's subscription; or a text that begins with {@code middleware},
 *     {@code recorder} or {@code replay listener}
 * @param error what it threw
 */
public record DispatchError(GridEvent event, String handler, Throwable error) {}
