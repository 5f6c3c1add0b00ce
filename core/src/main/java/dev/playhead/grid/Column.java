package dev.playhead.grid;

import dev.playhead.event.PlainData;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A column of a {@link Grid}.
 *
 * @param columnId the column
 * @param title the text of its header, or null for none
 * @param width its width in the grid's unit, or null if not known
 * @param visible whether it is shown
 * @param pin the edge that it is held at
 * @param sort how the rows are sorted by it, or null if they are not
 * @param filter what the rows are filtered by in it, or null for nothing
 * @param attributes whatever else {@code column:state-change} told, plain data
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

    /**
     * How rows are sorted by a column.
     *
     * @param direction ascending or descending
     * @param priority its rank among the sorted columns, the lowest first
     */
    public record Sort(SortDirection direction, long priority) {}

    /**
     * What rows are filtered by.
     *
     * @param operator how values are compared, in the application's words
     * @param value what they are compared with, plain data
     */
    public record Filter(String operator, @Nullable Object value) {}

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

    Map<String, @Nullable Object> toData() {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("title", title);
        data.put("width", width);
        data.put("visible", visible);
        data.put("pin", text(pin));
        data.put("sort", sort == null ? null : data("direction", text(sort.direction()), "priority", sort.priority()));
        data.put("filter", filter == null ? null : data("operator", filter.operator(), "value", filter.value()));
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
