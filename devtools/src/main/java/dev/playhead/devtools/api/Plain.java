package dev.playhead.devtools.api;

import dev.playhead.capture.PayloadCapture;
import dev.playhead.event.PlainData;
import dev.playhead.timetravel.StateDifference.Inspectable;
import org.jspecify.annotations.Nullable;

/** The conversion of states of an application to plain data, in the same way in which payloads are captured. */
final class Plain {
    private static final PayloadCapture CAPTURE = PayloadCapture.create();

    private Plain() {}

    /**
     * Returns a value as plain data. A part that cannot be read becomes a marker. Never throws because of the value,
     * unless {@link Inspectable#toData} throws.
     */
    static @Nullable Object of(@Nullable Object value) {
        Object data = value instanceof Inspectable inspectable ? inspectable.toData() : value;
        return PlainData.isPlain(data) ? data : CAPTURE.toData(CAPTURE.capture(data));
    }
}
