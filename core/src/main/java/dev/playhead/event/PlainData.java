package dev.playhead.event;

import dev.playhead.internal.data.DataMap;
import dev.playhead.internal.data.FieldMap;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The data model of payloads and metadata.
 *
 * <p>Plain data is one of: null, {@code Boolean}, {@code Long}, {@code Double}, {@code BigInteger}, {@code BigDecimal},
 * {@code String}, an immutable list of plain data, or an immutable map from {@code String} to plain data that keeps the
 * order of insertion. Numbers are in the canonical form of {@link Numbers}. A value that these types cannot express is
 * represented by a map whose first key is {@value Marker#KEY}: see {@link Marker}.
 *
 * <p><b>Threading.</b> Plain data is immutable; the methods are pure.
 */
public final class PlainData {
    /** The maximum depth to which lists and maps may be nested. */
    public static final int MAX_DEPTH = 1_000;

    private static final DataMap EMPTY_MAP = new DataMap(new String[0], new Object[0]);
    private static final DataList EMPTY_LIST = new DataList(new Object[0]);

    private PlainData() {}

    /**
     * Returns whether a value is already plain data. Lists and maps count only if they are of the immutable classes of
     * plain data, because other lists and maps may change.
     *
     * <p><b>Cost.</b> Constant, except for big numbers.
     *
     * @param value any value
     * @return whether the value can be kept as it is
     */
    public static boolean isPlain(@Nullable Object value) {
        return value == null
                || value instanceof String
                || value instanceof FieldMap
                || value instanceof DataList
                || value instanceof Long
                || value instanceof Double
                || value instanceof Boolean
                || (value instanceof BigDecimal decimal
                        && value.getClass() == BigDecimal.class
                        && Numbers.canonical(decimal) == value)
                || (value instanceof BigInteger integer
                        && value.getClass() == BigInteger.class
                        && Numbers.canonical(integer) == value);
    }

    /**
     * Returns whether a class is a list or map class of plain data. All objects of such a class are plain data.
     *
     * @param type a class
     * @return whether the objects of the class are plain data
     */
    public static boolean isContainer(Class<?> type) {
        return FieldMap.class.isAssignableFrom(type) || type == DataList.class;
    }

    /**
     * Copies a value of JDK types to plain data. These types are the classes that {@link #scalar} converts, and
     * collections and maps of such values. Keys of maps become text. If two keys have the same text, the later entry
     * replaces the earlier one. This method uses no reflection; objects of other classes are converted only when a
     * history records them.
     *
     * @param value any value
     * @return its plain data; the value itself if it is plain already
     * @throws IllegalArgumentException if the value, or a part of it, is of none of these types, or is nested more
     *     deeply than {@link #MAX_DEPTH}
     */
    public static @Nullable Object of(@Nullable Object value) {
        return of(value, 0);
    }

    private static @Nullable Object of(@Nullable Object value, int depth) {
        if (isPlain(value)) {
            return depth == 0 ? value : detached(value);
        }
        Object scalar = scalar(value);
        if (scalar != null) {
            return scalar;
        }
        if (depth >= MAX_DEPTH) {
            throw new IllegalArgumentException("the data is deeper than maxDepth=" + MAX_DEPTH);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                copy.put(key(entry.getKey()), of(entry.getValue(), depth + 1));
            }
            return ofPlain(copy);
        }
        if (value instanceof Collection<?> collection) {
            List<@Nullable Object> copy = new ArrayList<>(collection.size());
            for (Object element : collection) {
                copy.add(of(element, depth + 1));
            }
            return ofPlain(copy);
        }
        throw new IllegalArgumentException(
                "class=" + (value == null ? null : value.getClass().getName())
                        + " is not plain data; use maps, lists, strings, numbers, booleans, enums or dates");
    }

    private static String key(@Nullable Object key) {
        Object scalar = key == null ? null : scalar(key);
        if (scalar == null) {
            throw new IllegalArgumentException("key=" + key + " is not a string, number, boolean, enum or date");
        }
        return scalar instanceof Double real ? Numbers.text(real) : scalar.toString();
    }

    /**
     * Returns the plain data of a value that has no parts.
     *
     * @param value any value
     * @return a string, number or boolean; null if the value is null, or is of none of the following classes: strings
     *     and other {@code CharSequence}s, characters, booleans, boxed and big numbers, enums (by name), the types of
     *     {@code java.time} and {@code Date} (in ISO-8601), UUIDs
     */
    @SuppressWarnings("JavaUtilDate") // the application created the date
    public static @Nullable Object scalar(@Nullable Object value) {
        if (value instanceof String || value instanceof Long || value instanceof Double || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Float real) {
            return Numbers.canonical(real);
        }
        if (value instanceof BigDecimal decimal) {
            return Numbers.canonical(
                    decimal.getClass() == BigDecimal.class ? decimal : new BigDecimal(decimal.toString()));
        }
        if (value instanceof BigInteger integer) {
            return Numbers.canonical(
                    integer.getClass() == BigInteger.class ? integer : new BigInteger(integer.toString()));
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Date date) {
            return Instant.ofEpochMilli(date.getTime()).toString();
        }
        boolean text = value instanceof Character
                || value instanceof CharSequence
                || value instanceof TemporalAccessor
                || value instanceof TemporalAmount
                || value instanceof UUID;
        return text ? String.valueOf(value) : null;
    }

    /**
     * Converts a map to plain data.
     *
     * @param map keys and values, converted as by {@link #of}
     * @return an immutable map in the same order
     * @throws IllegalArgumentException under the same conditions as {@link #of}
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // a map converts to a FieldMap, never to null
    public static Map<String, @Nullable Object> mapOf(Map<?, ?> map) {
        return (Map<String, @Nullable Object>) of(map);
    }

    /** {@return the empty map, which is immutable} */
    public static Map<String, @Nullable Object> emptyMap() {
        return EMPTY_MAP;
    }

    /**
     * Returns an immutable copy of a map whose values are plain data already.
     *
     * @param map plain values by key
     * @return an immutable copy in the same order
     */
    public static Map<String, @Nullable Object> ofPlain(Map<String, ? extends @Nullable Object> map) {
        int size = map.size();
        if (size == 0) {
            return EMPTY_MAP;
        }
        String[] keys = new String[size];
        @Nullable Object[] values = new Object[size];
        int i = 0;
        for (Map.Entry<String, ? extends @Nullable Object> entry : map.entrySet()) {
            keys[i] = entry.getKey();
            values[i++] = detached(entry.getValue());
        }
        return new DataMap(keys, values);
    }

    /**
     * Creates a map of plain data from parallel arrays. The map takes ownership of the arrays and does not check their
     * elements. Many maps may share one array of keys.
     *
     * @param keys distinct keys
     * @param values the value of each key, plain data
     * @return the map
     * @throws IllegalArgumentException if the lengths differ
     */
    public static Map<String, @Nullable Object> ofPlain(String[] keys, @Nullable Object[] values) {
        if (keys.length != values.length) {
            throw new IllegalArgumentException("keys=" + keys.length + " but values=" + values.length);
        }
        return keys.length == 0 ? EMPTY_MAP : new DataMap(keys, values);
    }

    /**
     * Returns an immutable copy of a list whose elements are plain data already.
     *
     * @param list plain elements
     * @return an immutable copy
     */
    public static List<@Nullable Object> ofPlain(Collection<? extends @Nullable Object> list) {
        if (list.isEmpty()) {
            return EMPTY_LIST;
        }
        @Nullable Object[] elements = list.toArray();
        for (Object element : elements) {
            detached(element);
        }
        return new DataList(elements);
    }

    /**
     * Decodes a payload that is still a view of its block. Such a payload keeps the bytes of the block in memory until
     * all of its fields are decoded. Call this method before you keep a payload for a long time.
     *
     * <p><b>Cost.</b> Linear in the size of a payload that is still a view; constant for other values.
     *
     * @param value plain data
     * @return the same value
     */
    public static @Nullable Object detached(@Nullable Object value) {
        if (value instanceof FieldView view) {
            view.complete();
        }
        return value;
    }

    /**
     * Returns whether two values of plain data are equal. Numbers are compared by mathematical value, lists in order,
     * maps in any order.
     *
     * @param a plain data
     * @param b plain data
     * @return whether they are equal
     */
    public static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (a == b) {
            return true;
        }
        if (a instanceof Number x && b instanceof Number y) {
            return Numbers.compare(x, y) == 0;
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            return x.size() == y.size() && contains(x, y, true);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            return equalLists(x, y);
        }
        return a != null && a.equals(b);
    }

    private static boolean equalLists(List<?> a, List<?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!equal(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns whether a value has every field of a partial map. Nested maps are compared partially too, all other
     * values completely.
     *
     * @param value plain data
     * @param partial plain data
     * @return whether the value matches
     */
    public static boolean contains(@Nullable Object value, Map<?, ?> partial) {
        return value instanceof Map<?, ?> map && contains(map, partial, false);
    }

    private static boolean contains(Map<?, ?> map, Map<?, ?> fields, boolean wholly) {
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            Object expected = field.getValue();
            Object actual = map.get(field.getKey());
            if (actual == null && !(expected == null && map.containsKey(field.getKey()))) {
                return false;
            }
            boolean partially = !wholly && expected instanceof Map<?, ?>;
            boolean same = partially ? contains(actual, (Map<?, ?>) expected) : equal(actual, expected);
            if (!same) {
                return false;
            }
        }
        return true;
    }
}
