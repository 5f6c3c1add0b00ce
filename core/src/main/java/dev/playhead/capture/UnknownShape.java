package dev.playhead.capture;

import dev.playhead.internal.reflection.Access;
import java.util.concurrent.atomic.AtomicBoolean;

/** A class that cannot be mapped: a marker takes the place of its instances, and the first is reported. */
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

    /** A class of which nobody said how to read it. */
    static UnknownShape unknown(Class<?> type) {
        return new UnknownShape(
                type,
                "class=" + type.getName() + " is recorded as a marker: "
                        + (isOfPlatform(type)
                                ? "put the values that matter into the payload in its stead"
                                : "make it a record, or opt it in as a bean, by its class, its package or a predicate"),
                false);
    }

    /** Whether a class is the platform's own, whose loader is the boot loader or its child: nobody can change those. */
    static boolean isOfPlatform(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    /** A class that its module does not let us read. */
    static UnknownShape unreadable(Class<?> type) {
        return new UnknownShape(type, Access.advice(type), true);
    }

    Class<?> type() {
        return type;
    }

    String advice() {
        return advice;
    }

    /** Whether a lookup was granted since by which the class may be read. */
    boolean isStale() {
        return unreadable && grants != Access.grants() && Access.isGranted(type);
    }

    /** Whether this is the first call. */
    boolean isFirst() {
        return !reported.get() && reported.compareAndSet(false, true);
    }

    @Override
    void map(Object value, DataMapper mapper) {
        mapper.unknown(this);
    }
}
