package dev.playhead.capture;

import org.jspecify.annotations.Nullable;

/**
 * An object whose parts are being mapped. Frames replace the thread's stack, which may be small, and which the
 * application may have used up.
 */
abstract class Frame {
    /** The object. If the object occurs again among its own parts, this is a cycle. */
    final Object source;

    // The mapper's state before this object. It is restored if the object is replaced as a whole.
    @Nullable
    Frame parent;
    /** The number of lists and maps around this object. */
    int level;

    int position;
    int valuesBefore;
    long charsBefore;
    int replacedBefore;

    Frame(Object source) {
        this.source = source;
    }

    /**
     * Performs one step: passes one or more parts to the mapper, finishes, or does both.
     *
     * @throws Throwable whatever the application code throws; the object is then replaced as a whole
     */
    abstract void step(DataMapper mapper) throws Throwable;

    /** Accepts the plain data of the part that was passed to the mapper last. */
    abstract void accept(@Nullable Object data);

    /** {@return the level of the parts of this object} */
    int levelOfParts() {
        return level + 1;
    }
}
