package dev.playhead.benchmarks.journal;

import org.jspecify.annotations.Nullable;

/**
 * A sink that receives the fields of a payload one after the other, and writes each field in the format of an engine
 * with which Playhead is compared.
 */
interface FieldSink {
    void text(String name, String text);

    void number(String name, double number);

    void flag(String name, boolean flag);

    /** Writes a field whose value may be null, a text, a number, a flag, or a list or map of such values. */
    void value(String name, @Nullable Object value);
}
