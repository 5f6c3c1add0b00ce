package dev.playhead.grid;

import dev.playhead.event.Numbers;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a payload, by their names in the catalog or by their {@linkplain Aliases alternative names}. A
 * method that reads a field throws {@link Misfit} if the value has the wrong kind, or if the field is missing or null
 * and the method does not permit that.
 *
 * @param fields the payload as plain data
 * @param aliases the alternative names of each field
 */
record Payload(Map<?, ?> fields, Map<String, List<String>> aliases) {
    private static final int MAX_ZEROS = 400;
    private static final Map<Class<?>, String> KINDS = Map.of(
            String.class, "text",
            Boolean.class, "true or false",
            Long.class, "a whole number",
            Map.class, "a map",
            List.class, "a list");

    /** The key under which a bus of GridKit wraps a payload. */
    static final String WRAPPER = "data";

    /**
     * Returns a reader of the payload of an event, or of the inner payload if a bus of GridKit wrapped it.
     *
     * @throws Misfit if the payload is not a map
     */
    static Payload of(String type, @Nullable Object payload) {
        if (!(payload instanceof Map<?, ?> fields)) {
            throw new Misfit("the payload is not a map");
        }
        Map<String, List<String>> aliases = Aliases.of(type);
        if (fields.get("gridId") == null
                && !fields.containsKey("gridId")
                && fields.get(WRAPPER) instanceof Map<?, ?> inner
                && inner.containsKey("gridId")) {
            return new Payload(inner, aliases);
        }
        return new Payload(fields, aliases);
    }

    /** Returns a reader of a column's definition. */
    static Payload ofDefinition(Map<?, ?> definition) {
        return new Payload(definition, Aliases.ofDefinition());
    }

    /** Returns whether the field is present, by any of its names. Its value may be null. */
    boolean has(String name) {
        return fields.containsKey(nameOf(name));
    }

    private @Nullable Object get(String name) {
        Object value = fields.get(name);
        return value == null ? fields.get(nameOf(name)) : value;
    }

    /** Returns the name under which the field is present, or else the given name. */
    private String nameOf(String name) {
        if (!fields.containsKey(name)) {
            for (String other : aliases.getOrDefault(name, List.of())) {
                if (fields.containsKey(other)) {
                    return other;
                }
            }
        }
        return name;
    }

    /** Returns an id: a text, or the {@linkplain #asId text} of a number. */
    String id(String name) {
        return asId(name, get(name));
    }

    /**
     * Returns the id that a value represents. Equal numbers represent the same id: {@code 7.0} represents {@code 7}.
     */
    static String asId(String name, @Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Long whole) {
            return whole.toString();
        }
        if (value instanceof Number number) {
            return text(number);
        }
        throw value == null ? Misfit.lacking(name) : Misfit.wrong(name, "an id");
    }

    private static String text(Number number) {
        if (number instanceof Double real && !Double.isFinite(real)) {
            return Numbers.text(real);
        }
        String written = number instanceof Double real ? Numbers.text(real) : number.toString();
        BigDecimal decimal = new BigDecimal(written).stripTrailingZeros();
        boolean whole = decimal.scale() <= 0 && decimal.scale() > -MAX_ZEROS;
        if (whole) {
            return decimal.toBigInteger().toString();
        }
        double nearest = decimal.doubleValue();
        boolean isDouble = Double.isFinite(nearest) && new BigDecimal(Numbers.text(nearest)).compareTo(decimal) == 0;
        return isDouble ? Numbers.text(nearest) : decimal.toString();
    }

    /** Returns a list of ids. A field whose name ends with {@code Id} may also contain a single id. */
    List<String> ids(String name) {
        Object value = get(name);
        if (value instanceof List<?> list) {
            return asIds(name, list);
        }
        if (value != null && nameOf(name).endsWith("Id")) {
            return List.of(asId(name, value));
        }
        throw value == null ? Misfit.lacking(name) : Misfit.wrong(name, "a list of ids");
    }

    static List<String> asIds(String name, List<?> list) {
        List<String> ids = new ArrayList<>(list.size());
        for (Object element : list) {
            ids.add(asId(name, element));
        }
        return ids;
    }

    /**
     * Returns the cell named by {@code rowId} and {@code columnId}, or null if both are null. The field {@code rowId}
     * must be present; a missing {@code columnId} counts as null.
     */
    @Nullable
    CellRef optionalCell() {
        if (!has("rowId")) {
            throw Misfit.lacking("rowId");
        }
        boolean none = fields.get("rowId") == null && fields.get("columnId") == null;
        return none ? null : cell();
    }

    CellRef cell() {
        return new CellRef(id("rowId"), id("columnId"));
    }

    String text(String name) {
        return required(name, String.class);
    }

    /**
     * Returns a text or null. The field must be present, so that an event with a misspelled field does not clear
     * anything.
     */
    @Nullable
    String textOrNull(String name) {
        if (!has(name)) {
            throw Misfit.lacking(name);
        }
        return optional(name, String.class);
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
            throw Misfit.lacking(name);
        }
        return index;
    }

    /**
     * Returns a position, counted from 0, or null if the field is missing or null. A position that is too large for an
     * {@code int} is reduced to the maximum, which is beyond the end of any list.
     */
    @Nullable
    Integer optionalIndex(String name) {
        Long index = optional(name, Long.class);
        if (index == null) {
            return null;
        }
        if (index < 0) {
            throw Misfit.wrong(name, "a position from 0");
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
            throw Misfit.lacking("width");
        }
        return width;
    }

    @Nullable
    Double optionalWidth() {
        Number number = optional("width", Number.class);
        return number == null ? null : asWidth(number);
    }

    static double asWidth(@Nullable Object value) {
        double width = value instanceof Number number ? number.doubleValue() : Double.NaN;
        if (!(width >= 0 && width <= Double.MAX_VALUE)) {
            throw Misfit.wrong("width", "a width");
        }
        // Turns negative zero into zero: the two are equal as numbers, but not as Double objects.
        return width + 0.0;
    }

    /** Returns a direction. If the field is present and null, the direction is {@link SortDirection#NONE}. */
    SortDirection direction() {
        boolean none = has("direction") && get("direction") == null;
        return none ? SortDirection.NONE : choice("direction", SortDirection.values());
    }

    /** Returns a side. If the field is present and is {@code false} or null, the side is {@link PinSide#NONE}. */
    PinSide side() {
        return isNone("side") ? PinSide.NONE : choice("side", PinSide.values());
    }

    private boolean isNone(String name) {
        Object value = get(name);
        return value == null ? has(name) : value.equals(false);
    }

    PinSide optionalPin() {
        boolean none = !has("pin") || isNone("pin");
        return none ? PinSide.NONE : choice("pin", PinSide.values());
    }

    private <E extends Enum<E>> E choice(String name, E[] choices) {
        String text = text(name).toUpperCase(Locale.ROOT);
        for (E choice : choices) {
            if (choice.name().equals(text)) {
                return choice;
            }
        }
        throw Misfit.wrong(name, "one of the known values");
    }

    /**
     * Returns any value, including null. The field must be present, so that an event with a misspelled field does not
     * empty a cell.
     */
    @Nullable
    Object value(String name) {
        Object value = get(name);
        if (value == null && !has(name)) {
            throw Misfit.lacking(name);
        }
        return value;
    }

    @Nullable
    Object optionalValue(String name) {
        return get(name);
    }

    Map<?, ?> map(String name) {
        return required(name, Map.class);
    }

    /** Returns a map, or an empty map if the field is null. The field must be present. */
    Map<?, ?> mapOrNull(String name) {
        if (!has(name)) {
            throw Misfit.lacking(name);
        }
        Map<?, ?> map = optional(name, Map.class);
        return map == null ? Map.of() : map;
    }

    List<?> optionalList(String name) {
        List<?> list = optional(name, List.class);
        return list == null ? List.of() : list;
    }

    List<?> list(String name) {
        return required(name, List.class);
    }

    /** Returns the elements of a list. Each element must be a map. */
    static List<Map<?, ?>> asMaps(String name, List<?> list) {
        List<Map<?, ?>> maps = new ArrayList<>(list.size());
        for (Object element : list) {
            if (!(element instanceof Map<?, ?> map)) {
                throw Misfit.wrong("an element of " + name, "a map");
            }
            maps.add(map);
        }
        return maps;
    }

    private <T> T required(String name, Class<T> kind) {
        T value = optional(name, kind);
        if (value == null) {
            throw Misfit.lacking(name);
        }
        return value;
    }

    private <T> @Nullable T optional(String name, Class<T> kind) {
        Object value = get(name);
        if (value == null) {
            return null;
        }
        if (!kind.isInstance(value)) {
            throw Misfit.wrong(name, KINDS.getOrDefault(kind, "a number"));
        }
        return kind.cast(value);
    }
}
