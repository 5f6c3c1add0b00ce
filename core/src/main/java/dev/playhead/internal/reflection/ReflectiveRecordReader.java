package dev.playhead.internal.reflection;

import dev.playhead.internal.platform.RecordReader;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.RecordComponent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the components of records, one level deep, as far as their modules allow access.
 *
 * <p><b>Threading.</b> Safe for use by any thread.
 */
public final class ReflectiveRecordReader implements RecordReader {
    /** The getters of a class's components, by name; empty if the module of the class does not allow access. */
    private static final ClassValue<Map<String, MethodHandle>> GETTERS = new ClassValue<>() {
        @Override
        protected Map<String, MethodHandle> computeValue(Class<?> type) {
            Map<String, MethodHandle> getters = new LinkedHashMap<>();
            try {
                for (RecordComponent component : type.getRecordComponents()) {
                    getters.put(component.getName(), Access.getter(component.getAccessor()));
                }
            } catch (IllegalAccessException e) {
                return Map.of();
            }
            return getters;
        }
    };

    /** Creates the service. */
    public ReflectiveRecordReader() {}

    /** Returns null also if the record has no components, or if an accessor of the record throws an exception. */
    @Override
    public @Nullable Map<String, @Nullable Object> read(Record of) {
        Map<String, MethodHandle> getters = GETTERS.get(of.getClass());
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, MethodHandle> getter : getters.entrySet()) {
                parts.put(getter.getKey(), (Object) getter.getValue().invokeExact((Object) of));
            }
        } catch (Error error) {
            throw error;
        } catch (Throwable thrown) {
            return null;
        }
        return parts.isEmpty() ? null : Collections.unmodifiableMap(parts);
    }
}
