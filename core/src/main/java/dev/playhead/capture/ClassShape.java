package dev.playhead.capture;

import dev.playhead.internal.data.PackedLayout;
import org.jspecify.annotations.Nullable;

/**
 * The way in which instances of a class are captured and are converted to plain data.
 *
 * <p>Shapes are cached on the classes themselves, by {@link ClassShapes}. A shape must not refer to the capture that
 * created it, because that capture could then never be garbage-collected.
 */
abstract class ClassShape {
    /**
     * The result of {@link #walk} if an object must be mapped immediately: it may change, is too large to be checked,
     * or may have a sensitive part or a number that is too long.
     */
    static final int MAY_CHANGE = -1;

    /**
     * The result of {@link #flat} if the mapper must map an object from the beginning. Also the result of {@link
     * #flatPart} if a part cannot belong to a flat object, which holds only scalars.
     */
    static final Object NOT_FLAT = new Object();

    /**
     * The maximum number of parts of a flat object. This limit and {@link #MAX_FLAT_CHARS} keep a flat object far below
     * the limits on the size of a payload.
     */
    static final int MAX_FLAT_PARTS = PackedLayout.MAX_FIELDS;

    static final int MAX_FLAT_CHARS = 1_000;

    private final Verdict verdict;

    ClassShape(Verdict verdict) {
        this.verdict = verdict;
    }

    final Verdict verdict() {
        return verdict;
    }

    /**
     * Passes an instance to the mapper: as a scalar, as a frame whose parts follow, or as a marker. Called once for
     * each value. As its last action, an implementation calls exactly one of the mapper's methods that end a visit.
     *
     * @throws Throwable whatever the application code throws
     */
    abstract void map(Object value, DataMapper mapper) throws Throwable;

    /**
     * Maps an instance that holds only scalars to plain data. Most payloads are such instances. The result equals that
     * of {@link #map}, at a fraction of its cost.
     *
     * @param onCut runs once for each part that was cut out, after the whole instance proved to be flat
     * @return the plain data; {@link #NOT_FLAT} if the instance is not flat and no application code ran; otherwise the
     *     {@link Frame} with which the mapper continues
     */
    @Nullable
    Object flat(Object value, ClassShapes shapes, Runnable onCut) {
        return NOT_FLAT;
    }

    /**
     * {@return the plain data of a part if the part is a scalar that a flat object may have; otherwise {@link
     * #NOT_FLAT}}
     */
    static @Nullable Object flatPart(@Nullable Object part, ClassShapes shapes) {
        if (part == null) {
            return null;
        }
        Class<?> type = part.getClass();
        if (type == String.class) {
            return ((String) part).length() <= MAX_FLAT_CHARS ? part : NOT_FLAT;
        }
        if (type == Long.class || type == Double.class || type == Boolean.class) {
            return part;
        }
        if (type == Integer.class) {
            return Long.valueOf((Integer) part);
        }
        return shapes.of(type) instanceof ScalarShape scalar ? scalar.flat(part) : NOT_FLAT;
    }

    /**
     * Checks that an instance can never change, and that it has neither a sensitive part nor a number that is too long.
     * Called only for classes whose verdict is not COPY. Runs no application code, and allocates only iterators and
     * entries, for sets and maps.
     *
     * @param budget the number of further values that may be checked
     * @return the remaining budget, or {@link #MAY_CHANGE}
     * @throws Throwable never; declared because the method handles of accessors declare it
     */
    int walk(Object value, ClassShapes shapes, int budget) throws Throwable {
        return MAY_CHANGE;
    }

    /** Applies {@link #walk} to a part of an object. */
    static int walkPart(@Nullable Object part, ClassShapes shapes, int budget) throws Throwable {
        if (budget <= 0) {
            return MAY_CHANGE;
        }
        if (part == null || isCommonScalar(part.getClass())) {
            return budget - 1;
        }
        ClassShape shape = shapes.of(part.getClass());
        return shape.verdict == Verdict.COPY ? MAY_CHANGE : shape.walk(part, shapes, budget - 1);
    }

    /** Returns whether a class is one of the most common classes of parts. Does not consult the cache. */
    private static boolean isCommonScalar(Class<?> type) {
        return type == String.class
                || type == Integer.class
                || type == Long.class
                || type == Double.class
                || type == Boolean.class;
    }
}
