package dev.playhead.capture;

import dev.playhead.internal.reflection.Access;
import java.util.concurrent.atomic.AtomicBoolean;

/** The shape of a class that cannot be mapped. A marker replaces each instance, and the first instance is reported. */
final class UnknownShape extends ClassShape {
    private final Class<?> type;
    private final String advice;
    private final boolean unreadable;
    private final int grants = Access.grants();
    private final AtomicBoolean reported = new AtomicBoolean();

    private UnknownShape(Class<?> type, String advice, boolean unreadable) {
        super(Verdict.COPY);
        this.type = type;
        this.advice = advice;
        this.unreadable = unreadable;
    }

    /** {@return the shape of a class for which no mapping is known} */
    static UnknownShape unknown(Class<?> type) {
        return new UnknownShape(
                type,
                "class=" + type.getName() + " is recorded as a marker: "
                        + (isOfPlatform(type)
                                ? "put the values that matter into the payload instead"
                                : "make it a record, or opt it in as a bean by its class, its package or a predicate"),
                false);
    }

    /**
     * Returns whether a class belongs to the platform: its loader is the boot loader or the platform loader. Users
     * cannot change such a class.
     */
    static boolean isOfPlatform(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    /** {@return the shape of a class whose module does not permit this library to read it} */
    static UnknownShape unreadable(Class<?> type) {
        return new UnknownShape(type, Access.advice(type), true);
    }

    Class<?> type() {
        return type;
    }

    String advice() {
        return advice;
    }

    /** {@return whether a lookup that may allow reading the class was granted after this shape was created} */
    boolean isStale() {
        return unreadable && grants != Access.grants() && Access.isGranted(type);
    }

    /** {@return whether this is the first call of this method} */
    boolean isFirst() {
        return !reported.get() && reported.compareAndSet(false, true);
    }

    @Override
    void map(Object value, DataMapper mapper) {
        mapper.unknown(this);
    }
}
