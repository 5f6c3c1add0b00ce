package dev.playhead.capture;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a bean's public getters and setters say, by property name, in the order of the alphabet: the JVM knows no other. */
final class BeanProperties {
    private BeanProperties() {}

    /** {@code getX()}, and {@code isX()} for booleans. {@code getClass} is none. */
    static Map<String, Method> getters(Class<?> type) {
        Map<String, Method> getters = new TreeMap<>();
        for (Method method : candidates(type)) {
            if (method.getParameterCount() != 0 || method.getReturnType() == void.class) {
                continue;
            }
            boolean is = method.getReturnType() == boolean.class || method.getReturnType() == Boolean.class;
            String name = property(method, "get");
            if (name == null && is) {
                name = property(method, "is");
            }
            if (name != null) {
                getters.putIfAbsent(name, method);
            }
        }
        return getters;
    }

    /** {@code setX(value)}; among several of one name, the one that takes what the getter gives. */
    static Map<String, Method> setters(Class<?> type) {
        Map<String, Method> getters = getters(type);
        Map<String, Method> setters = new TreeMap<>();
        for (Method method : candidates(type)) {
            String name = method.getParameterCount() == 1 ? property(method, "set") : null;
            if (name != null) {
                Method getter = getters.get(name);
                boolean fits = getter != null && getter.getReturnType() == method.getParameterTypes()[0];
                if (fits || !setters.containsKey(name)) {
                    setters.put(name, method);
                }
            }
        }
        return setters;
    }

    /** In an order that does not depend on the JVM's. */
    private static List<Method> candidates(Class<?> type) {
        return Stream.of(type.getMethods())
                .filter(method -> method.getDeclaringClass() != Object.class
                        && !Modifier.isStatic(method.getModifiers())
                        && !method.isBridge()
                        && !method.isSynthetic())
                .sorted(Comparator.comparing(Method::getName).thenComparing(Method::toString))
                .toList();
    }

    /** {@code getName} is {@code name}, {@code getURL} is {@code URL}: as {@code java.beans.Introspector} has it. */
    private static @Nullable String property(Method method, String prefix) {
        String name = method.getName();
        int start = prefix.length();
        if (!name.startsWith(prefix) || name.length() == start || Character.isLowerCase(name.charAt(start))) {
            return null;
        }
        boolean acronym = name.length() > start + 1
                && Character.isUpperCase(name.charAt(start))
                && Character.isUpperCase(name.charAt(start + 1));
        return acronym ? name.substring(start) : Character.toLowerCase(name.charAt(start)) + name.substring(start + 1);
    }
}
