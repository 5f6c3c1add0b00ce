package dev.playhead.grid;

import dev.playhead.event.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a payload. Every method throws {@link Misfit} when the field is of the wrong kind, and, but for
 * the {@code optional} ones, when it is missing or null.
 *
 * @param fields the payload, plain data
 */
record Payload(Map<?, ?> fields) {
    /** An id: text, or a number by its text. */
    String id(String name) {
        return asId(fields.get(name));
    }

    private static String asId(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Double real) {
            return Numbers.text(real);
        }
        if (value instanceof Number number) {
            return number.toString();
        }
        throw new Misfit();
    }

    List<String> ids(String name) {
        List<String> ids = new ArrayList<>();
        for (Object element : required(name, List.class)) {
            ids.add(asId(element));
        }
        return ids;
    }

    /** The cell named by {@code rowId} and {@code columnId}, or null if neither is given. */
    @Nullable
    CellRef optionalCell() {
        boolean none = fields.get("rowId") == null && fields.get("columnId") == null;
        return none ? null : new CellRef(id("rowId"), id("columnId"));
    }

    String text(String name) {
        return required(name, String.class);
    }

    @Nullable
    String optionalText(String name) {
        return optional(name, String.class);
    }

    boolean flag(String name) {
        return required(name, Boolean.class);
    }

    boolean optionalFlag(String name, boolean otherwise) {
        Boolean flag = optional(name, Boolean.class);
        return flag == null ? otherwise : flag;
    }

    int index(String name) {
        Integer index = optionalIndex(name);
        if (index == null) {
            throw new Misfit();
        }
        return index;
    }

    /** A position from 0; one beyond any list stands for the end. */
    @Nullable
    Integer optionalIndex(String name) {
        Long index = optional(name, Long.class);
        if (index == null) {
            return null;
        }
        if (index < 0) {
            throw new Misfit();
        }
        return (int) Math.min(index, Integer.MAX_VALUE);
    }

    @Nullable
    Long optionalInteger(String name) {
        return optional(name, Long.class);
    }

    double width() {
        Double width = optionalWidth();
        if (width == null) {
            throw new Misfit();
        }
        return width;
    }

    @Nullable
    Double optionalWidth() {
        Number number = optional("width", Number.class);
        if (number == null) {
            return null;
        }
        double width = number.doubleValue();
        if (!(width >= 0 && width <= Double.MAX_VALUE)) {
            throw new Misfit();
        }
        // Not the zero with a sign, which is equal as a number and not as an object.
        return width + 0.0;
    }

    SortDirection direction() {
        return choice("direction", SortDirection.values());
    }

    PinSide side() {
        return choice("side", PinSide.values());
    }

    PinSide optionalPin() {
        return fields.get("pin") == null ? PinSide.NONE : choice("pin", PinSide.values());
    }

    private <E extends Enum<E>> E choice(String name, E[] choices) {
        String text = text(name).toUpperCase(Locale.ROOT);
        for (E choice : choices) {
            if (choice.name().equals(text)) {
                return choice;
            }
        }
        throw new Misfit();
    }

    /** Any value, null too; but the field has to be there, so that a misspelt one does not empty a cell. */
    @Nullable
    Object value(String name) {
        Object value = fields.get(name);
        if (value == null && !fields.containsKey(name)) {
            throw new Misfit();
        }
        return value;
    }

    @Nullable
    Object optionalValue(String name) {
        return fields.get(name);
    }

    Map<?, ?> map(String name) {
        return required(name, Map.class);
    }

    Map<?, ?> optionalMap(String name) {
        Map<?, ?> map = optional(name, Map.class);
        return map == null ? Map.of() : map;
    }

    List<Payload> optionalPayloads(String name) {
        List<?> list = optional(name, List.class);
        if (list == null) {
            return List.of();
        }
        List<Payload> payloads = new ArrayList<>(list.size());
        for (Object element : list) {
            if (!(element instanceof Map<?, ?> map)) {
                throw new Misfit();
            }
            payloads.add(new Payload(map));
        }
        return payloads;
    }

    private <T> T required(String name, Class<T> kind) {
        T value = optional(name, kind);
        if (value == null) {
            throw new Misfit();
        }
        return value;
    }

    private <T> @Nullable T optional(String name, Class<T> kind) {
        Object value = fields.get(name);
        if (value == null) {
            return null;
        }
        if (!kind.isInstance(value)) {
            throw new Misfit();
        }
        return kind.cast(value);
    }
}
