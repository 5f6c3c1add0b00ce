package dev.playhead.devtools.api;

import dev.playhead.event.RecordedEvent;
import java.time.Instant;

/**
 * What a list shows of an event. Unlike the event, it does not keep the payload.
 *
 * @param id the id
 * @param sequence the sequence
 * @param time the time
 * @param source the source
 * @param type the type
 * @param summary the beginning of the payload
 */
record EventBrief(String id, long sequence, Instant time, String source, String type, String summary) {
    static EventBrief of(RecordedEvent event) {
        return new EventBrief(
                event.id(),
                event.sequence(),
                event.timestamp(),
                event.source(),
                event.type(),
                Summary.payload(event.payload()));
    }
}
