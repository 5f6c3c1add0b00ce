package dev.playhead.cli.output;

import dev.playhead.event.RecordedEvent;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A receiver of the results of a command as data, instead of as text on standard output. */
public interface Answers {
    /** Accepts the only result of a command. */
    void document(Map<String, @Nullable Object> data);

    /** Accepts one of several results of a command. */
    void line(Map<String, @Nullable Object> data);

    /** Accepts an event that is a result of a command. */
    void event(RecordedEvent event);

    /** Accepts a break or gap that concerns the results. */
    void missing(Map<String, @Nullable Object> data);

    /**
     * Accepts the failure of a command.
     *
     * @param message the message for the user
     * @param isAnswer whether the message is the answer of the command, because the command found nothing
     */
    void failed(String message, boolean isAnswer);

    /** {@return what a command may compare and quote of a recorded value: the value without its sensitive data} */
    @Nullable
    Object cut(@Nullable Object value);

    /** {@return whether a message may quote malformed input, in which sensitive data cannot be recognized} */
    boolean mayQuoteMalformed();

    /** {@return whether the results are no longer wanted; if so, the command ends} */
    boolean isStopped();
}
