package dev.playhead.capture;

import dev.playhead.internal.data.PackedLayout;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a class: how the value of its instances is taken, and how they become plain data.
 *
 * <p>Shapes are cached on the classes themselves ({@link ClassShapes}), so they must not refer to the capture that made
 * them: it could never be collected.
 */
abstract class ClassShape {
    /** {@link #walk} says so when an object may change, or is too large to be sure. */
    static final int MAY_CHANGE = -1;

    /** {@link #flat} says so when an object has other parts than scalars. */
    static final Object NOT_FLAT = new Object();

    /** With so few and so short parts no limit on a payload's size is in sight. */
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
     * Hands an instance to the mapper: as a scalar, as a frame whose parts come next, or as a marker. Called once for each
     * value; calls exactly one of these methods, as its last act.
     *
     * @throws Throwable what the application's code throws
     */
    abstract void map(Object value, DataMapper mapper) throws Throwable;

    /**
     * The plain data of an instance that holds nothing but scalars, which most payloads do: what {@link #map} would give, at
     * a fraction of its cost.
     *
     * @param onCut run for each part that was cut out, once it is sure that all is flat
     * @return the plain data; {@link #NOT_FLAT}, if no code of the application's ran; or else the {@link Frame} by which the
     *     mapper goes on
     */
    @Nullable
    Object flat(Object value, ClassShapes shapes, Runnable onCut) {
        return NOT_FLAT;
    }

    /** The plain data of a part if it is a common scalar, else {@link #NOT_FLAT}. */
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
     * Whether an instance can never change; for classes that are not COPY. Runs no code of the application's and allocates at
     * most an iterator.
     *
     * @param budget how many more values may be looked at
     * @return the budget that is left, or {@link #MAY_CHANGE}
     * @throws Throwable never, but the handles of accessors are declared to
     */
    int walk(Object value, ClassShapes shapes, int budget) throws Throwable {
        return MAY_CHANGE;
    }

    /** {@link #walk} for a part of an object. */
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

    /** The classes that most parts are of, told without asking the cache. */
    private static boolean isCommonScalar(Class<?> type) {
        return type == String.class
                || type == Integer.class
                || type == Long.class
                || type == Double.class
                || type == Boolean.class;
    }
}
