package dev.playhead.capture;

import dev.playhead.capture.DataReader.Mismatch;
import dev.playhead.event.Marker;
import dev.playhead.event.Numbers;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The readers of collections, maps and arrays. */
final class ContainerReaders {
    /**
     * Suppliers of empty collections. A collection is read as an instance of the first class in this list that is
     * assignable to the declared type, if there is one.
     */
    private static final List<Supplier<Collection<@Nullable Object>>> COLLECTIONS =
            List.of(ArrayList::new, LinkedHashSet::new, TreeSet::new, ArrayDeque::new, LinkedBlockingDeque::new);

    private static final List<Supplier<Map<@Nullable Object, @Nullable Object>>> MAPS =
            List.of(LinkedHashMap::new, TreeMap::new, ConcurrentSkipListMap::new);

    private ContainerReaders() {}

    /** {@return the reader of a collection type, or null if instances of that type cannot be created} */
    static @Nullable DataReader collection(Class<?> type, Class<?> elementType, DataReader elements) {
        Supplier<Collection<@Nullable Object>> maker =
                type == EnumSet.class ? () -> enumSet(elementType) : maker(type, COLLECTIONS);
        if (maker == null) {
            return null;
        }
        return data -> {
            if (data == null) {
                return null;
            }
            if (!(data instanceof List<?> list)) {
                throw new Mismatch(data, "a list");
            }
            Collection<@Nullable Object> collection = maker.get();
            for (int i = 0; i < list.size(); i++) {
                Object element = elements.readElement(i, list.get(i));
                try {
                    collection.add(element);
                } catch (RuntimeException e) {
                    throw new Mismatch(list.get(i), "an element that a " + type.getName() + " accepts", e)
                            .inside("[" + i + "]");
                }
            }
            return frozen(type, collection);
        };
    }

    /** {@return the reader of a map type, or null if instances of that type cannot be created} */
    static @Nullable DataReader map(Class<?> type, Class<?> keyType, DataReader keys, DataReader values) {
        Supplier<Map<@Nullable Object, @Nullable Object>> maker =
                type == EnumMap.class ? () -> enumMap(keyType) : maker(type, MAPS);
        if (maker == null) {
            return null;
        }
        return data -> {
            if (data == null) {
                return null;
            }
            if (!(data instanceof Map<?, ?> entries)) {
                throw new Mismatch(data, "a map");
            }
            Map<@Nullable Object, @Nullable Object> map = maker.get();
            entries.forEach((key, value) -> {
                String name = (String) key;
                Object read = values.readField(name, value);
                try {
                    map.put(keys.readField(name, name), read);
                } catch (Mismatch e) {
                    throw e;
                } catch (RuntimeException e) {
                    throw new Mismatch(value, "an entry that a " + type.getName() + " accepts", e).inside("." + name);
                }
            });
            return type == Map.class ? Collections.unmodifiableMap(map) : map;
        };
    }

    /**
     * Returns a reader of keys. Keys are stored as text. If the text does not fit, the key is read as the number or
     * boolean that the text represents.
     */
    static DataReader key(DataReader scalar) {
        return data -> {
            try {
                return scalar.read(data);
            } catch (Mismatch notText) {
                return scalar.read(parse(String.valueOf(data), notText));
            }
        };
    }

    private static Object parse(String text, Mismatch notText) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        try {
            boolean named = text.endsWith("NaN") || text.endsWith("Infinity");
            boolean integer = text.indexOf('.') < 0 && text.indexOf('E') < 0;
            if (named) {
                return Double.valueOf(text);
            }
            return integer ? Numbers.canonical(new BigInteger(text)) : Numbers.parseDecimal(text);
        } catch (NumberFormatException e) {
            throw notText;
        }
    }

    static DataReader array(Class<?> elementType, DataReader elements) {
        return data -> {
            if (data == null) {
                return null;
            }
            if (!(data instanceof List<?> list)) {
                throw new Mismatch(data, "a list");
            }
            Object array = Array.newInstance(elementType, list.size());
            for (int i = 0; i < list.size(); i++) {
                Array.set(array, i, elements.readElement(i, list.get(i)));
            }
            return array;
        };
    }

    /**
     * Returns a reader of byte arrays. It reads the bytes from a marker that holds them in Base64, or from a list of
     * numbers.
     */
    static DataReader bytes(DataReader list) {
        return data -> {
            if (!(data instanceof Map<?, ?> marker && Marker.BYTES.equals(marker.get(Marker.KEY)))) {
                return list.read(data);
            }
            if (!(marker.get(Marker.BASE64) instanceof String base64)) {
                throw new Mismatch(data, "bytes in Base64");
            }
            try {
                return Base64.getDecoder().decode(base64);
            } catch (IllegalArgumentException e) {
                throw new Mismatch(data, "bytes in Base64", e);
            }
        };
    }

    /**
     * Wraps a collection as unmodifiable if it is declared as a {@code Set}, {@code List}, {@code Collection} or {@code
     * Iterable}. The contents of a record should be as immutable as the record. A declaration as {@code ArrayList}
     * shows that the collection is meant to be modified.
     */
    private static Object frozen(Class<?> type, Collection<@Nullable Object> collection) {
        if (type == Set.class) {
            return Collections.unmodifiableSet((Set<?>) collection);
        }
        boolean list = type == List.class || type == Collection.class || type == Iterable.class;
        return list ? Collections.unmodifiableList((List<?>) collection) : collection;
    }

    @SuppressWarnings("unchecked") // an empty collection or map fits any element type
    private static <T> @Nullable Supplier<T> maker(Class<?> type, List<Supplier<T>> makers) {
        for (Supplier<T> maker : makers) {
            if (type.isAssignableFrom(maker.get().getClass())) {
                return maker;
            }
        }
        // The constructor without parameters is called only for classes of java.base. An application's subclass may
        // have state that this constructor does not restore.
        if (type.getModule() != Object.class.getModule() || Modifier.isAbstract(type.getModifiers())) {
            return null;
        }
        try {
            Constructor<?> constructor = type.getConstructor();
            return () -> (T) make(constructor);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private static Object make(Constructor<?> constructor) {
        try {
            return constructor.newInstance();
        } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
            throw new Mismatch(null, "a " + constructor.getDeclaringClass().getName() + ", which cannot be created", e);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an enum set is created only if the element type is an enum
    private static Collection<@Nullable Object> enumSet(Class<?> elementType) {
        return elementType.isEnum() ? (Collection) EnumSet.noneOf((Class) elementType) : new HashSet<>();
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the key type is an enum, or this fails
    private static Map<@Nullable Object, @Nullable Object> enumMap(Class<?> keyType) {
        return (Map) new EnumMap((Class) keyType);
    }
}
