package dev.playhead.capture;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a bean by name, from its public getters and setters. The properties are in alphabetical order,
 * because the JVM defines no order.
 */
final class BeanProperties {
    private BeanProperties() {}

    /**
     * Returns the getters by property name: {@code getX()}, and {@code isX()} for booleans. {@code getClass} is
     * excluded.
     */
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

    /**
     * Returns the setters by property name: {@code setX(value)}. If a property has several setters, the setter whose
     * parameter has the return type of the getter is chosen or, if there is none, the first setter by signature.
     */
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

    /**
     * Returns the public instance methods of a class, except those that {@code Object} declares or the compiler
     * generated, in an order that does not depend on the JVM.
     */
    private static List<Method> candidates(Class<?> type) {
        return Stream.of(type.getMethods())
                .filter(method -> method.getDeclaringClass() != Object.class
                        && !Modifier.isStatic(method.getModifiers())
                        && !method.isBridge()
                        && !method.isSynthetic())
                .sorted(Comparator.comparing(Method::getName).thenComparing(Method::toString))
                .toList();
    }

    /**
     * Returns the name of the property that a method with the given prefix gets or sets; null if the method has no such
     * name. As in {@code java.beans.Introspector}, the property of {@code getName} is {@code name}, and that of {@code
     * getURL} is {@code URL}.
     */
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
