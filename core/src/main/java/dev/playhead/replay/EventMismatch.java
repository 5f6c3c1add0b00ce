package dev.playhead.replay;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.util.Optional;

/**
 * An event that was derived otherwise than recorded.
 *
 * @param recorded what was recorded; empty if there is one more now
 * @param derived what the application published now, as plain data; empty if it published nothing in its place
 */
public record EventMismatch(Optional<RecordedEvent> recorded, Optional<GridEvent> derived) {}
