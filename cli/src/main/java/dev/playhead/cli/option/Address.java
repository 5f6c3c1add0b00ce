package dev.playhead.cli.option;

import dev.playhead.event.PayloadPath;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The address of a field of an entity, or of a cell: {@code ENTITY/FIELD}, divided at the last slash.
 *
 * @param entity the id of the entity, or of the row
 * @param field the name of the field, or a dotted path, or the id of the column
 */
public record Address(String entity, String field) {
    public static Address parse(String text) {
        int slash = text.lastIndexOf('/');
        if (slash <= 0 || slash == text.length() - 1) {
            throw new IllegalArgumentException("'" + text + "' is not ENTITY/FIELD, such as ORD-7/price");
        }
        return new Address(text.substring(0, slash), text.substring(slash + 1));
    }

    /** {@return the value of the field; {@link PayloadPath#NOTHING} if the field is absent, or the values are null} */
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
