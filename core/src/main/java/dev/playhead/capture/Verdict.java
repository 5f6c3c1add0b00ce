package dev.playhead.capture;

/** How the value of an object is taken. */
enum Verdict {
    /** No instance of the class can ever change: it is kept by reference. */
    ALWAYS,
    /** An instance cannot change if its parts cannot: they are looked at. */
    WALK,
    /** An instance may change, or reading it runs the application's code: it is mapped to plain data at once. */
    COPY;

    Verdict and(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
