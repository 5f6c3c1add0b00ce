package dev.playhead.devtools.api;

import dev.playhead.EventHistory;
import dev.playhead.HistoryStats;
import dev.playhead.devtools.server.Endpoint;
import dev.playhead.devtools.server.Question;
import dev.playhead.event.Marker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The statistics of a history. */
final class Statistics implements Endpoint {
    private static final int BUCKETS = 200;

    private final EventHistory history;
    private final @Nullable String file;
    private final Density density;

    Statistics(EventHistory history, @Nullable String file, Density density) {
        this.history = history;
        this.file = file;
        this.density = density;
    }

    @Override
    public void answer(Question question, JsonGenerator out) throws IOException {
        HistoryStats stats = history.stats();
        boolean durable = history.recovery().isPresent();
        out.writeStartObject();
        out.writeNumberProperty("recorded", stats.recorded());
        out.writeNumberProperty("stored", stats.stored());
        out.writeNumberProperty("evicted", stats.evicted());
        out.writeNumberProperty("shed", stats.shed());
        out.writeNumberProperty("dropped", stats.dropped());
        out.writeNumberProperty("bytes", stats.bytes());
        out.writeNumberProperty("checkpointBytes", stats.checkpointBytes());
        number(out, "storeBytes", durable ? fileSize() : OptionalLong.empty());
        out.writeBooleanProperty("durable", durable);
        number(out, "lag", durable ? OptionalLong.of(lag(stats)) : OptionalLong.empty());
        HistoryInfo.lost(out, stats.lost());
        out.writeObjectPropertyStart("replaced");
        for (Map.Entry<Marker.Reason, Long> entry : stats.replaced().entrySet()) {
            out.writeNumberProperty(entry.getKey().text(), entry.getValue());
        }
        out.writeEndObject();
        EventJson.name(out, "storeFailure", stats.storeFailure().orElse(null));
        EventJson.counts(out, "types", stats.countsByType(), HistoryInfo.MAX_LISTED);
        EventJson.counts(out, "sources", stats.countsBySource(), HistoryInfo.MAX_LISTED);
        out.writeObjectPropertyStart("volume");
        density.write(out, EventQuery.ALL, null, null, Density.By.FAMILY, BUCKETS, question.watch());
        out.writeEndObject();
        out.writeEndObject();
    }

    /** Returns the number of events that are recorded and not durable yet. */
    private long lag(HistoryStats stats) {
        long notDurable = stats.lastSequence() - history.durableSequence();
        return Math.max(0, Math.min(notDurable, stats.stored()));
    }

    private OptionalLong fileSize() throws IOException {
        if (file == null) {
            return OptionalLong.empty();
        }
        try {
            Path path = Path.of(file);
            return Files.isRegularFile(path) ? OptionalLong.of(Files.size(path)) : OptionalLong.empty();
        } catch (InvalidPathException e) {
            return OptionalLong.empty(); // the text to show for the file need not be a path
        }
    }

    private static void number(JsonGenerator out, String name, OptionalLong number) {
        if (number.isEmpty()) {
            out.writeNullProperty(name);
        } else {
            out.writeNumberProperty(name, number.getAsLong());
        }
    }
}
