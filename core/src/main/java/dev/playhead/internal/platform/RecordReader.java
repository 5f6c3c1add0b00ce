package dev.playhead.internal.platform;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the components of records, so that states can be compared component by component. A service; where there is none, as
 * where there is no reflection, records are compared as a whole.
 */
public interface RecordReader {
    /**
     * Returns the components of a record.
     *
     * @param of the record
     * @return the components by name, in their order; null if they cannot be read
     */
    @Nullable
    Map<String, @Nullable Object> read(Record of);
}
