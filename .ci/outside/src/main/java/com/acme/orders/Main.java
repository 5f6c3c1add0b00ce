package com.acme.orders;

import dev.playhead.EventHistory;
import dev.playhead.event.GridEvent;
import dev.playhead.storage.RetentionPolicy;
import java.nio.file.Path;
import java.util.Map;

/** A program that records an event in a file, and prints the number of events in the file. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Path file = Path.of(arguments[0]);
        RetentionPolicy retention = RetentionPolicy.unlimited().withMaxCount(1_000_000);
        try (EventHistory history =
                EventHistory.builder().file(file).retention(retention).build()) {
            history.recordEvent(GridEvent.of("order:paid", Map.of("order", "ORD-7")));
        }
        try (EventHistory history = EventHistory.openReadOnly(file)) {
            System.out.println(history.getEvents().size());
        }
    }
}
