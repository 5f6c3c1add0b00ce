package dev.playhead.internal.reflection;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reflective access to methods and constructors as method handles. The application permits access by opening a package
 * or by granting a lookup. A granted lookup serves every class of its module.
 *
 * <p>A lookup is held until its class is unloaded, or until another lookup of the same class is granted. The map from
 * modules to lookups has only weak references. The strong reference to a lookup is attached to the class of the lookup.
 * With strong references in the map, an application that its container has unloaded would stay in memory.
 *
 * <p><b>Threading.</b> Safe for use by any thread.
 */
public final class Access {
    private static final Lookup OWN = MethodHandles.lookup();
    private static final MethodType GETTER = MethodType.methodType(Object.class, Object.class);
    private static final MethodType SETTER = MethodType.methodType(void.class, Object.class, Object.class);
    private static final MethodType MAKER = MethodType.methodType(Object.class, Object[].class);

    private static final Map<Module, WeakReference<Lookup>> LOOKUPS = new WeakHashMap<>();
    private static final AtomicInteger GRANTS = new AtomicInteger();

    /** The holder of the lookup of each class. It exists as long as the class. */
    private static final ClassValue<AtomicReference<@Nullable Lookup>> ANCHOR = new ClassValue<>() {
        @Override
        protected AtomicReference<@Nullable Lookup> computeValue(Class<?> type) {
            return new AtomicReference<>();
        }
    };

    private Access() {}

    /**
     * Grants access to the classes of a module through a lookup.
     *
     * @param lookup a lookup of a class of that module, with full privilege access
     * @throws IllegalArgumentException if the lookup does not have full privilege access
     */
    public static void grant(Lookup lookup) {
        if (!lookup.hasFullPrivilegeAccess()) {
            throw new IllegalArgumentException("lookup=" + lookup
                    + " does not have full access; call MethodHandles.lookup() inside the module to be read");
        }
        ANCHOR.get(lookup.lookupClass()).set(lookup);
        synchronized (LOOKUPS) {
            LOOKUPS.put(lookup.lookupClass().getModule(), new WeakReference<>(lookup));
        }
        GRANTS.incrementAndGet();
    }

    /**
     * Returns the number of lookups granted so far. Results obtained before the last grant may be outdated.
     *
     * @return a number that grows with each grant
     */
    public static int grants() {
        return GRANTS.get();
    }

    /**
     * Returns whether a granted lookup gives access to a class.
     *
     * @param type the class
     * @return whether its module is named and a lookup of that module was granted
     */
    public static boolean isGranted(Class<?> type) {
        return granted(type) != null;
    }

    /**
     * Returns a handle of the form {@code (Object) -> Object}.
     *
     * @param method a method without parameters
     * @return the handle, which takes the instance
     * @throws IllegalAccessException if the method's module does not allow access; the message suggests a remedy
     */
    public static MethodHandle getter(Method method) throws IllegalAccessException {
        return typedGetter(method).asType(GETTER);
    }

    /**
     * Returns a handle that takes an {@code Object} and returns the declared return type of the method.
     *
     * @param method a method without parameters
     * @return the handle, which takes the instance
     * @throws IllegalAccessException if the method's module does not allow access; the message suggests a remedy
     */
    public static MethodHandle typedGetter(Method method) throws IllegalAccessException {
        return unreflect(method).asType(MethodType.methodType(method.getReturnType(), Object.class));
    }

    /**
     * Returns a handle of the form {@code (Object, Object) -> void}.
     *
     * @param method a method with one parameter
     * @return the handle, which takes the instance and the value
     * @throws IllegalAccessException if the method's module does not allow access; the message suggests a remedy
     */
    public static MethodHandle setter(Method method) throws IllegalAccessException {
        return unreflect(method).asType(SETTER);
    }

    /**
     * Returns a handle of the form {@code (Object[]) -> Object}.
     *
     * @param constructor a constructor
     * @return the handle, which takes the arguments
     * @throws IllegalAccessException if the constructor's module does not allow access; the message suggests a remedy
     */
    public static MethodHandle maker(Constructor<?> constructor) throws IllegalAccessException {
        Class<?> owner = constructor.getDeclaringClass();
        Lookup granted = granted(owner);
        MethodHandle handle;
        if (granted != null) {
            handle = MethodHandles.privateLookupIn(owner, granted).unreflectConstructor(constructor);
        } else if (constructor.trySetAccessible()) {
            handle = OWN.unreflectConstructor(constructor);
        } else {
            throw new IllegalAccessException(advice(owner));
        }
        int parameters = constructor.getParameterCount();
        return handle.asType(MethodType.genericMethodType(parameters))
                .asSpreader(Object[].class, parameters)
                .asType(MAKER);
    }

    private static MethodHandle unreflect(Method method) throws IllegalAccessException {
        Class<?> owner = method.getDeclaringClass();
        Lookup granted = granted(owner);
        if (granted != null) {
            return MethodHandles.privateLookupIn(owner, granted).unreflect(method);
        }
        if (method.trySetAccessible()) {
            return OWN.unreflect(method);
        }
        throw new IllegalAccessException(advice(owner));
    }

    private static @Nullable Lookup granted(Class<?> owner) {
        Module module = owner.getModule();
        if (!module.isNamed()) {
            return null;
        }
        synchronized (LOOKUPS) {
            WeakReference<Lookup> lookup = LOOKUPS.get(module);
            return lookup == null ? null : lookup.get();
        }
    }

    /**
     * Returns instructions for the author of a class that cannot be read.
     *
     * @param type the class
     * @return the text
     */
    public static String advice(Class<?> type) {
        Module playhead = Access.class.getModule();
        String opens = "opens " + type.getPackageName() + (playhead.isNamed() ? " to " + playhead.getName() : "") + ";";
        return "class=" + type.getName() + " cannot be read: add `" + opens + "` to the module-info.java of module="
                + type.getModule().getName()
                + ", or pass a lookup of that module: EventType.of(name, type, MethodHandles.lookup())";
    }
}
