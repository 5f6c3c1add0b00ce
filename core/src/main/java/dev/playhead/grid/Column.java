package dev.playhead.grid;

import dev.playhead.event.PlainData;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A column of a {@link Grid}.
 *
 * @param columnId the column
 * @param title the text of its header, or null for none
 * @param width its width in the grid's unit, or null if not known
 * @param visible whether it is shown
 * @param pin the edge to which it is pinned
 * @param sort how the rows are sorted by this column, or null if they are not sorted by it
 * @param filter the filter of the rows by this column, or null for none
 * @param attributes all other fields of its definition, and the attributes that {@code column:state-change} sets, as
 *     plain data
 */
public record Column(
        String columnId,
        @Nullable String title,
        @Nullable Double width,
        boolean visible,
        PinSide pin,
        @Nullable Sort sort,
        @Nullable Filter filter,
        Map<String, @Nullable Object> attributes) {
    /** The fields of a definition that are not attributes. */
    private static final Set<String> DEFINED =
            Set.of("columnId", "id", "title", "header", "width", "size", "visible", "pin");

    /**
     * The sorting of rows by a column.
     *
     * @param direction ascending or descending
     * @param priority the rank of the column among the sorted columns, the lowest first
     */
    public record Sort(SortDirection direction, long priority) {}

    /**
     * A filter of rows by a column.
     *
     * @param operator how values are compared, in the application's terms; null if {@code value} specifies the
     *     comparison as well
     * @param value the value to compare with, or the whole filter, as plain data
     */
    public record Filter(
            @Nullable String operator, @Nullable Object value) {

        /** Returns the filter that plain data represents, or null if the data is null. */
        static @Nullable Filter of(@Nullable Object data) {
            if (data instanceof Map<?, ?> map && map.size() == 2 && map.get("operator") instanceof String operator) {
                if (map.containsKey("value")) {
                    return new Filter(operator, map.get("value"));
                }
            }
            return data == null ? null : new Filter(null, data);
        }

        /** Returns plain data that {@link #of} turns back into this filter. */
        @Nullable
        Object toData() {
            return operator == null ? value : data("operator", operator, "value", value);
        }
    }

    static Column of(String columnId) {
        return new Column(columnId, null, null, true, PinSide.NONE, null, null, PlainData.emptyMap());
    }

    Column withWidth(double newWidth) {
        return new Column(columnId, title, newWidth, visible, pin, sort, filter, attributes);
    }

    Column withVisible(boolean newVisible) {
        return new Column(columnId, title, width, newVisible, pin, sort, filter, attributes);
    }

    Column withPin(PinSide newPin) {
        return new Column(columnId, title, width, visible, newPin, sort, filter, attributes);
    }

    Column withSort(@Nullable Sort newSort) {
        return new Column(columnId, title, width, visible, pin, newSort, filter, attributes);
    }

    Column withFilter(@Nullable Filter newFilter) {
        return new Column(columnId, title, width, visible, pin, sort, newFilter, attributes);
    }

    Column withAttributes(Map<String, @Nullable Object> newAttributes) {
        return new Column(columnId, title, width, visible, pin, sort, filter, newAttributes);
    }

    /**
     * Returns this column, changed by the fields of a definition. Fields that have no meaning for a column become
     * attributes.
     */
    Column redefined(Payload definition) {
        Map<String, @Nullable Object> others = new LinkedHashMap<>();
        for (Map.Entry<?, ?> field : definition.fields().entrySet()) {
            boolean isId = field.getKey().equals("accessorKey") && columnId.equals(field.getValue());
            if (!isId && !DEFINED.contains(field.getKey())) {
                others.put((String) field.getKey(), field.getValue());
            }
        }
        return new Column(
                columnId,
                definition.has("title") ? definition.optionalText("title") : title,
                definition.has("width") ? definition.optionalWidth() : width,
                definition.has("visible") ? definition.optionalFlag("visible", true) : visible,
                definition.has("pin") ? definition.optionalPin() : pin,
                sort,
                filter,
                others.isEmpty() ? attributes : FreeForm.merge(attributes, others));
    }

    /** Returns a definition from which {@link #redefined} restores this column, except its sort and filter. */
    Map<String, @Nullable Object> toDefinition() {
        Map<String, @Nullable Object> data = new LinkedHashMap<>(attributes);
        data.put("id", columnId);
        data.put("header", title);
        data.put("width", width);
        data.put("visible", visible);
        data.put("pin", text(pin));
        return PlainData.ofPlain(data);
    }

    Map<String, @Nullable Object> toData() {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("title", title);
        data.put("width", width);
        data.put("visible", visible);
        data.put("pin", text(pin));
        data.put("sort", sort == null ? null : data("direction", text(sort.direction()), "priority", sort.priority()));
        data.put("filter", filter == null ? null : filter.toData());
        data.put("attributes", attributes);
        return PlainData.ofPlain(data);
    }

    private static Map<String, @Nullable Object> data(String key, Object value, String key2, @Nullable Object value2) {
        return PlainData.ofPlain(new String[] {key, key2}, new Object[] {value, value2});
    }

    private static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
