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
 * Who may call what: methods and constructors become handles if the application lets us, by opening a package or by
 * granting a lookup, which then serves every class of its module.
 *
 * <p>Lookups are held for as long as their class lives and no longer: the map from module to lookup is weak on both sides,
 * and what keeps a lookup alive hangs on the class itself. Otherwise an application unloaded by its container would stay
 * in memory.
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

    /** Ties a lookup's life to that of its class. */
    private static final ClassValue<AtomicReference<@Nullable Lookup>> ANCHOR = new ClassValue<>() {
        @Override
        protected AtomicReference<@Nullable Lookup> computeValue(Class<?> type) {
            return new AtomicReference<>();
        }
    };

    private Access() {}

    /**
     * Lets a module's classes be read through a lookup from now on.
     *
     * @param lookup a lookup with full access, of a class of that module
     * @throws IllegalArgumentException if the lookup does not see what its class sees
     */
    public static void grant(Lookup lookup) {
        if (!lookup.hasFullPrivilegeAccess()) {
            throw new IllegalArgumentException("lookup=" + lookup
                    + " has not full access; call MethodHandles.lookup() inside the module that is to be read");
        }
        ANCHOR.get(lookup.lookupClass()).set(lookup);
        synchronized (LOOKUPS) {
            LOOKUPS.put(lookup.lookupClass().getModule(), new WeakReference<>(lookup));
        }
        GRANTS.incrementAndGet();
    }

    /**
     * Counts the lookups granted. What was found before the last one may have changed since.
     *
     * @return a number that grows with each grant
     */
    public static int grants() {
        return GRANTS.get();
    }

    /**
     * Looks whether a lookup serves a class.
     *
     * @param type the class
     * @return whether its module has granted one
     */
    public static boolean isGranted(Class<?> type) {
        return granted(type) != null;
    }

    /**
     * Makes a handle of the form {@code (Object) -> Object}.
     *
     * @param method a method without parameters
     * @return the handle, which takes the instance
     * @throws IllegalAccessException if its module does not allow it; the message says what to do
     */
    public static MethodHandle getter(Method method) throws IllegalAccessException {
        return typedGetter(method).asType(GETTER);
    }

    /**
     * Makes a handle of the form {@code (Object) -> } what the method is declared to return.
     *
     * @param method a method without parameters
     * @return the handle, which takes the instance
     * @throws IllegalAccessException if its module does not allow it; the message says what to do
     */
    public static MethodHandle typedGetter(Method method) throws IllegalAccessException {
        return unreflect(method).asType(MethodType.methodType(method.getReturnType(), Object.class));
    }

    /**
     * Makes a handle of the form {@code (Object, Object) -> void}.
     *
     * @param method a method with one parameter
     * @return the handle, which takes the instance and the value
     * @throws IllegalAccessException if its module does not allow it; the message says what to do
     */
    public static MethodHandle setter(Method method) throws IllegalAccessException {
        return unreflect(method).asType(SETTER);
    }

    /**
     * Makes a handle of the form {@code (Object[]) -> Object}.
     *
     * @param constructor a constructor
     * @return the handle, which takes the arguments
     * @throws IllegalAccessException if its module does not allow it; the message says what to do
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
     * Says what the owner of an unreadable class has to do.
     *
     * @param type the class
     * @return the text
     */
    public static String advice(Class<?> type) {
        Module playhead = Access.class.getModule();
        String opens = "opens " + type.getPackageName() + (playhead.isNamed() ? " to " + playhead.getName() : "") + ";";
        return "class=" + type.getName() + " cannot be read: add `" + opens + "` to the module-info.java of module="
                + type.getModule().getName()
                + ", or hand over a lookup of that module: EventType.of(name, type, MethodHandles.lookup())";
    }
}
