package dev.playhead.benchmarks.journal;

import org.jspecify.annotations.Nullable;

/** Takes the fields of a payload one after the other, in the form in which a peer keeps them. */
interface FieldSink {
    void text(String name, String text);

    void number(String name, double number);

    void flag(String name, boolean flag);

    /** Whatever a field declared as an object may hold: nothing, a text, a number, a flag, a list or a map of such. */
    void value(String name, @Nullable Object value);
}
