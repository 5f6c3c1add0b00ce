package dev.playhead.cli.travel;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The standard error of {@code travel}, which is held back while the screen is shown. The latest note is shown on the
 * screen, and all notes are printed afterwards.
 */
final class HeldNotes extends OutputStream {
    private final PrintStream err;
    private final java.io.ByteArrayOutputStream held = new java.io.ByteArrayOutputStream();
    private boolean holding;

    HeldNotes(PrintStream err) {
        this.err = err;
    }

    PrintStream stream() {
        return new PrintStream(this, true, StandardCharsets.UTF_8);
    }

    synchronized void hold() {
        holding = true;
    }

    /** Writes the text that was held back, and holds back no more text. */
    synchronized void release() {
        holding = false;
        err.print(held.toString(StandardCharsets.UTF_8));
        err.flush();
        held.reset();
    }

    /** {@return the last line of the text that is held back; an empty string if no text is held back} */
    synchronized String last() {
        String text = held.toString(StandardCharsets.UTF_8).stripTrailing();
        return text.substring(text.lastIndexOf('\n') + 1);
    }

    @Override
    public synchronized void write(int b) {
        if (holding) {
            held.write(b);
        } else {
            err.write(b);
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
        if (holding) {
            held.write(bytes, from, length);
        } else {
            err.write(bytes, from, length);
        }
    }

    @Override
    public void flush() {
        err.flush();
    }
}
