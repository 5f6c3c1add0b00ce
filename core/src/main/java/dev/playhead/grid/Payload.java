package dev.playhead.grid;

import dev.playhead.event.Numbers;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a payload, by the names that the catalogue has for them or by {@linkplain Aliases others}. Every
 * method throws {@link Misfit} when the field is of the wrong kind, and, but for the {@code optional} ones, when it is
 * missing or null.
 *
 * @param fields the payload, plain data
 * @param aliases the other names of fields
 */
record Payload(Map<?, ?> fields, Map<String, List<String>> aliases) {
    private static final int MAX_ZEROS = 400;
    private static final Map<Class<?>, String> KINDS = Map.of(
            String.class, "text",
            Boolean.class, "true or false",
            Long.class, "a whole number",
            Map.class, "a map",
            List.class, "a list");

    /** What a bus of GridKit wraps a payload in. */
    static final String WRAPPER = "data";

    /**
     * The payload of an event.
     *
     * @throws Misfit if it is no map
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

    /** A column's definition. */
    static Payload ofDefinition(Map<?, ?> definition) {
        return new Payload(definition, Aliases.ofDefinition());
    }

    /** Whether the field is there, by any of its names; its value may be null. */
    boolean has(String name) {
        return fields.containsKey(nameOf(name));
    }

    private @Nullable Object get(String name) {
        Object value = fields.get(name);
        return value == null ? fields.get(nameOf(name)) : value;
    }

    /** The name under which the field is there; the one asked for if it is not. */
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

    /** An id: text, or a number by its {@linkplain #asId text}. */
    String id(String name) {
        return asId(name, get(name));
    }

    /** The id that a value stands for; a whole number has one text, however it is written. */
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

    /** Some ids, or one that stands for a list. */
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

    /** The cell named by {@code rowId} and {@code columnId}, or null if null is given. */
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

    /** A text, or null; but the field has to be there, so that an unknown one does not clear anything. */
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

    /** A position from 0; one beyond any list stands for the end. */
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
        // Not the zero with a sign, which is equal as a number and not as an object.
        return width + 0.0;
    }

    /** A direction; null for none, if it is given as that. */
    SortDirection direction() {
        boolean none = has("direction") && get("direction") == null;
        return none ? SortDirection.NONE : choice("direction", SortDirection.values());
    }

    /** A side; {@code false} and null for none, if it is given as that. */
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
        throw Misfit.wrong(name, "one of those there are");
    }

    /** Any value, null too; but the field has to be there, so that a misspelt one does not empty a cell. */
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

    /** A map, empty for null; but the field has to be there. */
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

    /** The elements of a list, which have to be maps. */
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
