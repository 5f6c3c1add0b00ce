package dev.playhead.capture;

import org.jspecify.annotations.Nullable;

/**
 * An object whose parts are being mapped. Frames stand in for the thread's stack, which may be short, and already used up
 * by the application.
 */
abstract class Frame {
    /** The object; what is met again below itself is a cycle. */
    final Object source;

    // Where the mapper stood before this object, to return to when the object is replaced as a whole.
    @Nullable
    Frame parent;
    /** How many lists and maps lie around this one. */
    int level;

    int position;
    int valuesBefore;
    long charsBefore;
    int replacedBefore;

    Frame(Object source) {
        this.source = source;
    }

    /**
     * Does one step: hands one part to the mapper, or finishes.
     *
     * @throws Throwable what the application's code throws; the object is then replaced as a whole
     */
    abstract void step(DataMapper mapper) throws Throwable;

    /** Takes the plain data of the part handed out last. */
    abstract void accept(@Nullable Object data);

    /** Where parts of this object lie. */
    int levelOfParts() {
        return level + 1;
    }
}
