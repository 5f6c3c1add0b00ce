package dev.playhead.capture;

import dev.playhead.capture.DataReader.Mismatch;
import dev.playhead.event.Marker;
import dev.playhead.internal.reflection.Access;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Constructor;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A factory that creates readers from declared types only. No class is ever looked up by a name in the data.
 *
 * <p><b>Threading.</b> For use by one thread; the readers are safe for use by any thread.
 */
final class DataReaders {
    private static final int MAX_TYPES = 500;

    /**
     * The readers of records and beans, by resolved type. If such a type contains itself, the reader in this map, which
     * is completed later, also reads the inner occurrences.
     */
    private final Map<Type, DataReader> readers = new HashMap<>();

    private DataReaders() {}

    /**
     * Returns the reader of a payload class.
     *
     * @throws IllegalArgumentException if payloads of the class cannot be read
     */
    static DataReader of(Class<?> payload) {
        DataReader reader;
        try {
            reader = new DataReaders().known(payload, Map.of());
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        if (reader != null) {
            return reader;
        }
        for (Class<?> plain :
                List.of(String.class, Long.class, BigDecimal.class, Boolean.class, List.class, Map.class)) {
            if (payload.isAssignableFrom(plain)) {
                return ScalarReaders.asIs(payload);
            }
        }
        throw new IllegalArgumentException("payload=" + payload.getName()
                + " cannot be read from data: use a record, an enum, a JDK value or collection, or a bean with a constructor"
                + " without parameters and with setters");
    }

    /**
     * Returns the reader of a part with the given type. A payload without a value for a part must be readable even if
     * the type of the part is not. So the reader of a part whose type cannot be read fails only if there is a value.
     */
    private DataReader part(Type type, Map<TypeVariable<?>, Type> bindings) {
        Type resolved = resolve(type, bindings);
        Class<?> raw = raw(resolved);
        DataReader reader;
        try {
            reader = known(resolved, bindings);
        } catch (IllegalAccessException e) {
            return data -> {
                if (data == null) {
                    return null;
                }
                throw new Mismatch(data, "a " + raw.getName() + ", which is inaccessible", e);
            };
        }
        return reader != null ? reader : ScalarReaders.asIs(raw);
    }

    private @Nullable DataReader known(Type type, Map<TypeVariable<?>, Type> bindings) throws IllegalAccessException {
        DataReader done = readers.get(type);
        if (done != null) {
            return done;
        }
        Class<?> raw = raw(type);
        DataReader scalar = ScalarReaders.of(raw);
        if (scalar != null) {
            return scalar;
        }
        if (raw.isEnum()) {
            return ScalarReaders.ofEnum(raw);
        }
        if (raw == Optional.class) {
            return ScalarReaders.optional(part(argument(type, 0), bindings));
        }
        if (raw.isArray()) {
            Type element =
                    type instanceof GenericArrayType array ? array.getGenericComponentType() : raw.componentType();
            DataReader list = ContainerReaders.array(raw(element), part(element, bindings));
            return raw == byte[].class ? ContainerReaders.bytes(list) : list;
        }
        if (Collection.class.isAssignableFrom(raw) || raw == Iterable.class) {
            Type element = argument(type, 0);
            return raw == EnumSet.class && !raw(element).isEnum()
                    ? null
                    : ContainerReaders.collection(raw, raw(element), part(element, bindings));
        }
        if (Map.class.isAssignableFrom(raw)) {
            Type key = argument(type, 0);
            return raw == EnumMap.class && !raw(key).isEnum()
                    ? null
                    : ContainerReaders.map(
                            raw,
                            raw(key),
                            ContainerReaders.key(part(key, bindings)),
                            part(argument(type, 1), bindings));
        }
        return raw.isRecord() ? record(type, raw) : bean(type, raw);
    }

    private DataReader record(Type type, Class<?> raw) throws IllegalAccessException {
        if (readers.size() >= MAX_TYPES) {
            throw new IllegalArgumentException("payload contains more than maxTypes=" + MAX_TYPES
                    + " types, the last of them " + type.getTypeName()
                    + "; check whether a record contains itself with other type arguments");
        }
        RecordComponent[] components = raw.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Constructor<?> canonical;
        try {
            canonical = raw.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new AssertionError("every record has a canonical constructor", e);
        }
        RecordReader reader = new RecordReader(raw, Access.maker(canonical), components.length);
        readers.put(type, reader);
        Map<TypeVariable<?>, Type> bindings = bindings(type, raw);
        for (int i = 0; i < components.length; i++) {
            reader.names[i] = components[i].getName();
            reader.readers[i] = part(components[i].getGenericType(), bindings);
        }
        return reader;
    }

    private @Nullable DataReader bean(Type type, Class<?> raw) throws IllegalAccessException {
        boolean platform = raw.getClassLoader() == null || raw.getClassLoader() == ClassLoader.getPlatformClassLoader();
        if (platform || raw.isInterface() || Modifier.isAbstract(raw.getModifiers())) {
            return null;
        }
        Map<String, Method> setters = BeanProperties.setters(raw);
        Constructor<?> constructor;
        try {
            constructor = raw.getDeclaredConstructor();
        } catch (NoSuchMethodException e) {
            return null;
        }
        if (setters.isEmpty()) {
            return null;
        }
        BeanReader reader = new BeanReader(raw, Access.maker(constructor), setters.size());
        int i = 0;
        for (Map.Entry<String, Method> setter : setters.entrySet()) {
            reader.names[i] = setter.getKey();
            reader.setters[i++] = Access.setter(setter.getValue());
        }
        readers.put(type, reader);
        Map<TypeVariable<?>, Type> bindings = bindings(type, raw);
        i = 0;
        for (Method setter : setters.values()) {
            reader.readers[i++] = part(setter.getGenericParameterTypes()[0], bindings);
        }
        return reader;
    }

    private static Map<TypeVariable<?>, Type> bindings(Type type, Class<?> raw) {
        Map<TypeVariable<?>, Type> bindings = new HashMap<>();
        if (type instanceof ParameterizedType parameterized) {
            for (int i = 0; i < raw.getTypeParameters().length; i++) {
                bindings.put(raw.getTypeParameters()[i], parameterized.getActualTypeArguments()[i]);
            }
        }
        return bindings;
    }

    private static Type argument(Type type, int index) {
        boolean given = type instanceof ParameterizedType p && p.getActualTypeArguments().length > index;
        return given ? ((ParameterizedType) type).getActualTypeArguments()[index] : Object.class;
    }

    /**
     * Replaces type variables with the types that are bound to them or, if these types are not known, with the raw
     * types of the variables' bounds. Replaces wildcards with their upper bounds.
     */
    private static Type resolve(Type type, Map<TypeVariable<?>, Type> bindings) {
        if (type instanceof TypeVariable<?> variable) {
            Type bound = bindings.get(variable);
            return bound != null ? bound : raw(variable);
        }
        if (type instanceof WildcardType wildcard) {
            return resolve(wildcard.getUpperBounds()[0], bindings);
        }
        if (type instanceof ParameterizedType parameterized && !bindings.isEmpty()) {
            Type[] arguments = parameterized.getActualTypeArguments().clone();
            boolean changed = false;
            for (int i = 0; i < arguments.length; i++) {
                Type resolved = resolve(arguments[i], bindings);
                changed |= resolved != arguments[i];
                arguments[i] = resolved;
            }
            return changed ? new Resolved(raw(type), List.of(arguments)) : type;
        }
        if (type instanceof GenericArrayType array) {
            Type element = resolve(array.getGenericComponentType(), bindings);
            return element instanceof Class<?> simple ? simple.arrayType() : new ResolvedArray(element);
        }
        return type;
    }

    private static Class<?> raw(Type type) {
        if (type instanceof Class<?> raw) {
            return raw;
        }
        if (type instanceof ParameterizedType parameterized) {
            return (Class<?>) parameterized.getRawType();
        }
        if (type instanceof GenericArrayType array) {
            return raw(array.getGenericComponentType()).arrayType();
        }
        Type bound = type instanceof WildcardType wildcard
                ? wildcard.getUpperBounds()[0]
                : ((TypeVariable<?>) type).getBounds()[0];
        return raw(bound);
    }

    /** A generic type whose type variables are replaced. */
    private record Resolved(Class<?> raw, List<Type> arguments) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return arguments.toArray(new Type[0]);
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return raw.getDeclaringClass();
        }
    }

    /** A generic array type whose type variables are replaced. */
    private record ResolvedArray(Type getGenericComponentType) implements GenericArrayType {}

    private static Map<?, ?> map(Object data, Class<?> type) {
        if (data instanceof Map<?, ?> map && !map.containsKey(Marker.KEY)) {
            return map;
        }
        throw new Mismatch(data, "a map with the fields of " + type.getName());
    }

    /** A reader of records. Its arrays are filled after construction, because a record may hold its own type. */
    private static final class RecordReader implements DataReader {
        private final Class<?> type;
        private final MethodHandle constructor;
        private final String[] names;
        private final DataReader[] readers;

        RecordReader(Class<?> type, MethodHandle constructor, int components) {
            this.type = type;
            this.constructor = constructor;
            this.names = new String[components];
            this.readers = new DataReader[components];
        }

        @Override
        public @Nullable Object read(@Nullable Object data) {
            if (data == null) {
                return null;
            }
            Map<?, ?> map = map(data, type);
            @Nullable Object[] values = new Object[names.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = readers[i].readField(names[i], map.get(names[i]));
            }
            try {
                return (Object) constructor.invokeExact(values);
            } catch (Throwable refused) {
                throw new Mismatch(
                        data,
                        "values that the constructor of " + type.getName() + " accepts; the constructor threw "
                                + DataMapper.describe(refused),
                        refused);
            }
        }
    }

    /** A reader of beans. Its readers are filled after construction, because a bean may hold its own type. */
    private static final class BeanReader implements DataReader {
        private final Class<?> type;
        private final MethodHandle constructor;
        private final String[] names;
        private final MethodHandle[] setters;
        private final DataReader[] readers;

        BeanReader(Class<?> type, MethodHandle constructor, int properties) {
            this.type = type;
            this.constructor = constructor;
            this.names = new String[properties];
            this.setters = new MethodHandle[properties];
            this.readers = new DataReader[properties];
        }

        @Override
        public @Nullable Object read(@Nullable Object data) {
            if (data == null) {
                return null;
            }
            Map<?, ?> map = map(data, type);
            try {
                Object bean = (Object) constructor.invokeExact(new Object[0]);
                for (int i = 0; i < names.length; i++) {
                    Object value = map.get(names[i]);
                    // A property that is missing or was cut out keeps the value that the constructor set.
                    if (map.containsKey(names[i]) && !FieldRules.isCutOut(value)) {
                        setters[i].invokeExact(bean, readers[i].readField(names[i], value));
                    }
                }
                return bean;
            } catch (Mismatch mismatch) {
                throw mismatch;
            } catch (Throwable refused) {
                throw new Mismatch(
                        data,
                        "values that the setters of " + type.getName() + " accept; one of the setters threw "
                                + DataMapper.describe(refused),
                        refused);
            }
        }
    }
}
