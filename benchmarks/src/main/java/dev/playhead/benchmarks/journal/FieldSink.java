package dev.playhead.benchmarks.journal;

import org.jspecify.annotations.Nullable;

/** A sink that takes the fields of a payload one after the other, in the format of a peer. */
interface FieldSink {
    void text(String name, String text);

    void number(String name, double number);

    void flag(String name, boolean flag);

    /** Writes the value of a field declared as an object: nothing, a text, a number, a flag, or a list or map of these. */
    void value(String name, @Nullable Object value);
}
