package dev.playhead.bus;

import dev.playhead.event.GridEvent;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A reporter of the exceptions that application code throws inside a bus. They are passed to the error listener, or
 * logged if there is no listener.
 */
final class ErrorReporter {
    private final System.Logger logger;
    private final @Nullable Consumer<? super DispatchError> listener;

    /** Creates a reporter. If the listener is null, every failure is logged. */
    ErrorReporter(System.Logger logger, @Nullable Consumer<? super DispatchError> listener) {
        this.logger = logger;
        this.listener = listener;
    }

    /**
     * Reports a failure.
     *
     * @throws VirtualMachineError if the failure is such an error, or if the listener throws one. Such an error is not
     *     isolated, but thrown to the publisher or, on a serialized bus, on the thread that delivers. Reason: after a
     *     stack overflow, the next handler might publish and recurse again, which would take exponential time; and
     *     after a lack of memory, no code can be relied on.
     */
    void report(GridEvent event, String handler, Throwable error) {
        if (error instanceof VirtualMachineError fatal) {
            throw fatal;
        }
        DispatchError failure = new DispatchError(event, handler, error);
        if (listener == null) {
            logger.log(Level.WARNING, text(failure) + "; the rest of the bus still receives the event", error);
            return;
        }
        try {
            listener.accept(failure);
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Throwable second) {
            if (second != error) {
                second.addSuppressed(error);
            }
            logger.log(Level.WARNING, "the error listener failed on this error: " + text(failure), second);
        }
    }

    /** Returns a text about the failure. It leaves out the payload of the event, which may be sensitive. */
    private static String text(DispatchError failure) {
        return "handler=" + failure.handler() + " failed on an event of type="
                + failure.event().type() + " timestamp=" + failure.event().timestamp();
    }
}
