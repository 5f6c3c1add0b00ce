package dev.playhead.cli.option;

import dev.playhead.event.PayloadPath;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field of an entity, or a cell: {@code ENTITY/FIELD}, divided at the last slash.
 *
 * @param entity the entity's id, or the row's
 * @param field the field's name, or a dotted path, or the column's id
 */
public record Address(String entity, String field) {
    public static Address parse(String text) {
        int slash = text.lastIndexOf('/');
        if (slash <= 0 || slash == text.length() - 1) {
            throw new IllegalArgumentException("'" + text + "' is not ENTITY/FIELD, such as ORD-7/price");
        }
        return new Address(text.substring(0, slash), text.substring(slash + 1));
    }

    /** The field of an entity's values; {@link PayloadPath#NOTHING} where it, or the entity, is not there. */
    @Nullable
    public Object find(@Nullable Map<String, @Nullable Object> values) {
        if (values == null) {
            return PayloadPath.NOTHING;
        }
        return values.containsKey(field)
                ? values.get(field)
                : PayloadPath.parse(field).find(values);
    }

    @Override
    public String toString() {
        return entity + "/" + field;
    }
}
