package dev.playhead.capture;

/** The way in which the value of an object is captured. */
enum Verdict {
    /** No instance of the class can ever change. Instances are kept by reference. */
    ALWAYS,
    /** An instance cannot change if its parts cannot change. The parts are checked. */
    WALK,
    /**
     * An instance may change, may be too large, or may have a sensitive part, or reading it runs application code. The
     * instance is mapped to plain data immediately.
     */
    COPY;

    Verdict and(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
