package dev.playhead.internal.platform;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A service that reads the components of records, so that states can be compared component by component. If no provider
 * is available, for example on a platform without reflection, records are compared as a whole.
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
