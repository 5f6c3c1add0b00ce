package dev.playhead.bus;

import dev.playhead.event.GridEvent;

/**
 * A failure while an event passed through a bus. The event still reaches all other middleware, recorders and handlers
 * that it would reach without the failure. However, if the past view failed, the event is canceled.
 *
 * @param event the event, as the failing part received it
 * @param handler the part that failed: the pattern of the handler's subscription; or a text that begins with {@code
 *     middleware}, {@code recorder} or {@code replay listener}; or the text {@code past view}
 * @param error the exception or error that it threw
 */
public record DispatchError(GridEvent event, String handler, Throwable error) {}
