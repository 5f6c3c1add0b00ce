package dev.playhead.internal.reflection;

import dev.playhead.capture.RecordParts;
import dev.playhead.timetravel.RecordReader;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads records by reflection, as far as their modules allow it. */
public final class ReflectiveRecordReader implements RecordReader {
    /** Creates the service. */
    public ReflectiveRecordReader() {}

    @Override
    public @Nullable Map<String, @Nullable Object> read(Record of) {
        return RecordParts.of(of);
    }
}
